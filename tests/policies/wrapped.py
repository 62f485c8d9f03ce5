"""Resources as the policy runtime hands them over: inside proxies that raise on unknown values."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pulumi_policy.proxy import unknown_checking_proxy

from labelwright.settings.policies import Policies
from labelwright.vocabulary import LabelRule
from policies.config import parse_config
from policies.labelled import LabelledResource, places_of, targets_of
from policies.workspace import Workspace

TODAY = date(2026, 11, 21)

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
QUEUE = "aws:sqs/queue:Queue"
INSTANCE = "aws:ec2/instance:Instance"
ROLE = "aws:iam/role:Role"
USER = "aws:iam/user:User"
PROFILE = "aws:iam/instanceProfile:InstanceProfile"
OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2"
DEFINITION = "aws:batch/jobDefinition:JobDefinition"
COMPUTE = "aws:batch/computeEnvironment:ComputeEnvironment"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
BUCKET = "gcp:storage/bucket:Bucket"
PROJECT = "gcp:organizations/project:Project"
GROUP = "azure-native:resources:ResourceGroup"
STORAGE = "azure-native_storage_v20240101:storage:StorageAccount"
MACHINE = "azure-native:compute:VirtualMachine"
POOL = "azure-native:batch:Pool"
ZONE = "azure-native:dns:Zone"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"


def resource(  # noqa: PLR0913 - each is one thing that a rule may depend on
    props: dict[str, Any],
    type_token: str = QUEUE,
    *,
    rule: LabelRule = LabelRule.NATIVE,
    required: tuple[str, ...] = (),
    policies: Mapping[str, object] | None = None,
    declared: Mapping[str, frozenset[str]] | None = None,
    team: str = "",
    volatile: frozenset[str] = frozenset(),
    below: str = "",
    provider: Mapping[str, Any] | None = None,
    name: str = "jobs",
) -> LabelledResource:
    """A resource with these inputs, wrapped and read as in a run of the pack.

    `policies` is what the pack's config has for `labels`; `below` the type of a parent.
    """
    settings = unknown_checking_proxy(dict(provider or {}))
    places = places_of(type_token, unknown_checking_proxy(props), settings)
    workspace = Workspace(rule, required, team, declared or {}, demands(policies or {}), volatile=volatile)
    return LabelledResource(name, type_token, places, workspace, targets_of(urn_of(type_token, name, below)))


def demands(policies: Mapping[str, object]) -> Policies:
    """Settings of the rules, parsed as the pack's config is."""
    return parse_config({"labels": policies})


def urn_of(type_token: str, name: str = "jobs", below: str = "") -> str:
    """The URN of a resource, which holds the types of its parents."""
    return f"urn:pulumi:dev::p::{f'{below}$' if below else ''}{type_token}::{name}"


def tagged(tags: object, type_token: str = QUEUE, **more: Any) -> LabelledResource:
    """A resource with these root tags."""
    return resource({"tags": tags}, type_token, **more)


def labelled(labels: object, type_token: str = BUCKET, **more: Any) -> LabelledResource:
    """A resource of Google with these root labels."""
    return resource({"labels": labels}, type_token, **more)


def many(count: int) -> dict[str, str]:
    """So many legal labels."""
    return {f"key-{number}": "value" for number in range(count)}
