"""Types that somebody declares: where their labels go, in which shape and by whose rules."""

from typing import Any

import pytest

from labelwright.changes import label_changes
from labelwright.coverage import Status, coverage
from labelwright.placement import (
    Additions,
    Declaration,
    Injection,
    Injections,
    Kind,
    Shape,
    Spot,
    additions_of,
    cloud_of,
    effect_at,
    is_taggable,
    labels_at,
    place,
    place_of,
    why_not,
)
from labelwright.vocabulary import Cloud, Effect

MONITOR, BUCKET = "datadog:index/monitor:Monitor", "aws-native:s3:Bucket"
COMPUTE = "aws:batch/computeEnvironment:ComputeEnvironment"
CUSTOM = "kubernetes:example.com/v1:Pipeline"
QUEUE = "aws:sqs/queue:Queue"
TEAM = Injection({"team": "shop"})


def declared(token: str, *spots: Spot, dialect: Cloud | None = None) -> Additions:
    """One type."""
    return additions_of([Declaration(token, spots, dialect)])


def test_a_type_of_another_package_has_labels_in_its_own_shape() -> None:
    """Texts for Datadog, keys and values for the Cloud Control provider; twice is as good as once."""
    texts = declared(MONITOR, Spot("tags", Shape.TEXT_LIST), dialect=Cloud.AWS)
    pairs = declared(BUCKET, Spot("tags", Shape.KEY_VALUE_LIST), dialect=Cloud.AWS)
    placed = place(MONITOR, {"tags": ["urgent", "env:dev"]}, TEAM, additions=texts)
    assert placed == {"tags": ["urgent", "env:dev", "team:shop"]}
    assert place(MONITOR, placed or {}, TEAM, additions=texts) is None
    assert place(BUCKET, {}, TEAM, additions=pairs) == {"tags": [{"key": "team", "value": "shop"}]}
    assert place(MONITOR, {}, TEAM) is None


@pytest.mark.parametrize(
    ("tags", "placed"),
    [
        (["team"], ["team", "team:shop"]),
        (["team:mine"], None),
        (["team:"], None),
        (["at:10:30"], ["at:10:30", "team:shop"]),
        ([1], None),
        ("urgent", None),
    ],
)
def test_a_text_without_a_colon_is_no_label(tags: Any, placed: Any) -> None:
    """It stays as it is; an explicit value wins; what is no list of texts is left to the provider."""
    texts = declared(MONITOR, Spot("tags", Shape.TEXT_LIST), dialect=Cloud.AWS)
    found = place(MONITOR, {"tags": tags}, TEAM, additions=texts)
    assert found == (None if placed is None else {"tags": placed})


def test_a_lock_beats_a_text() -> None:
    """All texts of its key become one."""
    texts = declared(MONITOR, Spot("tags", Shape.TEXT_LIST), dialect=Cloud.AWS)
    locked = Injection({"team": "shop"}, frozenset({"team"}))
    found = place(MONITOR, {"tags": ["team:a", "x", "team:b"]}, locked, additions=texts)
    assert found == {"tags": ["team:shop", "x"]}


def test_texts_are_read_as_labels() -> None:
    """Coverage and policies see keys and values, and not what is no label."""
    texts = declared(MONITOR, Spot("tags", Shape.TEXT_LIST), dialect=Cloud.AWS)
    (placed,) = labels_at(MONITOR, {"tags": ["urgent", "team:shop"]}, additions=texts)
    assert placed.labels == {"team": "shop"}


def test_a_custom_resource_gets_the_metadata_that_it_lacks() -> None:
    """As every object of Kubernetes; another container that is absent is not made."""
    found = declared(CUSTOM, Spot("metadata.labels"), Spot("spec.pod.metadata.labels"), Spot("spec.marks"))
    assert place(CUSTOM, {}, TEAM, additions=found) == {"metadata": {"labels": TEAM.labels}}
    assert place(CUSTOM, {"spec": {"pod": {}}}, TEAM, additions=found) == {
        "metadata": {"labels": TEAM.labels},
        "spec": {"pod": {"metadata": {"labels": TEAM.labels}}, "marks": TEAM.labels},
    }


def test_no_places_take_a_type_away() -> None:
    """What it has only looks like labels; the reason says who said so."""
    found = declared(QUEUE)
    assert is_taggable(QUEUE)
    assert not is_taggable(QUEUE, found)
    assert place(QUEUE, {}, TEAM, additions=found) is None
    reason = why_not(QUEUE, found)
    assert reason is not None
    assert reason.kind is Kind.LOOK_ALIKE
    assert "labelwright:placement" in reason.text


