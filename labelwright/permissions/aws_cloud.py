"""IAM policies of AWS Cloud: who forges an environment, and who launches runs in it."""

from labelwright.permissions.aws import (
    LAUNCH_TEMPLATE,
    LOGS,
    READ_LOGS,
    ROLES,
    SECURITY_GROUP,
    Statement,
    pass_role,
    policy,
)

FORGE = policy(
    "labelwright-aws-cloud-forge",
    (
        Statement(
            "LaunchTemplatesAndNetwork",
            "launch template and security group, with their tags; the image that machines start from",
            (*SECURITY_GROUP, *LAUNCH_TEMPLATE, "ec2:DescribeImages"),
        ),
        Statement(
            "NewestImage",
            "the newest image of Amazon Linux",
            ("ssm:GetParameter",),
            resource="arn:*:ssm:*:*:parameter/aws/service/*",
        ),
        ROLES,
        pass_role("PassRoleToMachines", "naming the machines' role in the launch template", "ec2"),
        LOGS,
    ),
)
SUBMISSION = policy(
    "labelwright-aws-cloud-submission",
    (
        Statement("Runs", "starting and ending a run's machine", ("ec2:RunInstances", "ec2:TerminateInstances")),
        Statement(
            "TagWhatIsLaunched",
            "the tags of instance, volumes and network interface, while they are launched and at no other time",
            ("ec2:CreateTags",),
            condition=("ec2:CreateAction", ("RunInstances",)),
        ),
        Statement(
            "WatchRuns",
            "looking at them",
            ("ec2:DescribeInstances", "ec2:DescribeInstanceStatus", "ec2:DescribeTags", "ec2:DescribeVolumes"),
        ),
        pass_role("PassRoleToMachines", "giving a machine its role", "ec2"),
        READ_LOGS,
    ),
)
