"""What Azure itself tells of a resource: endpoints, principals, addresses, states. Others depend on these outputs.

Everything is computed from the id, so that nothing is random and a second look tells the same.
"""

# ruff: noqa: ARG001 - every function is given the id, the name and the inputs, and takes what it needs

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping

from sandbox import sdk
from sandbox.providers.azure.kinds import Kind
from sandbox.providers.kept import now, number_of
from sandbox.providers.wire import UNKNOWN, Properties, Value, is_unknown

TENANT = "10000000-0000-0000-0000-000000000000"
_TIMES = ("creationTime", "createdOn", "updatedOn", "timeCreated", "createdDate", "modifiedDate", "lastModified")
_QUOTA = {"activeJobAndJobScheduleQuota": 300, "dedicatedCoreQuota": 100, "lowPriorityCoreQuota": 100, "poolQuota": 100}


def outputs_of(kind: Kind, identity: str, inputs: Mapping[str, Value]) -> Properties:
    """Compute what the SDK names as outputs, as far as it is known for the type."""
    fields = sdk.resource_shape(kind.token).outputs
    time, name = now(), identity.rpartition("/")[2]
    common: Properties = {**dict.fromkeys(_TIMES, time), "name": name, "type": kind.type_name}
    common |= {"etag": f'"{number_of(identity):x}"', "resourceGuid": stable_uuid(identity, "guid")}
    common["provisioningState"] = "Succeeded"
    own = _OWN.get(kind.token, _nothing)(identity, name, inputs)
    return {word: value for word, value in {**common, **own}.items() if word in fields}


def filled(kind: Kind, identity: str, properties: Properties) -> Properties:
    """Add what Azure tells inside of properties that are given: ids of things within, a vault's address."""
    return {**properties, **_WITHIN.get(kind.token, _nothing)(identity, identity.rpartition("/")[2], properties)}


def as_answered(value: Value, shape: sdk.Type) -> Value:
    """Put a value of a request into the form of Azure's answer: identities go there as ids, and come back by id."""
    if shape.kind is sdk.Kind.MAP and isinstance(value, list):
        if is_unknown(value):
            return UNKNOWN
        principals = ("principalId", "clientId")
        return {str(one): {word: stable_uuid(str(one), word) for word in principals} for one in value}
    if shape.kind is sdk.Kind.OBJECT and isinstance(value, dict):
        fields = shape.fields
        return {name: as_answered(item, fields[name].type) if name in fields else item for name, item in value.items()}
    return value


