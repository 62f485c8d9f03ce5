"""Where a label is: which scopes set it and what becomes of that, which resources, environments and runs have it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from labelwright.label_edit.standing import StackState, Standing
from labelwright.label_edit.use import RunRecords, RunUse
from labelwright.model import Label
from labelwright.resolve import Beaten, ResolvedLabel, resolve
from labelwright.scopes import Carrier, Layer
from labelwright.settings import DeclaredScope, Reading, Settings
from labelwright.vocabulary import Scope

OTHERS = "(other resources)"
"""Stands for the resources of a stack that belong to no environment."""


class Said(NamedTuple):
    """A scope that sets the key. `wins` and `loses` are environments; the latter with who beats it there, and why."""

    scope: str
    label: Label
    place: str
    wins: Sequence[str]
    loses: Mapping[str, str]


class Held(NamedTuple):
    """An environment that takes the label: its value there, who decides on it, and whether it is there already."""

    stack: str
    name: str
    value: str
    scope: Scope
    is_forged: bool


@dataclass(frozen=True, slots=True)
class Where:
    """The report on one key. Without a state, nobody knows of resources, and `is_known` is false."""

    key: str
    said: Sequence[Said]
    environments: Sequence[Held]
    resources: Sequence[Standing]
    winners: Mapping[str, str]
    runs: Sequence[RunUse]
    is_known: bool

    @property
    def is_anywhere(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.said or self.environments or self.resources or self.runs)

    def by_place(self) -> Mapping[tuple[str, str, str], Sequence[str]]:
        """Type, place and value -> the names of the resources."""
        found: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
        for one in self.resources:
            found[one.type, one.place, str(one.value)].append(one.name)
        return dict(sorted(found.items()))

    def document(self) -> dict[str, object]:
        """As JSON: the form of `labelwright labels where`."""
        return {
            "key": self.key,
            "declared": [
                {
                    "scope": one.scope,
                    "value": one.label.value,
                    **marks_of(one.label),
                    "where": one.place,
                    "wins": list(one.wins),
                    "loses": dict(one.loses),
                }
                for one in self.said
            ],
            "environments": [
                {"stack": one.stack, "name": one.name, "value": one.value, "scope": one.scope, "forged": one.is_forged}
                for one in self.environments
            ],
            "resources": None if not self.is_known else [self._resource(one) for one in self.resources],
            "totals": {
                "resources": len({one.urn for one in self.resources}) if self.is_known else None,
                "runs": sum(one.runs for one in self.runs),
            },
            "runs": [
                {"stack": one.stack, "environment": one.environment, "runs": one.runs, "last": one.last.isoformat()}
                for one in self.runs
            ],
        }

    def _resource(self, one: Standing) -> dict[str, object]:
        return {
            "stack": one.stack,
            "urn": one.urn,
            "type": one.type,
            "environment": one.environment,
            "place": one.place,
            "key": one.key,
            "value": str(one.value),
            "scope": self.winners.get(one.urn),
        }


def marks_of(label: Label) -> dict[str, bool]:
    """What a scope says of a label besides its value."""
    return {"default": label.default, "locked": label.locked, "volatile": label.volatile}


def where_is(key: str, value: str | None, state: StackState, records: RunRecords, *, is_known: bool) -> Where:
    """Everything about a key, or about one value of it. `is_known`: the state has what there is."""
    settings = state.reading.settings
    wanted = Label(key=key, value=value)
    resources = state.with_key(key) if value is None else state.with_label(wanted)
    return Where(
        key,
        [one for one in _said(key, state.reading) if value is None or one.label.value == value],
        list(_held(key, value, state)),
        resources,
        dict(_winners(key, resources, state)),
        records.uses(settings, None, wanted),
        is_known,
    )


def _winners(key: str, resources: Iterable[Standing], state: StackState) -> Iterable[tuple[str, str]]:
    """URN -> the scope that put the key there; one with another value was set by the resource itself."""
    carriers: dict[str | None, frozenset[str]] = {}
    for one in resources:
        winner = state.winner(one.environment, key)
        value = winner.value if winner else None
        if value not in carriers:
            carriers[value] = frozenset(found.urn for found in state.with_label(Label(key=key, value=value)))
        is_ours = winner is not None and one.urn in carriers[value]
        yield one.urn, str(winner.scope if winner is not None and is_ours else Scope.RESOURCE)


def _held(key: str, value: str | None, state: StackState) -> Iterable[Held]:
    """The environments that take it."""
    for one in state.reading.settings.environments:
        winner = state.winner(one.name, key)
        if winner is not None and winner.value is not None and value in (None, winner.value):
            yield Held(state.name, one.name, winner.value, winner.scope, one.name in state.forged)


def _said(key: str, reading: Reading) -> Iterable[Said]:
    """The scopes that set it, with the environments in which each wins or loses."""
    for scope in reading.declared:
        for label in scope.labels:
            if label.key != key:
                continue
            line = reading.lines.get((*scope.path, key))
            wins: list[str] = []
            loses: dict[str, str] = {}
            for name, resolved in _contests(scope, key, reading.settings):
                if resolved is None:
                    continue
                if resolved.scope is scope.scope:
                    wins.append(name)
                else:
                    lost = next(one for one in resolved.beat if one.scope is scope.scope)
                    loses[name] = _why(lost, resolved)
            yield Said(str(scope), label, str(line or ""), wins, loses)


def _why(lost: Beaten, winner: ResolvedLabel) -> str:
    """`overridden by environment (gold)`."""
    return f"{lost.why} ({'removed' if winner.value is None else winner.value})"


def _contests(scope: DeclaredScope, key: str, settings: Settings) -> Iterable[tuple[str, ResolvedLabel | None]]:
    """What becomes of the key wherever this scope has a say: in each environment, and on all else of the stack."""
    if scope.scope is Scope.TEAM and scope.name != settings.team_name:
        return
    launched = settings.launchable(scope.scope, scope.name)
    for one in settings.environments:
        if scope.scope is Scope.ENVIRONMENT and one.name != scope.name:
            continue
        layers: list[Layer] = [*settings.stack_layers, one.layer]
        carrier = Carrier.RESOURCE
        if launched is not None:
            if launched.environment not in ("", one.name):
                continue
            layers.append(launched.layer)
            carrier = Carrier.STUDIO if scope.scope is Scope.STUDIO else Carrier.RUN
        yield one.name, _of(key, layers, carrier)
    if scope.scope in (Scope.ORGANIZATION, Scope.WORKSPACE, Scope.TEAM):
        yield OTHERS, _of(key, settings.stack_layers, Carrier.RESOURCE)


def _of(key: str, layers: Iterable[Layer], carrier: Carrier) -> ResolvedLabel | None:
    return next((one for one in resolve(layers, carrier).labels if one.key == key), None)


def counted(names: Iterable[str]) -> str:
    """Names, those that come several times with their number."""
    return ", ".join(name if count == 1 else f"{name} ({count})" for name, count in Counter(names).items())
