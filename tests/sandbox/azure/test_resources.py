"""The Azure provider: what replaces, where things go, and that the cloud outlives it."""

from __future__ import annotations

from typing import Any, cast

import grpc
import pytest

from sandbox import sdk
from sandbox.providers.azure.kinds import KINDS_BY_TYPE, kind_of
from sandbox.providers.wire import UNKNOWN
from tests.sandbox.azure.resources import (
    ACCOUNT,
    ASSIGNED,
    ASSIGNMENT,
    BATCH,
    CARD,
    CONFIG,
    CONTAINER,
    GROUP,
    GUARD,
    IDENTITY,
    IN,
    NETWORK,
    NOWHERE,
    POOL,
    PUBLIC,
    RG,
    ROLE,
    SUBNET,
    SUBSCRIPTION,
    VAULT,
    storage,
    text,
)
from tests.sandbox.provider_harness import Engine, Open


def test_ids_have_the_form_of_the_real_ones(engine: Engine) -> None:
    """Top-level resources get eight digits, children the logical name itself, role assignments a UUID."""
    account = engine.create(ACCOUNT, "work", storage())
    assert account.id.startswith(f"{RG}/providers/Microsoft.Storage/storageAccounts/work")
    assert len(text(account, "name")) == len("work") + 8
    held = engine.create(CONTAINER, "jobs", {**IN, "accountName": text(account, "name")})
    assert held.id == f"{account.id}/blobServices/default/containers/jobs"
    assert held.outputs["type"] == "Microsoft.Storage/storageAccounts/blobServices/containers"
    given: dict[str, Any] = {"scope": account.id, "principalId": "p", "roleDefinitionId": ROLE}
    role = engine.create(ASSIGNMENT, "role", given)
    assert role.id == f"{account.id}/providers/Microsoft.Authorization/roleAssignments/{text(role, 'name')}"
    assert engine.diff(role, given) == {}


def test_outputs_tell_what_others_depend_on(engine: Engine) -> None:
    """Endpoints, principals, a vault's address, inside of what was given too."""
    identity = engine.create(IDENTITY, "who", IN)
    assert text(identity, "principalId") != text(identity, "clientId")
    settings: dict[str, Any] = {"tenantId": text(identity, "tenantId"), "sku": {"family": "A", "name": "standard"}}
    vault = engine.create(VAULT, "v", {**IN, "vaultName": "keys-1", "properties": settings})
    assert cast("dict[str, str]", vault.outputs["properties"])["vaultUri"] == "https://keys-1.vault.azure.net/"
    assert engine.read(vault)[2] == vault.inputs
    batch = engine.create(BATCH, "b", {**IN, "accountName": "abc"})
    assert batch.outputs["accountEndpoint"] == "abc.westeurope.batch.azure.com"
    work = engine.create(ACCOUNT, "w", storage(accountName="abc"))
    assert cast("dict[str, str]", work.outputs["primaryEndpoints"])["blob"] == "https://abc.blob.core.windows.net/"


def test_a_location_is_the_old_one_or_the_providers_or_the_groups(engine: Engine, opened: Open) -> None:
    """In this order, as azure-native does: another default does not move what there is."""
    held = engine.create(GUARD, "g", IN)
    assert held.inputs["location"] == "westeurope"
    assert opened({**CONFIG, "location": "northeurope"}).diff(held, IN) == {}
    without = opened({"subscriptionId": SUBSCRIPTION})
    without.create(GROUP, "far", {"resourceGroupName": "far", "location": "eastus"})
    assert without.checked(GUARD, {"resourceGroupName": "far"})["location"] == "eastus"
    assert without.checked(GUARD, {"resourceGroupName": UNKNOWN})["location"] is UNKNOWN
    (failure,) = without.failures(GROUP, {})
    assert "pulumi config set azure-native:location" in failure


@pytest.mark.parametrize(
    ("token", "before", "after", "path"),
    [
        (ACCOUNT, storage(), storage(location="northeurope"), "location"),
        (ACCOUNT, storage(), storage(isHnsEnabled=True), "isHnsEnabled"),
        (ACCOUNT, storage(accountName="abc"), storage(accountName="abd"), "accountName"),
        (GROUP, {"resourceGroupName": "a"}, {"resourceGroupName": "b"}, "resourceGroupName"),
        (PUBLIC, {**IN, "sku": {"name": "Basic"}}, {**IN, "sku": {"name": "Standard"}}, "sku.name"),
        (
            ASSIGNMENT,
            ASSIGNED,
            {**ASSIGNED, "principalId": "q"},
            "principalId",
        ),
    ],
)
def test_what_azure_native_replaces_is_replaced(
    engine: Engine, token: str, before: dict[str, Any], after: dict[str, Any], path: str
) -> None:
    """What the id is made of, the location, and its own table."""
    assert engine.diff(engine.create(token, "it", before), after)[path].endswith("REPLACE")


