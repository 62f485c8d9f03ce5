"""Labels put into a flow that somebody wrote."""

import contextlib
from io import StringIO
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from labelwright.emit.kestra import LABELS_TASK, FlowLabels
from labelwright.kestra_flow import put_labels
from labelwright.problem import LabelError
from tests.kestra.test_targets import KEYS, VALUES, as_mapping

FLOW = """\
# What the night does
id: night  # its id
namespace: company.team

labels:  # who pays
  team: "imaging"   # since March
  own: 'x'
tasks:
  # first of all
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: "{{ labels.team }}"  # greet
  - id: all
    type: io.kestra.plugin.core.flow.Sequential
    tasks:
      - id: child
        type: io.kestra.plugin.core.flow.Subflow
        namespace: company.team
        flowId: day
        labels: {team: sub}
triggers:
  - id: nightly
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "@daily"
    labels: [{key: environment, value: test}]
# the end
"""
LABELS = {"environment": "prod", "own": "x", "team": "genomics"}


def read(text: str) -> Any:
    """A YAML text, read by a parser that is not ours."""
    return YAML(typ="safe").load(text)  # pyright: ignore[reportUnknownMemberType]


def put(  # noqa: PLR0913 - one parameter a thing that tests set
    flow: str = FLOW,
    static: dict[str, str] | None = None,
    by_task: dict[str, str] | None = None,
    *,
    form: str = "map",
    task: str = "ours",
    locked: frozenset[str] = frozenset(),
) -> tuple[str, list[str]]:
    """The flow with labels, and what is told."""
    labels = FlowLabels(LABELS if static is None else static, by_task or {})
    return put_labels(flow, labels, form=form, task=task, locked=locked)


def refused(flow: str, **given: Any) -> str:
    """The rule that a flow breaks, and what was got."""
    with pytest.raises(LabelError) as caught:
        put(flow, **given)
    return " ".join(map(str, caught.value.problems))


def test_a_flow_keeps_every_line_of_its_own() -> None:
    """Comments, quotes, order and blanks; what is new stands below what was there."""
    text, _ = put()
    assert text == FLOW.replace("  own: 'x'\n", "  own: 'x'\n  environment: prod\n")


def test_what_a_flow_says_itself_stands_and_is_told() -> None:
    """And so are labels of triggers and of tasks at any depth that beat what stack config says."""
    text, notes = put()
    assert read(text)["labels"]["team"] == "imaging"
    assert notes == [
        "labels.team: 'imaging' stays; stack config says 'genomics'",
        "tasks[1].tasks[0] (child).labels.team: 'sub' beats 'genomics' of stack config there",
        "triggers[0] (nightly).labels.environment: 'test' beats 'prod' of stack config there",
    ]


def test_labels_of_pods_and_containers_are_not_kestras() -> None:
    """They are no business of ours, whatever form they have."""
    pod = "  - id: pod\n    type: io.kestra.plugin.kubernetes.PodCreate\n    labels: [team=other]\n"
    text, notes = put(FLOW.replace("triggers:\n", f"{pod}triggers:\n"))
    assert "labels: [team=other]" in text
    assert not any("pod" in note for note in notes)


def test_a_locked_label_takes_the_place_of_another_value() -> None:
    """In its quotes, with its comment, and it is told."""
    text, notes = put(locked=frozenset({"team"}))
    assert '  team: "genomics"   # since March\n' in text
    assert notes[0] == "labels.team: 'imaging' became 'genomics', which stack config locks"


def test_labels_in_list_form_stay_a_list() -> None:
    """In block and in flow style."""
    block = "id: f\nlabels:\n  - key: team\n    value: imaging # here\n\ntasks: []\n"
    text, _ = put(block, {"cost": "c1", "team": "x"}, locked=frozenset({"team"}))
    assert text == "id: f\nlabels:\n  - key: team\n    value: x # here\n  - key: cost\n    value: c1\n\ntasks: []\n"
    text, _ = put("id: f\nlabels: [{key: team, value: a}] # all\n", {"cost": "c1"})
    assert text == "id: f\nlabels: [{key: team, value: a}, {key: cost, value: c1}] # all\n"


@pytest.mark.parametrize("nothing", ["", "labels:\n", "labels: {}\n", "labels: []\n"])
@pytest.mark.parametrize("form", ["map", "list"])
def test_a_flow_without_labels_gets_some(nothing: str, form: str) -> None:
    """In the form that is asked for, where nothing says otherwise."""
    text, notes = put(f"id: f\n{nothing}namespace: n\n", form=form)
    labels = read(text)["labels"]
    assert as_mapping(labels) == LABELS
    assert notes == []


@pytest.mark.parametrize("form", ["map", "list"])
def test_our_task_is_the_first(form: str) -> None:
    """So that every other task sees its labels; the comment above the former first one stays with that."""
    text, _ = put(by_task={"run": "{{ execution.id }}"}, form=form)
    tasks = read(text)["tasks"]
    labels: Any = {"run": "{{ execution.id }}"} if form == "map" else [{"key": "run", "value": "{{ execution.id }}"}]
    assert tasks[0] == {"id": "ours", "type": LABELS_TASK, "labels": labels}
    assert tasks[1:] == read(FLOW)["tasks"]
    assert text.index("id: ours") < text.index("# first of all") < text.index("id: hello")


