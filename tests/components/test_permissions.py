"""What a component makes may be made by whoever has the forging permissions of its platform."""

from collections.abc import Iterable
from typing import Any

import pytest

from labelwright.permissions import PERMISSIONS_OF
from labelwright.vocabulary import Phase, Platform

from .conftest import Build, Registered
from .test_propagation import CASES

AWS = {
    "aws:batch/jobDefinition:JobDefinition": "batch:RegisterJobDefinition",
    "aws:cloudwatch/logGroup:LogGroup": "logs:CreateLogGroup",
    "aws:fsx/lustreFileSystem:LustreFileSystem": "fsx:CreateFileSystem",
    "aws:iam/rolePolicy:RolePolicy": "iam:PutRolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "iam:AttachRolePolicy",
}
GOOGLE = {
    "gcp:compute/routerNat:RouterNat": "compute.routers.update",
    "gcp:projects/iAMMember:IAMMember": "resourcemanager.projects.setIamPolicy",
    "gcp:serviceaccount/account:Account": "iam.serviceAccounts.create",
    "gcp:serviceaccount/iAMMember:IAMMember": "iam.serviceAccounts.setIamPolicy",
    "gcp:storage/bucketIAMMember:BucketIAMMember": "storage.buckets.setIamPolicy",
}
AZURE = {
    "azure-native:batch:Pool": "Microsoft.Batch/batchAccounts/pools/write",
    "azure-native:network:PublicIPAddress": "Microsoft.Network/publicIPAddresses/write",
    "azure-native:network:Subnet": "Microsoft.Network/virtualNetworks/subnets/write",
    "azure-native:resources:TagAtScope": "Microsoft.Resources/tags/write",
    "azure-native:resources:ResourceGroup": "Microsoft.Resources/subscriptions/resourceGroups/write",
    "azure-native:storage:BlobContainer": "Microsoft.Storage/storageAccounts/blobServices/containers/write",
}
NAMED = {**AWS, **GOOGLE, **AZURE}
"""Types whose creation is not named after them."""
SERVICES = {"efs": "elasticfilesystem"}


def right_to_make(token: str) -> str:
    """The permission by which its cloud lets a resource of this Pulumi type be created."""
    package, module, name = token.split(":")
    service = module.split("/")[0]
    match package:
        case _ if token in NAMED:
            return NAMED[token]
        case "aws":
            return f"{SERVICES.get(service, service)}:Create{name}"
        case "gcp":
            return f"{service}.{module.split('/')[1]}s.create"
        case "azure-native":
            kind = f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
            return f"Microsoft.{module}/{kind}/write"
        case _:
            group = module.split("/")[0]
            return f"create {name.casefold()}s{'' if group == 'core' else f'.{group}'}"


def allowed(platform: Platform) -> set[str]:
    """What whoever forges may do, in small letters: Azure ignores case."""
    return {need.permission.casefold() for need in PERMISSIONS_OF[platform][Phase.FORGE].needs}


def made(build: Build, platform: Platform) -> list[Registered]:
    """Everything that the platform's component registers, whatever it is told."""
    built = (build(dict(case), platform=platform) for case in CASES[platform])
    return [child for one in built for child in one.children.values()]


@pytest.mark.parametrize("platform", tuple(Platform))
def test_every_child_may_be_made(build: Build, platform: Platform) -> None:
    """Labelled or not: one resource that may not be made stops the whole `pulumi up`."""
    rights = {child.type: right_to_make(child.type) for child in made(build, platform)}
    assert rights
    assert {token: right for token, right in rights.items() if right.casefold() not in allowed(platform)} == {}


def test_who_forges_on_kubernetes_has_what_is_given_to_runs(build: Build) -> None:
    """The API server lets nobody make a role with rights that they lack."""
    roles = [child for child in made(build, Platform.KUBERNETES) if child.type.endswith(":Role")]
    given = {right for role in roles for rule in role.props["rules"] for right in rights_of(rule)}
    assert given
    assert given <= allowed(Platform.KUBERNETES)


def rights_of(rule: dict[str, Any]) -> Iterable[str]:
    """`get jobs.batch/status` for each verb and resource of a rule."""
    for group in rule["apiGroups"]:
        for resource in rule["resources"]:
            name, slash, part = resource.partition("/")
            yield from (f"{verb} {name}{group and '.'}{group}{slash}{part}" for verb in rule["verbs"])