def test_another_spelling_of_a_location_replaces_nothing(engine: Engine) -> None:
    """`West Europe` is `westeurope`."""
    held = engine.create(GUARD, "g", IN)
    assert engine.diff(held, {**IN, "location": "West Europe"}) == {"location": "UPDATE"}


def test_what_azure_fixes_is_an_error_when_it_changes(engine: Engine) -> None:
    """Nothing in a diff tells it: the user hears it from Azure."""
    engine.create(BATCH, "b", {**IN, "accountName": "abc"})
    pool = engine.create(POOL, "p", {**IN, "accountName": "abc", "vmSize": "STANDARD_D2S_V3"})
    with pytest.raises(grpc.RpcError, match="Changing property 'vmSize'"):
        engine.update(pool, {**IN, "accountName": "abc", "vmSize": "STANDARD_D4S_V3"})


@pytest.mark.parametrize(
    ("token", "inputs", "said"),
    [
        (ACCOUNT, storage(resourceGroupName="nope"), "ResourceGroupNotFound"),
        (CONTAINER, {**IN, "accountName": "nope", "containerName": "abc"}, "ParentResourceNotFound"),
        (SUBNET, {**IN, "virtualNetworkName": "nope"}, "ParentResourceNotFound"),
        (POOL, {**IN, "accountName": "nope"}, "ParentResourceNotFound"),
        (
            CARD,
            {**IN, "ipConfigurations": [{"name": "c", "subnet": NOWHERE}]},
            "InvalidResourceReference",
        ),
        (
            ASSIGNMENT,
            {**ASSIGNED, "scope": f"{RG}/providers/Microsoft.Storage/storageAccounts/no"},
            "ParentResourceNotFound",
        ),
        (BATCH, {**IN, "poolAllocationMode": "UserSubscription"}, "keyVaultReference is required"),
    ],
)
def test_what_lies_in_or_refers_to_nothing_is_refused(
    engine: Engine, token: str, inputs: dict[str, Any], said: str
) -> None:
    """In Azure's words."""
    with pytest.raises(grpc.RpcError, match=said):
        engine.create(token, "it", inputs)


def test_a_subnet_written_inside_its_network_is_there(engine: Engine) -> None:
    """Only under its name, in any case, since ids ignore case; what is not told apart is there with its parent."""
    network = engine.create(NETWORK, "n", {**IN, "virtualNetworkName": "n-1", "subnets": [{"name": "inner"}]})
    inner = cast("list[dict[str, str]]", network.outputs["subnets"])[0]["id"]
    assert engine.read(network)[2] == network.inputs
    for number, identity in enumerate((inner, inner.upper())):
        engine.create(CARD, f"c{number}", {**IN, "ipConfigurations": [{"name": "c", "subnet": {"id": identity}}]})
    with pytest.raises(grpc.RpcError, match="InvalidResourceReference"):
        engine.create(CARD, "x", {**IN, "ipConfigurations": [{"name": "c", "subnet": {"id": f"{inner}x"}}]})


def test_what_lies_in_a_group_goes_with_it(engine: Engine) -> None:
    """As in Azure."""
    (group,) = engine.held
    account = engine.create(ACCOUNT, "w", storage())
    engine.delete(group)
    assert engine.read(account)[0] == ""


def test_a_subnet_in_use_is_not_deleted(engine: Engine) -> None:
    """What uses it goes first; the network above it is no user."""
    engine.create(NETWORK, "n", {**IN, "virtualNetworkName": "n-1"})
    subnet = engine.create(SUBNET, "s", {**IN, "virtualNetworkName": "n-1"})
    card = engine.create(CARD, "c", {**IN, "ipConfigurations": [{"name": "c", "subnet": {"id": subnet.id}}]})
    with pytest.raises(grpc.RpcError, match="in use by"):
        engine.delete(subnet)
    engine.delete(card)
    engine.delete(subnet)


