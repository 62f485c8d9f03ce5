"""Writing labels: fills what is missing at every place of a resource, and touches nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from labelwright.placement.injection import Injection
from labelwright.placement.places import EACH, NO_ADDITIONS, Additions, Place
from labelwright.placement.settle import settled
from labelwright.placement.shapes import CODECS, OpaqueError, UnreadableError, merged
from labelwright.placement.table import place_of
from labelwright.placement.wire import is_list, is_mapping, within


def place(
    type_token: str,
    props: Mapping[str, object],
    injection: Injection,
    *,
    ignored: Collection[str] = (),
    additions: Additions = NO_ADDITIONS,
) -> dict[str, object] | None:
    """New properties with the missing labels at every place of this type, or None when there is nothing to change.

    Never mutates `props`. An explicit value wins unless its key is locked; twice is as good as once. What is not known
    yet stays as it is. `ignored` are the property paths of `ignoreChanges`: a place named there is left alone. Volatile
    labels stay off places where a change of them would disturb what runs. `additions` are types that somebody declared.
    """
    found = changes(type_token, props, injection, ignored=ignored, additions=additions)
    return {**props, **found} if found else None


def changes(
    type_token: str,
    props: Mapping[str, object],
    injection: Injection,
    *,
    ignored: Collection[str] = (),
    additions: Additions = NO_ADDITIONS,
) -> dict[str, object]:
    """The root properties that `place` gives another value, and no others: an update sends nothing else anew."""
    taggable = place_of(type_token, additions)
    if taggable is None or not injection.labels:
        return {}
    found: dict[str, object] = {}
    for spot in taggable.places:
        if spot.when(props) and not (ignored and is_ignored(spot.path, ignored)):
            mine = injection.beside_provider() if spot.has_default_tags else injection
            if mine.volatile and not spot.is_calm(props):
                mine = mine.without(mine.volatile)
            name = spot.steps[0]
            current = found.get(name, props.get(name))
            filled = _Filler(spot, taggable.fold, mine).filled(props, current, spot.steps, spot.seed)
            if filled is not current:
                found[name] = filled
    for setting in taggable.settings:
        if setting.when(props) and not (ignored and is_ignored(setting.path, ignored)):
            name, *rest = setting.steps
            current = found.get(name, props.get(name))
            filled = settled(current, setting, rest)
            if filled is not current:
                found[name] = filled
    return found


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


@dataclass(slots=True)
class _Filler:
    """Walks the steps of one place. Every method returns the very object it was given when nothing changes."""

    place: Place
    fold: bool
    injection: Injection

    def filled(
        self, holder: Mapping[str, object], current: object, steps: tuple[str, ...], seed: object = None
    ) -> object:
        """What becomes of `current`, the property `steps[0]` of `holder`."""
        name, rest = steps[0], steps[1:]
        if not rest:
            return within(current, self.labelled) if self.place.holder(holder) else current
        if current is None:
            start = self.place.start(name, seed)
            made = self.descend(start, rest)
            return current if made is start else made
        if seed is not None and is_list(current) and not current:
            made = self.descend(seed, rest)
            return current if made is seed else made
        return within(current, lambda inner: self.descend(inner, rest))

    def fill(self, holder: Mapping[str, object], steps: tuple[str, ...]) -> Mapping[str, object]:
        """`holder` with the property `steps[0]` filled."""
        name = steps[0]
        current = holder.get(name)
        made = self.filled(holder, current, steps)
        return holder if made is current else {**holder, name: made}

    def descend(self, inner: object, steps: tuple[str, ...]) -> object:
        """A container on the way, filled."""
        if steps[0] == EACH:
            return self.each(inner, steps[1:])
        return self.fill(inner, steps) if is_mapping(inner) else inner

    def each(self, elements: object, steps: tuple[str, ...]) -> object:
        """A list on the way, each of its elements filled."""
        if not is_list(elements):
            return elements
        filled = [within(element, lambda inner: self.descend(inner, steps)) for element in elements]
        same = all(new is old for new, old in zip(filled, elements, strict=True))
        return elements if same else filled

    def labelled(self, value: object) -> object:
        """The labels' own value, with what is missing added."""
        codec = CODECS[self.place.shape]
        try:
            standing = [] if value is None else codec.parse(value)
        except (OpaqueError, UnreadableError):
            return value
        result = merged(standing, self.injection, fold=self.fold, extra=codec.extra)
        return value if result is None else codec.format(result)
