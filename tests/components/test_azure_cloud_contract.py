"""The contract of the Azure Cloud component: every child, its type, parent and name, and where its labels stand."""

import json
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, cast

import pulumi
import pytest
import yaml

from components.azure_cloud import MAY_DELETE
from components.azure_cloud_user_data import user_data
from labelwright.emit.azure_cloud_record import AzureCloudRecord
from labelwright.emit.launch import Launch
from labelwright.environments.azure_forms import FORMS

from .conftest import Build, Built

LABELS = {"data-class": "internal", "environment": "demo", "organization": "acme", "team": "genomics"}
OWN = {"environment": "demo", "run": "run-${workflowId}"}
CHILDREN = {
    "azure-native:resources:ResourceGroup::demo-group",
    "azure-native:managedidentity:UserAssignedIdentity::demo-identity",
    "azure-native:network:NetworkSecurityGroup::demo-security-group",
    "azure-native:network:VirtualNetwork::demo-network",
    "azure-native:network:Subnet::demo-subnet",
    "azure-native:authorization:RoleDefinition::demo-machine-end",
    "azure-native:authorization:RoleAssignment::demo-machine-access",
    "azure-native:storage:StorageAccount::demo-storage",
    "azure-native:storage:BlobContainer::demo-work",
    "azure-native:authorization:RoleAssignment::demo-storage-access",
}
MACHINE = {
    "azure-native:network:PublicIPAddress::demo-machine-address",
    "azure-native:network:NetworkInterface::demo-machine-interface",
    "azure-native:compute:VirtualMachine::demo-machine",
    "azure-native:resources:TagAtScope::demo-machine-disk",
}
UNTAGGED = {":BlobContainer", ":RoleAssignment", ":RoleDefinition", ":Subnet", ":TagAtScope"}
GIVEN = {"subnet_id": FORMS["subnet_id"][1], "security_group_id": FORMS["security_group_id"][1]}


@pytest.fixture
def environment(build: Build) -> Built:
    """An environment with a machine that stays."""
    return build({"machine": True, "labels": dict(OWN)}, platform="azure-cloud")


def record(built: Built) -> AzureCloudRecord:
    """What the environment left behind."""
    return AzureCloudRecord.parse(json.loads(built.outputs["record"]))


def test_an_environment_has_exactly_these_children_below_the_component(build: Build, environment: Built) -> None:
    """Nothing is missing, nothing is there unasked, and no child is an orphan."""
    assert set(environment.children) == CHILDREN | MACHINE
    assert {child.parent for child in environment.children.values()} == {environment.component_urn}
    assert set(build({}, platform="azure-cloud").children) == CHILDREN


def test_every_taggable_child_carries_the_labels(environment: Built) -> None:
    """Read by hand, and not by the code under test; the disk by the resource that tags it."""
    tags = {
        child.type: child.props.get("tags")
        for child in environment.children.values()
        if not any(child.type.endswith(end) for end in UNTAGGED)
    }
    assert tags == dict.fromkeys(tags, LABELS)
    assert len(tags) == 8
    assert environment.one(":TagAtScope").props["properties"] == {"tags": LABELS}


def test_the_tags_of_the_disk_stand_on_the_disk_of_the_machine(environment: Built) -> None:
    """It comes into being with the machine, under a name that is known before; its tags wait for it."""
    machine, tags = environment.one(":VirtualMachine"), environment.one(":TagAtScope")
    name = machine.props["storageProfile"]["osDisk"]["name"]
    assert name == "demo-machine-interface-disk"
    assert tags.props["scope"].endswith(f"/demo-group/providers/Microsoft.Compute/disks/{name}")
    assert any(urn.endswith("::demo-machine") for urn in tags.depends_on)


def test_what_is_not_made_is_not_named(build: Build) -> None:
    """No storage, no machine."""
    outputs = build({"storage": False}, platform="azure-cloud").outputs
    assert [outputs[name] for name in ("storage_account_name", "work_container", "machine_id")] == ["", "", ""]


