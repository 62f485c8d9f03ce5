"""Who uses a label: resources that carry it, environments that are there and take it, runs launched with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from labelwright.dynamic import is_dynamic
from labelwright.label_edit.standing import StackState, Standing
from labelwright.model import Label
from labelwright.settings import DeclaredScope, Settings
from labelwright.vocabulary import Scope

_NAMES = 3
_FORGED = (Scope.ORGANIZATION, Scope.WORKSPACE, Scope.TEAM, Scope.ENVIRONMENT)


class RunUse(NamedTuple):
    """An environment whose runs carry a label: how many do, and when the last of them was launched."""

    stack: str
    environment: str
    runs: int
    last: datetime


class RunRecords(Protocol):
    """What is asked of the store of runs; `label_edit.records` asks a real one."""

    def uses(self, settings: Settings, scope: DeclaredScope | None, label: Label) -> Sequence[RunUse]:
        """Where runs of a stack carry a label that a scope sets; without a scope, wherever it comes from."""
        ...


class NoRuns:
    """The store of a project in which nothing was ever launched."""

    def uses(self, settings: Settings, scope: DeclaredScope | None, label: Label) -> Sequence[RunUse]:  # noqa: ARG002 - as all
        """None."""
        return ()


@dataclass(frozen=True, slots=True)
class Uses:
    """Everybody who uses one label. A place that is a secret as a whole, and should have the label, has it."""

    resources: Mapping[str, Sequence[Standing]]
    environments: Sequence[tuple[str, str]]
    runs: Sequence[RunUse]

    @property
    def is_used(self) -> bool:
        """Whether anybody does."""
        return bool(self.resources or self.environments or self.runs)

    @property
    def run_count(self) -> int:
        """How many runs."""
        return sum(one.runs for one in self.runs)

    def told(self) -> str:
        """The users for a person: how many of each kind, and some names."""
        parts: list[str] = []
        if self.resources:
            parts.append(_counted("resource", [one[0].name for one in self.resources.values()]))
        if self.environments:
            parts.append(_counted("environment", [name for _, name in self.environments]))
        if self.runs:
            newest = max(one.last for one in self.runs).date()
            places = ", ".join(dict.fromkeys(one.environment for one in self.runs))
            parts.append(f"{self.run_count:,} run{'s' * (self.run_count != 1)} (in {places}; the last of {newest})")
        return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))

    def document(self) -> dict[str, object]:
        """As JSON."""
        return {
            "resources": [
                {"stack": found[0].stack, "urn": urn, "places": [one.place for one in found]}
                for urn, found in self.resources.items()
            ],
            "environments": [{"stack": stack, "name": name} for stack, name in self.environments],
            "runs": [
                {"stack": one.stack, "environment": one.environment, "runs": one.runs, "last": one.last.isoformat()}
                for one in self.runs
            ],
        }


def uses_of(scope: DeclaredScope, label: Label, states: Iterable[StackState], records: RunRecords) -> Uses:
    """Who uses a label of a scope.

    A resource does where it carries key and value, and that scope decides on the key there; an environment where it
    was forged so. What was added and not brought about by an update yet is used by nobody. A workspace label that is no
    default is used by whoever carries it and has it from no scope: it was chosen from the list.
    """
    resources: dict[str, list[Standing]] = {}
    environments: list[tuple[str, str]] = []
    runs: list[RunUse] = []
    for state in states:
        if scope.scope in _FORGED:
            for one in _carriers(scope, label, state):
                resources.setdefault(one.urn, []).append(one)
            environments += [
                (state.name, name)
                for name in state.forged
                if _decides(scope, label, state, name) and state.took(name, label)
            ]
        if label.value is not None:
            runs += records.uses(state.reading.settings, scope, label)
    return Uses(resources, environments, runs)


def _carriers(scope: DeclaredScope, label: Label, state: StackState) -> Iterable[Standing]:
    """The places in a stack at which a label stands, and that scope has put it there."""
    for one in state.with_label(label):
        if _decides(scope, label, state, one.environment) or _is_chosen(scope, label, state, one.environment):
            yield one
    if label.value is None or is_dynamic(label.value):
        return
    for one in state.standing.get("", ()):
        if _decides(scope, label, state, one.environment):
            yield one


def _decides(scope: DeclaredScope, label: Label, state: StackState, environment: str | None) -> bool:
    """Whether this label is what counts for its key, for the resources of an environment or for the others.

    A removal counts for nothing where no scope had set the key.
    """
    winner = state.winner(environment, label.key)
    if winner is None or winner.scope is not scope.scope or winner.value != label.value:
        return False
    if winner.value is None and not winner.beat:
        return False
    own = {Scope.TEAM: state.reading.settings.team_name, Scope.ENVIRONMENT: environment}
    return own.get(scope.scope, scope.name) == scope.name


def _is_chosen(scope: DeclaredScope, label: Label, state: StackState, environment: str | None) -> bool:
    """Whether it is a label of the workspace that nobody gets by himself, and no scope sets there."""
    is_applied = label.default or label.locked
    return scope.scope is Scope.WORKSPACE and not is_applied and state.winner(environment, label.key) is None


def _counted(what: str, names: Sequence[str]) -> str:
    """`3 resources (a, b, c)`, with some of many names."""
    shown = ", ".join(names[:_NAMES]) + (", ..." if len(names) > _NAMES else "")
    return f"{len(names):,} {what}{'s' * (len(names) != 1)} ({shown})"
