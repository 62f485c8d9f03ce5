"""What Kestra is told of a run: labels of a flow, a trigger, a subflow, a `Labels` task, and the URL of an execution.

A flow's labels are static, since flows are found by them. A trigger's are rendered before there is an execution, a
subflow's and a task's while one runs: there the one variable that Kestra knows stands as its expression, and is that
of the execution that the task belongs to. What has a value is written as text everywhere but on a flow, where a value
of one run would stay for all.
Shapes: https://kestra.io/docs/workflow-components/labels, judged in the tests by Kestra's own model.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from labelwright import rules
from labelwright.dialects import kestra
from labelwright.dynamic import is_dynamic, parse_template
from labelwright.emit.block_yaml import Value, block
from labelwright.emit.extras import word
from labelwright.emit.view import SubmissionView, Target
from labelwright.problem import LabelError, Problem, problem

LABELS_TASK = "io.kestra.plugin.core.execution.Labels"
SUBFLOW_TASK = "io.kestra.plugin.core.flow.Subflow"
TASK_ID = "labelwright-labels"
"""Id of our task where nobody names another."""

PER_RUN = frozenset({"workflowId", "sessionId", "userName", "userId", "runName", "revision", "commitId"})
"""The variables whose value is another one with the next run."""

FORMS = ("map", "list")


@dataclass(frozen=True, slots=True)
class FlowLabels:
    """What a flow is to carry: the labels that stand on it, and those that a task of it sets in each execution."""

    static: Mapping[str, str]
    by_task: Mapping[str, str]


def flow_labels(view: SubmissionView) -> FlowLabels:
    """The run's labels as a flow carries them. Raises `LabelError` with every problem.

    What changes from run to run is refused, unless `--with dynamic=task` asks for a task that sets it.
    """
    fixed = {key: text for key, text in view.declared.items() if not _changes(text)}
    changing = {key: text for key, text in view.declared.items() if _changes(text)}
    static, found = _texts(view, fixed, {}, on_flow=True)
    if word(view, "dynamic", ("refuse", "task")) == "task":
        by_task, mistakes = _texts(view, changing, kestra.EXPRESSIONS, fill=False)
        found += mistakes
    else:
        by_task = {}
        remedy = "Have a task set it: --with dynamic=task."
        found += [
            problem(f"kestra.{key}", rules.KESTRA_STATIC, repr(text), remedy) for key, text in sorted(changing.items())
        ]
    if found:
        raise LabelError(found)
    return FlowLabels(static, by_task)


def run_labels(view: SubmissionView, *, expressions: bool) -> dict[str, str]:
    """The run's labels where they stand for one execution, sorted. Raises `LabelError` with every problem.

    With `expressions`, a variable without a value stands as Kestra's own where Kestra has it.
    """
    labels, found = _texts(view, view.declared, kestra.EXPRESSIONS if expressions else {})
    if found:
        raise LabelError(found)
    return labels


def shaped(labels: Mapping[str, str], form: str) -> Value:
    """Labels in one of the forms that Kestra reads: a map, a list, or JSON in a text (of a task only)."""
    if form == "list":
        return [{"key": key, "value": value} for key, value in labels.items()]
    if form == "json":
        return json.dumps(labels, ensure_ascii=False)
    return dict(labels)


def labels_task(labels: Mapping[str, str], form: str, name: str) -> dict[str, Value]:
    """The task that sets labels of its execution; they beat those of the flow, the trigger and the caller."""
    return {"id": name, "type": LABELS_TASK, "labels": shaped(labels, form)}


def emit_flow(view: SubmissionView) -> str:
    """The labels of a flow, and, where some are set by a task, its first task."""
    labels, form = flow_labels(view), word(view, "form", FORMS)
    document: dict[str, Value] = {"labels": shaped(labels.static, form)}
    if labels.by_task:
        document["tasks"] = [labels_task(labels.by_task, form, task_id(view))]
    return block(document)


def emit_trigger(view: SubmissionView) -> str:
    """The labels of a trigger: expressions of an execution have no value there."""
    return block({"labels": shaped(run_labels(view, expressions=False), word(view, "form", FORMS))})


def emit_task(view: SubmissionView) -> str:
    """A `Labels` task, as an entry of a flow's tasks."""
    labels = run_labels(view, expressions=True)
    return block([labels_task(labels, word(view, "form", (*FORMS, "json")), task_id(view))])


def emit_subflow(view: SubmissionView) -> str:
    """A `Subflow` task, as an entry of a flow's tasks. Its labels beat those that it inherits."""
    labels = run_labels(view, expressions=True)
    namespace, flow = _flow(view)
    task: dict[str, Value] = {
        "id": task_id(view, default=flow),
        "type": SUBFLOW_TASK,
        "namespace": namespace,
        "flowId": flow,
        "inheritLabels": word(view, "inherit", ("true", "false")) == "true",
        "labels": shaped(labels, word(view, "form", FORMS)),
    }
    return block([task])


