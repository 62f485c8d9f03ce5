"""IAM documents of an AWS Batch environment: what its roles may do.

Rights to tag stand
beside the call that tags while it creates, under the condition that it is that call.
Sources: https://docs.aws.amazon.com/batch/latest/userguide/IAM_policies.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html
"""

from collections.abc import Sequence

from .aws_policies import Statement, allow, pull_images, write_logs

SPOT_FLEET_TAGGING_POLICY = "service-role/AmazonEC2SpotFleetTaggingRole"
"""AWS's own policy for a Spot fleet that tags what it launches, below `arn:<partition>:iam::aws:policy/`."""


def execution(log_group_arn: str) -> list[Statement]:
    """What the ECS agent does before and beside the container: pull its image, write its log."""
    return [*pull_images(), write_logs(log_group_arn)]


def instance(log_group_arn: str, file_system_arns: Sequence[str]) -> list[Statement]:
    """What an instance does: join the cluster, report, pull images, mount the shared file system.

    ECS lets an agent tag only what it registers itself.
    """
    return [
        allow(
            [
                "ecs:DeregisterContainerInstance",
                "ecs:DiscoverPollEndpoint",
                "ecs:Poll",
                "ecs:RegisterContainerInstance",
                "ecs:StartTelemetrySession",
                "ecs:SubmitAttachmentStateChanges",
                "ecs:SubmitContainerStateChange",
                "ecs:SubmitTaskStateChange",
                "ecs:UpdateContainerInstancesState",
                "ec2:DescribeTags",
            ]
        ),
        allow(["ecs:TagResource"], StringEquals={"ecs:CreateAction": ["RegisterContainerInstance"]}),
        *pull_images(),
        write_logs(log_group_arn),
        *mount(file_system_arns),
    ]


def head(queue_arns: Sequence[str], passed_role_arns: Sequence[str], log_group_arn: str) -> list[Statement]:
    """What a head job does: register definitions, submit work, tag both, watch it, stop it, read its log."""
    prefix = queue_arns[0].partition(":job-queue/")[0]
    definitions, jobs = f"{prefix}:job-definition/*", f"{prefix}:job/*"
    return [
        allow(["batch:SubmitJob"], [*queue_arns, definitions]),
        allow(["batch:RegisterJobDefinition", "batch:DeregisterJobDefinition"], [definitions]),
        allow(["batch:TagResource"], [definitions, jobs]),
        allow(["batch:CancelJob", "batch:TerminateJob"], [jobs]),
        allow(
            [
                "batch:DescribeComputeEnvironments",
                "batch:DescribeJobDefinitions",
                "batch:DescribeJobQueues",
                "batch:DescribeJobs",
                "batch:ListJobs",
                "ec2:DescribeInstanceAttribute",
                "ec2:DescribeInstanceStatus",
                "ec2:DescribeInstances",
                "ec2:DescribeInstanceTypes",
                "ecs:DescribeContainerInstances",
                "ecs:DescribeTasks",
            ]
        ),
        allow(["logs:GetLogEvents"], [f"{log_group_arn}:*"]),
        allow(["iam:PassRole"], passed_role_arns, StringEquals={"iam:PassedToService": "ecs-tasks.amazonaws.com"}),
    ]


def mount(file_system_arns: Sequence[str]) -> list[Statement]:
    """Mounting EFS file systems and writing in them; nothing where there are none."""
    if not file_system_arns:
        return []
    return [allow(["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"], file_system_arns)]
