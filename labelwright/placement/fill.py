"""Writing labels: fills what is missing at every place of a resource, and touches nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from labelwright.placement.injection import Injection
from labelwright.placement.places import EACH, Place
from labelwright.placement.settle import settled
from labelwright.placement.shapes import CODECS, OpaqueError, UnreadableError, merged
from labelwright.placement.table import place_of
from labelwright.placement.wire import Lift, is_list, is_mapping, within


def place(
    type_token: str,
    props: Mapping[str, object],
    injection: Injection,
    lift: Lift | None = None,
    *,
    ignored: Collection[str] = (),
) -> dict[str, object] | None:
    """New properties with the missing labels at every place of this type, or None when there is nothing to change.

    Never mutates `props`. An explicit value wins unless its key is locked; twice is as good as once. `lift` reaches
    into values that are Outputs (without it they stay as they are; with it they always count as changed). `ignored`
    are the property paths of `ignoreChanges`: a place named there is left alone.
    """
    taggable = place_of(type_token)
    if taggable is None or not injection.labels:
        return None
    changed: Mapping[str, object] = props
    for spot in taggable.places:
        if spot.when(props) and not is_ignored(spot.path, ignored):
            mine = injection.beside_provider() if spot.has_default_tags else injection
            changed = _Filler(spot, taggable.fold, mine, lift).fill(changed, spot.steps, spot.seed)
    for setting in taggable.settings:
        if setting.when(props) and not is_ignored(setting.path, ignored):
            changed = settled(changed, setting, setting.steps, lift)
    return None if changed is props else dict(changed)


def is_ignored(path: str, ignored: Collection[str]) -> bool:
    """Whether `ignoreChanges` names this place or something that it is part of.

    Single keys (`tags.team`) are no reason: the engine puts their old value back by itself.
    """
    return any(_covers(_plain_path(entry), path) for entry in ignored)


def _covers(entry: str, path: str) -> bool:
    """Whether `path` is `entry` or lies below it."""
    return entry in ("*", path) or path.startswith((f"{entry}.", f"{entry}{EACH}"))


def _plain_path(entry: str) -> str:
    """A property path without its indexes: `tagSpecifications[0].tags` and `["tags"]` become ours."""
    parts = entry.replace("]", "").replace("[", ".").replace('"', "").strip(".").split(".")
    return "".join(
        EACH if part.isdigit() or (part == "*" and at) else f".{part}" for at, part in enumerate(parts)
    ).strip(".")


@dataclass(frozen=True)
class _Filler:
    """Walks the steps of one place. Every method returns the very object it was given when nothing changes."""

    place: Place
    fold: bool
    injection: Injection
    lift: Lift | None

    def fill(self, holder: Mapping[str, object], steps: tuple[str, ...], seed: object = None) -> Mapping[str, object]:
        """`holder` with the property `steps[0]` filled."""
        name, rest = steps[0], steps[1:]
        current = holder.get(name)
        if not rest:
            changed = within(current, self.labelled, self.lift) if self.place.holder(holder) else current
        elif current is None:
            start = self.place.start(name, seed)
            changed = self.descend(start, rest)
            if changed is start:
                return holder
        elif seed is not None and is_list(current) and not current:
            changed = self.descend(seed, rest)
            changed = current if changed is seed else changed
        else:
            changed = within(current, lambda inner: self.descend(inner, rest), self.lift)
        return holder if changed is current else {**holder, name: changed}

    def descend(self, inner: object, steps: tuple[str, ...]) -> object:
        """A container on the way, filled."""
        if steps[0] == EACH:
            return self.each(inner, steps[1:])
        return self.fill(inner, steps) if is_mapping(inner) else inner

    def each(self, elements: object, steps: tuple[str, ...]) -> object:
        """A list on the way, each of its elements filled."""
        if not is_list(elements):
            return elements
        filled = [within(element, lambda inner: self.descend(inner, steps), self.lift) for element in elements]
        same = all(new is old for new, old in zip(filled, elements, strict=True))
        return elements if same else filled

    def labelled(self, value: object) -> object:
        """The labels' own value, with what is missing added."""
        codec = CODECS[self.place.shape]
        try:
            standing = [] if value is None else codec.parse(value)
        except OpaqueError:
            # What is lifted is known by then; what still is not stays as it is.
            return value if self.lift is None else self.lift(value, replace(self, lift=None).labelled)
        except UnreadableError:
            return value
        result = merged(standing, self.injection, fold=self.fold, extra=codec.extra)
        return value if result == standing else codec.format(result)
