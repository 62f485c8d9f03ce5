"""The Azure provider: what tags it takes, and what becomes of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import grpc
import pytest

from sandbox.providers.wire import UNKNOWN
from tests.sandbox.azure.resources import (
    ACCOUNT,
    ASSIGNED,
    ASSIGNMENT,
    BATCH,
    CARD,
    GROUP,
    IN,
    MACHINE,
    POOL,
    RG,
    TAGS,
    VAULT,
    storage,
)
from tests.sandbox.provider_harness import Engine


@pytest.mark.parametrize(
    ("token", "inputs", "path"),
    [
        (ACCOUNT, storage(tagz={}), "it.tagz"),
        (ACCOUNT, {"kind": "StorageV2", "sku": {"name": "x"}}, "it.resourceGroupName"),
        (ACCOUNT, storage(sku={}), "it.sku.name"),
        (ACCOUNT, storage(sku={"name": "x", "tire": "y"}), "it.sku.tire"),
        (ACCOUNT, storage(tags={"k": 1}), "it.tags.k"),
        (ACCOUNT, storage(accountName="work-1"), "it.accountName"),
        (ACCOUNT, storage(accountName="Work"), "it.accountName"),
        (ACCOUNT, storage(accountName="ab"), "it.accountName"),
        (ACCOUNT, storage(accountName="a" * 25), "it.accountName"),
        (ACCOUNT, storage(tags={"k" * 129: "v"}), f"it.tags.{'k' * 129}"),
        (GROUP, {"tags": {"k" * 513: "v"}}, f"it.tags.{'k' * 513}"),
        (GROUP, {"tags": {"k": "v" * 257}}, "it.tags.k"),
        (GROUP, {"tags": {"a<b": "v"}}, 'it.tags["a<b"]'),
        (GROUP, {"tags": {"a/b": "v"}}, 'it.tags["a/b"]'),
        (GROUP, {"tags": {"": "v"}}, 'it.tags[""]'),
        (GROUP, {"tags": {"Microsoft-team": "v"}}, "it.tags.Microsoft-team"),
        (GROUP, {"tags": {"Team": "a", "team": "b"}}, "it.tags"),
        (GROUP, {"tags": {f"k{number}": "v" for number in range(51)}}, "it.tags"),
        (GROUP, {"resourceGroupName": "rg."}, "it.resourceGroupName"),
        (POOL, {**IN, "accountName": "a", "metadata": {"team": "a"}}, "it.metadata"),
        (POOL, {**IN, "accountName": "a", "metadata": [{"name": "team"}]}, "it.metadata[0].value"),
        (CARD, {**IN, "ipConfigurations": [{"subnet": {"ids": "x"}}]}, "it.ipConfigurations[0].subnet.ids"),
        (ASSIGNMENT, {**ASSIGNED, "roleAssignmentName": "x"}, "it.roleAssignmentName"),
    ],
)
def test_what_azure_would_refuse_is_refused(engine: Engine, token: str, inputs: dict[str, Any], path: str) -> None:
    """Unknown, missing and wrong properties at every depth, names, and tags that are none."""
    assert any(failure.endswith(f"'{path}'.") for failure in engine.failures(token, inputs))


@pytest.mark.parametrize(
    "tags",
    [
        {"k" * 512: "v" * 256, "a b:c": "", "Größe": "<>%&\\?/"},
        {f"k{number}": "v" for number in range(50)},
        {"team": UNKNOWN},
        UNKNOWN,
    ],
)
def test_tags_on_the_limit_are_taken(engine: Engine, tags: Any) -> None:
    """512 and 256 characters, 50 tags, anything in a value."""
    assert engine.failures(GROUP, {"tags": tags}) == []
    assert engine.failures(ACCOUNT, storage(accountName="a" * 24, tags={"k" * 128: "v"})) == []


def test_a_property_that_is_no_tag_is_not_judged_as_one(engine: Engine) -> None:
    """The tags of a legal hold are a list."""
    hold: dict[str, Any] = {**IN, "accountName": "a", "containerName": "c", "tags": ["A<B"]}
    assert engine.failures("azure-native:storage:BlobContainerLegalHold", hold) == []


def test_tags_and_pool_metadata_are_updated_in_place(engine: Engine) -> None:
    """azure-native replaces for neither: that a pool's metadata is fixed is for the component to say."""
    group = engine.create(GROUP, "g", {"tags": {"team": "a"}})
    assert engine.diff(group, {"tags": {"team": "b"}}) == {"tags.team": "UPDATE"}
    engine.create(BATCH, "b", {**IN, "accountName": "abc"})
    given: dict[str, Any] = {**IN, "accountName": "abc", "metadata": [{"name": "team", "value": "a"}]}
    pool = engine.create(POOL, "p", given)
    assert engine.diff(pool, {**given, "metadata": [{"name": "team", "value": "b"}]}) == {"metadata[0].value": "UPDATE"}