def test_a_place_that_the_table_knows_keeps_its_conditions() -> None:
    """Fargate takes no tags on its compute resources, whoever declares the type anew."""
    found = declared(COMPUTE, Spot("tags"), Spot("computeResources.tags"), Spot("eksConfiguration.tags"))
    compute = place_of(COMPUTE, found)
    known = place_of(COMPUTE)
    assert compute is not None
    assert known is not None
    assert compute.places[:2] == known.places
    props = {"computeResources": {"type": "FARGATE"}, "tags": TEAM.labels}
    assert place(COMPUTE, props, TEAM, additions=found) is None


def test_a_declared_effect_counts() -> None:
    """Volatile labels stay off such a place, and a preview's report calls it so."""
    found = declared(QUEUE, Spot("tags", effect=Effect.REPLACEMENT))
    assert effect_at(QUEUE, "tags", {}, found) is Effect.REPLACEMENT
    assert effect_at(QUEUE, "tags", {}) is Effect.IN_PLACE
    volatile = Injection({"commit": "c0ffee1"}, volatile=frozenset({"commit"}))
    assert place(QUEUE, {}, volatile, additions=found) is None


def test_every_api_version_of_a_type_is_meant() -> None:
    """As in the table; Azure ignores the case of keys, of declared types too."""
    found = declared("azure-native:new/v20300101:Thing", Spot("tags"))
    thing = place_of("azure-native_new_v20310101:new:Thing", found)
    assert thing is not None
    assert thing.fold


def test_labels_are_sent_in_the_form_of_the_declared_cloud() -> None:
    """A package of another provider for Google gets lower case, as Google takes it."""
    found = declared(MONITOR, Spot("labels"), dialect=Cloud.GOOGLE)
    stack = Injection({"Team": "Shop"}, by_package={"gcp": Injection({"team": "shop"})})
    injections = Injections(stack, additions=found)
    assert cloud_of(MONITOR, found) == "gcp"
    assert injections.of(None, MONITOR).labels == {"team": "shop"}
    assert injections.of(None, QUEUE).labels == {"Team": "Shop"}


def state(token: str, props: dict[str, Any], *, custom: bool = True) -> dict[str, Any]:
    """A resource as state has it."""
    return {"urn": f"urn:pulumi:dev::p::{token}::r", "type": token, "custom": custom, "inputs": props}


def test_coverage_judges_declared_types() -> None:
    """A resource of another package, a component of a package of one's own, and none that was taken away."""
    component = "shop:index:Shop"
    found = additions_of(
        [
            Declaration(MONITOR, (Spot("tags", Shape.TEXT_LIST),), Cloud.AWS),
            Declaration(component, (Spot("tags"),), Cloud.AWS),
            Declaration(QUEUE),
        ]
    )
    resources = [
        state(MONITOR, {"tags": ["team:shop"]}),
        state(component, {"tags": {}}, custom=False),
        state(QUEUE, {}),
    ]
    report = coverage(resources, Injections(TEAM, additions=found)).resources
    assert [one.status for one in report] == [Status.COVERED, Status.PARTLY, Status.UNTAGGABLE]
    assert report[1].missing == {"tags": ["team"]}


def test_a_declared_type_that_is_only_read_is_skipped() -> None:
    """It is somebody else's, whoever declared where its labels are."""
    found = declared(QUEUE, Spot("tags"))
    (judged,) = coverage([{**state(QUEUE, {}), "external": True}], Injections(TEAM, additions=found)).resources
    assert judged.status is Status.SKIPPED


def test_changes_know_declared_types() -> None:
    """A preview says what an edit of labels does to them."""
    found = declared(MONITOR, Spot("tags", Shape.TEXT_LIST), dialect=Cloud.AWS)
    step = {
        "op": "update",
        "urn": f"urn:pulumi:dev::p::{MONITOR}::r",
        "oldState": state(MONITOR, {"tags": ["team:shop"]}),
        "newState": state(MONITOR, {"tags": ["team:stall"]}),
    }
    changes = label_changes({"steps": [step]}, found)
    assert changes is not None
    assert [dict(one.keys) for one in changes.resources] == [{"tags": ["team"]}]
    without = label_changes({"steps": [step]})
    assert without is not None
    assert without.resources == ()