def emit_url(view: SubmissionView) -> str:
    """The address to POST to for an execution with the run's labels. The first ':' parts key and value."""
    labels = run_labels(view, expressions=False)
    namespace, flow = _flow(view)
    tenant = view.extras.get("tenant", "")
    path = "/".join(quote(part, safe="") for part in ("api", "v1", tenant, "executions", namespace, flow) if part)
    query = "&".join(f"labels={quote(key, safe='')}:{quote(value, safe='')}" for key, value in labels.items())
    return f"{view.extras.get('server', '').rstrip('/')}/{path}{f'?{query}' if query else ''}\n"


def _changes(text: str) -> bool:
    """Whether a label has another value with the next run."""
    return is_dynamic(text) and not PER_RUN.isdisjoint(parse_template(text).variables)


def _texts(
    view: SubmissionView,
    declared: Mapping[str, str],
    expressions: Mapping[str, str],
    *,
    fill: bool = True,
    on_flow: bool = False,
) -> tuple[dict[str, str], list[Problem]]:
    """Key -> text as Kestra reads it, sorted, and everything that is wrong.

    A value that is known is filled in, unless not to `fill` keeps Kestra's own expressions before it.
    """
    settled = view.settle(declared)
    labels: dict[str, str] = {}
    literal: dict[str, str] = {}
    found: list[Problem] = []
    for key, text in sorted(declared.items()):
        if key in settled and (fill or not _is_expressible(text, expressions)):
            labels[key] = literal[key] = settled[key]
        elif key not in view.notes or key in settled:
            # What is written around an expression obeys the rules of any text, which has no braces.
            pieces = parse_template(text).pieces
            known = {**view.variables, **expressions}
            if missing := parse_template(text).missing(known):
                found.append(_unknown(key, text, missing, in_execution=bool(expressions)))
                continue
            literal[key] = "".join(one if isinstance(one, str) else view.variables.get(one.name, "x") for one in pieces)
            labels[key] = parse_template(text).resolve(known)
    return labels, found + kestra.problems(literal, on_flow=on_flow, where="kestra")


def _is_expressible(text: str, expressions: Mapping[str, str]) -> bool:
    """Whether a value has a variable that Kestra itself knows."""
    return is_dynamic(text) and not expressions.keys().isdisjoint(parse_template(text).variables)


def _unknown(key: str, text: str, missing: tuple[str, ...], *, in_execution: bool) -> Problem:
    """A label with variables that have no value, and none in Kestra at that place."""
    remedy = f"Give it: --var {missing[0]}=..."
    if not in_execution and not set(missing) - kestra.EXPRESSIONS.keys():
        remedy += ", or have a task set the label: --target kestra-task."
    got = f"{text!r} with no value for {', '.join(missing)}"
    return problem(f"kestra.{key}", rules.KESTRA_VARIABLE, got, remedy)


def _flow(view: SubmissionView) -> tuple[str, str]:
    """The namespace and the id of the flow that is meant. Raises `LabelError`."""
    namespace, flow = view.extras["namespace"], view.extras["flow"]
    found = kestra.problems_in_name(namespace, where="--with namespace", is_namespace=True)
    found += kestra.problems_in_name(flow, where="--with flow")
    if found:
        raise LabelError(found)
    return namespace, flow


def task_id(view: SubmissionView, default: str = TASK_ID) -> str:
    """The id of our task. Raises `LabelError`."""
    name = view.extras.get("id", default)
    if found := kestra.problems_in_name(name, where="--with id"):
        raise LabelError(found)
    return name


_FORM = {"form": "map (default) or list"}
_WHERE = {"namespace": "the flow's namespace", "flow": "the flow's id"}
_NEEDS = frozenset(_WHERE)

FLOW = Target(
    "Kestra: labels of a flow",
    emit_flow,
    takes={
        "into": "the flow to put them into",
        **_FORM,
        "dynamic": "refuse (default) or task: what becomes of labels that change from run to run",
        "id": f"id of that task; default: {TASK_ID}",
    },
)
TRIGGER = Target("Kestra: labels of a trigger", emit_trigger, takes=_FORM)
TASK = Target(
    "Kestra: a task that sets labels",
    emit_task,
    takes={"form": "map (default), list or json", "id": f"id of the task; default: {TASK_ID}"},
)
SUBFLOW = Target(
    "Kestra: a task that runs another flow with labels",
    emit_subflow,
    takes={
        **_WHERE,
        **_FORM,
        "id": "id of the task; default: that of the flow",
        "inherit": "true (default) or false: whether the labels of this execution go along",
    },
    needs=_NEEDS,
)
URL = Target(
    "Kestra: the address of a new execution",
    emit_url,
    takes={**_WHERE, "tenant": "main, from Kestra 0.23 on", "server": "such as https://kestra.example.com"},
    needs=_NEEDS,
)
