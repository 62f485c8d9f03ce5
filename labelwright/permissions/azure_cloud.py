"""Custom roles for Azure Cloud: who forges an environment, and who launches runs in it."""

from labelwright.permissions.azure import (
    ADMINISTRATOR,
    ASSIGN,
    IDENTITY,
    JOIN,
    MACHINE,
    NETWORK,
    RESOURCE_GROUP,
    ROLE_ASSIGNMENTS,
    STORAGE,
    TAGS,
    Group,
    look_at,
    role,
)

_OWN_END = Group(
    "the role by which a machine may delete itself, and no more",
    ("Microsoft.Authorization/roleDefinitions/write", "Microsoft.Authorization/roleDefinitions/delete"),
)

FORGE = role(
    "labelwright-azure-cloud-forge",
    "Forges labelled Azure Cloud environments with pulumi up.",
    (RESOURCE_GROUP, TAGS, NETWORK, IDENTITY, ROLE_ASSIGNMENTS, _OWN_END, STORAGE, MACHINE),
    (ADMINISTRATOR,),
)
SUBMISSION = role(
    "labelwright-azure-cloud-submission",
    "Launches labelled machines of Azure Cloud environments.",
    (
        MACHINE,
        Group(
            "its place in the network",
            (
                *look_at("Microsoft.Network/virtualNetworks/subnets", "Microsoft.Network/networkSecurityGroups"),
                f"Microsoft.Network/virtualNetworks/subnets/{JOIN}",
                f"Microsoft.Network/networkSecurityGroups/{JOIN}",
            ),
        ),
        Group(
            "giving it the identity that runs act with",
            (
                *look_at("Microsoft.ManagedIdentity/userAssignedIdentities"),
                f"Microsoft.ManagedIdentity/userAssignedIdentities/{ASSIGN}",
            ),
        ),
        Group("its resource group", look_at("Microsoft.Resources/subscriptions/resourceGroups")),
    ),
)
