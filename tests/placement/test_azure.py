"""Where labels go on Azure resources: root tags, the odd places, and never a look-alike."""

from typing import Any

import pytest

from labelwright.coverage import Status, coverage
from labelwright.placement import Hidden, Injection, Injections, is_taggable, labels_at, place, place_of, why_not
from labelwright.placement.azure import AZURE
from labelwright.placement.table import Kind, look_alikes, packages
from labelwright.placement.wire import SECRET_SIGNATURE, SIGNATURE, UNKNOWN_TEXT
from labelwright.tokens import package_of, unversioned

POOL = "azure-native:batch:Pool"
ACCOUNT = "azure-native:batch:BatchAccount"
CLUSTER = "azure-native:containerservice:ManagedCluster"
MACHINE = "azure-native:compute:VirtualMachine"
TEAM = {"team": "genomics"}
ITEMS = [{"name": "team", "value": "genomics"}]
LABELS = Injection(TEAM)
LOCKED = Injection(TEAM, frozenset(TEAM))
LIKENESSES = [
    (token, name)
    for token, properties in look_alikes().items()
    if token.startswith("azure-native:")
    for name in properties
]


def test_the_table_holds_every_azure_type_with_tags() -> None:
    """955 maps and 2 that the SDK leaves open, less one look-alike: what the type is for, and not what it costs."""
    plain = sum(map(len, packages()["azure-native"]["labels"]["tags"].values()))
    assert plain + len(AZURE) == 955 + 2 - 1


PLACED: list[Any] = [
    pytest.param(ACCOUNT, {}, {"tags": TEAM}, id="a map that is absent"),
    pytest.param(ACCOUNT, {"tags": {"a": "b"}}, {"tags": {"a": "b", **TEAM}}, id="a map with other keys"),
    pytest.param("azure-native:resources:ResourceGroup", {}, {"tags": TEAM}, id="a resource group"),
    pytest.param("azure-native:importexport:Job", {}, {"tags": TEAM}, id="a map that the SDK leaves open"),
    pytest.param("azure-native:migrate:Project", {}, {"tags": TEAM}, id="another"),
    pytest.param(POOL, {}, {"tags": TEAM, "metadata": ITEMS}, id="a pool has tags and metadata"),
    pytest.param(
        POOL,
        {"metadata": [{"name": "own", "value": "x"}]},
        {"tags": TEAM, "metadata": [{"name": "own", "value": "x"}, *ITEMS]},
        id="metadata with other names",
    ),
    pytest.param(
        POOL,
        {"resourceTags": {"a": "b"}},
        {"tags": TEAM, "metadata": ITEMS, "resourceTags": {"a": "b", **TEAM}},
        id="resource tags where the user says that the account takes them",
    ),
    pytest.param(CLUSTER, {}, {"tags": TEAM}, id="a cluster without pools"),
    pytest.param(
        CLUSTER,
        {"agentPoolProfiles": [{"name": "system"}, {"name": "work", "tags": {"a": "b"}, "nodeLabels": {"n": "l"}}]},
        {
            "tags": TEAM,
            "agentPoolProfiles": [
                {"name": "system", "tags": TEAM},
                {"name": "work", "tags": {"a": "b", **TEAM}, "nodeLabels": {"n": "l"}},
            ],
        },
        id="each pool of a cluster, and no node label",
    ),
    pytest.param(
        "azure-native:containerservice:AgentPool",
        {"nodeLabels": {"n": "l"}},
        {"nodeLabels": {"n": "l"}, "tags": TEAM},
        id="a pool of its own",
    ),
    pytest.param(
        "azure-native:network:PublicIPAddress",
        {"ipTags": [{"ipTagType": "RoutingPreference", "tag": "Internet"}]},
        {"ipTags": [{"ipTagType": "RoutingPreference", "tag": "Internet"}], "tags": TEAM},
        id="an address, and not the network that it is taken from",
    ),
    pytest.param(
        "azure-native:network:NetworkInterface",
        {"networkSecurityGroup": {"id": "nsg"}, "ipConfigurations": [{"publicIPAddress": {"id": "ip"}}]},
        {
            "networkSecurityGroup": {"id": "nsg"},
            "ipConfigurations": [{"publicIPAddress": {"id": "ip"}}],
            "tags": TEAM,
        },
        id="inline references are left alone",
    ),
    pytest.param(
        MACHINE,
        {"applicationProfile": {"galleryApplications": [{"packageReferenceId": "x", "tags": "text"}]}},
        {"applicationProfile": {"galleryApplications": [{"packageReferenceId": "x", "tags": "text"}]}, "tags": TEAM},
        id="a gallery application's tags are a text",
    ),
    pytest.param(
        "azure-native:virtualmachineimages:VirtualMachineImageTemplate",
        {"managedResourceTags": {}},
        {"managedResourceTags": {}, "tags": TEAM},
        id="what a build creates is not placed yet",
    ),
]


