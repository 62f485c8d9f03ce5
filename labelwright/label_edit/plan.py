"""One edit, thought through before anything is written: the new text, what is against it, who is touched by it."""

import difflib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from labelwright import rules
from labelwright.label_edit.effect import Effects, effects_of
from labelwright.label_edit.project import Project
from labelwright.label_edit.refusal import problem_of_edit, problems_in_presence, problems_in_use
from labelwright.label_edit.request import Action, Request
from labelwright.label_edit.scope import parse_scope
from labelwright.label_edit.states import States
from labelwright.label_edit.use import RunRecords, Uses, uses_of
from labelwright.label_edit.where import marks_of
from labelwright.model import Label
from labelwright.problem import Problem, problem
from labelwright.settings import DeclaredScope, Reading
from labelwright.settings.source import spell
from labelwright.vocabulary import Scope
from labelwright.yaml_edit import Document, EditError, Snapshot, read_text, write_text

_LAUNCHED = (Scope.PIPELINE, Scope.ACTION, Scope.STUDIO)
"""Scopes whose labels no resource and no environment takes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an edit would do. With `problems`, it is refused; without a change, it was so already."""

    request: Request
    scope: DeclaredScope
    read: Snapshot
    text: str
    line: int
    problems: tuple[Problem, ...] = ()
    uses: Uses | None = None
    effects: Effects = field(default_factory=Effects)
    notes: tuple[str, ...] = ()

    @property
    def is_change(self) -> bool:
        """Whether there is anything to write."""
        return not self.problems and self.text != self.read.text

    def diff(self) -> str:
        """The edit as a unified diff, for people and for `patch`."""
        name = self.read.path.name
        pieces = (self.read.text.splitlines(keepends=True), self.text.splitlines(keepends=True))
        lines = difflib.unified_diff(*pieces, f"a/{name}", f"b/{name}")
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)

    def told(self) -> str:
        """What was done, and where it stands now."""
        label = self.request.outcome(next((one for one in self.scope.labels if one.key == self.request.key), None))
        place = f"{self.read.path.name}:{self.line}"
        if label is None:
            return f"{place}: {self.scope} no longer has {self.request.key}"
        marks = [name for name, is_on in marks_of(label).items() if is_on]
        written = f"{label.key}-" if label.value is None else f"{label.key}={label.value}"
        told = f" ({', '.join(marks)})" if marks else ""
        return f"{place}: {self.scope} has {written}{told}"

    def document(self) -> dict[str, object]:
        """As JSON: the form of every edit."""
        return {
            "action": str(self.request.action),
            "scope": str(self.scope),
            "key": self.request.key,
            "where": f"{self.read.path.name}:{self.line}",
            "diff": self.diff() if self.is_change else "",
            "problems": [one.model_dump() for one in self.problems],
            "uses": self.uses.document() if self.uses else None,
            "effects": self.effects.document(),
            "notes": list(self.notes),
        }

    def write(self) -> None:
        """Put the new text in the place of the old one. Raises ValueError where somebody else was faster."""
        if self.is_change:
            write_text(self.read, self.text)


def plan(project: Project, request: Request, states: States, records: Callable[[], RunRecords]) -> Plan:
    """Think one edit through; `records` opens the store of runs, where that is asked.

    Raises ValueError for what cannot be asked: an unknown scope, a stack without a file.
    """
    scope = parse_scope(request.scope, project.reading)
    if scope.scope is not Scope.WORKSPACE and (request.action is Action.DEFAULT or request.label.default):
        raise ValueError(f"default: got {scope}, and only labels of the workspace are defaults. Leave it out.")
    file = project.file_of(scope)
    if not (project.root / file).is_file():
        raise ValueError(f"{file}: not there. Make the stack first: pulumi stack init {project.stack}.")
    planned = _Planned(project, request, scope, file, read_text(project.root / file))
    return planned.with_outcome(states, records)


