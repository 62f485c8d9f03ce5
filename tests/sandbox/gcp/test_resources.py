"""The Google provider: what it refuses, what replaces, and that the cloud outlives it."""

from __future__ import annotations

from typing import Any, cast

import grpc
import pytest

from sandbox import sdk
from sandbox.providers.google.kinds import kind_of
from tests.sandbox.gcp.resources import (
    ACCOUNT,
    ADDRESS,
    BUCKET,
    DISK,
    FIREWALL,
    INSTANCE,
    MEMBER,
    NAT,
    NETWORK,
    PLACE,
    ROUTER,
    SUBNETWORK,
    TEMPLATE,
    labels_of,
    machine,
    template,
)
from tests.sandbox.provider_harness import Engine, Open


def test_a_place_that_nobody_names_is_asked_for(opened: Open) -> None:
    """As the real provider does, which has no default of its own."""
    engine = opened({})
    failures = engine.failures(DISK, {})
    assert [failure.split(":")[0] for failure in failures] == ["project", "zone"]


@pytest.mark.parametrize(
    ("token", "inputs", "identity"),
    [
        (NETWORK, {}, "projects/proj/global/networks/it-{}"),
        (ADDRESS, {}, "projects/proj/regions/europe-west1/addresses/it-{}"),
        (DISK, {"zone": "us-east1-b"}, "projects/proj/zones/us-east1-b/disks/it-{}"),
        (INSTANCE, machine(), "projects/proj/zones/europe-west1-b/instances/it-{}"),
        (TEMPLATE, template(), "projects/proj/global/instanceTemplates/it-{}"),
        (BUCKET, {"location": "EU"}, "it-{}"),
        (ACCOUNT, {}, "projects/proj/serviceAccounts/it-{}@proj.iam.gserviceaccount.com"),
        (MEMBER, {"project": "p", "role": "roles/viewer", "member": "user:a@b.c"}, "p/roles/viewer/user:a@b.c"),
    ],
)
def test_ids_have_the_form_of_the_real_ones(engine: Engine, token: str, inputs: dict[str, Any], identity: str) -> None:
    """Projects and places come from the configuration, names from the logical name and the seed."""
    digits = str(engine.checked(NETWORK, {})["name"]).removeprefix("it-")
    held = engine.create(token, "it", inputs)
    assert held.id == identity.format(digits)
    assert engine.diff(held, inputs) == {}


def test_an_address_of_a_service_account_says_who_it_is(engine: Engine) -> None:
    """Roles are given to its email."""
    held = engine.create(ACCOUNT, "runner", {"accountId": "runner"})
    assert held.outputs["email"] == "runner@proj.iam.gserviceaccount.com"
    assert held.outputs["member"] == "serviceAccount:runner@proj.iam.gserviceaccount.com"


@pytest.mark.parametrize(
    ("token", "before", "after", "path"),
    [
        (BUCKET, {"location": "EU"}, {"location": "US"}, "location"),
        (NETWORK, {}, {"description": "d"}, "description"),
        (ADDRESS, {}, {"addressType": "INTERNAL"}, "addressType"),
        (ADDRESS, {}, {"region": "us-east1"}, "region"),
        (DISK, {"size": 20}, {"size": 10}, "size"),
        (INSTANCE, machine(), machine(hostname="a.b.c"), "hostname"),
        (INSTANCE, machine(), machine(zone="us-east1-b"), "zone"),
        (TEMPLATE, template(team="a"), template(team="b"), "labels.team"),
        (TEMPLATE, template(team="a"), template(team="b"), "disks[0].labels.team"),
        (FIREWALL, {"network": "default"}, {"network": "default", "direction": "EGRESS"}, "direction"),
    ],
)
def test_what_terraform_replaces_is_replaced(
    engine: Engine, token: str, before: dict[str, Any], after: dict[str, Any], path: str
) -> None:
    """From `ForceNew` of terraform-provider-google."""
    held = engine.create(token, "it", before)
    assert engine.diff(held, after)[path].endswith("REPLACE")


