"""The contract of the Azure Batch component: every child, its type, parent and name, and where its labels stand."""

import json
from typing import Any

import pulumi
import pytest

from components.azure_batch_pool import FIXED, formula
from components.azure_group import account_name
from labelwright.emit.azure_batch_record import AzureBatchRecord
from labelwright.environments.azure_forms import FORMS
from tests.emit.azure import kept_of_pool, pool_body

from .conftest import GROUP, Build, Built

LABELS = {"data-class": "internal", "environment": "demo", "organization": "acme", "team": "genomics"}
OWN = {"environment": "demo", "run": "run-${workflowId}"}
VAULT = FORMS["key_vault_id"][1]
IN_OWN_SUBSCRIPTION = {"allocation_mode": "UserSubscription", "key_vault_id": VAULT}
CHILDREN = {
    "azure-native:resources:ResourceGroup::demo-group",
    "azure-native:managedidentity:UserAssignedIdentity::demo-identity",
    "azure-native:storage:StorageAccount::demo-storage",
    "azure-native:storage:BlobContainer::demo-work",
    "azure-native:authorization:RoleAssignment::demo-storage-access",
    "azure-native:batch:BatchAccount::demo-account",
    "azure-native:authorization:RoleAssignment::demo-job-access",
    "azure-native:batch:Pool::demo-pool",
}
UNTAGGED = {":BlobContainer", ":RoleAssignment"}


@pytest.fixture
def environment(build: Build) -> Built:
    """An environment for which nothing but labels was given."""
    return build({"labels": dict(OWN)}, platform="azure-batch")


def pool(built: Built) -> Any:
    """The inputs of the pool."""
    return built.one(":Pool").props


def test_an_environment_has_exactly_these_children_below_the_component(environment: Built) -> None:
    """Nothing is missing, nothing is there unasked, and no child is an orphan."""
    assert set(environment.children) == CHILDREN
    assert {child.parent for child in environment.children.values()} == {environment.component_urn}


def test_every_taggable_child_carries_the_labels(environment: Built) -> None:
    """Read by hand, and not by the code under test."""
    tags = {
        child.type: child.props.get("tags")
        for child in environment.children.values()
        if not any(child.type.endswith(end) for end in UNTAGGED)
    }
    assert tags == dict.fromkeys(tags, LABELS)
    assert len(tags) == 5


def test_a_pool_carries_labels_as_metadata_and_tags(environment: Built) -> None:
    """Metadata is what Azure Batch shows; a pool of the service's own machines takes no tags for them."""
    assert {item["name"]: item["value"] for item in pool(environment)["metadata"]} == LABELS
    assert [item["name"] for item in pool(environment)["metadata"]] == sorted(LABELS)
    assert "resourceTags" not in pool(environment)


@pytest.mark.parametrize(
    ("asked", "tags"), [({}, LABELS), ({"resource_tags": True}, LABELS), ({"resource_tags": False}, None)]
)
def test_machines_of_an_own_subscription_are_tagged(build: Build, asked: dict[str, Any], tags: object) -> None:
    """That is what reaches the bill, and it can be declined."""
    built = build({**IN_OWN_SUBSCRIPTION, **asked, "labels": dict(OWN)}, platform="azure-batch")
    assert pool(built).get("resourceTags") == tags


def test_a_label_of_a_pool_is_a_replacement(environment: Built) -> None:
    """`pulumi preview` announces it, the new pool stands before the old one goes, and nothing else is replaced."""
    child = environment.one(":Pool")
    assert set(child.replace_on_changes) == set(FIXED)
    assert {"metadata", "resourceTags", "tags"} < set(FIXED)
    assert not any(one.replace_on_changes for one in environment.children.values() if one is not child)


@pytest.mark.parametrize(
    "change",
    [
        {"labels": {**OWN, "environment": "other"}},
        {"vm_size": "Standard_D8s_v3"},
        {"work_image": "debian:13"},
        {"slots_per_node": 8},
        {"subnet_id": FORMS["subnet_id"][1]},
        IN_OWN_SUBSCRIPTION,
    ],
)
def test_a_pool_that_must_be_another_has_another_name(build: Build, change: dict[str, Any]) -> None:
    """Two of one name cannot stand side by side, and jobs run in the old one until it goes."""
    before = pool(build({"labels": dict(OWN)}, platform="azure-batch"))["poolName"]
    again = pool(build({"labels": dict(OWN)}, platform="azure-batch"))["poolName"]
    after = pool(build({"labels": dict(OWN), **change}, platform="azure-batch"))["poolName"]
    assert before == again != after
    assert len(after) <= 64