@pytest.mark.parametrize(("type_token", "props", "expected"), PLACED)
def test_missing_labels_are_filled_in_at_every_place(
    type_token: str, props: dict[str, Any], expected: dict[str, Any]
) -> None:
    """Each place gets what is missing, and a second time changes nothing."""
    placed = place(type_token, props, LABELS)
    assert placed == expected
    assert place(type_token, expected, LABELS) is None


@pytest.mark.parametrize("token", sorted({token for token, _ in LIKENESSES if not is_taggable(token)}))
def test_a_look_alike_is_left_alone_and_says_what_it_is(token: str) -> None:
    """A legal hold above all: with one more, nothing in the container can be deleted."""
    properties = look_alikes()[token]
    assert place(token, {name: [{"name": "a", "value": "b"}] for name in properties}, LABELS) is None
    reason = why_not(token)
    assert reason is not None
    assert reason.kind is Kind.LOOK_ALIKE


@pytest.mark.parametrize(("token", "name"), [(one, name) for one, name in LIKENESSES if is_taggable(one)])
def test_a_look_alike_beside_tags_is_no_place(token: str, name: str) -> None:
    """The type is labelled in its tags, and nowhere else."""
    props: dict[str, object] = {name: {"a": "b"}}
    assert place(token, props, LABELS) == {**props, "tags": TEAM}


@pytest.mark.parametrize(
    "token",
    [
        "azure-native:storage:BlobContainerLegalHold",
        "azure-native:apimanagement:NamedValue",
        "azure-native:operationalinsights:SavedSearch",
        "azure-native:appconfiguration:KeyValue",
        "azure-native:resources:TagAtScope",
    ],
)
def test_these_are_look_alikes(token: str) -> None:
    """Named one by one, so that a judgement does not vanish with its line."""
    reason = why_not(token)
    assert reason is not None
    assert reason.kind is Kind.LOOK_ALIKE


@pytest.mark.parametrize(
    "token",
    [
        "azure-native:network:Subnet",
        "azure-native:authorization:RoleAssignment",
        "azure-native:storage:BlobContainer",
        "azure-native:dns:RecordSet",
    ],
)
def test_most_types_take_no_labels(token: str) -> None:
    """1,300 of them; the metadata of a blob container is none either."""
    assert place(token, {"metadata": {}}, LABELS) is None
    reason = why_not(token)
    assert reason is not None
    assert reason.kind is Kind.UNTAGGABLE


@pytest.mark.parametrize(
    ("props", "expected"),
    [
        ({"tags": {"Team": "mine"}}, None),
        ({"tags": {"TEAM": "mine", "a": "b"}}, None),
        ({"tags": {"Team": None}}, {"tags": {"Team": "genomics"}}),
    ],
    ids=str,
)
def test_a_key_in_another_case_is_the_same_key(props: dict[str, Any], expected: object) -> None:
    """Azure would make them one, so a second spelling is never added, and the first casing stays."""
    assert place(ACCOUNT, props, LABELS) == expected


def test_metadata_goes_by_the_same_rule() -> None:
    """A pool's tags and metadata carry the same keys."""
    props = {"tags": {"Team": "mine"}, "metadata": [{"name": "TEAM", "value": "mine"}]}
    assert place(POOL, props, LABELS) is None


def test_a_locked_key_beats_every_spelling() -> None:
    """It stands as it was declared, once, in each place."""
    props = {
        "tags": {"TEAM": "mine", "Team": "other"},
        "metadata": [{"name": "Team", "value": "mine"}],
        "resourceTags": {"TEAM": "mine"},
    }
    expected = {"tags": TEAM, "metadata": ITEMS, "resourceTags": TEAM}
    assert place(POOL, props, LOCKED) == expected
    assert place(POOL, expected, LOCKED) is None


def test_ignored_resource_tags_and_metadata_are_left_alone() -> None:
    """Each place by itself."""
    assert place(POOL, {"resourceTags": {}}, LABELS, ignored=["metadata", "resourceTags.team"]) == {
        "tags": TEAM,
        "resourceTags": TEAM,
    }