@pytest.mark.parametrize(
    ("token", "before", "after"),
    [
        (BUCKET, {"location": "EU", "labels": {"team": "a"}}, {"location": "EU", "labels": {"team": "b"}}),
        (DISK, {"size": 10}, {"size": 20}),
        (INSTANCE, machine(labels={"team": "a"}), machine(labels={"team": "b"})),
        (INSTANCE, machine(), machine(tags=["a"])),
    ],
)
def test_what_terraform_changes_is_changed(
    engine: Engine, token: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """In place."""
    held = engine.create(token, "it", before)
    found = engine.diff(held, after)
    assert found
    assert not any(kind.endswith("REPLACE") for kind in found.values())


def test_another_project_of_the_provider_replaces(engine: Engine, opened: Open) -> None:
    """A resource does not move."""
    held = engine.create(NETWORK, "n", {})
    other = opened({**PLACE, "project": "other"})
    assert other.diff(held, {}) == {"project": "UPDATE_REPLACE"}


def test_a_subnetwork_grows_in_place_and_shrinks_by_replacement(engine: Engine) -> None:
    """Google widens a range, and never narrows one."""
    held = engine.create(SUBNETWORK, "s", {"network": "default", "ipCidrRange": "10.0.0.0/24"})
    assert engine.diff(held, {"network": "default", "ipCidrRange": "10.0.0.0/20"}) == {"ipCidrRange": "UPDATE"}
    assert engine.diff(held, {"network": "default", "ipCidrRange": "10.0.0.0/28"}) == {"ipCidrRange": "UPDATE_REPLACE"}


def test_the_order_of_network_tags_and_ranges_is_no_change(engine: Engine) -> None:
    """They are sets."""
    held = engine.create(FIREWALL, "f", {"network": "default", "sourceTags": ["a", "b"]})
    assert engine.diff(held, {"network": "default", "sourceTags": ["b", "a"]}) == {}


def test_a_running_machine_is_stopped_only_where_the_program_says_so(engine: Engine) -> None:
    """Another type of machine needs a stop."""
    held = engine.create(INSTANCE, "m", machine())
    with pytest.raises(grpc.RpcError, match="allowStoppingForUpdate"):
        engine.update(held, machine(machineType="e2-medium"))
    engine.update(held, machine(machineType="e2-medium", allowStoppingForUpdate=True))
    assert held.outputs["machineType"] == "e2-medium"


@pytest.mark.parametrize(
    ("token", "inputs", "missing"),
    [
        (SUBNETWORK, {"network": "nope"}, "global/networks/nope"),
        (ROUTER, {"network": "projects/other/global/networks/default-2"}, "projects/other/global/networks/default-2"),
        (NAT, {"router": "nope", "sourceSubnetworkIpRangesToNat": "x"}, "routers/nope"),
        (INSTANCE, machine(networkInterfaces=[{"subnetwork": "nope"}]), "subnetworks/nope"),
        (INSTANCE, machine(serviceAccount={"email": "x@proj.iam.gserviceaccount.com", "scopes": []}), "x@proj"),
        (MEMBER, {"project": "p", "role": "r", "member": "serviceAccount:x@p.iam.gserviceaccount.com"}, "x@p.iam"),
    ],
)
def test_what_refers_to_nothing_is_refused(engine: Engine, token: str, inputs: dict[str, Any], missing: str) -> None:
    """With the id that was meant."""
    with pytest.raises(grpc.RpcError, match=f"{missing}.* was not found"):
        engine.create(token, "it", inputs)


def test_a_thing_is_found_by_name_id_and_link(engine: Engine) -> None:
    """All three are how programs refer to it."""
    network = engine.create(NETWORK, "n", {"name": "n"})
    for number, form in enumerate(("n", network.id, network.outputs["selfLink"], "global/networks/n")):
        engine.create(SUBNETWORK, f"s{number}", {"network": form, "ipCidrRange": "10.0.0.0/24"})


def test_a_network_in_use_is_not_deleted(engine: Engine) -> None:
    """What uses it goes first."""
    network = engine.create(NETWORK, "n", {})
    router = engine.create(ROUTER, "r", {"network": network.id})
    with pytest.raises(grpc.RpcError, match="already being used by"):
        engine.delete(network)
    engine.delete(router)
    engine.delete(network)


def test_what_is_protected_is_not_deleted(engine: Engine) -> None:
    """Until the protection is taken off."""
    held = engine.create(INSTANCE, "m", machine(deletionProtection=True))
    with pytest.raises(grpc.RpcError, match="protection is enabled"):
        engine.delete(held)
    engine.delete(engine.update(held, machine(deletionProtection=False)))


def test_the_cloud_outlives_its_provider(engine: Engine, opened: Open) -> None:
    """Another provider finds it, by id alone too; an import then has no labels of its own, as with the real one."""
    held = engine.create(BUCKET, "b", {"location": "EU", "labels": {"team": "a"}})
    second = opened(PLACE)
    assert second.read(held)[1:] == (held.outputs, held.inputs)
    identity, outputs, inputs = second.adopt(BUCKET, held.id)
    assert (identity, inputs["location"], "labels" in inputs) == (held.id, "EU", False)
    assert cast("dict[str, str]", outputs["effectiveLabels"])["team"] == "a"
    engine.delete(held)
    assert second.read(held)[0] == ""


def test_what_a_killed_update_left_is_taken_up_again_by_the_same_resource_only(engine: Engine) -> None:
    """Anybody else's is an error, and the same resource with other properties too."""
    given: dict[str, Any] = {"name": "b", "location": "EU"}
    first = engine.create(BUCKET, "b", given)
    assert engine.create(BUCKET, "b", given).id == first.id
    for name, inputs in (("other", given), ("b", {**given, "location": "US"})):
        with pytest.raises(grpc.RpcError, match="409"):
            engine.create(BUCKET, name, inputs)


def test_a_given_name_is_freed_before_it_is_taken_again(engine: Engine) -> None:
    """A generated one need not be: the replacement has another."""
    for inputs, frees in (({"name": "n"}, True), ({}, False)):
        held = engine.create(NETWORK, "net", inputs)
        checked = engine.checked(NETWORK, {**inputs, "description": "d"}, "net", held.inputs)
        assert engine.raw_diff(held, checked).deleteBeforeReplace is frees


def test_a_name_prefix_makes_names(engine: Engine) -> None:
    """Each its own, so that a template can be replaced."""
    held = engine.create(TEMPLATE, "t", {**template(), "namePrefix": "t-"})
    assert str(held.outputs["name"]).startswith("t-")
    assert engine.diff(held, {**template(), "namePrefix": "t-"}) == {}


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        ("gcp:pubsub/topic:Topic", {"labels": {"a": "b"}}),
        ("gcp:bigquery/dataset:Dataset", {"datasetId": "d"}),
        ("gcp:secretmanager/secret:Secret", {"secretId": "s", "replication": {"auto": {}}}),
        ("gcp:container/cluster:Cluster", {"resourceLabels": {"a": "b"}, "location": "europe-west1"}),
    ],
)
def test_any_other_type_is_kept_too(engine: Engine, token: str, inputs: dict[str, Any]) -> None:
    """Its labels are merged like all; only its id is our own invention."""
    held = engine.create(token, "it", inputs)
    assert labels_of(held, "effectiveLabels")["goog-pulumi-provisioned"] == "true"
    assert engine.diff(held, inputs) == {}
    assert engine.read(held)[1:] == (held.outputs, held.inputs)
    engine.delete(held)