def stable_uuid(identity: str, purpose: str) -> str:
    """Return a UUID that stands for an id, always the same one."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{identity.lower()}#{purpose}"))


def _nothing(identity: str, name: str, inputs: Mapping[str, Value]) -> Properties:
    return {}


def _group(identity: str, name: str, inputs: Mapping[str, Value]) -> Properties:
    return {"properties": {"provisioningState": "Succeeded"}}


def _storage(identity: str, name: str, inputs: Mapping[str, Value]) -> Properties:
    services = ("blob", "dfs", "file", "queue", "table", "web")
    endpoints: Properties = {service: f"https://{name}.{service}.core.windows.net/" for service in services}
    place = inputs.get("location")
    return {"primaryEndpoints": endpoints, "primaryLocation": place, "statusOfPrimary": "available"}


def _container(identity: str, name: str, inputs: Mapping[str, Value]) -> Properties:
    return {"publicAccess": "None", "leaseState": "Available", "leaseStatus": "Unlocked", "hasLegalHold": False}


def _identity(identity: str, name: str, inputs: Mapping[str, Value]) -> Properties:
    principals = {word: stable_uuid(identity, word) for word in ("principalId", "clientId")}
    return {**principals, "tenantId": TENANT}


def _batch_account(identity: str, name: str, inputs: Mapping[str, Value]) -> Properties:
    place = inputs.get("location")
    node = f"{stable_uuid(identity, 'node')}.{place}.service.batch.azure.com"
    modes: list[Value] = ["SharedKey", "AAD", "TaskAuthenticationToken"]
    made: Properties = {"accountEndpoint": f"{name}.{place}.batch.azure.com", "nodeManagementEndpoint": node}
    return {**made, **_QUOTA, "poolAllocationMode": "BatchService", "allowedAuthenticationModes": modes}


def _pool(identity: str, name: str, inputs: Mapping[str, Value]) -> Properties:
    scale = inputs.get("scaleSettings")
    fixed = scale.get("fixedScale") if isinstance(scale, dict) else None
    counts = fixed if isinstance(fixed, dict) else {}
    made: Properties = {"allocationState": "Steady", "currentNodeCommunicationMode": "Simplified"}
    made["currentDedicatedNodes"] = counts.get("targetDedicatedNodes") or 0
    made["currentLowPriorityNodes"] = counts.get("targetLowPriorityNodes") or 0
    return {**made, "taskSlotsPerNode": 1, "interNodeCommunication": "Disabled"}


def _vault(identity: str, name: str, inputs: Mapping[str, Value]) -> Properties:
    given = inputs.get("properties")
    settings = given if isinstance(given, dict) else {}
    return {
        "properties": {**settings, "vaultUri": f"https://{name}.vault.azure.net/", "provisioningState": "Succeeded"}
    }


def _subnets(identity: str, name: str, inputs: Mapping[str, Value]) -> Properties:
    return {"subnets": _inline(identity, "subnets", inputs)}


def _public_ip(identity: str, name: str, inputs: Mapping[str, Value]) -> Properties:
    number = number_of(identity.lower())
    address = f"20.{number % 250}.{number // 250 % 250}.{1 + number // 62500 % 250}"
    return {"ipAddress": address, "publicIPAddressVersion": "IPv4"}


def _card(identity: str, name: str, inputs: Mapping[str, Value]) -> Properties:
    number = number_of(identity.lower())
    mac = "-".join(f"{number >> shift & 0xFF:02X}" for shift in (0, 8, 16))
    return {"macAddress": f"00-0D-3A-{mac}", "primary": True}


def _interface(identity: str, name: str, inputs: Mapping[str, Value]) -> Properties:
    number = number_of(identity.lower())
    configurations = _inline(identity, "ipConfigurations", inputs)
    for configuration in configurations:
        if isinstance(configuration, dict):
            configuration.setdefault("privateIPAddress", f"10.0.{number % 250}.{4 + number // 250 % 250}")
    return {"ipConfigurations": configurations}


def _machine(identity: str, name: str, inputs: Mapping[str, Value]) -> Properties:
    return {"vmId": stable_uuid(identity, "vm")}


def _disk_of_machine(identity: str, name: str, inputs: Mapping[str, Value]) -> Properties:
    """Name the disk that comes into being with a machine, and say its id."""
    profile = inputs.get("storageProfile")
    disk = profile.get("osDisk") if isinstance(profile, dict) else None
    if not isinstance(profile, dict) or not isinstance(disk, dict):
        return {}
    managed = disk.get("managedDisk")
    own = disk.get("name") or f"{name}_OsDisk_1_{stable_uuid(identity, 'disk').replace('-', '')}"
    made = {"id": f"{identity.rpartition('/virtualMachines/')[0]}/disks/{own}"}
    known: Properties = {"name": own, "managedDisk": {**made, **managed} if isinstance(managed, dict) else {**made}}
    return {"storageProfile": {**profile, "osDisk": {**disk, **known}}}


def _disk(identity: str, name: str, inputs: Mapping[str, Value]) -> Properties:
    size = inputs.get("diskSizeGB")
    made: Properties = {"diskState": "Unattached", "uniqueId": stable_uuid(identity, "disk")}
    return {**made, "diskSizeBytes": size * 1024**3} if isinstance(size, int) else made


def _workspace(identity: str, name: str, inputs: Mapping[str, Value]) -> Properties:
    return {"customerId": stable_uuid(identity, "customer"), "retentionInDays": 30}


def _inline(identity: str, collection: str, inputs: Mapping[str, Value]) -> list[Value]:
    """Give ids to the things that are written within another."""
    given = inputs.get(collection)
    items = given if isinstance(given, list) else []
    return [{**item, "id": f"{identity}/{collection}/{item.get('name')}"} for item in items if isinstance(item, dict)]


_Told = Callable[[str, str, Mapping[str, Value]], Properties]
_OWN: Mapping[str, _Told] = {
    "azure-native:batch:BatchAccount": _batch_account,
    "azure-native:batch:Pool": _pool,
    "azure-native:compute:Disk": _disk,
    "azure-native:compute:VirtualMachine": _machine,
    "azure-native:managedidentity:UserAssignedIdentity": _identity,
    "azure-native:network:NetworkInterface": _card,
    "azure-native:network:PublicIPAddress": _public_ip,
    "azure-native:operationalinsights:Workspace": _workspace,
    "azure-native:resources:ResourceGroup": _group,
    "azure-native:storage:BlobContainer": _container,
    "azure-native:storage:StorageAccount": _storage,
}
_WITHIN: Mapping[str, _Told] = {
    "azure-native:compute:VirtualMachine": _disk_of_machine,
    "azure-native:keyvault:Vault": _vault,
    "azure-native:network:NetworkInterface": _interface,
    "azure-native:network:VirtualNetwork": _subnets,
}
