"""As whom runs act in Azure: one identity, and the roles that it has. Role assignments take no tags.

Ids of roles: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
"""

from enum import StrEnum
from typing import Any

import pulumi
import pulumi_azure_native as azure_native

from .azure_group import Group, stable_id
from .site import Site


class Role(StrEnum):
    """Roles that Azure has built in."""

    BATCH_JOB_SUBMITTER = "48e5e92e-a480-4e71-aa9c-2778f4c13781"
    STORAGE_BLOB_DATA_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"


def build_identity(site: Site[Any, Any], group: Group) -> azure_native.managedidentity.UserAssignedIdentity:
    """The identity of everything that runs in the environment."""
    return azure_native.managedidentity.UserAssignedIdentity(
        site.named("identity"),
        resource_group_name=group.name,
        location=group.location,
        tags=site.tags,
        opts=site.child(),
    )


def role_id(group: Group, role: pulumi.Input[str]) -> pulumi.Output[str]:
    """The full id of a role of the subscription."""
    return pulumi.Output.concat(
        "/subscriptions/", group.subscription, "/providers/Microsoft.Authorization/roleDefinitions/", role
    )


def grant(
    site: Site[Any, Any],
    part: str,
    identity: azure_native.managedidentity.UserAssignedIdentity,
    role: pulumi.Input[str],
    scope: pulumi.Input[str],
) -> azure_native.authorization.RoleAssignment:
    """Let the identity act in a role, given by its full id, on `scope`."""
    name = pulumi.Output.all(scope, identity.principal_id, role).apply(lambda known: stable_id(*map(str, known)))
    return azure_native.authorization.RoleAssignment(
        site.named(part),
        role_assignment_name=name,
        principal_id=identity.principal_id,
        principal_type="ServicePrincipal",
        role_definition_id=role,
        scope=scope,
        opts=site.child(),
    )
