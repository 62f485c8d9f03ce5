"""The report: four statuses, each with its reason, from state and from a preview."""

import time
from typing import Any

import pytest

from labelwright.coverage import Coverage, Status, coverage, parse_resources
from labelwright.lineage import environments_of
from labelwright.placement import Exemption, Injection, Injections
from labelwright.placement.wire import SECRET_SIGNATURE, SIGNATURE, UNKNOWN_TEXT
from labelwright.settings import Source, read
from labelwright.settings.injections import injections_of as injections

STACK = "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev"
COMPONENT = "labelwright:index:AwsBatchEnvironment"
QUEUE = "aws:sqs/queue:Queue"
TEAM = {"team": "genomics"}
EXPECTED = Injections(Injection(TEAM), {"ce1": Injection({"env": "ce1"})})


def _resource(type_token: str, name: str = "r", *, parent: str = STACK, **more: Any) -> dict[str, Any]:
    """A resource as state has it, with a URN like the engine's."""
    above = parent.split("::")[2]
    qualified = type_token if parent == STACK else f"{above}${type_token}"
    urn = f"urn:pulumi:dev::p::{qualified}::{name}"
    return {"urn": urn, "type": type_token, "custom": ":index:" not in type_token, "parent": parent, **more}


def _judged(*resources: dict[str, Any]) -> Coverage:
    """The report on these."""
    return coverage(resources, EXPECTED)


CASES: list[Any] = [
    pytest.param(_resource(QUEUE, inputs={"tags": TEAM}), Status.COVERED, {}, "", id="every label"),
    pytest.param(
        _resource(QUEUE, inputs={"tags": {"team": "x"}}), Status.COVERED, {}, "team is 'x'", id="an explicit value"
    ),
    pytest.param(_resource(QUEUE, inputs={"tags": {"team": UNKNOWN_TEXT}}), Status.COVERED, {}, "", id="known key"),
    pytest.param(_resource(QUEUE, inputs={}), Status.PARTLY, {"tags": ["team"]}, "", id="no label at all"),
    pytest.param(
        _resource(QUEUE, inputs={}, ignoreChanges=["tags"]),
        Status.PARTLY,
        {"tags": ["team"]},
        "ignoreChanges: tags",
        id="labels that are kept away",
    ),
    pytest.param(
        _resource(
            "aws:batch/computeEnvironment:ComputeEnvironment",
            inputs={"tags": TEAM, "computeResources": {"type": "EC2", "tags": {}}},
        ),
        Status.PARTLY,
        {"computeResources.tags": ["team"]},
        "",
        id="one place of two",
    ),
    pytest.param(
        _resource("aws:iam/role:Role", inputs={"tags": {"Team": "x"}}), Status.COVERED, {}, "", id="a role folds case"
    ),
    pytest.param(
        _resource(QUEUE, inputs={"tags": {"Team": "x"}}), Status.PARTLY, {"tags": ["team"]}, "", id="a queue does not"
    ),
    pytest.param(_resource("aws:iam/rolePolicy:RolePolicy"), Status.UNTAGGABLE, {}, "takes no labels", id="untaggable"),
    pytest.param(
        _resource("aws:inspector/resourceGroup:ResourceGroup", inputs={"tags": {}}),
        Status.UNTAGGABLE,
        {},
        "a selector",
        id="a look-alike",
    ),
    pytest.param(
        _resource("aws:cloudwatch/eventTarget:EventTarget", inputs={"rule": "nightly", "arn": "a-function"}),
        Status.UNTAGGABLE,
        {},
        "as it is used here",
        id="no place on this one of its type",
    ),
    pytest.param(_resource("my:index:Component"), Status.SKIPPED, {}, "a component", id="a component"),
    pytest.param(
        _resource("aws:no/suchThing:SuchThing"), Status.SKIPPED, {}, "does not know the type", id="not in the table"
    ),
    pytest.param(_resource("pulumi:providers:aws"), Status.SKIPPED, {}, "a provider", id="a provider"),
    pytest.param(_resource(QUEUE, external=True), Status.SKIPPED, {}, "only read here", id="read, not made"),
    pytest.param(
        _resource(QUEUE, inputs={"tags": UNKNOWN_TEXT}), Status.SKIPPED, {}, "tags is unknown", id="unknown as a whole"
    ),
    pytest.param(
        _resource(QUEUE, inputs={"tags": {SIGNATURE: SECRET_SIGNATURE, "ciphertext": "v1"}}),
        Status.SKIPPED,
        {},
        "tags is secret",
        id="secret as a whole",
    ),
]


