"""Labels put into a Kestra flow that somebody wrote: in place, with every comment and every key of theirs kept.

What the flow says itself stands, unless stack config locks the key; each difference is told. Labels of triggers and
tasks are read, never changed: where one of them beats a label of ours, that is told, too. What changes from run to run
is set by a task of our own, the first of the flow. Putting labels in twice is putting them in once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ruamel.yaml.nodes import Node

from labelwright import rules
from labelwright.emit.kestra import LABELS_TASK, SUBFLOW_TASK, FlowLabels, labels_task
from labelwright.problem import LabelError, Problem, problem
from labelwright.yaml_edit import Document, EditError, Path
from labelwright.yaml_edit.comments import line_end
from labelwright.yaml_edit.nodes import Meaning, Nodes, column_of, end_of, is_flow, is_list, items_of, meaning, start_of
from labelwright.yaml_edit.spelling import lines_of, on_one_line, spelled

WHERE = "--into"
_BOM = "\ufeff"
_LABELLING = frozenset({LABELS_TASK, SUBFLOW_TASK, "io.kestra.plugin.core.flow.ForEachItem"})
"""Types of tasks whose labels are those of an execution."""


@dataclass(slots=True)
class FlowEdit:
    """A flow on its way: its text so far, and what a person should know of the outcome."""

    text: str
    locked: frozenset[str]
    notes: list[str] = field(default_factory=list[str])


def put_labels(flow: str, labels: FlowLabels, *, form: str, task: str, locked: frozenset[str]) -> tuple[str, list[str]]:
    """The flow with the labels on it, and notes. Raises `LabelError` for what is no flow, or not to be edited in place.

    `form` is that of labels that are new; those that are there keep theirs. `task` is the id of our task.
    """
    edit = FlowEdit(flow.removeprefix(_BOM), locked)
    try:
        before = _flow(edit.text)
        _put_on_flow(edit, labels.static, form)
        if labels.by_task:
            _put_in_task(edit, labels.by_task, form, task)
        after = _flow(edit.text)
    except EditError as error:
        raise LabelError(
            [problem(f"{WHERE}, line {error.line}", rules.KESTRA_FLOW, str(error.got), error.remedy)]
        ) from error
    if _rest(after, task) != _rest(before, task):
        raise LabelError([_no_flow("a flow that cannot be edited in place", "Put the labels in by hand.")])
    wanted = {**labels.static, **labels.by_task}
    edit.notes += _beaten(after, wanted, task)
    return (_BOM if flow.startswith(_BOM) else "") + edit.text, edit.notes


def _put_on_flow(edit: FlowEdit, labels: Mapping[str, str], form: str) -> None:
    """The labels of the flow itself, in the form that it has, else in the one that is asked for."""
    said = _flow(edit.text).get("labels")
    if said is None or said == ("null", ""):
        edit.text = _with_labels(edit.text, labels, form) if labels else edit.text
        return
    there = _pairs(said, "labels")
    for key, value in labels.items():
        if key not in there:
            edit.text = _with_label(edit.text, ("labels",), said, key, value)
        elif there[key][1] != value and key in edit.locked:
            edit.notes.append(f"labels.{key}: {there[key][1]!r} became {value!r}, which stack config locks")
            edit.text = Document(edit.text).put(there[key][0], value).text
        elif there[key][1] != value:
            edit.notes.append(f"labels.{key}: {there[key][1]!r} stays; stack config says {value!r}")


def _put_in_task(edit: FlowEdit, labels: Mapping[str, str], form: str, name: str) -> None:
    """The labels that a task sets: ours, where it is there, else a new one before all others."""
    tasks = _flow(edit.text).get("tasks")
    if not isinstance(tasks, list) or not tasks:
        raise LabelError([_no_flow("a flow without a list of tasks", "Give it one.")])
    for number, one in enumerate(tasks):
        if not isinstance(one, dict) or one.get("id") != ("str", name):
            continue
        if one.get("type") != ("str", LABELS_TASK):
            got = f"{name!r}, a {_text(one.get('type'))}"
            raise LabelError([problem(f"{WHERE}: tasks[{number}]", rules.KESTRA_ID_TAKEN, got, "Write --with id=...")])
        _refresh(edit, ("tasks", number, "labels"), one.get("labels"), labels)
        return
    edit.text = _with_task(edit.text, labels_task(labels, form, name))


def _refresh(edit: FlowEdit, path: Path, said: "Meaning | None", labels: Mapping[str, str]) -> None:
    """Our own task as it should be now: what it sets is what stack config says."""
    there = _pairs(said, "the labels of our task") if said else {}
    for key, value in labels.items():
        if key not in there:
            edit.text = _with_label(edit.text, path, said, key, value)
        elif there[key][1] != value:
            edit.text = Document(edit.text).put((*path, *there[key][0][1:]), value).text


def _with_labels(text: str, labels: Mapping[str, str], form: str) -> str:
    """The first labels of a flow that has none, or says `labels:` and no more."""
    nodes = Nodes(text)
    pair = nodes.pair(nodes.way(())[-1], "labels")
    if form == "map":
        for key, value in labels.items():
            text = Document(text).put(("labels", key), value).text
        return text
    lines = list(_block("labels", labels))
    if pair is None:
        return _inserted(text, len(text), lines)
    if end_of(pair.value) > start_of(pair.value):
        raise EditError(nodes.line(pair.start), "labels that are null", "Take the word away.")
    return _inserted(text, line_end(text, pair.end), lines[1:])


def _with_label(text: str, path: Path, said: "Meaning | None", key: str, value: str) -> str:
    """One label more, in a map or at the end of a list."""
    if not isinstance(said, list):
        return Document(text).put((*path, key), value).text
    nodes = Nodes(text)
    holder = nodes.way(path)[-1]
    if is_flow(holder):
        end = nodes.content_end(end_of(holder) - 1)
        item = on_one_line({"key": key, "value": value}, is_padded=False)
        return f"{text[:end]}{', ' if items_of(holder) else ''}{item}{text[end:]}"
    at = line_end(text, nodes.content_end(end_of(holder)))
    indent = " " * column_of(holder)
    return _inserted(text, at, [f"{indent}- key: {spelled(key)}", f"{indent}  value: {spelled(value)}"])


def _with_task(text: str, task: Mapping[str, object]) -> str:
    """A task more, on the lines before the first one."""
    nodes = Nodes(text)
    holder = nodes.way(("tasks",))[-1]
    if not is_list(holder) or is_flow(holder):
        raise EditError(nodes.line(end_of(holder)), "tasks in brackets", "Write them one below the other first.")
    pair = nodes.pair(nodes.way(())[-1], "tasks")
    first = items_of(holder)[0]
    at = line_end(text, end_of(pair.key)) if pair else 0
    if at > start_of(first):
        raise EditError(nodes.line(at), "tasks beside their key", "Write them one below the other first.")
    lines = [line for key, value in task.items() for line in _entry(key, value)]
    indent = " " * column_of(holder)
    return _inserted(text, at, [f"{indent}{'- ' if not number else '  '}{line}" for number, line in enumerate(lines)])


def _entry(key: str, value: object) -> Iterator[str]:
    """An entry of a task; labels in list form as a list of their own lines."""
    if isinstance(value, list):
        pairs = {str(one["key"]): str(one["value"]) for one in value}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - as `shaped` made them
        yield from _block(key, pairs)
    else:
        yield from lines_of(key, value)


def _block(name: str, labels: Mapping[str, str]) -> Iterator[str]:
    """Labels in list form, line by line."""
    yield f"{name}:"
    for key, value in labels.items():
        yield f"  - key: {spelled(key)}"
        yield f"    value: {spelled(value)}"


def _inserted(text: str, at: int, lines: list[str]) -> str:
    """Lines at the beginning of a line, with the line ends of the file."""
    ending = "\r\n" if "\r\n" in text else "\n"
    if at and text[at - 1] not in "\r\n":
        return text[:at] + "".join(ending + line for line in lines) + text[at:]
    return text[:at] + "".join(line + ending for line in lines) + text[at:]


def _flow(text: str) -> dict[str, Meaning]:
    """What the flow says. Raises `LabelError` where it is none, and where a key stands twice: Kestra refuses both."""
    nodes = Nodes(text)
    said = meaning(nodes.root)
    if not isinstance(said, dict) or "id" not in said or nodes.root is None:
        raise LabelError([_no_flow("no mapping with an id", "Give the file of one flow.")])
    _refuse_twice(nodes, nodes.root)
    return said


def _refuse_twice(nodes: Nodes, node: Node) -> None:
    """Raise `LabelError` for a key that stands twice in its mapping, at any depth."""
    seen: set[str] = set()
    for pair in nodes.pairs(node):
        if pair.name in seen:
            where = f"{WHERE}, line {nodes.line(pair.start)}"
            raise LabelError([problem(where, rules.ONE_KEY, f"{pair.name!r} twice", "Keep one of the two.")])
        seen.add(pair.name)
        if not pair.is_alias:
            _refuse_twice(nodes, pair.value)
    for item in items_of(node):
        _refuse_twice(nodes, item)


def _pairs(said: "Meaning | None", what: str) -> dict[str, tuple[Path, str]]:
    """Key -> where its value stands, from `labels` on, and the value. Raises `LabelError` for another form."""
    found: dict[str, tuple[Path, str]] = {}
    if isinstance(said, dict):
        return {key: (("labels", key), _text(one)) for key, one in said.items()}
    if not isinstance(said, list):
        raise LabelError([_no_flow(f"{what} as {_text(said)!r}", "Write a mapping, or a list of key and value.")])
    for number, one in enumerate(said):
        if not isinstance(one, dict) or not {"key", "value"} <= one.keys():
            raise LabelError([_no_flow(f"{what}[{number}] without key and value", "Write - {key: team, value: x}.")])
        key = _text(one["key"])
        if key in found:
            got = f"{key!r} as {found[key][1]!r} and as {_text(one['value'])!r}"
            raise LabelError([problem(f"{WHERE}: {what}", rules.ONE_KEY, got, "Keep one of the two.")])
        found[key] = (("labels", number, "value"), _text(one["value"]))
    return found


def _beaten(flow: dict[str, Meaning], wanted: Mapping[str, str], task: str) -> Iterator[str]:
    """Labels below the flow that beat what stack config says: of triggers, and of tasks that set or hand on labels."""
    for where, holder in _holders(flow, ""):
        said = holder.get("labels")
        if holder.get("id") == ("str", task) or not isinstance(said, dict | list) or not _is_of_kestra(where, holder):
            continue
        name = f"{where} ({_text(holder.get('id'))})"
        for key, (_, value) in _pairs(said, f"{where}.labels").items():
            if key in wanted and wanted[key] != value:
                yield f"{name}.labels.{key}: {value!r} beats {wanted[key]!r} of stack config there"


def _is_of_kestra(where: str, holder: Mapping[str, Meaning]) -> bool:
    """Whether the labels of something with an id are labels in Kestra: a pod's or a container's are not."""
    return where.startswith("triggers[") or _text(holder.get("type")) in _LABELLING


def _holders(said: Meaning, where: str) -> Iterator[tuple[str, Mapping[str, Meaning]]]:
    """Every mapping with an id below a flow: triggers and tasks, tasks of tasks among them."""
    if isinstance(said, dict):
        if where and "id" in said:
            yield where, said
        for key, one in said.items():
            yield from _holders(one, f"{where}.{key}" if where else key)
    elif isinstance(said, list):
        for number, one in enumerate(said):
            yield from _holders(one, f"{where}[{number}]")


def _rest(flow: Mapping[str, Meaning], task: str) -> dict[str, Meaning]:
    """A flow without what is ours to change: everything that has to be as it was."""
    tasks = flow.get("tasks")
    kept = [one for one in tasks if not _is_ours(one, task)] if isinstance(tasks, list) else tasks
    rest = {key: one for key, one in flow.items() if key not in {"labels", "tasks"}}
    return rest if kept is None else {**rest, "tasks": kept}


def _is_ours(said: Meaning, task: str) -> bool:
    """Whether it is the task that sets our labels."""
    return isinstance(said, dict) and said.get("id") == ("str", task) and said.get("type") == ("str", LABELS_TASK)


def _text(said: "Meaning | None") -> str:
    """A scalar as text."""
    return said[1] if isinstance(said, tuple) else "nothing" if said is None else "a mapping or list"


def _no_flow(got: str, remedy: str) -> Problem:
    """A file that labels cannot be put into."""
    return problem(WHERE, rules.KESTRA_FLOW, got, remedy)