@pytest.mark.parametrize(
    "change",
    [{"max_nodes": 3}, {"low_priority": True}, {"dedicated_nodes": 2}, {"labels": {**OWN, "run": "r-${runName}"}}],
)
def test_a_pool_that_only_grows_keeps_its_name(build: Build, change: dict[str, Any]) -> None:
    """So does one whose environment gets another label of its runs."""
    before = pool(build({"labels": dict(OWN)}, platform="azure-batch"))["poolName"]
    assert pool(build({"labels": dict(OWN), **change}, platform="azure-batch"))["poolName"] == before


@pytest.mark.parametrize(
    "args",
    [
        {},
        IN_OWN_SUBSCRIPTION,
        {"dedicated_nodes": 2},
        {"low_priority_nodes": 3},
        {"subnet_id": FORMS["subnet_id"][1], "assign_public_ip": False},
        {"auto_scale_formula": "$TargetDedicatedNodes = 1;"},
    ],
)
def test_azure_knows_every_property_of_the_pool(build: Build, args: dict[str, Any]) -> None:
    """Judged by the management library of the API version that azure-native speaks: it drops what it does not know."""
    body = pool_body(pool(build({**args, "labels": dict(OWN)}, platform="azure-batch")))
    assert kept_of_pool(body) == body


def test_the_judge_is_strict(environment: Built) -> None:
    """One that keeps everything would prove nothing."""
    body = pool_body({**pool(environment), "labels": LABELS})
    assert kept_of_pool(body) != body
    with pytest.raises(AssertionError, match=r"MetadataItem\.value"):
        kept_of_pool(pool_body({**pool(environment), "metadata": [{"name": "team"}]}))


@pytest.mark.parametrize(
    ("args", "scale"),
    [
        ({"dedicated_nodes": 2}, (2, 0)),
        ({"low_priority_nodes": 3}, (0, 3)),
        ({"dedicated_nodes": 1, "low_priority_nodes": 3}, (1, 3)),
        ({"dedicated_nodes": 0}, (0, 0)),
    ],
)
def test_fixed_numbers_take_the_place_of_a_formula(build: Build, args: dict[str, Any], scale: tuple[int, int]) -> None:
    """A pool has one of the two."""
    settings = pool(build(args, platform="azure-batch"))["scaleSettings"]
    assert set(settings) == {"fixedScale"}
    fixed = settings["fixedScale"]
    assert (fixed["targetDedicatedNodes"], fixed["targetLowPriorityNodes"]) == scale


def test_the_default_formula_rents_what_was_asked_for_and_no_more(build: Build) -> None:
    """Nothing waits: no machine. The limit and the kind are those of the arguments."""
    settings = pool(build({"max_nodes": 7, "low_priority": True}, platform="azure-batch"))["scaleSettings"]
    assert settings["autoScale"]["formula"] == formula(7, low_priority=True, slots=4)
    assert "$TargetLowPriorityNodes = min(7, ceil(waiting / 4));" in settings["autoScale"]["formula"]
    assert "$TargetDedicatedNodes" not in settings["autoScale"]["formula"]


def test_the_account_has_the_mode_and_the_vault_that_go_together(build: Build, environment: Built) -> None:
    """The vault's address follows from its name; the service's own machines need none."""
    account = environment.one(":BatchAccount").props
    assert (account["poolAllocationMode"], "keyVaultReference" in account) == ("BatchService", False)
    own = build(IN_OWN_SUBSCRIPTION, platform="azure-batch").one(":BatchAccount").props
    assert own["poolAllocationMode"] == "UserSubscription"
    assert own["keyVaultReference"] == {"id": VAULT, "url": "https://batch.vault.azure.net/"}
    assert own["accountName"] != account["accountName"]  # another account, which can stand before the first one goes


