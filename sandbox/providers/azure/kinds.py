"""What must be known of an Azure type beyond its shape: its id, how it is named, which changes replace it.

pulumi-azure-native's SDK does not say it, so it stands here for the types that matter: ids and names from Azure's REST
reference (https://learn.microsoft.com/rest/api/azure/), replacement from pulumi/pulumi-azure-native
`provider/pkg/gen/replacement.go` and `provider/pkg/provider/diff.go` (all that the id is made of, and the location),
naming from its pull request 519. Every other type of the SDK is kept as well, with an id that we guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox import sdk
from sandbox.providers.naming import NameRule, Style

_GROUP = "/subscriptions/{subscription}/resourceGroups/{resourceGroupName}"
_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Kind:
    """One type."""

    token: str
    identity: str
    """The id, with the properties that it is made of in braces."""
    type_name: str
    """The type as Azure names it."""
    naming: NameRule | None
    replaces: frozenset[str] = frozenset()
    """Paths, without list indexes, whose change (and that of all below them) makes another resource."""
    fixed: frozenset[str] = frozenset()
    """Top-level properties that Azure changes in no resource that exists, though no new one is made: an error."""
    rule: tuple[str, int, int] | None = None
    """What the name must match, and how many characters it has at least and at most."""

    @property
    def parts(self) -> tuple[str, ...]:
        """The properties that the id is made of, in its order."""
        return tuple(part for part in re.findall(r"{(\w+)}", self.identity) if part != "subscription")


def _kind(  # noqa: PLR0913 - a row of a table
    token: str,
    path: str,
    *,
    replaces: str = "",
    fixed: str = "",
    rule: tuple[str, int, int] | None = None,
    style: Style | None = None,
) -> Kind:
    """Read a row: `Microsoft.Batch/batchAccounts/{accountName}` in a resource group, or a whole id."""
    identity = path if path.startswith(("/", "{")) else f"{_GROUP}/providers/{path}"
    own = re.findall(r"{(\w+)}", identity)[-1]
    type_name = re.sub(r"/({\w+}|default)", "", path.rpartition("/providers/")[2])
    is_child = path.count("{") > 1
    style = style or (Style.COPY if is_child else Style.RANDOM)
    longest = rule[2] if rule else 255
    naming = NameRule(own, longest=max(longest, _DIGITS + 1), style=style, separator="", digits=_DIGITS)
    everything = {*re.findall(r"{(\w+)}", identity), "location", *replaces.split()} - {"subscription"}
    full = f"azure-native:{token}"
    return Kind(full, identity, type_name, naming, frozenset(everything), frozenset(fixed.split()), rule)


_WORD = r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9_])?"
_KINDS = (
    Kind(
        "azure-native:resources:ResourceGroup",
        _GROUP,
        "Microsoft.Resources/resourceGroups",
        NameRule("resourceGroupName", longest=90, separator="", digits=_DIGITS),
        frozenset({"resourceGroupName", "location"}),
        rule=(r"[-\w.()]*[-\w()]", 1, 90),
    ),
    Kind(
        "azure-native:resources:TagAtScope",
        "{scope}/providers/Microsoft.Resources/tags/default",
        "Microsoft.Resources/tags",
        None,
        frozenset({"scope"}),
    ),
    _kind(
        "storage:StorageAccount",
        "Microsoft.Storage/storageAccounts/{accountName}",
        replaces="isHnsEnabled",
        rule=(r"[a-z0-9]+", 3, 24),
    ),
    _kind(
        "storage:BlobContainer",
        "Microsoft.Storage/storageAccounts/{accountName}/blobServices/default/containers/{containerName}",
        rule=(r"[a-z0-9]+(-[a-z0-9]+)*|\$root|\$web|\$logs", 3, 63),
    ),
    _kind(
        "managedidentity:UserAssignedIdentity",
        "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}",
        rule=(r"[A-Za-z0-9][-A-Za-z0-9_]*", 3, 128),
    ),
    _kind(
        "authorization:RoleAssignment",
        "{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
        replaces="principalId",
        rule=(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", 36, 36),
        style=Style.UUID,
    ),
    _kind(
        "batch:BatchAccount",
        "Microsoft.Batch/batchAccounts/{accountName}",
        fixed="poolAllocationMode",
        rule=(r"[a-z0-9]+", 3, 24),
    ),
    _kind(
        "batch:Pool",
        "Microsoft.Batch/batchAccounts/{accountName}/pools/{poolName}",
        fixed="vmSize deploymentConfiguration interNodeCommunication networkConfiguration",
        rule=(r"[-A-Za-z0-9_]+", 1, 64),
    ),
    _kind(
        "batch:Application",
        "Microsoft.Batch/batchAccounts/{accountName}/applications/{applicationName}",
        rule=(r"[-A-Za-z0-9_]+", 1, 64),
    ),
    _kind(
        "keyvault:Vault",
        "Microsoft.KeyVault/vaults/{vaultName}",
        rule=(r"[A-Za-z](?!.*--)[-A-Za-z0-9]*[A-Za-z0-9]", 3, 24),
    ),
    _kind("network:VirtualNetwork", "Microsoft.Network/virtualNetworks/{virtualNetworkName}", rule=(_WORD, 2, 64)),
    _kind(
        "network:Subnet",
        "Microsoft.Network/virtualNetworks/{virtualNetworkName}/subnets/{subnetName}",
        rule=(_WORD, 1, 80),
    ),
    _kind(
        "network:NetworkSecurityGroup",
        "Microsoft.Network/networkSecurityGroups/{networkSecurityGroupName}",
        rule=(_WORD, 1, 80),
    ),
    _kind(
        "network:PublicIPAddress",
        "Microsoft.Network/publicIPAddresses/{publicIpAddressName}",
        replaces="publicIPAddressVersion publicIPPrefix sku",
        rule=(_WORD, 1, 80),
    ),
    _kind(
        "network:NetworkInterface", "Microsoft.Network/networkInterfaces/{networkInterfaceName}", rule=(_WORD, 1, 80)
    ),
    _kind("network:NatGateway", "Microsoft.Network/natGateways/{natGatewayName}", rule=(_WORD, 1, 80)),
    _kind(
        "compute:VirtualMachine",
        "Microsoft.Compute/virtualMachines/{vmName}",
        fixed="osProfile zones availabilitySet",
        rule=(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9_])?", 1, 64),
    ),
    _kind("compute:Disk", "Microsoft.Compute/disks/{diskName}", fixed="creationData", rule=(r"[-A-Za-z0-9_]+", 1, 80)),
    _kind(
        "operationalinsights:Workspace",
        "Microsoft.OperationalInsights/workspaces/{workspaceName}",
        rule=(r"[A-Za-z0-9][-A-Za-z0-9]*[A-Za-z0-9]", 4, 63),
    ),
)
_BY_TOKEN: Mapping[str, Kind] = {kind.token: kind for kind in _KINDS}
KINDS_BY_TYPE: Mapping[str, str] = {kind.type_name.lower(): token for token, kind in _BY_TOKEN.items()}
"""Azure's name of a type, in lower case -> our token."""