@pytest.mark.parametrize("form", ["map", "list"])
def test_putting_labels_in_twice_is_putting_them_in_once(form: str) -> None:
    """With a task of ours, and with what it set changed since."""
    once, _ = put(by_task={"run": "{{ execution.id }}"}, form=form)
    assert put(once, by_task={"run": "{{ execution.id }}"}, form=form)[0] == once
    again, _ = put(once, by_task={"run": "r-{{ execution.id }}", "more": "x"}, form=form)
    assert again == put(again, by_task={"run": "r-{{ execution.id }}", "more": "x"}, form=form)[0]
    assert "r-{{ execution.id }}" in str(read(again)["tasks"][0]["labels"])


def test_the_id_of_another_task_is_not_taken() -> None:
    """Two tasks of one id are no flow."""
    assert "7.3.8" in refused(FLOW, by_task={"run": "x"}, task="hello")


@pytest.mark.parametrize(
    "flow",
    [
        "",
        "- a\n",
        "just text",
        "a: b\n",
        "id: f\nid: g\n",
        "id: [\n",
        "id: f\nlabels: text\n",
        "id: f\nlabels: [a]\n",
        "id: f\nlabels: [{key: a}]\n",
        "id: f\nlabels: [{key: a, value: b}, {key: a, value: c}]\n",
        "id: f\n---\nid: g\n",
        "id: f\nx: &a {b: c}\nlabels: *a\n",
    ],
)
def test_what_is_no_flow_is_refused(flow: str) -> None:
    """With the place, and never half done."""
    assert "--into" in refused(flow)


@pytest.mark.parametrize("tasks", ["", "tasks: []\n", "tasks: {}\n", "tasks: [{id: a}]\n"])
def test_a_task_needs_tasks_below_each_other(tasks: str) -> None:
    """Where there are none, nothing says how they are indented."""
    assert "7.3.9" in refused(f"id: f\n{tasks}", by_task={"run": "x"})


def test_the_line_ends_of_a_file_stay() -> None:
    """Those of Windows, a byte order mark, and a last line without one."""
    text, _ = put("\ufeffid: f\r\ntasks:\r\n- id: a", {"team": "x"}, {"run": "y"}, form="list")
    assert text.startswith("\ufeffid: f\r\n")
    assert text.replace("\r\n", "").count("\n") == 0
    assert [one["id"] for one in read(text)["tasks"]] == ["ours", "a"]


@settings(max_examples=50)
@given(
    there=st.dictionaries(KEYS, VALUES, max_size=4),
    ours=st.dictionaries(KEYS, VALUES, max_size=4),
    form=st.sampled_from(["map", "list"]),
)
def test_nothing_of_a_user_is_lost(there: dict[str, str], ours: dict[str, str], form: str) -> None:
    """What was there has its value, what was not has ours."""
    from labelwright.emit.block_yaml import block  # noqa: PLC0415 - a writer for the flow, not what is tested
    from labelwright.emit.kestra import shaped  # noqa: PLC0415 - the same

    text, _ = put(block({"id": "f", "labels": shaped(there, form)}) + "# end\n", ours)
    labels: Any = read(text).get("labels") or {}
    assert as_mapping(labels) == {**ours, **there}
    assert text.endswith("# end\n") or not there


DOCUMENTS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["id", "labels", "tasks", "key", "value", "x", LABELS_TASK]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "labels", "tasks", "key", "value", "type", "triggers"]), inner, max_size=4
        )
    ),
    max_leaves=16,
)


@settings(max_examples=50)
@given(
    document=st.dictionaries(st.sampled_from(["labels", "tasks", "triggers"]), DOCUMENTS),
    in_flow=st.booleans(),
    form=st.sampled_from(["map", "list"]),
)
def test_whatever_a_file_holds_there_is_an_answer_or_an_error(document: Any, *, in_flow: bool, form: str) -> None:
    """Never a traceback, and never a flow that says anything else than before but for our labels and our task."""
    stream = StringIO()
    dumper = YAML(typ="rt")
    dumper.default_flow_style = in_flow
    dumper.dump({"id": "f", **document}, stream)  # pyright: ignore[reportUnknownMemberType]
    try:
        text, _ = put(stream.getvalue(), by_task={"run": "{{ execution.id }}"}, form=form)
    except LabelError:
        return
    after = read(text)
    tasks = cast("list[Any]", after.pop("tasks"))
    kept = [one for one in tasks if not (hasattr(one, "get") and one.get("id") == "ours")]
    assert kept == document["tasks"]
    assert after.pop("labels")
    assert after == {"id": "f", **{key: one for key, one in document.items() if key not in {"labels", "tasks"}}}


@given(text=st.text(max_size=80))
def test_any_text_is_a_flow_or_an_error(text: str) -> None:
    """What is no YAML, too."""
    with contextlib.suppress(LabelError):
        put(text)
