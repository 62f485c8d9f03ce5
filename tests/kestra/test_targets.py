"""What is written for Kestra: flows, triggers, subflows, tasks and addresses."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from labelwright.emit.kestra import LABELS_TASK, SUBFLOW_TASK
from labelwright.emit.target import TARGETS
from labelwright.emit.view import SubmissionView
from labelwright.problem import LabelError
from labelwright.vocabulary import LabelRule, OnFailure, Platform
from tests.views import LABELS, RUN, view

FLOW = {"namespace": "company.team", "flow": "g"}
EVERYWHERE = [
    "kestra-flow",
    "kestra-trigger",
    "kestra-task",
    "kestra-subflow",
    "kestra-execution-url",
]


def emitted(target: str, given: SubmissionView) -> str:
    """What a target writes."""
    return TARGETS[target].emit(given)


def read(text: str) -> Any:
    """A YAML text, read by a parser that is not ours."""
    return YAML(typ="safe").load(text)  # pyright: ignore[reportUnknownMemberType]


def rules_of(target: str, given: SubmissionView) -> list[str]:
    """The rules that a run breaks on its way to Kestra."""
    with pytest.raises(LabelError) as caught:
        emitted(target, given)
    return [found.rule.split(":")[0] for found in caught.value.problems]


def as_mapping(labels: Any) -> dict[str, str]:
    """Labels in any form as a mapping."""
    if isinstance(labels, str):
        return json.loads(labels)
    pairs: Any = labels.items() if hasattr(labels, "items") else [(one["key"], one["value"]) for one in labels]
    return dict(pairs)


def labels_in(target: str, text: str) -> dict[str, str]:
    """The labels that a target wrote, whatever is around them."""
    if target == "kestra-execution-url":
        return dict(value.split(":", 1) for name, value in parse_qsl(urlsplit(text.strip()).query) if name == "labels")
    document = read(text)
    return as_mapping((document[0] if text.startswith("- ") else document)["labels"])


@pytest.mark.parametrize("form", ["map", "list"])
@pytest.mark.parametrize("target", EVERYWHERE)
def test_every_place_takes_the_labels_of_the_run(target: str, form: str) -> None:
    """In both forms, where there is a choice."""
    extras = FLOW if target in {"kestra-subflow", "kestra-execution-url"} else {}
    shape = {"form": form} if "form" in TARGETS[target].takes else {}
    text = emitted(target, view(extras={**extras, **shape}))
    assert labels_in(target, text) == LABELS
    if shape and form == "list":
        assert "key: team" in text


def test_a_task_takes_json_too() -> None:
    """As one text, which Kestra reads as JSON after it has rendered it."""
    document = read(emitted("kestra-task", view({**LABELS, **RUN}, extras={"form": "json"})))
    assert document[0]["type"] == LABELS_TASK
    assert json.loads(document[0]["labels"]) == {**LABELS, "run": "{{ execution.id }}"}


def test_a_word_that_a_target_does_not_know_is_refused() -> None:
    """With the ones that it knows."""
    assert rules_of("kestra-flow", view(extras={"form": "set"})) == ["7.1.20"]


def test_a_run_id_is_an_expression_while_an_execution_runs() -> None:
    """In a task and a subflow, within other text too; a value that is known beats it."""
    text = emitted("kestra-task", view({"run": "run-${workflowId}-x"}))
    assert labels_in("kestra-task", text) == {"run": "run-{{ execution.id }}-x"}
    text = emitted("kestra-subflow", view({"run": "run-${workflowId}-x"}, extras=FLOW))
    assert labels_in("kestra-subflow", text) == {"run": "run-{{ execution.id }}-x"}
    text = emitted("kestra-task", view({"run": "run-${workflowId}"}, variables={"workflowId": "2mnBxQ"}))
    assert labels_in("kestra-task", text) == {"run": "run-2mnBxQ"}


@pytest.mark.parametrize("variable", ["userName", "sessionId", "pipelineName", "revision"])
def test_a_variable_that_kestra_does_not_know_is_refused(variable: str) -> None:
    """By its name, everywhere: nothing near it is taken in its place."""
    for target in EVERYWHERE[1:]:
        assert rules_of(target, view({"of": f"by-${{{variable}}}"}, extras=FLOW)) == ["7.3.6"]


@pytest.mark.parametrize("target", ["kestra-trigger", "kestra-execution-url"])
def test_before_an_execution_exists_it_has_no_id(target: str) -> None:
    """Kestra would leave the label out with a warning in its log."""
    assert rules_of(target, view(RUN, extras=FLOW)) == ["7.3.6"]
    text = emitted(target, view(RUN, extras=FLOW, variables={"workflowId": "2mnBxQ"}))
    assert labels_in(target, text) == {"run": "2mnBxQ"}


def test_what_changes_from_run_to_run_does_not_stand_on_a_flow() -> None:
    """Not even with the value of one run, which would stay for all that follow."""
    assert rules_of("kestra-flow", view(RUN)) == ["7.3.5"]
    assert rules_of("kestra-flow", view(RUN, variables={"workflowId": "2mnBxQ"})) == ["7.3.5"]


def test_a_task_sets_what_cannot_stand_on_a_flow() -> None:
    """Where it is asked for: the rest stands on the flow."""
    given_view = view({**LABELS, **RUN}, variables={"workflowId": "2mnBxQ"}, extras={"dynamic": "task"})
    document = read(emitted("kestra-flow", given_view))
    assert document["labels"] == LABELS
    assert document["tasks"] == [
        {"id": "labelwright-labels", "type": LABELS_TASK, "labels": {"run": "{{ execution.id }}"}}
    ]


def test_what_is_the_same_in_every_run_stands_on_a_flow() -> None:
    """The workspace's name is a variable, and no secret of one run."""
    text = emitted("kestra-flow", view({"at": "${workspaceName}"}, variables={"workspaceName": "research"}))
    assert labels_in("kestra-flow", text) == {"at": "research"}


