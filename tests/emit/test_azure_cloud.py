"""Requests that make a run's machine in Azure: what Azure's models take unchanged, each resource with its labels."""

import json
from base64 import b64decode
from dataclasses import replace
from typing import Any

import pytest
from azure.mgmt.compute import models as compute  # pyright: ignore[reportMissingTypeStubs] - no types of its own
from azure.mgmt.network import models as network  # pyright: ignore[reportMissingTypeStubs] - the same

from labelwright import rules
from labelwright.emit.azure_cloud import Machine
from labelwright.emit.azure_cloud_record import AzureCloudRecord
from labelwright.emit.launch import Launch
from labelwright.problem import LabelError

from .azure import refusals

LABELS = {"team": "genomics", "cost-center": "cc-1234"}
RUN = {**LABELS, "pipeline": "pipeline1"}
GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/notebook"
MACHINE = Machine(
    group_id=GROUP,
    location="westeurope",
    vm_size="Standard_D4s_v5",
    image="Canonical:ubuntu-24_04-lts:server:latest",
    subnet_id=f"{GROUP}/providers/Microsoft.Network/virtualNetworks/main/subnets/runs",
    security_group_id=f"{GROUP}/providers/Microsoft.Network/networkSecurityGroups/runs",
    assign_public_ip=True,
    identity_id=f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/runs",
    admin_user="labelwright",
    ssh_public_key="ssh-ed25519 AAAA",
    disk_gib=64,
    disk_type="Premium_LRS",
    start="#cloud-config\n",
)
RECORD = AzureCloudRecord(stack="labelwright/dev", environment="notebook", labels=LABELS, machine=MACHINE)
MODELS: dict[str, Any] = {
    "public-ip-address": network.PublicIPAddress,
    "network-interface": network.NetworkInterface,
    "virtual-machine": compute.VirtualMachine,
    "disk": compute.DiskUpdate,
}


def configs(record: AzureCloudRecord = RECORD, **launch: Any) -> dict[str, Any]:
    """The requests for a run."""
    given: dict[str, Any] = {"labels": RUN, **launch}
    return dict(record.configs("machine", Launch(**given)))


def broken(record: AzureCloudRecord = RECORD, **launch: Any) -> list[str]:
    """The rules that a run breaks."""
    with pytest.raises(LabelError) as error:
        configs(record, **launch)
    return [found.rule for found in error.value.problems]


def private() -> AzureCloudRecord:
    """An environment without public addresses."""
    return replace(RECORD, machine=replace(MACHINE, assign_public_ip=False))


@pytest.mark.parametrize("record", [RECORD, private()], ids=["public", "private"])
@pytest.mark.parametrize("labels", [RUN, {}], ids=["labels", "none"])
def test_azure_takes_the_bodies_unchanged(record: AzureCloudRecord, labels: dict[str, str]) -> None:
    """Judged by the management libraries: no unknown member, none missing, every type and choice right."""
    found = {name: refusals(MODELS[name], one["body"]) for name, one in configs(record, labels=labels).items()}
    assert found == {name: [] for name in found}


@pytest.mark.parametrize(
    "change",
    [
        {"labels": {}},
        {"properties": {"storageProfile": {"osDisk": {"createOption": "Copied"}}}},
        {"properties": {"storageProfile": {"osDisk": {}}}},
        {"properties": {"osProfile": {"user": "me"}}},
        {"location": 1},
        {"id": "read-only"},
    ],
)
def test_the_judge_is_strict(change: dict[str, Any]) -> None:
    """One that takes everything would prove nothing."""
    assert len(refusals(MODELS["virtual-machine"], {"location": "westeurope", **change})) == 1


def test_every_resource_of_a_run_carries_all_its_labels() -> None:
    """Azure hands no tag on, not even to the disk that comes into being with its machine."""
    found = configs()
    assert {name: one["body"]["tags"] for name, one in found.items()} == dict.fromkeys(MODELS, RUN)
    assert list(found) == list(MODELS)


def test_requests_fit_together() -> None:
    """Each refers to the one before by the id that it was made under."""
    found = {
        name: (one["method"], one["path"].partition("?")[0], one["body"]) for name, one in configs(run="1").items()
    }
    ends = {
        name: "/".join(path.removeprefix(f"{GROUP}/providers/").split("/")[:2]) for name, (_, path, _) in found.items()
    }
    assert ends == {
        "public-ip-address": "Microsoft.Network/publicIPAddresses",
        "network-interface": "Microsoft.Network/networkInterfaces",
        "virtual-machine": "Microsoft.Compute/virtualMachines",
        "disk": "Microsoft.Compute/disks",
    }
    assert [method for method, _, _ in found.values()] == ["PUT", "PUT", "PUT", "PATCH"]
    (main,) = found["network-interface"][2]["properties"]["ipConfigurations"]
    assert main["properties"]["publicIPAddress"]["id"] == found["public-ip-address"][1]
    properties = found["virtual-machine"][2]["properties"]
    (interface,) = properties["networkProfile"]["networkInterfaces"]
    assert interface["id"] == found["network-interface"][1]
    assert found["disk"][1].rpartition("/")[2] == properties["storageProfile"]["osDisk"]["name"]


