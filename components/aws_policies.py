"""IAM documents as every AWS environment needs them: who may take a role, and the rights that all of them share.

Pure data and functions from ARNs to documents, so that each can be read and tested as what it is.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

Statement = dict[str, Any]  # an IAM statement, which is open by nature; IAM judges it
"""One statement of an IAM policy."""

VERSION = "2012-10-17"


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


def buckets(bucket_arns: Sequence[str]) -> list[Statement]:
    """Reading and writing in the work buckets, tagging what is written included; nothing where there are none."""
    if not bucket_arns:
        return []
    objects = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:GetObjectTagging"]
    return [
        allow(["s3:GetBucketLocation", "s3:ListBucket"], bucket_arns),
        allow([*objects, "s3:PutObject", "s3:PutObjectTagging"], [f"{arn}/*" for arn in bucket_arns]),
    ]


def bucket_arn(partition: str, bucket: str) -> str:
    """The ARN of a bucket that is given by name or by ARN."""
    return bucket if bucket.startswith("arn:") else f"arn:{partition}:s3:::{bucket}"


def pull_images() -> list[Statement]:
    """Reading container images from Amazon ECR. The token belongs to the account, so it takes no resource."""
    return [
        allow(["ecr:GetAuthorizationToken"]),
        allow(["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]),
    ]


def write_logs(log_group_arn: str) -> Statement:
    """Writing to the environment's own log group."""
    return allow(["logs:CreateLogStream", "logs:PutLogEvents"], [f"{log_group_arn}:*"])