def test_a_subflow_inherits_unless_it_is_told_not_to() -> None:
    """Kestra's own default is not to."""
    (task,) = read(emitted("kestra-subflow", view(extras=FLOW)))
    assert task == {
        "id": "g",
        "type": SUBFLOW_TASK,
        "namespace": "company.team",
        "flowId": "g",
        "inheritLabels": True,
        "labels": LABELS,
    }
    (task,) = read(emitted("kestra-subflow", view(extras={**FLOW, "inherit": "false", "id": "sub"})))
    assert (task["id"], task["inheritLabels"]) == ("sub", False)


def test_a_flow_or_task_that_kestra_could_not_name_is_refused() -> None:
    """Every name, at once."""
    bad = {"namespace": "Company", "flow": "a b", "id": "-"}
    assert rules_of("kestra-execution-url", view(extras=bad)) == ["7.3.7", "7.3.7"]
    assert rules_of("kestra-task", view(extras={"id": "-"})) == ["7.3.7"]


def test_an_address_is_encoded() -> None:
    """The first ':' parts key and value; a value may hold one of its own, and everything else."""
    labels = {"at": "a:b&c=d e/é+%"}
    given_view = view(labels, platform=Platform.AZURE_CLOUD, rule=LabelRule.NATIVE, extras=FLOW)
    text = emitted("kestra-execution-url", given_view)
    assert text == "/api/v1/executions/company.team/g?labels=at:a%3Ab%26c%3Dd%20e%2F%C3%A9%2B%25\n"
    assert labels_in("kestra-execution-url", text) == labels


def test_an_address_has_a_tenant_and_a_server_where_they_are_given() -> None:
    """Newer versions of Kestra have a tenant in every address."""
    extras = {**FLOW, "tenant": "main", "server": "https://kestra.example.com/"}
    text = emitted("kestra-execution-url", view({}, extras=extras))
    assert text == "https://kestra.example.com/api/v1/main/executions/company.team/g\n"


def test_what_a_run_leaves_out_is_not_sent_to_kestra() -> None:
    """The workspace chose to omit what is illegal once it is resolved."""
    odd = view({"by": "${userName}", **LABELS}, on_failure=OnFailure.OMIT, variables={"userName": "a b"})
    assert labels_in("kestra-task", emitted("kestra-task", odd)) == LABELS
    odd = view({"by": "${userName}"}, on_failure=OnFailure.SANITISE, variables={"userName": "a b"})
    assert re.fullmatch("a-b-[0-9a-f]{8}", labels_in("kestra-task", emitted("kestra-task", odd))["by"])


def test_kestra_gets_a_value_as_it_was_written_and_not_as_google_lowers_it() -> None:
    """The platform's form is the platform's."""
    labels = {"team": "Genomics", "run": "run-${workflowId}"}
    small = view(labels, platform=Platform.GOOGLE_BATCH, variables={"workflowId": "2mnBxQ"})
    assert small.labels == {"team": "genomics", "run": "run-2mnbxq"}
    assert labels_in("kestra-task", emitted("kestra-task", small)) == {"team": "Genomics", "run": "run-2mnBxQ"}


def test_every_problem_is_told_at_once() -> None:
    """Keys, values and variables together."""
    labels = {"Team": "x", "by": "${userName}", "empty": "", "run": "{{x}}-${workflowId}"}
    odd = view(labels, platform=Platform.AZURE_CLOUD, rule=LabelRule.NATIVE)
    assert sorted(rules_of("kestra-task", odd)) == ["7.3.1", "7.3.3", "7.3.4", "7.3.6"]


KEYS = st.from_regex(r"[a-zß-öø-ÿ][A-Za-z0-9._-]{0,20}", fullmatch=True).filter(
    lambda key: not key.startswith("system.")
)
VALUES = st.text(st.characters(codec="utf-8", exclude_characters="{$<>%&\\?/"), min_size=1, max_size=60).filter(
    lambda text: bool(text.strip())
)


@pytest.mark.parametrize("form", ["map", "list", "json"])
@given(labels=st.dictionaries(KEYS, VALUES, max_size=8))
def test_a_parser_reads_exactly_what_was_meant(form: str, labels: dict[str, str]) -> None:
    """Whatever the text: line breaks, controls, words that YAML takes for something else, other scripts."""
    seen = SubmissionView(Platform.AWS_BATCH, "spot", labels=labels, declared=labels, extras={"form": form})
    assert labels_in("kestra-task", emitted("kestra-task", seen)) == labels


@given(labels=st.dictionaries(KEYS, VALUES, max_size=8))
def test_an_address_gives_back_exactly_what_was_meant(labels: dict[str, str]) -> None:
    """By the rules of every server: percent, then the first ':'."""
    seen = SubmissionView(Platform.AWS_BATCH, "spot", labels=labels, declared=labels, extras=FLOW)
    assert labels_in("kestra-execution-url", emitted("kestra-execution-url", seen)) == labels
