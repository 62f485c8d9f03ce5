"""IAM policies of AWS Batch: who forges an environment, and who submits to it."""

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
    "labelwright-aws-batch-forge",
    (
        Statement(
            "Batch",
            "compute environment, job queues and job definitions, with their tags",
            (
                "batch:CreateComputeEnvironment",
                "batch:CreateJobQueue",
                "batch:DeleteComputeEnvironment",
                "batch:DeleteJobQueue",
                "batch:DeregisterJobDefinition",
                "batch:DescribeComputeEnvironments",
                "batch:DescribeJobDefinitions",
                "batch:DescribeJobQueues",
                "batch:ListTagsForResource",
                "batch:RegisterJobDefinition",
                "batch:TagResource",
                "batch:UntagResource",
                "batch:UpdateComputeEnvironment",
                "batch:UpdateJobQueue",
            ),
        ),
        Statement(
            "LaunchTemplatesAndNetwork",
            "launch template and security group, with their tags; EFS mount targets in the subnets",
            (
                *SECURITY_GROUP,
                *LAUNCH_TEMPLATE,
                "ec2:CreateNetworkInterface",
                "ec2:DeleteNetworkInterface",
                "ec2:DescribeAvailabilityZones",
            ),
        ),
        Statement(
            "ElasticFileSystem",
            "the EFS file system, with its tags (where 'efs' is asked for)",
            (
                "elasticfilesystem:CreateFileSystem",
                "elasticfilesystem:CreateMountTarget",
                "elasticfilesystem:DeleteFileSystem",
                "elasticfilesystem:DeleteMountTarget",
                "elasticfilesystem:DescribeFileSystems",
                "elasticfilesystem:DescribeLifecycleConfiguration",
                "elasticfilesystem:DescribeMountTargetSecurityGroups",
                "elasticfilesystem:DescribeMountTargets",
                "elasticfilesystem:ListTagsForResource",
                "elasticfilesystem:ModifyMountTargetSecurityGroups",
                "elasticfilesystem:PutLifecycleConfiguration",
                "elasticfilesystem:TagResource",
                "elasticfilesystem:UntagResource",
                "elasticfilesystem:UpdateFileSystem",
            ),
        ),
        Statement(
            "Lustre",
            "the FSx file system, with its tags (where 'fsx' is asked for)",
            (
                "fsx:CreateFileSystem",
                "fsx:DeleteFileSystem",
                "fsx:DescribeFileSystems",
                "fsx:ListTagsForResource",
                "fsx:TagResource",
                "fsx:UntagResource",
                "fsx:UpdateFileSystem",
            ),
        ),
        ROLES,
        pass_role(
            "PassRolesToWhatRunsJobs",
            "handing these roles to what acts with them",
            "batch",
            "ec2",
            "ecs-tasks",
            "spotfleet",
        ),
        Statement(
            "ServiceLinkedRoles",
            "roles that AWS services make for themselves when they are first used",
            (
                "iam:CreateServiceLinkedRole",
                "iam:DeleteServiceLinkedRole",
                "iam:GetServiceLinkedRoleDeletionStatus",
            ),
            resource="arn:*:iam::*:role/aws-service-role/*",
            condition=(
                "iam:AWSServiceName",
                tuple(
                    f"{service}.amazonaws.com" for service in ("batch", "elasticfilesystem", "fsx", "spot", "spotfleet")
                ),
            ),
        ),
        LOGS,
        Statement(
            "ContainerClusters",
            "the ECS cluster that AWS Batch keeps for a compute environment, with its tags",
            ("ecs:DescribeClusters", "ecs:TagResource"),
        ),
    ),
)
SUBMISSION = policy(
    "labelwright-aws-batch-submission",
    (
        Statement(
            "Jobs",
            "jobs and the definitions that runs register, with their tags",
            (
                "batch:CancelJob",
                "batch:DeregisterJobDefinition",
                "batch:RegisterJobDefinition",
                "batch:SubmitJob",
                "batch:TagResource",
                "batch:TerminateJob",
            ),
        ),
        Statement(
            "WatchJobs",
            "looking at them",
            (
                "batch:DescribeComputeEnvironments",
                "batch:DescribeJobDefinitions",
                "batch:DescribeJobQueues",
                "batch:DescribeJobs",
                "batch:ListJobs",
                "batch:ListTagsForResource",
            ),
        ),
        pass_role("PassRolesToJobs", "naming the execution role and a job's role in a definition", "ecs-tasks"),
        READ_LOGS,
    ),
)
