"""What a label edit costs: the engine's word for a resource joined with what its places say."""

from typing import Any

import pytest

from labelwright.changes import LabelChange, label_changes, rollouts
from labelwright.placement.wire import MASKED, UNKNOWN_TEXT
from labelwright.report.changes import in_one_line
from labelwright.vocabulary import Effect, Platform

QUEUE = "aws:sqs/queue:Queue"
DEPLOYMENT, JOB = "kubernetes:apps/v1:Deployment", "kubernetes:batch/v1:Job"
OWN, TEMPLATE = "metadata.labels", "spec.template.metadata.labels"
REPLACING = {f"{TEMPLATE}.team": {"kind": "update-replace"}}


def step(
    op: str, kind: str, old: dict[str, Any], new: dict[str, Any], name: str = "r", **more: object
) -> dict[str, Any]:
    """One step of a preview, as `pulumi preview --json` writes it."""
    urn = f"urn:pulumi:dev::p::{kind}::{name}"
    states = {
        "oldState": {"urn": urn, "type": kind, "inputs": old},
        "newState": {"urn": urn, "type": kind, "inputs": new},
    }
    return {"op": op, "urn": urn, **states, **more}


def workload(team: str, **spec: object) -> dict[str, Any]:
    """A Deployment or Job with a label on itself and on its pods."""
    labelled = {"labels": {"team": team}}
    return {"metadata": labelled, "spec": {"template": {"metadata": labelled}, **spec}}


def changed(*steps: dict[str, Any]) -> list[LabelChange]:
    """The changes of a preview with these steps."""
    found = label_changes({"config": {}, "steps": list(steps)})
    assert found is not None
    return list(found.resources)


def test_a_deployment_is_rolled_out_though_the_engine_calls_it_an_update() -> None:
    """Its pods are new ones afterwards."""
    (one,) = changed(step("update", DEPLOYMENT, workload("a"), workload("b")))
    assert (one.effect, one.keys) == (Effect.ROLLOUT, {OWN: ["team"], TEMPLATE: ["team"]})


def test_a_deployment_whose_own_labels_change_alone_keeps_its_pods() -> None:
    """The place decides, not the kind."""
    (one,) = changed(
        step("update", DEPLOYMENT, workload("a"), {**workload("a"), "metadata": {"labels": {"team": "b"}}})
    )
    assert (one.effect, one.keys) == (Effect.IN_PLACE, {OWN: ["team"]})


def test_a_job_is_replaced() -> None:
    """The engine says so, and the labels are why."""
    (one,) = changed(step("replace", JOB, workload("a"), workload("b"), detailedDiff=REPLACING))
    assert (one.effect, one.reason) == (Effect.REPLACEMENT, "")


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        ({**REPLACING, "spec.completions": {"kind": "update-replace"}}, "for spec.completions too"),
        (
            {f"{OWN}.team": {"kind": "update"}, "spec.completions": {"kind": "add-replace"}},
            "for spec.completions, not for its labels",
        ),
        ({"spec": {"kind": "update-replace"}}, ""),
        ({**REPLACING, "effectiveLabels.team": {"kind": "update-replace"}}, ""),
        (None, ""),
    ],
    ids=["both", "something else", "told coarsely", "a provider's own sum", "not told"],
)
def test_it_is_said_when_something_else_replaces_a_resource(details: dict[str, Any] | None, reason: str) -> None:
    """Otherwise a label would be blamed for it."""
    (one,) = changed(step("replace", JOB, workload("a"), workload("b"), detailedDiff=details))
    assert (one.effect, one.reason) == (Effect.REPLACEMENT, reason)


def test_the_engine_has_the_last_word_on_a_replacement() -> None:
    """It knows the resource; the table knows its type."""
    (one,) = changed(step("update", JOB, workload("a"), workload("b")))
    assert one.effect is Effect.IN_PLACE


