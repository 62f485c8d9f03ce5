"""Requests with which the virtual machine of a run is made in Azure, each resource of it labelled.

A machine is described once, as a `Machine`. Azure hands no tag on: address, network interface, machine and disk are
resources with tags of their own, and the disk, which comes into being with the machine, gets them right after.
They are sent in this order; the same run names the same resources, so that a request may be repeated.
Shapes: https://learn.microsoft.com/rest/api/compute/virtual-machines/create-or-update
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from labelwright.emit.document import JsonObject

NETWORK_API, COMPUTE_API, DISK_API = "2024-05-01", "2024-11-01", "2024-03-02"
"""Versions in which the bodies are written."""


@dataclass(frozen=True, slots=True)
class Machine:
    """The virtual machine of an environment, described once. The disk's size is in GiB.

    `image` is publisher:offer:sku:version. `start` is plain text for cloud-init, which Azure takes encoded.
    """

    group_id: str
    location: str
    vm_size: str
    image: str
    subnet_id: str
    security_group_id: str
    assign_public_ip: bool
    identity_id: str
    admin_user: str
    ssh_public_key: str
    disk_gib: int
    disk_type: str
    start: str

    def resource(self, kind: str, name: str) -> str:
        """The id of a resource in the group: `Microsoft.Compute/disks`, say, and its name."""
        return f"{self.group_id}/providers/{kind}/{name}"


def requests(machine: Machine, name: str, labels: Mapping[str, str]) -> dict[str, JsonObject]:
    """Config name -> request, in the order in which they are sent: `az rest --method METHOD --url PATH --body BODY`.

    `labels` are all labels of the run. Everything that is made goes with the machine when it is deleted.
    """
    tags = dict(sorted(labels.items()))
    address = machine.resource("Microsoft.Network/publicIPAddresses", name)
    interface = machine.resource("Microsoft.Network/networkInterfaces", name)
    itself = machine.resource("Microsoft.Compute/virtualMachines", name)
    disk = machine.resource("Microsoft.Compute/disks", name)
    made = {
        "network-interface": _request("PUT", interface, NETWORK_API, _interface(machine, address, tags)),
        "virtual-machine": _request("PUT", itself, COMPUTE_API, _machine(machine, name, interface, tags)),
        "disk": _request("PATCH", disk, DISK_API, {"tags": dict(tags)}),
    }
    if not machine.assign_public_ip:
        return made
    return {"public-ip-address": _request("PUT", address, NETWORK_API, _address(machine, tags)), **made}


def _request(method: str, path: str, version: str, body: JsonObject) -> JsonObject:
    """One call of Azure Resource Manager."""
    return {"method": method, "path": f"{path}?api-version={version}", "body": body}


def _address(machine: Machine, tags: Mapping[str, str]) -> JsonObject:
    """A public address."""
    return {
        "location": machine.location,
        "tags": dict(tags),
        "sku": {"name": "Standard"},
        "properties": {"publicIPAllocationMethod": "Static"},
    }


def _interface(machine: Machine, address: str, tags: Mapping[str, str]) -> JsonObject:
    """The machine's way into its subnet."""
    public = {"id": address, "properties": {"deleteOption": "Delete"}}
    return {
        "location": machine.location,
        "tags": dict(tags),
        "properties": {
            "networkSecurityGroup": {"id": machine.security_group_id},
            "ipConfigurations": [
                {
                    "name": "main",
                    "properties": {
                        "subnet": {"id": machine.subnet_id},
                        "privateIPAllocationMethod": "Dynamic",
                        **({"publicIPAddress": public} if machine.assign_public_ip else {}),
                    },
                }
            ],
        },
    }


def _machine(machine: Machine, name: str, interface: str, tags: Mapping[str, str]) -> JsonObject:
    """The machine itself; disk and interface go when it goes."""
    publisher, offer, sku, version = machine.image.split(":")
    key = {"path": f"/home/{machine.admin_user}/.ssh/authorized_keys", "keyData": machine.ssh_public_key}
    return {
        "location": machine.location,
        "tags": dict(tags),
        "identity": {"type": "UserAssigned", "userAssignedIdentities": {machine.identity_id: {}}},
        "properties": {
            "hardwareProfile": {"vmSize": machine.vm_size},
            "storageProfile": {
                "imageReference": {"publisher": publisher, "offer": offer, "sku": sku, "version": version},
                "osDisk": {
                    "name": name,
                    "createOption": "FromImage",
                    "deleteOption": "Delete",
                    "diskSizeGB": machine.disk_gib,
                    "managedDisk": {"storageAccountType": machine.disk_type},
                },
            },
            "osProfile": {
                "computerName": name,
                "adminUsername": machine.admin_user,
                "customData": b64encode(machine.start.encode()).decode("ascii"),
                "linuxConfiguration": {"disablePasswordAuthentication": True, "ssh": {"publicKeys": [key]}},
            },
            "networkProfile": {
                "networkInterfaces": [{"id": interface, "properties": {"primary": True, "deleteOption": "Delete"}}]
            },
        },
    }