@pytest.mark.parametrize(("resource", "status", "missing", "reason"), CASES)
def test_each_resource_has_one_of_four_statuses(
    resource: dict[str, Any], status: Status, missing: dict[str, list[str]], reason: str
) -> None:
    """Taggable without a label is partly covered with everything missing; unknown is never taken for untaggable."""
    (judged,) = _judged(resource).resources
    assert judged.status is status
    assert judged.missing == missing
    assert reason in judged.reason
    assert bool(judged.reason) == bool(reason)


def test_the_document_is_the_contract() -> None:
    """Names and nesting are read by others."""
    queue, policy = _resource(QUEUE, inputs={"tags": {"b": "2", "a": "1"}}), _resource("aws:iam/rolePolicy:RolePolicy")
    document = _judged(queue, policy).document()
    assert document["totals"] == {"resources": 2, "covered": 0, "partly": 1, "untaggable": 1, "skipped": 0}
    resources: Any = document["resources"]
    assert resources[0] == {
        "urn": queue["urn"],
        "type": QUEUE,
        "status": "partly",
        "missing": {"tags": ["team"]},
        "reason": "",
        "labels": {"tags": {"a": "1", "b": "2"}},
    }


def test_no_secret_is_shown() -> None:
    """A secret value is masked, its key counts."""
    tags = {"team": {SIGNATURE: SECRET_SIGNATURE, "plaintext": '"hush"'}}
    (judged,) = _judged(_resource(QUEUE, inputs={"tags": tags})).resources
    assert judged.labels == {"tags": {"team": "[secret]"}}
    assert judged.status is Status.COVERED


GOOGLE = Injections(Injection({"Team": "Lab"}, by_package={"gcp": Injection({"team": "lab"})}))
BUCKET = "gcp:storage/bucket:Bucket"


def test_google_is_expected_to_carry_what_it_was_sent() -> None:
    """Lower case; what the provider computes (`effectiveLabels`) is an output, and counts for nothing."""
    right = _resource(BUCKET, "right", inputs={"labels": {"team": "lab"}})
    wrong = _resource(BUCKET, "wrong", inputs={}, outputs={"effectiveLabels": {"team": "lab"}})
    report = {one.urn: one for one in coverage([right, wrong], GOOGLE).resources}
    assert report[right["urn"]].status is Status.COVERED
    assert report[wrong["urn"]].missing == {"labels": ["team"]}


@pytest.mark.parametrize("value", [{"team": "lab"}, '{"team": "lab"}'], ids=["object", "JSON text"])
def test_labels_that_googles_provider_adds_are_there(value: object) -> None:
    """On the root labels of what that provider made; disks and other providers' resources lack them."""
    provider = _resource("pulumi:providers:gcp", "mine", inputs={"defaultLabels": value})
    other = _resource("pulumi:providers:gcp", "other", inputs={})
    bucket = _resource(BUCKET, "b", provider=f"{provider['urn']}::id-1", inputs={})
    lacking = _resource(BUCKET, "l", provider=f"{other['urn']}::id-2", inputs={})
    template = _resource(
        "gcp:compute/instanceTemplate:InstanceTemplate",
        "t",
        provider=f"{provider['urn']}::id-1",
        inputs={"disks": [{"deviceName": "boot"}]},
    )
    report = {one.urn: one for one in coverage([bucket, lacking, template, provider, other], GOOGLE).resources}
    assert report[bucket["urn"]].status is Status.COVERED
    assert report[bucket["urn"]].labels == {"labels": {"team": "lab"}}
    assert report[lacking["urn"]].missing == {"labels": ["team"]}
    assert report[template["urn"]].missing == {"disks[boot].labels": ["team"]}