@pytest.mark.parametrize(
    ("old", "new", "keys"),
    [
        ({"a": "1"}, {"a": "1", "b": "2"}, ["b"]),
        ({"a": "1", "b": "2"}, {"b": "2"}, ["a"]),
        ({"a": "1", "b": "2"}, {"a": "3", "b": "4"}, ["a", "b"]),
        ({"a": "1"}, {"a": UNKNOWN_TEXT}, ["a"]),
        ({"a": UNKNOWN_TEXT}, {"a": UNKNOWN_TEXT}, ["a"]),
        (None, {"a": "1"}, ["a"]),
    ],
    ids=["added", "removed", "other values", "not yet known", "still not known", "the first one"],
)
def test_every_key_that_differs_is_named(old: dict[str, str] | None, new: dict[str, str], keys: list[str]) -> None:
    """One that is not known yet may differ."""
    (one,) = changed(step("update", QUEUE, {"tags": old}, {"tags": new}))
    assert one.keys == {"tags": keys}


def test_what_is_hidden_counts_when_the_engine_says_that_it_differs() -> None:
    """No value is shown, and none is taken for the same because it is not."""
    hidden = {"tags": MASKED}
    assert changed(step("update", QUEUE, hidden, hidden, detailedDiff={"delay": {"kind": "update"}})) == []
    (one,) = changed(step("update", QUEUE, hidden, hidden, detailedDiff={"tags.hush": {"kind": "update"}}))
    assert one.keys == {"tags": ()}


def test_what_comes_goes_or_stays_has_no_change() -> None:
    """Only what is there before and after can be changed; a change of something else is none of labels."""
    tags = ({"tags": {"a": "1"}}, {"tags": {"a": "2"}})
    others = [step(op, QUEUE, *tags, op) for op in ("create", "delete", "same", "read", "create-replacement")]
    assert changed(*others, step("update", QUEUE, {"delay": 1}, {"delay": 2})) == []


def test_a_state_has_no_changes() -> None:
    """Nothing is about to happen."""
    assert label_changes({"deployment": {"resources": []}}) is None


def test_everything_is_counted_in_one_line() -> None:
    """What keeps running by number, what does not by name, and what is replaced for no label of its own."""
    found = label_changes(
        {
            "steps": [
                step("update", QUEUE, {"tags": {"a": "1", "b": "1"}}, {"tags": {"a": "2"}}),
                step("update", DEPLOYMENT, workload("a"), workload("b"), "launcher"),
                step("replace", JOB, workload("a"), workload("b"), "index", detailedDiff=REPLACING),
                step("replace", QUEUE, {"name": "x"}, {"name": "y"}, "other"),
            ]
        }
    )
    assert found is not None
    assert found.totals == {"labels": 3, "in-place": 1, "rollout": 1, "replacement": 1, "besides": 1}
    assert in_one_line(found) == (
        "3 labels change (a, b, team): 1 in place, 1 rollout (launcher), 1 replacement (index); "
        "1 more replaced without a label that changes"
    )
    nothing = label_changes({"steps": []})
    assert nothing is not None
    assert in_one_line(nothing) == "no label changes"


def test_the_document_is_the_contract() -> None:
    """Names and nesting are read by others."""
    found = label_changes({"steps": [step("replace", JOB, workload("a"), workload("b"), detailedDiff=REPLACING)]})
    assert found is not None
    urn = f"urn:pulumi:dev::p::{JOB}::r"
    assert found.document() == {
        "totals": {"labels": 1, "in-place": 0, "rollout": 0, "replacement": 1, "besides": 0},
        "keys": ["team"],
        "resources": [
            {
                "urn": urn,
                "type": JOB,
                "effect": "replacement",
                "keys": {OWN: ["team"], TEMPLATE: ["team"]},
                "reason": "",
            }
        ],
        "besides": [],
    }


def test_what_rolls_out_is_known_by_platform() -> None:
    """Batch is not among them: whether it replaces, or updates, a preview shows."""
    assert rollouts(Platform.KUBERNETES) == ["pods of the Deployment"]
    assert rollouts(Platform.AWS_BATCH) == []
