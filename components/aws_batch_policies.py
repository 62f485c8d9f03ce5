"""IAM documents of an AWS Batch environment: who may take a role, and what the role may do.

Pure data and functions from ARNs to documents, so that each can be read and tested as what it is. Rights to tag stand
beside the call that tags while it creates, under the condition that it is that call.
Sources: https://docs.aws.amazon.com/batch/latest/userguide/IAM_policies.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

Statement = dict[str, Any]  # an IAM statement, which is open by nature; IAM judges it
"""One statement of an IAM policy."""

VERSION = "2012-10-17"

SPOT_FLEET_TAGGING_POLICY = "service-role/AmazonEC2SpotFleetTaggingRole"
"""AWS's own policy for a Spot fleet that tags what it launches, below `arn:<partition>:iam::aws:policy/`."""


def document(statements: Iterable[Statement]) -> str:
    """A policy document as JSON, the same text for the same statements."""
    return json.dumps({"Version": VERSION, "Statement": list(statements)}, sort_keys=True)


def trust(service: str) -> str:
    """Who may take a role: one AWS service, such as `ecs-tasks.amazonaws.com`."""
    return document([{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}])


def allow(actions: Sequence[str], resources: Sequence[str] = ("*",), **condition: dict[str, object]) -> Statement:
    """One permission; `StringEquals={...}` and the like narrow it."""
    statement: Statement = {"Effect": "Allow", "Action": list(actions), "Resource": list(resources)}
    return {**statement, "Condition": condition} if condition else statement


def execution(log_group_arn: str) -> list[Statement]:
    """What the ECS agent does before and beside the container: pull its image, write its log."""
    return [*_pull_images(), _write_logs(log_group_arn)]


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
        *_pull_images(),
        _write_logs(log_group_arn),
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


def buckets(bucket_arns: Sequence[str]) -> list[Statement]:
    """Reading and writing in the work buckets, tagging what is written included; nothing where there are none."""
    if not bucket_arns:
        return []
    objects = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:GetObjectTagging"]
    return [
        allow(["s3:GetBucketLocation", "s3:ListBucket"], bucket_arns),
        allow([*objects, "s3:PutObject", "s3:PutObjectTagging"], [f"{arn}/*" for arn in bucket_arns]),
    ]


def mount(file_system_arns: Sequence[str]) -> list[Statement]:
    """Mounting EFS file systems and writing in them; nothing where there are none."""
    if not file_system_arns:
        return []
    return [allow(["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"], file_system_arns)]


def bucket_arn(partition: str, bucket: str) -> str:
    """The ARN of a bucket that is given by name or by ARN."""
    return bucket if bucket.startswith("arn:") else f"arn:{partition}:s3:::{bucket}"


def _pull_images() -> list[Statement]:
    """Reading container images from Amazon ECR. The token belongs to the account, so it takes no resource."""
    return [
        allow(["ecr:GetAuthorizationToken"]),
        allow(["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]),
    ]


def _write_logs(log_group_arn: str) -> Statement:
    """Writing to the environment's own log group."""
    return allow(["logs:CreateLogStream", "logs:PutLogEvents"], [f"{log_group_arn}:*"])