@dataclass(frozen=True, slots=True)
class _Planned:
    """A plan in the making: the scope, the file in which it stands, and what that held."""

    project: Project
    request: Request
    scope: DeclaredScope
    file: str
    read: Snapshot

    @property
    def held(self) -> Label | None:
        """The label as it is declared now."""
        return next((one for one in self.scope.labels if one.key == self.request.key), None)

    def with_outcome(self, states: States, records: Callable[[], RunRecords]) -> Plan:
        """The whole plan: everything that is against it at once."""
        if found := problems_in_presence(self.project.reading, self.scope, self.request):
            return self._plan(self.read.text, problems=found)
        try:
            text = self._edited()
        except EditError as error:
            return self._plan(self.read.text, problems=[problem_of_edit(self.file, self.scope, self.request, error)])
        if self.request.outcome(self.held) == self.held:
            return self._plan(self.read.text, notes=["it says so already"])
        before, after = self._readings(text)
        found = [*_new_problems(before, after), *self._unmeant(before, after)]
        return self._judged(text, found, before, after, states, records)

    def _edited(self) -> str:
        """The text with the edit in it. Raises `EditError`."""
        document = Document(self.read.text)
        labels, floor = self.project.labels_at(document, self.scope)
        return self.request.edited(document, labels, floor).text

    def _readings(self, text: str) -> tuple[dict[str, Reading], dict[str, Reading]]:
        """Every stack that the edit concerns, before and after it."""
        before = self.project.readings(self.scope)
        after = self.project.readings(self.scope, {self.file: text})
        names = dict.fromkeys((*before, *after))
        return (
            {name: self.project.reading_of(name) for name in names},
            {name: self.project.reading_of(name, {self.file: text}) for name in names},
        )

    def _judged(  # noqa: PLR0913, PLR0917 - everything that is known of the edit so far, and whom to ask
        self,
        text: str,
        found: list[Problem],
        before: Mapping[str, Reading],
        after: Mapping[str, Reading],
        states: States,
        records: Callable[[], RunRecords],
    ) -> Plan:
        """The plan with who is touched by it, as far as anybody is."""
        notes: list[str] = []
        uses, effects, known = None, Effects(), {}
        is_restricted = self._is_restricted()
        is_felt = any(_labels(before[name]) != _labels(after[name]) for name in before)
        if is_felt or (is_restricted and self.scope.scope not in _LAUNCHED):
            try:
                known = states.read(before)
            except ValueError as error:
                if self.request.action is Action.ADD:
                    notes.append(f"what the next 'pulumi up' would change is not known: {error}")
                else:
                    found.append(self._unknown(str(error)))
        elif is_restricted:
            known = states.without_resources(before)
        if known and is_restricted and self.held is not None:
            uses = uses_of(self.scope, self.held, known.values(), records())
            found += problems_in_use(self.project.reading, self.scope, self.request, uses)
        if known and not found:
            each = [effects_of(state, after[name].settings) for name, state in known.items()]
            effects = Effects(
                tuple(one for effect in each for one in effect.resources),
                tuple(one for effect in each for one in effect.environments),
                tuple(one for effect in each for one in effect.forged),
            )
        return self._plan(text, problems=found, uses=uses, effects=effects, notes=notes)

    def _is_restricted(self) -> bool:
        """Whether the edit takes something away that somebody may use: the value, the label, or its being applied."""
        held, outcome = self.held, self.request.outcome(self.held)
        if held is None:
            return False
        if outcome is None or outcome.value != held.value:
            return True
        return self.scope.scope is Scope.WORKSPACE and _is_applied(held) and not _is_applied(outcome)

    def _unmeant(self, before: Mapping[str, Reading], after: Mapping[str, Reading]) -> Iterator[Problem]:
        """Labels besides the one that was meant which the edit would change."""
        meant = (self.scope.path, self.request.key)
        for name, reading in after.items():
            was, will = _every_label(before[name]), _every_label(reading)
            if name == self.project.stack and will.get(meant) != self.request.outcome(self.held):
                yield self._not_in_place(f"{self.request.key!r} as {will.get(meant)!r} afterwards")
            for at in sorted({*was, *will} - {meant}, key=str):
                if was.get(at) != will.get(at):
                    yield self._not_in_place(f"a change of {spell((*at[0], at[1]))} too")

    def _not_in_place(self, got: str) -> Problem:
        where = f"{self.file} {spell((*self.scope.path, self.request.key))}"
        return problem(where, rules.EDIT_IN_PLACE, got, "Edit the file by hand.")

    def _unknown(self, got: str) -> Problem:
        remedy = (
            "Give what 'pulumi stack export' wrote with --file FILE; for a stack that was never updated say --no-state"
            f" {self.project.stack}."
        )
        where = f"{self.file} {spell((*self.scope.path, self.request.key))}"
        return problem(where, rules.STATE_READ, f"a state that cannot be read ({got})", remedy)

    def _plan(
        self,
        text: str,
        *,
        problems: list[Problem] | None = None,
        uses: Uses | None = None,
        effects: Effects | None = None,
        notes: list[str] | None = None,
    ) -> Plan:
        reading = self.project.reading_of(self.project.stack, {self.file: text})
        paths = ((*self.scope.path, self.request.key), self.scope.path, self.scope.path[:1])
        line = next((reading.lines[path].number for path in paths if path in reading.lines), 1)
        told = tuple(dict.fromkeys(problems or ()))
        effects = effects or Effects()
        return Plan(self.request, self.scope, self.read, text, line, told, uses, effects, tuple(notes or ()))


def _is_applied(label: Label) -> bool:
    """Whether environments get a label of the workspace."""
    return label.default or label.locked


def _labels(reading: Reading) -> object:
    """What resources and environments of a stack get, and which of it nobody may change."""
    settings = reading.settings
    return settings.stack_labels, [(one.name, settings.forge_labels(one.layer)) for one in settings.environments]


def _every_label(reading: Reading) -> dict[tuple[tuple[str | int, ...], str], Label]:
    """Each declared label by the path of its mapping and its key."""
    return {(scope.path, label.key): label for scope in reading.declared for label in scope.labels}


def _new_problems(before: Mapping[str, Reading], after: Mapping[str, Reading]) -> Iterator[Problem]:
    """What is wrong after the edit and was not before it, in any stack; lines that only moved are nothing new."""
    for name, reading in after.items():
        known = Counter(map(_without_line, before[name].problems))
        for one in reading.problems:
            known[_without_line(one)] -= 1
            if known[_without_line(one)] < 0:
                yield one


def _without_line(found: Problem) -> tuple[str, str, str]:
    """A problem by what it says, wherever it stands."""
    place, _, path = found.where.partition(" ")
    return (path or place.rpartition(":")[0] or place, found.rule, found.got)
