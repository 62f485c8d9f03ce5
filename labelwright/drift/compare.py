"""What a stack declares against what a cloud carries: the one judgement, the same for every cloud. Pure."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from labelwright.drift.declared import Declared
from labelwright.drift.system import is_system
from labelwright.drift.verdict import NOTHING, Change, Difference, Judged, Standing
from labelwright.placement import Hidden, Placed


class Carried(NamedTuple):
    """What a cloud answered of one resource: labels by place, why a place is unknown, or that it is not there.

    `reason` says why nothing at all is known; `places` and `unchecked` are then empty.
    """

    places: Mapping[str, Mapping[str, str]]
    unchecked: Mapping[str, str] = NOTHING
    is_gone: bool = False
    reason: str = ""


GONE = Carried({}, is_gone=True)


def unread(reason: str) -> Carried:
    """The answer that is none."""
    return Carried({}, reason=reason)


def compare(one: Declared, carried: Carried) -> Judged:
    """Judge a resource by what its cloud answered."""
    if carried.is_gone:
        return Judged(one.urn, one.type, Standing.GONE, reason=carried.reason)
    if carried.reason:
        return Judged(one.urn, one.type, Standing.UNCHECKED, reason=carried.reason)
    unchecked = {
        placed.path: reason for placed in one.places if (reason := _why_unchecked(one, placed, carried)) is not None
    }
    judged = [placed for placed in one.places if placed.path not in unchecked]
    differences = tuple(
        difference for placed in judged for difference in _differences(one, placed, carried.places[placed.path])
    )
    standing = Standing.DRIFTED if differences else Standing.SAME if judged or not one.places else Standing.UNCHECKED
    return Judged(one.urn, one.type, standing, differences, unchecked)


def _why_unchecked(one: Declared, placed: Placed, carried: Carried) -> str | None:
    """Why a place is not judged, or None where it is."""
    if any(placed.path == name or placed.path.startswith((f"{name}.", f"{name}[")) for name in one.untouched):
        return "the stack leaves it alone (ignoreChanges)"
    if isinstance(placed.labels, Hidden):
        return f"what is declared is {placed.labels.value}"
    if placed.path not in carried.places:
        return carried.unchecked.get(placed.path, "the cloud does not tell what stands there")
    return None


def _differences(one: Declared, placed: Placed, found: Mapping[str, str]) -> Iterator[Difference]:
    """Labels of one place that are not as declared, sorted by key."""
    labels: Mapping[str, str | Hidden] = placed.labels if isinstance(placed.labels, Mapping) else NOTHING
    standing = {_same(one, key): (key, value) for key, value in found.items()}
    expected = {_same(one, key): (key, value) for key, value in labels.items()}
    for name in sorted(standing.keys() | expected.keys()):
        if name not in expected:
            key, value = standing[name]
            if not is_system(one.package, key, value, one.overlooked):
                yield Difference(placed.path, key, Change.ADDED, None, value)
            continue
        key, wanted = expected[name]
        if name not in standing:
            yield Difference(placed.path, key, Change.REMOVED, str(wanted), None)
        elif not isinstance(wanted, Hidden) and standing[name][1] != wanted:
            yield Difference(placed.path, key, Change.CHANGED, wanted, standing[name][1])


def _same(one: Declared, key: str) -> str:
    """A key as its cloud tells keys apart."""
    return key.casefold() if one.fold else key