def test_what_lies_below_an_environment_needs_its_labels() -> None:
    """At any depth; a key that the environment removed is not missing there."""
    component = _resource(COMPONENT, "ce1")
    inner = _resource("my:index:Inner", "inner", parent=component["urn"])
    deep = _resource(QUEUE, "deep", parent=inner["urn"], inputs={"tags": {"env": "ce1"}})
    beside = _resource(QUEUE, "beside", inputs={"tags": {"env": "ce1"}})
    # State lists parents first; a preview need not.
    judged = {one.urn: one for one in _judged(deep, beside, inner, component).resources}
    assert judged[deep["urn"]].status is Status.COVERED
    assert judged[beside["urn"]].missing == {"tags": ["team"]}


def test_a_value_in_its_cloud_s_own_form_is_no_other_value() -> None:
    """What the transform writes is what coverage expects: shortened on Kubernetes, whole on AWS."""
    labels: dict[str, object] = {"grant": {"value": "EU/ERC 12", "default": True}}
    workspace = {"name": "research", "rule": "native", "labels": labels}
    environments = [{"name": "ce1", "platform": "kubernetes"}]
    expected = injections(read(Source(tree={"workspace": workspace, "environments": environments})).settings)
    sent = expected.of("ce1", "kubernetes:core/v1:ConfigMap").labels
    assert sent["grant"] != "EU/ERC 12"
    held = _resource("kubernetes:core/v1:ConfigMap", inputs={"metadata": {"labels": dict(sent)}})
    queue = _resource(QUEUE, inputs={"tags": {"grant": "EU/ERC 12"}})
    judged = coverage([held, queue], expected).resources
    assert [(one.status, one.reason) for one in judged] == [(Status.COVERED, "")] * 2


def test_what_is_exempt_is_skipped_with_its_reason() -> None:
    """With all that lies below a parent; one that is exempt from some keys is judged by the others."""
    exemptions = (Exemption(below="old", reason="moved out in May"), Exemption(name="half", keys=("owner",)))
    expected = Injections(Injection({**TEAM, "owner": "org"}), exemptions=exemptions)
    component = _resource("my:index:Old", "old")
    inner = _resource("my:index:Inner", "inner", parent=component["urn"])
    deep = _resource(QUEUE, "deep", parent=inner["urn"], inputs={})
    half = _resource(QUEUE, "half", inputs={"tags": TEAM})
    beside = _resource(QUEUE, "beside", inputs={"tags": TEAM})
    found = {one.urn: one for one in coverage([deep, inner, component, half, beside], expected).resources}
    assert (found[deep["urn"]].status, found[deep["urn"]].reason) == (
        Status.SKIPPED,
        "exempt in stack config: moved out in May",
    )
    assert found[half["urn"]].status is Status.COVERED
    assert found[beside["urn"]].missing == {"tags": ["owner"]}


ANY = Injections(Injection())
"""Nothing is declared, as for the program of somebody who has never heard of labelwright."""
CE = "aws:batch/computeEnvironment:ComputeEnvironment"


@pytest.mark.parametrize(
    ("inputs", "status", "missing"),
    [
        ({"tags": {"a": "b"}}, Status.COVERED, {}),
        ({"tags": {"a": UNKNOWN_TEXT}}, Status.COVERED, {}),
        ({"tags": {}}, Status.PARTLY, {"tags": []}),
        ({}, Status.PARTLY, {"tags": []}),
        ({"tags": UNKNOWN_TEXT}, Status.SKIPPED, {}),
        ({"tags": {"a": "b"}, "computeResources": {"type": "EC2"}}, Status.PARTLY, {"computeResources.tags": []}),
    ],
    ids=["a label", "an unknown value", "an empty map", "no map", "an unknown map", "one place of two"],
)
def test_where_nothing_is_declared_any_label_counts(
    inputs: dict[str, Any], status: Status, missing: dict[str, list[str]]
) -> None:
    """One in every place; that none is asked for does not make a resource covered that has none."""
    (judged,) = coverage([_resource(CE, inputs=inputs)], ANY).resources
    assert (judged.status, judged.missing) == (status, missing)