@pytest.mark.parametrize(
    ("metadata", "labels"),
    [
        (None, None),
        (ITEMS, TEAM),
        ([{"name": "team", "value": UNKNOWN_TEXT}], {"team": Hidden.UNKNOWN}),
        ({SIGNATURE: SECRET_SIGNATURE, "value": ITEMS}, {"team": Hidden.SECRET}),
        (UNKNOWN_TEXT, Hidden.UNKNOWN),
        ([{"name": UNKNOWN_TEXT, "value": "x"}], Hidden.UNKNOWN),
        ([{"key": "team", "value": "x"}], None),
    ],
    ids=str,
)
def test_metadata_is_read_like_tags(metadata: object, labels: object) -> None:
    """Hidden where a name is not known, and none where it has another shape."""
    found = {placed.path: placed.labels for placed in labels_at(POOL, {"metadata": metadata})}
    assert found == {"tags": None, "metadata": labels}


def test_pools_of_a_cluster_are_told_apart_by_name() -> None:
    """A report names the pool, not its number."""
    paths = [placed.path for placed in labels_at(CLUSTER, {"agentPoolProfiles": [{"name": "system"}, {}]})]
    assert paths == ["tags", "agentPoolProfiles[system].tags", "agentPoolProfiles[1].tags"]


@pytest.mark.parametrize(
    ("token", "plain"),
    [
        ("azure-native_batch_v20240701:batch:Pool", POOL),
        ("azure-native_compute_v20240301preview:compute:VirtualMachine", MACHINE),
        ("azure-native:batch/v20240701:Pool", POOL),
        ("azure-native:batch/v20240701preview:Pool", POOL),
        (POOL, POOL),
        ("aws:batch/jobQueue:JobQueue", "aws:batch/jobQueue:JobQueue"),
        ("kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:Deployment"),
        ("azure-nativeish:batch:Pool", "azure-nativeish:batch:Pool"),
    ],
)
def test_a_type_of_one_api_version_is_the_type(token: str, plain: str) -> None:
    """Packages that hold one version spell their tokens otherwise; the places are the same."""
    assert unversioned(token) == plain
    assert place_of(token) == place_of(plain)
    assert package_of(token) == plain.partition(":")[0]


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("azure-native_network_v20240501:network:Subnet", Kind.UNTAGGABLE),
        ("azure-native_storage_v20240101:storage:BlobContainerLegalHold", Kind.LOOK_ALIKE),
        ("azure-native_batch_v20240701:batch:NoSuchThing", Kind.UNLISTED),
        ("azure:batch/pool:Pool", Kind.UNLISTED),
        ("pulumi:providers:azure-native_batch_v20240701", Kind.PROVIDER),
    ],
)
def test_a_type_of_one_api_version_says_why_not_too(token: str, kind: Kind) -> None:
    """The same reason as for the type itself; the classic provider is another one."""
    reason = why_not(token)
    assert reason is not None
    assert reason.kind is kind


def test_a_package_of_one_api_version_takes_the_labels_of_its_cloud() -> None:
    """`by_package` knows the main package only."""
    stack = Injection({"Team": "a"}, by_package={"azure-native": Injection(TEAM)})
    assert stack.of_type("azure-native_batch_v20240701:batch:Pool").labels == TEAM


def _resource(type_token: str, **inputs: object) -> dict[str, object]:
    """A resource as state has it."""
    return {"urn": f"urn:pulumi:dev::p::{type_token}::r", "type": type_token, "custom": True, "inputs": inputs}


@pytest.mark.parametrize(
    ("resource", "status", "missing"),
    [
        (_resource(ACCOUNT, tags={"TEAM": "x"}), Status.COVERED, {}),
        (_resource(POOL, tags=TEAM), Status.PARTLY, {"metadata": ["team"]}),
        (_resource(POOL, tags=TEAM, metadata=ITEMS), Status.COVERED, {}),
        (_resource(POOL, tags=TEAM, metadata=ITEMS, resourceTags={}), Status.PARTLY, {"resourceTags": ["team"]}),
        (_resource("azure-native:network:Subnet"), Status.UNTAGGABLE, {}),
        (_resource("azure-native:storage:BlobContainerLegalHold", tags=["a"]), Status.UNTAGGABLE, {}),
        (_resource("azure-native_storage_v20240101:storage:StorageAccount"), Status.PARTLY, {"tags": ["team"]}),
    ],
    ids=lambda value: str(value)[:60],
)
def test_coverage_judges_azure(resource: dict[str, object], status: Status, missing: dict[str, list[str]]) -> None:
    """Case folded, every place counted, and nothing asked of what takes no labels."""
    (found,) = coverage([resource], Injections(LABELS)).resources
    assert (found.status, dict(found.missing)) == (status, missing)