def test_functions_look_up_what_is_there(engine: Engine) -> None:
    """The configuration, networks by name and link, zones, images."""
    who, _ = engine.invoke("gcp:organizations/getClientConfig:getClientConfig", {})
    assert (who["project"], who["region"], who["zone"]) == ("proj", "europe-west1", "europe-west1-b")
    network = engine.create(NETWORK, "n", {"name": "n"})
    subnet = engine.create(SUBNETWORK, "s", {"network": network.id, "ipCidrRange": "10.0.0.0/24"})
    found, _ = engine.invoke("gcp:compute/getNetwork:getNetwork", {"name": "n"})
    assert (found["id"], found["subnetworksSelfLinks"]) == (network.id, [subnet.outputs["selfLink"]])
    found, _ = engine.invoke("gcp:compute/getSubnetwork:getSubnetwork", {"selfLink": subnet.outputs["selfLink"]})
    assert (found["id"], found["ipCidrRange"]) == (subnet.id, "10.0.0.0/24")
    assert engine.invoke("gcp:compute/getNetwork:getNetwork", {"name": "default"})[0]["name"] == "default"
    zones, _ = engine.invoke("gcp:compute/getZones:getZones", {"region": "us-east4"})
    assert zones["names"] == ["us-east4-a", "us-east4-b", "us-east4-c"]
    image, _ = engine.invoke("gcp:compute/getImage:getImage", {"family": "debian-12", "project": "debian-cloud"})
    assert str(image["selfLink"]).endswith("projects/debian-cloud/global/images/debian-12-v20260101")
    with pytest.raises(grpc.RpcError, match="networks/nope' was not found"):
        engine.invoke("gcp:compute/getNetwork:getNetwork", {"name": "nope"})
    with pytest.raises(grpc.RpcError, match="does not answer"):
        engine.invoke("gcp:compute/getRegions:getRegions", {})


def test_without_a_sandbox_there_is_no_cloud(monkeypatch: pytest.MonkeyPatch, opened: Open) -> None:
    """Said with the way on, instead of files somewhere."""
    monkeypatch.delenv("LABELWRIGHT_SANDBOX")
    with pytest.raises(grpc.RpcError, match="python -m sandbox start"):
        opened(PLACE)


@pytest.mark.parametrize("token", [NETWORK, SUBNETWORK, TEMPLATE, INSTANCE, DISK, ADDRESS, FIREWALL, NAT, BUCKET])
def test_what_a_kind_names_is_a_property_of_the_sdk(token: str) -> None:
    """A path that the SDK does not have would never match anything."""
    kind = kind_of(token)
    paths = {*kind.replaces, *kind.blocks, *kind.sets, *(kind.references or {}), *kind.parts}
    for path in paths:
        fields = sdk.resource_shape(token).inputs
        for step in path.replace("[]", "").split("."):
            assert step in fields, f"{token} has no {path}"
            inner = fields[step].type
            while inner.item is not None:
                inner = inner.item
            fields = inner.fields
