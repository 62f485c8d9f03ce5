"""What the next `pulumi up` would do for an edit of labels, as far as the state tells: in place, a rollout, anew.

The engine's preview has the last word; this is said before anything is written.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from labelwright.label_edit.standing import StackState
from labelwright.lineage import ancestors_of, name_of
from labelwright.placement import Hidden, Injection, Injections, Placed, effect_at, is_calm, labels_in, place_of
from labelwright.settings import Settings
from labelwright.settings.injections import injections_of
from labelwright.vocabulary import Effect

_SEVERITY = {effect: number for number, effect in enumerate(Effect)}


class Touched(NamedTuple):
    """A resource whose labels the next update would change."""

    stack: str
    urn: str
    type: str
    effect: Effect
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effects:
    """The resources that would change, and the environments that would get other labels; `forged` are those there."""

    resources: tuple[Touched, ...] = ()
    environments: tuple[tuple[str, str], ...] = ()
    forged: tuple[tuple[str, str], ...] = ()

    @property
    def totals(self) -> dict[str, int]:
        """How many resources feel it in which way."""
        counts = Counter(one.effect for one in self.resources)
        return {str(effect): counts[effect] for effect in Effect}

    def told(self) -> list[str]:
        """Sentences for a person; none where nothing changes."""
        lines: list[str] = []
        if self.environments:
            lines.append(f"environments whose labels change: {', '.join(name for _, name in self.environments)}")
        if self.forged:
            names = ", ".join(name for _, name in self.forged)
            lines.append(f"there already, with labels that are fixed: {names}. 'pulumi preview' shows what it replaces")
        for effect in Effect:
            names = [f"{name_of(one.urn)} ({one.type})" for one in self.resources if one.effect is effect]
            if names and effect is Effect.IN_PLACE:
                lines.append(f"the next 'pulumi up' changes {_resources(len(names))} in place")
            elif names:
                how = "replaces" if effect is Effect.REPLACEMENT else "restarts what runs in"
                lines.append(f"the next 'pulumi up' {how} {_resources(len(names))}: {', '.join(names)}")
        return lines

    def document(self) -> dict[str, object]:
        """As JSON."""
        return {
            "totals": self.totals,
            "environments": [
                {"stack": stack, "name": name, "forged": (stack, name) in self.forged}
                for stack, name in self.environments
            ],
            "resources": [
                {"stack": one.stack, "urn": one.urn, "effect": str(one.effect), "places": list(one.places)}
                for one in self.resources
            ],
        }


def _resources(count: int) -> str:
    return f"{count:,} resource{'s' * (count != 1)}"


def effects_of(state: StackState, after: Settings) -> Effects:
    """What becomes of a stack whose config reads as `after` and not as it does now."""
    before = state.reading.settings
    now = {one.name: before.forge_labels(one.layer).values for one in before.environments}
    then = {one.name: after.forge_labels(one.layer).values for one in after.environments}
    changed = tuple((state.name, name) for name, labels in then.items() if labels != now.get(name))
    forged = tuple((stack, name) for stack, name in changed if name in state.forged)
    return Effects(tuple(_touched(state, injections_of(before), injections_of(after))), changed, forged)


def _touched(state: StackState, before: Injections, after: Injections) -> Iterator[Touched]:
    """The resources that would change, in the order of the state."""
    ancestors = ancestors_of(state.resources) if after.exemptions else {}
    for one in state.resources:
        kind, urn = one["type"], one["urn"]
        taggable = place_of(kind, after.additions)
        if taggable is None or one.get("external") or not (one.get("custom") or kind in after.additions):
            continue
        environment = state.environment_of[urn]
        old, new = before.of(environment, kind), after.of(environment, kind)
        if (old.labels, old.locked, old.volatile) == (new.labels, new.locked, new.volatile):
            continue
        exempt = after.exempt(new, kind, name_of(urn), ancestors.get(urn, ()))
        if exempt is not None:
            old, new = old.without(exempt.keys), new.without(exempt.keys)
        inputs: Mapping[str, object] = one.get("inputs") or {}
        places = [
            placed.path
            for placed in labels_in(taggable, inputs)
            if _changes(placed, _at(placed, old, one, after), _at(placed, new, one, after))
        ]
        if places:
            effects: Iterable[Effect] = (effect_at(kind, path, inputs, after.additions) for path in places)
            yield Touched(state.name, urn, kind, max(effects, key=_SEVERITY.__getitem__), tuple(places))


def _at(placed: Placed, injection: Injection, resource: Mapping[str, Any], expected: Injections) -> Injection:
    """What belongs at one place: volatile labels stay off where a change disturbs something."""
    inputs: Mapping[str, object] = resource.get("inputs") or {}
    if injection.volatile and not is_calm(resource["type"], placed.path, inputs, expected.additions):
        return injection.without(injection.volatile)
    return injection


def _changes(placed: Placed, old: Injection, new: Injection) -> bool:
    """Whether other labels would stand there. An explicit one stays, unless its key is locked."""
    if isinstance(placed.labels, Hidden):
        return old.labels != new.labels
    standing = placed.labels or {}
    for key in {*old.labels, *new.labels}:
        was, before, will = standing.get(key), old.labels.get(key), new.labels.get(key)
        if will is None:
            if was is not None and was == before:
                return True
            continue
        is_new = before != will or key in new.locked - old.locked
        is_explicit = was is not None and was != before and key not in new.locked
        if is_new and was != will and not is_explicit:
            return True
    return False
