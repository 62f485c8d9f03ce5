"""Reading labels: every place of a resource with what stands there. Coverage and the policies both see through it."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from labelwright.placement.places import EACH, NO_ADDITIONS, Additions, Place, Taggable
from labelwright.placement.shapes import CODECS, OpaqueError, Shape, UnreadableError
from labelwright.placement.table import place_of
from labelwright.placement.wire import MARKS, Hidden, hidden, is_list, is_mapping, is_secret

EFFECTIVE = "tagsAll"
"""What the AWS provider makes of the root tags and its own default tags; never written by us."""

NOTHING: Mapping[str, str | Hidden] = MappingProxyType({})

Labels: TypeAlias = Mapping[str, str | Hidden] | Hidden | None
"""Labels of one place: by key (a value may be hidden), hidden as a whole, or None where none were given."""


class Placed(NamedTuple):
    """One place on one resource and the labels that stand there. `path` is as a person would point to it."""

    path: str
    labels: Labels


def labels_at(
    type_token: str,
    props: Mapping[str, object],
    provided: Mapping[str, str | Hidden] = NOTHING,
    additions: Additions = NO_ADDITIONS,
) -> list[Placed]:
    """Every place for labels on this resource, those included that should have labels and have none.

    Takes inputs as a program, the engine, a policy (made plain) or a state file has them. Secrets are never opened:
    their keys are shown, their values are `Hidden.SECRET`. Untaggable types have no places. `provided` are labels that
    the provider adds where its defaults reach; `additions` are types that somebody declared.
    """
    taggable = place_of(type_token, additions)
    return [] if taggable is None else labels_in(taggable, props, provided)


def labels_in(
    taggable: Taggable, props: Mapping[str, object], provided: Mapping[str, str | Hidden] = NOTHING
) -> list[Placed]:
    """The same for whoever has looked the type up: coverage does so once for all resources of a type."""
    return [
        _beside(provided, placed) if provided and spot.has_default_tags else placed
        for spot in taggable.places
        if spot.when(props)
        for placed in _of_place(spot, props)
    ]


def _beside(provided: Mapping[str, str | Hidden], placed: Placed) -> Placed:
    """The same place with what the provider adds to it; labels that are hidden as a whole stay so."""
    if isinstance(placed.labels, Hidden):
        return placed
    return Placed(placed.path, {**provided, **(placed.labels or NOTHING)})


def _of_place(spot: Place, props: Mapping[str, object]) -> Iterator[Placed]:
    """What stands in one place; more than one where its path runs through a list."""
    return _read(spot, props, spot.steps, "", spot.seed)


def _read(
    spot: Place, holder: Mapping[str, object], steps: tuple[str, ...], before: str, seed: object = None
) -> Iterator[Placed]:
    """Follow the property `steps[0]` of `holder`."""
    name, rest = steps[0], steps[1:]
    path = f"{before}.{name}" if before else name
    value = holder.get(name)
    if not rest:
        if spot.holder(holder):
            labels = _labels(spot, value)
            yield Placed(path, _with_provided(labels, holder) if spot.has_default_tags else labels)
    elif value is None or (seed is not None and is_list(value) and not value):
        yield from _descend(spot, spot.start(name, seed), rest, path)
    else:
        yield from _descend(spot, value, rest, path)


def _descend(spot: Place, value: object, steps: tuple[str, ...], path: str) -> Iterator[Placed]:
    """Follow a container; one that cannot be opened is reported as hidden, with the rest of the way."""
    reason = hidden(value)
    if reason is not None:
        opened = value.get("value") if is_secret(value) else None
        if opened is None:
            yield Placed(path + "".join("[]" if step == EACH else f".{step}" for step in steps), reason)
        else:
            yield from (_masked(placed) for placed in _descend(spot, opened, steps, path))
    elif steps[0] == EACH:
        for index, element in enumerate(value if is_list(value) else ()):
            yield from _descend(spot, element, steps[1:], f"{path}[{_name(spot, element, index)}]")
    elif is_mapping(value):
        yield from _read(spot, value, steps, path)


def _name(spot: Place, element: object, index: int) -> str:
    """What tells an element apart in a report: its name where it has one, else its number."""
    name = element.get(spot.naming) if is_mapping(element) else None
    return name if isinstance(name, str) and hidden(name) is None else str(index)


def _labels(spot: Place, value: object) -> Labels:
    """The labels' own value in the form of `Labels`. A wrong shape counts as none: nothing there is a label."""
    if value is None:
        return None
    if is_secret(value) and "value" in value:
        return _masked_labels(_labels(spot, value["value"]))
    reason = hidden(value)
    if reason is not None:
        return reason
    try:
        return _readable(_pairs(spot, value))
    except OpaqueError:
        return Hidden.UNKNOWN
    except UnreadableError:
        return None


def _pairs(spot: Place, value: object) -> Iterable[tuple[str, object]]:
    """Keys and values of one place. Nearly every place is a map, which needs no way round through entries."""
    if spot.shape is Shape.MAP and is_mapping(value):
        return value.items()
    return [(entry.key, entry.value) for entry in CODECS[spot.shape].parse(value)]


def _readable(pairs: Iterable[tuple[str, object]]) -> dict[str, str | Hidden]:
    """Labels by key, with what is hidden said; a label without a value is none."""
    return {
        key: value if isinstance(value, str) and value not in MARKS else hidden(value) or str(value)
        for key, value in pairs
        if value is not None
    }


def _with_provided(labels: Labels, props: Mapping[str, object]) -> Labels:
    """Root labels and what the provider adds to them, where it has said so: `tagsAll` is their sum, made by its check.

    The sum is unknown as a whole when one value in it is.
    """
    total = props.get(EFFECTIVE)
    if not is_mapping(total) or is_secret(total) or total == labels:
        return labels
    added = _readable(total.items())
    return {**added, **labels} if isinstance(labels, Mapping) else added or labels


def _masked(placed: Placed) -> Placed:
    """The same place with every value hidden: it stands inside a secret."""
    return Placed(placed.path, _masked_labels(placed.labels))


def _masked_labels(labels: Labels) -> Labels:
    """The same keys with every value hidden."""
    return labels if labels is None or isinstance(labels, Hidden) else dict.fromkeys(labels, Hidden.SECRET)