def test_what_is_made_with_a_machine_goes_with_it() -> None:
    """A disk or an address that stays is billed with nobody to ask for it."""
    found = configs()
    (main,) = found["network-interface"]["body"]["properties"]["ipConfigurations"]
    properties = found["virtual-machine"]["body"]["properties"]
    (interface,) = properties["networkProfile"]["networkInterfaces"]
    fates = [
        main["properties"]["publicIPAddress"]["properties"]["deleteOption"],
        properties["storageProfile"]["osDisk"]["deleteOption"],
        interface["properties"]["deleteOption"],
    ]
    assert fates == ["Delete"] * 3


def test_a_private_machine_has_no_address() -> None:
    """Neither made nor referred to."""
    found = configs(private())
    assert "public-ip-address" not in found
    assert "publicIPAddress" not in json.dumps(found)


def test_the_same_run_names_the_same_resources() -> None:
    """A request may be repeated; another run, environment or stack gets its own, be it in the same group."""
    path = configs(run="2mnBxQ7")["virtual-machine"]["path"]
    assert configs(run="2mnBxQ7", labels=LABELS)["virtual-machine"]["path"] == path
    assert configs(run="2mnBxQ8")["virtual-machine"]["path"] != path
    assert configs(replace(RECORD, environment="other"), run="2mnBxQ7")["virtual-machine"]["path"] != path
    assert configs(replace(RECORD, stack="labelwright/prod"), run="2mnBxQ7")["virtual-machine"]["path"] != path


def test_an_unknown_run_is_told_that_its_machine_is_everybody_s() -> None:
    """A name made of nothing would be the first run's machine for all."""
    assert any("workflowId" in note for note in RECORD.notes("machine", Launch(RUN)))
    assert not any("workflowId" in note for note in RECORD.notes("machine", Launch(RUN, run="1")))


def test_the_order_is_told() -> None:
    """JSON objects have none, and a machine cannot be made before its interface."""
    assert RECORD.notes("machine", Launch(RUN, run="1"))[0].endswith(
        ": public-ip-address, network-interface, virtual-machine, disk"
    )
    assert private().notes("machine", Launch(RUN, run="1"))[0].endswith(": network-interface, virtual-machine, disk")


def test_the_start_up_text_is_encoded_once() -> None:
    """Azure takes base64, and gives cloud-init the text."""
    system = configs()["virtual-machine"]["body"]["properties"]["osProfile"]
    assert b64decode(system["customData"]).decode() == MACHINE.start
    assert system["linuxConfiguration"]["disablePasswordAuthentication"] is True


def test_a_name_of_64_characters_is_taken_and_one_of_65_refused() -> None:
    """The name is the machine's host name too."""
    assert configs(replace(RECORD, environment="a" * 51), run="1")
    assert broken(replace(RECORD, environment="a" * 52), run="1") == [str(rules.AZURE_MACHINE_NAME)]
    assert broken(replace(RECORD, environment="my_env"), run="1") == [str(rules.AZURE_MACHINE_NAME)]


def test_fifty_labels_are_taken_and_fifty_one_refused() -> None:
    """Azure's limit, before Azure says so."""
    assert configs(labels={f"key-{number}": "value" for number in range(50)})
    assert broken(labels={f"key-{number}": "value" for number in range(51)}) == [str(rules.AZURE_COUNT)]


def test_2048_characters_of_labels_are_taken_and_one_more_refused() -> None:
    """The limit of a virtual machine alone: other resources take all fifty at full length."""
    labels = {f"key-{number}": "v" * 250 for number in range(8)}  # 5 characters each in keys: 2,040
    assert configs(labels={**labels, "last": "v" * 4})
    assert broken(labels={**labels, "last": "v" * 5}) == [str(rules.AZURE_MACHINE_TOTAL)]


def test_what_only_jobs_have_is_refused() -> None:
    """Left out without a word, a hundred jobs would be one machine."""
    assert broken(name="a", array_size=2) == [str(rules.NO_JOB)] * 2
