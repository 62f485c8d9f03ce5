"""Custom roles of Azure: their form, and what both Azure platforms need.

On Azure a tag is written with the resource that carries it, so the right to write a resource is the right to tag it.
Operations: https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations
"""

from collections.abc import Sequence
from dataclasses import dataclass

from labelwright.permissions.document import Document, Need

SUBSCRIPTION = "SUBSCRIPTION_ID"
JOIN = "join/action"
ASSIGN = "assign/action"


@dataclass(frozen=True, slots=True)
class Group:
    """What permissions are for, and the permissions. `is_data`: they are exercised on data, not on resources."""

    purpose: str
    actions: tuple[str, ...]
    is_data: bool = False


def role(name: str, description: str, groups: Sequence[Group], notes: Sequence[str] = ()) -> Document:
    """A custom role that can be assigned in one subscription, and in the resource groups below it."""
    return Document(
        body={
            "Name": name,
            "IsCustom": True,
            "Description": description,
            "Actions": sorted({action for group in groups if not group.is_data for action in group.actions}),
            "NotActions": [],
            "DataActions": sorted({action for group in groups if group.is_data for action in group.actions}),
            "NotDataActions": [],
            "AssignableScopes": [f"/subscriptions/{SUBSCRIPTION}"],
        },
        needs=tuple(Need(action, group.purpose) for group in groups for action in group.actions),
        command="az role definition create --role-definition @FILE",
        placeholders={SUBSCRIPTION: "the subscription of the environment"},
        notes=tuple(notes),
    )


def look_at(*resources: str) -> tuple[str, ...]:
    """To read resources of these kinds, such as `Microsoft.Network/virtualNetworks`."""
    return tuple(f"{resource}/read" for resource in resources)


def manage(resource: str, *further: str) -> tuple[str, ...]:
    """To make, read, change, tag and delete resources of a kind, and to do what is named."""
    return tuple(f"{resource}/{verb}" for verb in ("read", "write", "delete", *further))


RESOURCE_GROUP = Group("the resource group, with its tags", manage("Microsoft.Resources/subscriptions/resourceGroups"))
TAGS = Group("tags of a resource, apart from the resource itself", manage("Microsoft.Resources/tags"))
STORAGE = Group(
    "the storage account with its tags, and the container of work files",
    (
        *manage("Microsoft.Storage/storageAccounts"),
        *look_at("Microsoft.Storage/storageAccounts/blobServices"),
        *manage("Microsoft.Storage/storageAccounts/blobServices/containers"),
    ),
)
IDENTITY = Group(
    "the identity that runs act with, with its tags",
    manage("Microsoft.ManagedIdentity/userAssignedIdentities", ASSIGN),
)
ROLE_ASSIGNMENTS = Group(
    "what that identity may do",
    (*manage("Microsoft.Authorization/roleAssignments"), *look_at("Microsoft.Authorization/roleDefinitions")),
)
NETWORK = Group(
    "network, subnet and network security group with their tags, and machines in them",
    (
        *manage("Microsoft.Network/virtualNetworks"),
        *manage("Microsoft.Network/virtualNetworks/subnets", JOIN),
        *manage("Microsoft.Network/networkSecurityGroups", JOIN),
        *look_at("Microsoft.Network/locations/operations"),
    ),
)
MACHINE = Group(
    "a machine with its network interface, public address and disks, with their tags",
    (
        *manage("Microsoft.Compute/virtualMachines"),
        *manage("Microsoft.Compute/disks"),
        *manage("Microsoft.Network/networkInterfaces", JOIN),
        *manage("Microsoft.Network/publicIPAddresses", JOIN),
        *look_at("Microsoft.Compute/locations/operations", "Microsoft.Network/locations/operations"),
    ),
)
ADMINISTRATOR = (
    "Microsoft.Authorization/roleAssignments/write is the right to give anybody any role: assign this role with a"
    " condition on the roles that may be given (https://learn.microsoft.com/azure/role-based-access-control/"
    "delegate-role-assignments-overview)."
)
