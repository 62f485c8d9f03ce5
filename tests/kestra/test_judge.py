"""What is written for Kestra, judged by Kestra's own model: it would save these flows, and sees these labels."""

from collections.abc import Mapping
from textwrap import indent

import pytest

from labelwright.dialects import kestra as dialect
from labelwright.emit.target import TARGETS
from labelwright.vocabulary import LabelRule, Platform
from sandbox.kestra import Kestra
from tests.kestra.test_into import FLOW as WRITTEN
from tests.kestra.test_into import put
from tests.kestra.test_targets import as_mapping
from tests.views import LABELS, RUN, view

HEAD = "id: f\nnamespace: company.team\n"
TASK = "  - {id: hello, type: io.kestra.plugin.core.log.Log, message: hello}\n"
TRIGGER = 'triggers:\n  - id: t\n    type: io.kestra.plugin.core.trigger.Schedule\n    cron: "@daily"\n'
HOSTILE = {
    "colon": "a: b",
    "quote": 'it\'s "so"',
    "comment": "a # b",
    "word": "yes",
    "number": "1e3",
    "octal": "010",
    "time": "12:30:45",
    "breaks": "a\nb\tc\r",
    "next": "a\x85b\u2028c",
    "control": "a\x7fb",
    "backslash": "a\\nb",
    "script": "équipe 研究 😀",
    "braces": "{a} }} { {",
    "dash": "- a",
    "at": "@a",
    "spaces": "  a  ",
    "tilde": "~",
    "anchor": "&a *a !b",
}
EXECUTION = {"execution": {"id": "2xYzAb"}}


def emitted(target: str, labels: Mapping[str, str], **extras: str) -> str:
    """What a target writes of labels, of which Azure's machines take nearly any."""
    return TARGETS[target].emit(view(labels, platform=Platform.AZURE_BATCH, rule=LabelRule.NATIVE, extras=extras))


@pytest.mark.parametrize("form", ["map", "list"])
@pytest.mark.parametrize("labels", [LABELS, HOSTILE], ids=["plain", "hostile"])
def test_kestra_sees_the_labels_of_a_flow(kestra: Kestra, labels: dict[str, str], form: str) -> None:
    """Each with exactly its value."""
    verdict = kestra.judge(f"{HEAD}{emitted('kestra-flow', labels, form=form)}tasks:\n{TASK}")
    assert verdict.problems == ()
    assert dict(verdict.labels) == labels


@pytest.mark.parametrize("form", ["map", "list"])
@pytest.mark.parametrize("labels", [LABELS, HOSTILE], ids=["plain", "hostile"])
def test_kestra_sees_the_labels_of_a_trigger(kestra: Kestra, labels: dict[str, str], form: str) -> None:
    """And would render each to itself."""
    block = indent(emitted("kestra-trigger", labels, form=form), "    ")
    verdict = kestra.judge(f"{HEAD}tasks:\n{TASK}{TRIGGER}{block}")
    assert verdict.problems == ()
    assert as_mapping(verdict.triggers[0]["labels"]) == labels


@pytest.mark.parametrize("form", ["map", "list", "json"])
@pytest.mark.parametrize("labels", [LABELS, HOSTILE], ids=["plain", "hostile"])
def test_kestra_sees_the_labels_of_a_task(kestra: Kestra, labels: dict[str, str], form: str) -> None:
    """And renders each to itself, the run's id to that of the execution."""
    block = indent(emitted("kestra-task", {**labels, "run": "run-${workflowId}-x"}, form=form), "  ")
    verdict = kestra.judge(f"{HEAD}tasks:\n{block}{TASK}")
    assert verdict.problems == ()
    (task, _) = verdict.tasks
    if form == "json":
        rendered = as_mapping(kestra.render(task["labels"], EXECUTION))
    else:
        rendered = {key: kestra.render(text, EXECUTION) for key, text in as_mapping(task["labels"]).items()}
    assert rendered == {**labels, "run": "run-2xYzAb-x"}


@pytest.mark.parametrize("form", ["map", "list"])
def test_kestra_sees_the_labels_of_a_subflow(kestra: Kestra, form: str) -> None:
    """And that it inherits the others."""
    extras = {"form": form, "namespace": "company.team", "flow": "g"}
    block = indent(emitted("kestra-subflow", {**HOSTILE, **RUN}, **extras), "  ")
    verdict = kestra.judge(f"{HEAD}tasks:\n{block}{TASK}")
    assert verdict.problems == ()
    task = verdict.tasks[0]
    assert (task["flowId"], task["namespace"], str(task["inheritLabels"]).lower()) == ("g", "company.team", "true")
    assert as_mapping(task["labels"]) == {**HOSTILE, "run": "{{ execution.id }}"}


@pytest.mark.parametrize("form", ["map", "list"])
def test_kestra_takes_a_flow_that_labels_were_put_into(kestra: Kestra, form: str) -> None:
    """With a task of ours before its own."""
    text, _ = put(WRITTEN, by_task={"run": "{{ execution.id }}"}, form=form)
    verdict = kestra.judge(text)
    assert verdict.problems == ()
    assert dict(verdict.labels) == {"team": "imaging", "own": "x", "environment": "prod"}
    assert [task["id"] for task in verdict.tasks] == ["ours", "hello", "all"]


@pytest.mark.parametrize(
    "key",
    [
        "a",
        "costCenter",
        "a.b",
        "équipe",
        "équipeÉ",
        "a_-",
        "Team",
        "1st",
        "-a",
        "_a",
        "a b",
        "a:b",
        "a💩",
        "Équipe",
        "a²",
        "a\u02d0",
    ],
)
def test_our_rule_of_keys_is_kestras(kestra: Kestra, key: str) -> None:
    """On each side of the limit."""
    verdict = kestra.judge(f'{HEAD}labels: {{"{key}": x}}\ntasks:\n{TASK}')
    assert bool(verdict.problems) == bool(dialect.problems({key: "x"}, where="flow"))


def test_kestra_refuses_what_we_refuse(kestra: Kestra) -> None:
    """System labels but one, and a key that stands twice."""
    assert kestra.judge(f"{HEAD}labels: {{system.username: ada}}\ntasks:\n{TASK}").problems
    assert kestra.judge(f"{HEAD}labels: {{system.readOnly: 'true'}}\ntasks:\n{TASK}").problems == ()
    assert kestra.judge(f"{HEAD}labels: {{a: x, a: y}}\ntasks:\n{TASK}").problems
    assert kestra.judge("id: f\nlabels: {a: x}\n").problems
