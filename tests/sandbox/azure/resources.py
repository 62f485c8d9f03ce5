"""Types and inputs that the tests of the Azure provider share."""

from __future__ import annotations

from typing import Any, cast

from sandbox.providers.wire import Properties
from tests.sandbox.provider_harness import Held

ACCOUNT = "azure-native:storage:StorageAccount"
ASSIGNMENT = "azure-native:authorization:RoleAssignment"
BATCH = "azure-native:batch:BatchAccount"
CARD = "azure-native:network:NetworkInterface"
CONTAINER = "azure-native:storage:BlobContainer"
GROUP = "azure-native:resources:ResourceGroup"
GUARD = "azure-native:network:NetworkSecurityGroup"
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
MACHINE = "azure-native:compute:VirtualMachine"
NETWORK = "azure-native:network:VirtualNetwork"
POOL = "azure-native:batch:Pool"
TAGS = "azure-native:resources:TagAtScope"
PUBLIC = "azure-native:network:PublicIPAddress"
SUBNET = "azure-native:network:Subnet"
VAULT = "azure-native:keyvault:Vault"
SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
CONFIG: Properties = {"location": "westeurope", "subscriptionId": SUBSCRIPTION}
IN: dict[str, Any] = {"resourceGroupName": "rg"}
RG = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg"
ROLE = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/x"
ASSIGNED: dict[str, Any] = {"scope": RG, "principalId": "p", "roleDefinitionId": ROLE}
NOWHERE = {"id": f"{RG}/providers/Microsoft.Network/virtualNetworks/n/subnets/s"}


def storage(**more: Any) -> dict[str, Any]:
    """A storage account."""
    return {**IN, "kind": "StorageV2", "sku": {"name": "Standard_LRS"}, **more}


def text(held: Held, name: str) -> str:
    """An output that is text."""
    return cast("str", held.outputs[name])
