"""What Compute Engine is told of a run's machine: the request of `instances.insert`, ready for Google's client.

A machine is described once, as a `Machine`; the forged instance template and the emitted request render that one
record. The template is for machines that are started by hand. A run's request states the machine in full, since a
template's labels could not be taken away by it; and labels twice, since a machine's do not reach its disk.
Shape: https://cloud.google.com/compute/docs/reference/rest/v1/instances/insert
"""

from collections.abc import Mapping
from dataclasses import dataclass

from labelwright.dialects import google
from labelwright.emit.document import JsonObject
from labelwright.problem import LabelError
from labelwright.vocabulary import LabelRule

SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)
"""IAM alone decides what the machine's service account may do."""


@dataclass(frozen=True, slots=True)
class Machine:
    """The virtual machine of an environment, described once. The boot disk's size is in GiB.

    `network` and `subnetwork` are partial URLs; `metadata` is what the machine itself reads when it starts and stops.
    `on_host_maintenance`: whether Google moves it to another host as it runs, or ends it.
    """

    zone: str
    machine_type: str
    image: str
    boot_disk_gib: int
    boot_disk_type: str
    network: str
    assign_public_ip: bool
    service_account: str
    provisioning_model: str
    metadata: Mapping[str, str]
    on_host_maintenance: str
    subnetwork: str | None = None
    network_tags: tuple[str, ...] = ()


def insert_instance(
    machine: Machine, labels: Mapping[str, str], *, project: str, name: str, request_id: str | None = None
) -> JsonObject:
    """The request of `instances.insert`. `labels` are all labels of the run, the static ones among them.

    With the same `request_id` Google answers a second request with the machine of the first. Raises `LabelError`.
    """
    found = google.problems(labels, rule=LabelRule.NATIVE, where="insert-instance")
    if found:
        raise LabelError(found)
    return {
        "project": project,
        "zone": machine.zone,
        **({} if request_id is None else {"requestId": request_id}),
        "instanceResource": {"name": name, **_labels(labels), **_machine(machine, labels)},
    }


def _scheduling(machine: Machine) -> JsonObject:
    """How the machine is rented: a Spot one that is taken back is deleted, and no run is started a second time."""
    return {
        "provisioningModel": machine.provisioning_model,
        "onHostMaintenance": machine.on_host_maintenance,
        "automaticRestart": False,
        **({"instanceTerminationAction": "DELETE"} if machine.provisioning_model == "SPOT" else {}),
    }


def _machine(machine: Machine, labels: Mapping[str, str]) -> JsonObject:
    """The machine in full, in the words of the API. The network tags are no labels: firewalls go by them."""
    return {
        "machineType": f"zones/{machine.zone}/machineTypes/{machine.machine_type}",
        "disks": [
            {
                "boot": True,
                "autoDelete": True,
                "initializeParams": {
                    "sourceImage": machine.image,
                    "diskSizeGb": machine.boot_disk_gib,
                    "diskType": f"zones/{machine.zone}/diskTypes/{machine.boot_disk_type}",
                    **_labels(labels),
                },
            }
        ],
        "networkInterfaces": [
            {
                "network": machine.network,
                **({"subnetwork": machine.subnetwork} if machine.subnetwork else {}),
                **({"accessConfigs": [{"type": "ONE_TO_ONE_NAT"}]} if machine.assign_public_ip else {}),
            }
        ],
        "serviceAccounts": [{"email": machine.service_account, "scopes": list(SCOPES)}],
        "scheduling": _scheduling(machine),
        "metadata": {"items": [{"key": key, "value": value} for key, value in sorted(machine.metadata.items())]},
        **({"tags": {"items": list(machine.network_tags)}} if machine.network_tags else {}),
    }


def _labels(labels: Mapping[str, str]) -> JsonObject:
    """Labels, sorted; absent where there are none."""
    return {"labels": dict(sorted(labels.items()))} if labels else {}