def test_the_disk_of_a_machine_is_there_with_it_and_takes_tags(engine: Engine) -> None:
    """Azure makes it, under the name that it is given or one of its own; no other disk is there."""
    cases: tuple[tuple[str, dict[str, Any]], ...] = (("named", {"name": "first"}), ("unnamed", {}))
    for name, disk in cases:
        profile: dict[str, Any] = {"osDisk": {"createOption": "FromImage", **disk}}
        machine = engine.create(MACHINE, name, {**IN, "vmName": name, "storageProfile": profile})
        made = cast("dict[str, Any]", machine.outputs["storageProfile"])["osDisk"]
        assert made["name"].startswith(disk.get("name", "unnamed_OsDisk_1_"))
        assert made["managedDisk"]["id"] == f"{RG}/providers/Microsoft.Compute/disks/{made['name']}"
        assert engine.read(machine)[2] == machine.inputs
        given: dict[str, Any] = {"scope": made["managedDisk"]["id"].upper(), "properties": {"tags": {"team": "a"}}}
        tags = engine.create(TAGS, name, given)
        assert tags.id.endswith("/providers/Microsoft.Resources/tags/default")
        assert engine.diff(tags, {**given, "scope": RG}) == {"scope": "UPDATE_REPLACE"}
    nowhere: dict[str, Any] = {"scope": f"{RG}/providers/Microsoft.Compute/disks/x", "properties": {"tags": {}}}
    with pytest.raises(grpc.RpcError, match="ParentResourceNotFound"):
        engine.create(TAGS, "x", nowhere)


def test_resource_tags_are_for_accounts_in_the_users_subscription(engine: Engine) -> None:
    """As Batch refuses them elsewhere."""
    settings: dict[str, Any] = {"tenantId": "t", "sku": {"family": "A", "name": "standard"}}
    vault = engine.create(VAULT, "v", {**IN, "properties": settings})
    reference: Any = {"id": vault.id, "url": "https://v.vault.azure.net/"}
    engine.create(
        BATCH,
        "own",
        {**IN, "accountName": "own", "poolAllocationMode": "UserSubscription", "keyVaultReference": reference},
    )
    engine.create(BATCH, "theirs", {**IN, "accountName": "theirs"})
    tags: dict[str, Any] = {"resourceTags": {"team": "a"}}
    engine.create(POOL, "p", {**IN, "accountName": "own", **tags})
    with pytest.raises(grpc.RpcError, match="UserSubscription"):
        engine.create(POOL, "q", {**IN, "accountName": "theirs", **tags})


def test_a_tag_changed_by_hand_is_drift(engine: Engine, state: Path) -> None:
    """One that was added too: Azure's tags are all the program's."""
    held = engine.create(ACCOUNT, "w", storage(tags={"team": "a"}))
    (path,) = state.rglob("storageaccounts/*.json")
    document = json.loads(path.read_text())
    document["properties"]["tags"] = {"team": "a", "added": "x"}
    path.write_text(json.dumps(document))
    assert engine.read(held)[2]["tags"] == {"team": "a", "added": "x"}