def test_nobody_signs_in_with_a_key(environment: Built) -> None:
    """A key tells nobody from another, and it would be in somebody's config."""
    assert environment.one(":BatchAccount").props["allowedAuthenticationModes"] == ["AAD", "TaskAuthenticationToken"]
    assert environment.one(":StorageAccount").props["allowSharedKeyAccess"] is False


def test_a_pool_waits_for_the_rights_that_its_tasks_act_with(environment: Built) -> None:
    """A head task that starts before may not submit."""
    assert any(urn.endswith("::demo-job-access") for urn in environment.one(":Pool").depends_on)
    assert any(urn.endswith("::demo-storage-access") for urn in environment.one(":BatchAccount").depends_on)


def test_roles_are_given_on_what_they_are_for_under_the_same_name_each_time(build: Build, environment: Built) -> None:
    """Azure refuses a second assignment of the same role; another name for the same one would be such."""
    scopes = {one.name: one.props["scope"].rsplit("/", 2)[-2:] for one in environment.of_type(":RoleAssignment")}
    assert scopes == {
        "demo-storage-access": ["StorageAccount", "demo-storage"],
        "demo-job-access": ["BatchAccount", "demo-account"],
    }
    names = [one.props["roleAssignmentName"] for one in environment.of_type(":RoleAssignment")]
    again = build({"labels": dict(OWN)}, platform="azure-batch").of_type(":RoleAssignment")
    assert names == [one.props["roleAssignmentName"] for one in again]
    assert len(set(names)) == 2


def test_another_stack_s_environment_of_that_name_has_other_accounts(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two stacks may share a resource group, and Azure has one account of a name in the world."""
    args = {"resource_group": "shared", "location": "westeurope"}
    one = build(args, platform="azure-batch")
    monkeypatch.setattr("pulumi.get_stack", lambda: "prod")
    other = build(args, platform="azure-batch")
    for kind in (":StorageAccount", ":BatchAccount"):
        assert one.one(kind).props["accountName"] != other.one(kind).props["accountName"]


def test_keys_that_a_task_would_see_as_one_are_refused_before_anything_is_made(build: Build) -> None:
    """Given in a program, too: the label of a run counts, since its tasks carry both."""
    with pytest.raises(pulumi.RunError, match=r"5\.57"):
        build({"labels": {"cost-center": "a1", "cost_center": "run-${runName}"}}, platform="azure-batch")


@pytest.mark.parametrize("name", ["demo", "a-very-long-name-of-an-environment-1", "__", "Größe"])
def test_the_name_of_an_account_is_one_that_azure_takes(name: str) -> None:
    """3 to 24 small letters and digits; another group, another name."""
    made = account_name(name, GROUP)
    assert 3 <= len(made) <= 24
    assert made.isascii()
    assert made.isalnum()
    assert made == made.lower()
    assert made != account_name(name, "another")


def test_a_given_group_is_used_and_asked_for_its_region(build: Build) -> None:
    """Everything stands in it; a region that is given beats its own."""
    built = build({"resource_group": "shared"}, platform="azure-batch")
    assert not built.of_type(":ResourceGroup")
    placed = [child.props for child in built.children.values() if "resourceGroupName" in child.props]
    assert {props["resourceGroupName"] for props in placed} == {"shared"}
    assert {props["location"] for props in placed if "location" in props} == {"northeurope"}
    given = build({"resource_group": "shared", "location": "uksouth"}, platform="azure-batch")
    assert given.outputs["location"] == "uksouth"


def test_the_record_names_the_pool_and_the_images_that_were_forged(build: Build) -> None:
    """Known late or not."""
    late = {"work_image": pulumi.Output.from_input("acme/work:1"), "work_slots": 2}
    built = build(late, platform="azure-batch")
    record = AzureBatchRecord.parse(json.loads(built.outputs["record"]))
    assert (record.pool, record.tasks["work"].image, record.tasks["work"].slots) == ("demo-pool", "acme/work:1", 2)
    machines = pool(built)["deploymentConfiguration"]["virtualMachineConfiguration"]
    images = ["acme/work:1", "nextflow/nextflow:24.10.5"]
    assert machines["containerConfiguration"]["containerImageNames"] == images