def kind_of(token: str) -> Kind:
    """Return what is known of a type; raises `UnknownTokenError` for one that the SDK does not have."""
    shape = sdk.resource_shape(token)
    return _BY_TOKEN.get(token) or _guessed(token, shape)


def _guessed(token: str, shape: sdk.Shape) -> Kind:
    """Guess an id: the group and what else is required by name are parents; what is named after the type is its own."""
    _, module, name = sdk.parse_token(token)
    texts = {word: field for word, field in shape.inputs.items() if field.type.kind == sdk.Kind.STRING}
    named = [word for word, field in texts.items() if word.endswith("Name") and not field.required]
    like = [word for word in named if word.lower() == f"{name}Name".lower()]
    own = next(iter([*like, *(word for word in ("resourceName", "name") if word in texts), *named]), "")
    parents = [word for word, field in texts.items() if field.required and word.endswith("Name")]
    above = [f"{{{word}}}" for word in parents if word != "resourceGroupName"]
    base = (
        _GROUP if "resourceGroupName" in texts else "{scope}" if "scope" in texts else "/subscriptions/{subscription}"
    )
    provider = f"Microsoft.{module.partition('/')[0].capitalize()}"
    kind = f"{provider}/{name[0].lower()}{name[1:]}s"
    identity = "/".join([base, "providers", kind, *above, f"{{{own}}}" if own else "default"])
    style = Style.COPY if above else Style.RANDOM
    naming = NameRule(own, style=style, separator="", digits=_DIGITS) if own else None
    parts = frozenset(re.findall(r"{(\w+)}", identity)) - {"subscription"}
    return Kind(token, identity, kind, naming, parts | {"location"})
