"""Labels within what a cloud says of a whole resource, by paths that may be others than in the inputs of its type."""

import re
from collections.abc import Iterator, Mapping, Sequence

from labelwright.drift.compare import Carried
from labelwright.placement.wire import is_list, is_mapping

NOT_THERE = "what these tags stand on is not there"
OTHER_FORM = "what stands there has another form than labels"
_ELEMENT = re.compile(r"\[([^\]]*)\]")
_NAMES = ("name", "deviceName")
_PAIRS = (("name", "value"), ("key", "value"), ("Key", "Value"))


class _EndError(Exception):
    """The way to a place ends before it."""


class _FormError(Exception):
    """What stands in a place cannot be read as labels."""


def pattern_of(path: str) -> str:
    """A place without the names of its elements.

    >>> pattern_of("nodePools[first].nodeConfig.resourceLabels")
    'nodePools[].nodeConfig.resourceLabels'
    """
    return _ELEMENT.sub("[]", path)


def carried_within(document: object, ways: Mapping[str, str], *, ends_empty: bool = False) -> Carried:
    """What stands in some places, by the path that each has in the document.

    A place names the elements of lists, by name or number; a list of keys and values is read as well as a map. Where a
    way ends early nothing is known, unless `ends_empty` says that there are no labels then.

    >>> pools = {"pools": [{"name": "a", "config": {"tags": {"team": "x"}}}]}
    >>> carried_within(pools, {"pools[a].tags": "pools[].config.tags"}).places
    {'pools[a].tags': {'team': 'x'}}
    """
    places: dict[str, Mapping[str, str]] = {}
    unchecked: dict[str, str] = {}
    for place, path in ways.items():
        try:
            places[place] = _labels_at(document, path, iter(_ELEMENT.findall(place)))
        except _FormError:
            unchecked[place] = OTHER_FORM
        except _EndError:
            if ends_empty and "[" not in place:
                places[place] = {}
            else:
                unchecked[place] = NOT_THERE
    return Carried(places, unchecked)


def _labels_at(document: object, path: str, elements: Iterator[str]) -> dict[str, str]:
    """The labels at a path, whose `[]` are these elements one after the other."""
    *way, last = path.replace("[]", ".[]").split(".")
    value = document
    for step in way:
        value = _element(value, next(elements, "")) if step == "[]" else _property(value, step)
    return _labels(_property(value, last))


def _property(holder: object, name: str) -> object:
    if not is_mapping(holder):
        raise _EndError
    return holder.get(name)


def _element(holder: object, element: str) -> object:
    """The element of a list that has this name, else this number."""
    elements: Sequence[object] = holder if is_list(holder) else ()
    named = (one for one in elements if is_mapping(one) and element in (one.get(name) for name in _NAMES))
    numbered = elements[int(element)] if element.isdecimal() and int(element) < len(elements) else None
    return next(named, numbered)


def _labels(value: object) -> dict[str, str]:
    """Labels as a map; none of them where nothing is there."""
    if value is None:
        return {}
    if is_mapping(value):
        return {key: str(text) for key, text in value.items()}
    return dict(map(_pair, value if is_list(value) else [None]))


def _pair(one: object) -> tuple[str, str]:
    """A key with its value, by any of the names that clouds give them."""
    for key, value in _PAIRS:
        if is_mapping(one) and key in one and value in one:
            return str(one[key]), str(one[value])
    raise _FormError
