"""Resources as the policy runtime hands them over: inside proxies that raise on unknown values."""

from collections.abc import Mapping
from typing import Any

from pulumi_policy.proxy import unknown_checking_proxy

from labelwright.vocabulary import LabelRule
from policies.labelled import LabelledResource, places_of

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
QUEUE = "aws:sqs/queue:Queue"
INSTANCE = "aws:ec2/instance:Instance"
ROLE = "aws:iam/role:Role"
USER = "aws:iam/user:User"
PROFILE = "aws:iam/instanceProfile:InstanceProfile"
OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2"
COMPUTE = "aws:batch/computeEnvironment:ComputeEnvironment"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
BUCKET = "gcp:storage/bucket:Bucket"
PROJECT = "gcp:organizations/project:Project"
GROUP = "azure-native:resources:ResourceGroup"
STORAGE = "azure-native_storage_v20240101:storage:StorageAccount"
MACHINE = "azure-native:compute:VirtualMachine"
POOL = "azure-native:batch:Pool"
ZONE = "azure-native:dns:Zone"


def resource(  # noqa: PLR0913 - each is one thing that a rule may depend on
    props: dict[str, Any],
    type_token: str = QUEUE,
    *,
    rule: LabelRule = LabelRule.NATIVE,
    required: tuple[str, ...] = (),
    provider: Mapping[str, Any] | None = None,
    name: str = "jobs",
) -> LabelledResource:
    """A resource with these inputs, wrapped and read as in a run of the pack."""
    settings = unknown_checking_proxy(dict(provider or {}))
    return LabelledResource(
        name, type_token, places_of(type_token, unknown_checking_proxy(props), settings), rule, required
    )


def tagged(tags: object, type_token: str = QUEUE, **more: Any) -> LabelledResource:
    """A resource with these root tags."""
    return resource({"tags": tags}, type_token, **more)


def labelled(labels: object, type_token: str = BUCKET, **more: Any) -> LabelledResource:
    """A resource of Google with these root labels."""
    return resource({"labels": labels}, type_token, **more)


def many(count: int) -> dict[str, str]:
    """So many legal labels."""
    return {f"key-{number}": "value" for number in range(count)}