def test_default_labels_of_a_provider_are_labels() -> None:
    """They count where they reach, and only there."""
    provider = _resource("pulumi:providers:aws", "mine", inputs={"defaultTags": '{"tags": {"team": "x"}}'})
    inputs = {"computeResources": {"type": "EC2"}}
    queue, ce = (_resource(kind, inputs=inputs, provider=f"{provider['urn']}::42") for kind in (QUEUE, CE))
    judged = coverage([provider, queue, ce], ANY).resources
    assert [(one.status, one.missing) for one in judged[1:]] == [
        (Status.COVERED, {}),
        (Status.PARTLY, {"computeResources.tags": []}),
    ]
    assert (judged[0].status, judged[0].reason) == (Status.SKIPPED, "a provider, not a resource in a cloud")


def test_what_was_imported_is_skipped_until_it_is_like_any_other() -> None:
    """The transform leaves it alone as long; what it lacks is told nevertheless. One that has its labels is covered."""
    bare, labelled = (_resource(QUEUE, inputs={"tags": tags}, importID="q-1") for tags in ({}, TEAM))
    judged, covered = _judged(bare).resources[0], _judged(labelled).resources[0]
    assert (judged.status, judged.missing) == (Status.SKIPPED, {"tags": ["team"]})
    assert judged.reason.startswith("imported")
    assert covered.status is Status.COVERED


@pytest.mark.parametrize(
    ("ignored", "reason"),
    [
        (["tags"], "ignoreChanges: tags"),
        (["tags.team", "name"], "ignoreChanges: tags.team"),
        (['tags["team"]'], 'ignoreChanges: tags["team"]'),
        (["*"], "ignoreChanges: *"),
        (["name", "tagsAll"], ""),
        ([], ""),
    ],
    ids=str,
)
def test_ignore_changes_is_a_reason_where_it_keeps_labels_away(ignored: list[str], reason: str) -> None:
    """Something else that is ignored explains nothing."""
    (judged,) = _judged(_resource(QUEUE, inputs={}, ignoreChanges=ignored)).resources
    assert (judged.status, judged.reason) == (Status.PARTLY, reason)


@pytest.mark.parametrize(
    "token",
    [
        "azure-native:compute:VirtualMachine",
        "azure-native:compute/v20230301:VirtualMachine",
        "azure-native_compute_v20230301:compute:VirtualMachine",
        "azure-native:compute/v20230301preview:VirtualMachine",
    ],
)
def test_a_type_is_known_by_every_name_of_its_versions(token: str) -> None:
    """And counted with its provider, whose name has the version in it too."""
    report = coverage([_resource(token, inputs={"tags": {"Team": "x"}})], EXPECTED)
    assert report.resources[0].status is Status.COVERED
    assert report.providers == {"azure-native": report.totals}


@pytest.mark.parametrize("version", ["apps/v1", "apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"])
def test_a_workload_has_its_pods_in_every_version(version: str) -> None:
    """Kubernetes has its versions in the middle."""
    (judged,) = _judged(_resource(f"kubernetes:{version}:Deployment", inputs={"spec": {"template": {}}})).resources
    assert judged.missing == {"metadata.labels": ["team"], "spec.template.metadata.labels": ["team"]}


def test_the_sums_are_those_of_the_resources() -> None:
    """Each resource counts once, in the whole and in its provider, however many share a type."""
    queues = [_resource(QUEUE, f"q{number}", inputs={"tags": TEAM if number < 3 else {}}) for number in range(5)]
    report = _judged(
        *queues, _resource("gcp:storage/bucket:Bucket", inputs={}), _resource("aws:iam/rolePolicy:RolePolicy")
    )
    assert report.totals == {"resources": 7, "covered": 3, "partly": 3, "untaggable": 1, "skipped": 0}
    assert report.providers == {
        "aws": {"resources": 6, "covered": 3, "partly": 2, "untaggable": 1, "skipped": 0},
        "gcp": {"resources": 1, "covered": 0, "partly": 1, "untaggable": 0, "skipped": 0},
    }