def test_the_cloud_outlives_its_provider(engine: Engine, opened: Open) -> None:
    """Another provider finds it, by id alone too, in any case; a tag changed by hand is drift."""
    held = engine.create(ACCOUNT, "w", storage(tags={"team": "a"}))
    second = opened(CONFIG)
    assert second.read(held)[1:] == (held.outputs, held.inputs)
    _, _, inputs = second.adopt(ACCOUNT, held.id.upper())
    assert (inputs["resourceGroupName"], inputs["tags"]) == ("rg", {"team": "a"})
    engine.delete(held)
    assert second.read(held)[0] == ""


def test_what_a_killed_update_left_is_taken_up_again_by_the_same_resource_only(engine: Engine) -> None:
    """Anybody else's is an error, and the same resource with other properties too."""
    first = engine.create(ACCOUNT, "w", storage(accountName="abc"))
    assert engine.create(ACCOUNT, "w", storage(accountName="abc")).id == first.id
    for name, inputs in (("other", storage(accountName="abc")), ("w", storage(accountName="abc", tags={"a": "b"}))):
        with pytest.raises(grpc.RpcError, match="cannot create already existing resource"):
            engine.create(ACCOUNT, name, inputs)


@pytest.mark.parametrize(
    ("token", "before", "after", "frees"),
    [
        (ACCOUNT, storage(accountName="abc"), storage(accountName="abc", isHnsEnabled=True), True),
        (ACCOUNT, storage(), storage(isHnsEnabled=True), False),
    ],
)
def test_a_given_name_is_freed_before_it_is_taken_again(
    engine: Engine, token: str, before: dict[str, Any], after: dict[str, Any], *, frees: bool
) -> None:
    """A generated one need not be: the replacement has another."""
    held = engine.create(token, "it", before)
    checked = engine.checked(token, after, "it", held.inputs)
    assert engine.raw_diff(held, checked).deleteBeforeReplace is frees


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        ("azure-native:containerregistry:Registry", {**IN, "sku": {"name": "Basic"}, "tags": {"a": "b"}}),
        ("azure-native:network:RouteTable", {**IN, "tags": {"a": "b"}}),
        (
            "azure-native:applicationinsights:Component",
            {**IN, "kind": "web", "applicationType": "web", "tags": {"a": "b"}},
        ),
    ],
)
def test_any_other_type_is_kept_too(engine: Engine, token: str, inputs: dict[str, Any]) -> None:
    """Only its id is our guess."""
    held = engine.create(token, "it", inputs)
    assert held.id.startswith(f"{RG}/providers/Microsoft.")
    assert engine.diff(held, inputs) == {}
    assert engine.read(held)[1:] == (held.outputs, held.inputs)
    engine.delete(held)


def test_functions_look_up_what_is_there(engine: Engine) -> None:
    """Who one is, and every `getX` of a type X."""
    who, _ = engine.invoke("azure-native:authorization:getClientConfig", {})
    assert who["subscriptionId"] == SUBSCRIPTION
    group, _ = engine.invoke("azure-native:resources:getResourceGroup", IN)
    assert (group["id"], group["location"]) == (RG, "westeurope")
    engine.create(NETWORK, "n", {**IN, "virtualNetworkName": "n-1"})
    subnet = engine.create(SUBNET, "s", {**IN, "virtualNetworkName": "n-1", "addressPrefix": "10.0.0.0/24"})
    asked = {**IN, "virtualNetworkName": "N-1", "subnetName": "s"}
    found, _ = engine.invoke("azure-native:network:getSubnet", asked)
    assert (found["id"], found["addressPrefix"]) == (subnet.id, "10.0.0.0/24")
    with pytest.raises(grpc.RpcError, match="ResourceNotFound"):
        engine.invoke("azure-native:network:getSubnet", {**asked, "subnetName": "nope"})
    with pytest.raises(grpc.RpcError, match="does not answer"):
        engine.invoke("azure-native:storage:listStorageAccountKeys", {**IN, "accountName": "abc"})


@pytest.mark.parametrize("token", sorted(KINDS_BY_TYPE.values()))
def test_what_a_kind_names_is_a_property_of_the_sdk(token: str) -> None:
    """A path that the SDK does not have would never match anything."""
    kind, fields = kind_of(token), sdk.resource_shape(token).inputs
    assert {*kind.parts, *kind.fixed} <= fields.keys()
    assert {path for path in kind.replaces if path not in fields} <= {"location", "publicIPPrefix"}
