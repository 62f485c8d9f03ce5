"""Why an edit is refused, in words: what is there or is not, what cannot be edited in place, who uses the label."""

from labelwright import rules
from labelwright.dynamic import is_dynamic
from labelwright.label_edit.request import Action, Request
from labelwright.label_edit.use import Uses
from labelwright.problem import Problem, problem, suggest
from labelwright.search import Field, FieldTerm, LabelTerm, Pattern, Query
from labelwright.settings import DeclaredScope, Reading
from labelwright.settings.source import spell
from labelwright.vocabulary import Scope
from labelwright.yaml_edit import EditError

COMMAND = "labelwright labels"
_FIELD = {Scope.ENVIRONMENT: Field.ENVIRONMENT, Scope.PIPELINE: Field.PIPELINE, Scope.ACTION: Field.ACTION}
_DONE = {
    Action.EDIT: "edited",
    Action.REMOVE: "removed",
    Action.DEFAULT: "taken from what environments get",
    Action.LOCK: "taken from what environments get",
}


def problems_in_presence(reading: Reading, scope: DeclaredScope, request: Request) -> list[Problem]:
    """A label that is to be added and is there, or is to be changed and is not."""
    held = next((one for one in scope.labels if one.key == request.key), None)
    where = _where(reading, scope, request.key)
    if request.action is Action.ADD and held is not None:
        remedy = f"Change it: {COMMAND} edit {request.key}=VALUE --scope {scope}."
        return [problem(where, rules.LABEL_PRESENT, f"{held.value!r}, which stands there already", remedy)]
    if request.action is Action.ADD or held is not None:
        return []
    elsewhere = [str(one) for one in reading.declared for label in one.labels if label.key == request.key]
    keys = [one.key for one in scope.labels]
    if elsewhere:
        remedy = f"It is set by {', '.join(elsewhere)}: name one of these with --scope."
    elif keys:
        remedy = suggest(request.key, keys)
    else:
        remedy = f"Add it: {COMMAND} add {request.key}=VALUE --scope {scope}."
    return [problem(where, rules.LABEL_PRESENT, f"no {request.key!r}", remedy)]


def problem_of_edit(file: str, scope: DeclaredScope, request: Request, error: EditError) -> Problem:
    """A file that is written in a way which cannot be edited in place."""
    where = f"{file}:{error.line} {spell((*scope.path, request.key))}"
    return problem(where, rules.EDIT_IN_PLACE, error.got, error.remedy)


def problems_in_use(reading: Reading, scope: DeclaredScope, request: Request, uses: Uses) -> list[Problem]:
    """A label that somebody uses, by whom, and what they would have to do first."""
    if not uses.is_used:
        return []
    done = _DONE[request.action]
    remedies: list[str] = []
    if request.action is Action.EDIT:
        remedies.append(f"Add a label under another key ({COMMAND} add NEW=VALUE --scope {scope}), or free this one:")
    elif request.action is Action.REMOVE:
        remedies.append("Leave it, or free it first:")
    else:
        remedies.append("Leave it so for those that are there, or free it first:")
    if uses.environments:
        remedies.append("let new environments take the place of those that have it;")
    if uses.resources:
        is_locked = any(one.locked for one in scope.labels if one.key == request.key)
        what = "name: ..." if is_locked else f"keys: [{request.key}]"  # a locked key cannot be exempted by itself
        exempt = f"labelwright:exempt: [{{{what}, reason: ...}}]"
        remedies.append(f"take it off resources, with '{exempt}' and 'pulumi up', or remove them;")
    if uses.runs:
        query = str(_runs_with(reading, scope, request.key))
        remedies.append(
            f"take it off the records of runs, with 'labelwright runs label {query} --remove {request.key}';"
        )
    told = f"{' '.join(remedies).rstrip(';')}. Who has it: {COMMAND} where {request.key}."
    got = f"a label to be {done} that {uses.told()} still use"
    return [problem(_where(reading, scope, request.key), rules.LABEL_IN_USE, got, told)]


def _runs_with(reading: Reading, scope: DeclaredScope, key: str) -> Query:
    """The search that finds the runs with a label of a scope, in this project."""
    value = next((one.value for one in scope.labels if one.key == key), None)
    is_fixed = value is not None and not is_dynamic(value)
    fields = {Field.PROJECT: reading.settings.project}
    fields |= {_FIELD[scope.scope]: scope.name} if scope.scope in _FIELD else {}
    label = LabelTerm(Pattern.exact(key), (Pattern.exact(value or ""),) if is_fixed else ())
    return Query((label, *(FieldTerm(field, (Pattern.exact(text),)) for field, text in fields.items())))


def _where(reading: Reading, scope: DeclaredScope, key: str) -> str:
    """The label, or the nearest that is there of what leads to it."""
    path = (*scope.path, key)
    line = next((reading.lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in reading.lines), None)
    return f"{line} {spell(path)}" if line else spell(path)