def test_parents_in_a_circle_end_somewhere() -> None:
    """Pulumi writes none; whoever edits a state may."""
    one, other = _resource(QUEUE, "one", inputs={"tags": TEAM}), _resource(QUEUE, "other", inputs={"tags": TEAM})
    one["parent"], other["parent"] = other["urn"], one["urn"]
    expected = Injections(Injection(TEAM), {"ce1": Injection()}, exemptions=(Exemption(below="one"),))
    assert [judged.status for judged in coverage([one, other], expected).resources] == [Status.SKIPPED] * 2


def test_a_parent_that_a_preview_leaves_out_still_counts() -> None:
    """Without `--show-sames` a component that does not change is in no step, and its children name it."""
    component = _resource(COMPONENT, "ce1")
    child = _resource(QUEUE, "child", parent=component["urn"], inputs={"tags": {"env": "ce1"}})
    assert _judged(child).resources[0].status is Status.COVERED


def test_the_environment_of_each_resource_is_told() -> None:
    """The component itself, what lies below it, and nothing beside it."""
    component = _resource(COMPONENT, "ce1")
    child, beside = _resource(QUEUE, "child", parent=component["urn"]), _resource(QUEUE, "beside")
    assert environments_of([child, component, beside], ["ce1"]) == {
        child["urn"]: "ce1",
        component["urn"]: "ce1",
        beside["urn"]: None,
    }


def test_a_component_of_another_name_is_no_environment() -> None:
    """Only what stack config declares has labels of its own."""
    component = _resource(COMPONENT, "other")
    child = _resource(QUEUE, "child", parent=component["urn"], inputs={"tags": TEAM})
    assert _judged(component, child).resources[1].status is Status.COVERED


def test_a_state_is_read() -> None:
    """`pulumi stack export`; what waits to be deleted is not there any more."""
    queue = _resource(QUEUE, inputs={"tags": TEAM})
    old: dict[str, Any] = {**queue, "delete": True, "inputs": {}}
    document: dict[str, Any] = {"version": 3, "deployment": {"resources": [queue, old]}}
    assert parse_resources(document) == [queue]


def test_an_empty_state_is_read() -> None:
    """A stack that has nothing yet has nothing uncovered."""
    nothing: list[Any] = [{}, {"resources": []}, None]
    for deployment in nothing:
        assert coverage(parse_resources({"version": 3, "deployment": deployment}), EXPECTED).totals["resources"] == 0


def test_a_preview_is_read() -> None:
    """`pulumi preview --json`: what will be there, each resource once, though replacing it takes several steps."""
    queue, gone = _resource(QUEUE, inputs={"tags": TEAM}), _resource(QUEUE, "gone")
    steps: list[dict[str, Any]] = [
        {"op": "create-replacement", "urn": queue["urn"], "newState": queue},
        {"op": "replace", "urn": queue["urn"], "oldState": {}, "newState": queue},
        {"op": "delete-replaced", "urn": queue["urn"], "oldState": {}},
        {"op": "delete", "urn": gone["urn"], "oldState": gone},
        {"op": "read", "urn": "urn:pulumi:dev::p::x::y", "newState": gone},
    ]
    assert parse_resources({"config": {}, "steps": steps}) == [queue]


@pytest.mark.parametrize("document", [{}, {"resources": []}], ids=str)
def test_something_else_is_refused(document: dict[str, Any]) -> None:
    """With what was got and what it takes."""
    with pytest.raises(ValueError, match=r"not a stack: got .*pulumi stack export"):
        parse_resources(document)


def test_ten_thousand_resources_take_well_under_a_third_of_a_second() -> None:
    """CPU time, best of three, with eight labels in up to two places."""
    labels = {f"key-{number}": "value" for number in range(8)}
    nested = {"tags": labels, "tagSpecifications": [{"resourceType": "volume", "tags": labels}]}
    types = (QUEUE, "aws:ec2/launchTemplate:LaunchTemplate", "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy")
    resources = [_resource(types[number % 4], f"r{number}", inputs=nested) for number in range(10_000)]
    expected = Injections(Injection(labels))

    def once() -> float:
        start = time.process_time()
        assert coverage(resources, expected).totals["covered"] == 7500
        return time.process_time() - start

    assert min(once() for _ in range(3)) < 0.3