def test_given_networks_are_used_and_nothing_is_made(build: Build) -> None:
    """Whoever brings a subnet and a group gets no other, known late or not, and no public address."""
    for given in (GIVEN, {name: pulumi.Output.from_input(value) for name, value in GIVEN.items()}):
        built = build({**given, "machine": True}, platform="azure-cloud")
        assert not [child for child in built.children.values() if child.type.endswith((":Subnet", ":VirtualNetwork"))]
        assert not built.of_type(":NetworkSecurityGroup")
        assert not built.of_type(":PublicIPAddress")
        machine = record(built).machine
        assert (machine.subnet_id, machine.security_group_id) == (GIVEN["subnet_id"], GIVEN["security_group_id"])
        assert machine.assign_public_ip is False


def _settings(inputs: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells one machine from another, in the words that Azure and the SDK share."""
    disk, system = inputs["storageProfile"]["osDisk"], inputs["osProfile"]
    return (
        inputs["hardwareProfile"],
        inputs["storageProfile"]["imageReference"],
        {name: disk[name] for name in ("createOption", "deleteOption", "diskSizeGB", "managedDisk")},
        system["adminUsername"],
        system["linuxConfiguration"],
    )


def test_a_machine_that_stays_and_one_of_a_run_are_the_same_machine(environment: Built) -> None:
    """What was tried on the one holds on the other; only the end differs."""
    body = record(environment).configs("machine", Launch(LABELS, run="1"))["virtual-machine"]["body"]
    forged = environment.one(":VirtualMachine").props
    assert _settings(body["properties"]) == _settings(forged)
    assert b64decode(forged["osProfile"]["customData"]).decode() == user_data(ends=False)
    assert b64decode(body["properties"]["osProfile"]["customData"]).decode() == user_data(ends=True)


def test_a_new_machine_never_stands_beside_the_old_one(environment: Built) -> None:
    """They would share an interface and the name of a disk, and Azure takes neither; all else is made anew first."""
    alone = {child.name for child in environment.children.values() if child.delete_before_replace}
    assert alone == {"demo-machine"}


def test_the_role_of_a_machine_lets_it_delete_and_no_more(environment: Built) -> None:
    """In its own resource group; and the assignment names that very role."""
    role, given = (
        environment.one(":RoleDefinition").props,
        environment.children["azure-native:authorization:RoleAssignment::demo-machine-access"].props,
    )
    assert role["permissions"] == [{"actions": list(MAY_DELETE)}]
    assert [one.rpartition("/")[2] for one in MAY_DELETE] == ["read"] + ["delete"] * 4
    assert role["assignableScopes"] == [role["scope"]] == [given["scope"]]
    assert given["roleDefinitionId"].endswith("/demo-machine-end")


@pytest.mark.parametrize("ends", [True, False])
def test_cloud_init_reads_the_start_up_text(ends: bool) -> None:  # noqa: FBT001 - a table
    """The first line says what it is, the rest is YAML, and only the machine of a run ends by itself."""
    text = user_data(ends=ends)
    assert text.startswith("#cloud-config\n")
    read = cast("dict[str, Any]", yaml.safe_load(text))
    files = {one["path"]: one for one in read.get("write_files", [])}
    assert (len(files), any("end-machine" in line for line in read["runcmd"])) == ((2, True) if ends else (0, False))
    if ends:
        assert files["/usr/local/sbin/end-machine"]["permissions"] == "0755"
        assert files["/usr/local/sbin/end-machine"]["content"].startswith("#!/bin/sh\n")


def test_another_stack_s_environment_of_that_name_has_another_role(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two stacks may share a resource group; a role has one id there, and one name in all of a tenant."""
    args = {"resource_group": "shared", "location": "westeurope"}
    one = build(args, platform="azure-cloud").one(":RoleDefinition").props
    monkeypatch.setattr("pulumi.get_stack", lambda: "prod")
    other = build(args, platform="azure-cloud").one(":RoleDefinition").props
    assert one["roleDefinitionId"] != other["roleDefinitionId"]
    assert one["roleName"] != other["roleName"]
