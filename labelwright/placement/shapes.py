"""The shapes in which resources want their labels: a closed table of parse/format pairs around one neutral form.

The neutral form is a list of entries in the user's order. Adding labels is said once, on the neutral form; a shape only
says how to get there and back.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from labelwright.placement.wire import hidden, is_list, is_mapping, known

if TYPE_CHECKING:  # an injection knows where labels go, and so what is written here
    from labelwright.placement.injection import Injection


class Shape(StrEnum):
    """How labels are written in one place; stack config names it so for types that it declares."""

    MAP = "map"
    """`{key: value}`"""
    GROUP_LIST = "group-list"
    """`[{key, value, propagateAtLaunch}]`, as auto scaling groups want it"""
    KEY_VALUE_LIST = "key-value-list"
    """`[{key, value}]`, as a few types of Google and all of `aws-native` want it"""
    NAME_LIST = "name-value-list"
    """`[{name, value}]`, as Azure Batch wants its metadata"""
    TEXT_LIST = "text-list"
    """`["key:value"]`, as Datadog wants it; a text without a colon is no label, and stays"""


KEY_NAME: Mapping[Shape, str] = {Shape.GROUP_LIST: "key", Shape.KEY_VALUE_LIST: "key", Shape.NAME_LIST: "name"}
"""What an element of a list calls its key, beside its `value`."""


NOTHING: Mapping[str, object] = MappingProxyType({})


class Entry(NamedTuple):
    """One label that stands in a place; `extra` is what the shape says besides key and value.

    `whole` is the element of a list from which it was read: written back as it is while nothing of it changes.
    """

    key: str
    value: object
    extra: Mapping[str, object] = NOTHING
    whole: object = None


class OpaqueError(Exception):
    """The keys that stand here cannot be read, because something among them is not known yet."""


class UnreadableError(Exception):
    """What stands here has another shape; the provider's own check will refuse it, so it is left alone."""


class Codec(NamedTuple):
    """Both ways between a shape and the neutral form; `extra` goes with each label that is added."""

    parse: Callable[[object], list[Entry]]
    format: Callable[[Sequence[Entry]], object]
    extra: Mapping[str, object]


def _parse_map(value: object) -> list[Entry]:
    """Entries of `{key: value}`."""
    if not is_mapping(value):
        raise UnreadableError
    return [Entry(key, item) for key, item in value.items()]


def _format_map(entries: Sequence[Entry]) -> object:
    """`{key: value}` from entries."""
    return {entry.key: entry.value for entry in entries}


def _parse_list(value: object, *, name: str) -> list[Entry]:
    """Entries of `[{key, value, ...}]`; one element that cannot be read hides the keys of the whole list."""
    if not is_list(value):
        raise UnreadableError
    return [_parse_element(element, name) for element in value]


def _parse_element(whole: object, name: str) -> Entry:
    """One `{key, value, ...}`, which calls its key by `name`."""
    element = known(whole)
    if hidden(element):
        raise OpaqueError
    if not is_mapping(element):
        raise UnreadableError
    key = known(element.get(name))
    if hidden(key):
        raise OpaqueError
    if not isinstance(key, str):
        raise UnreadableError
    rest = {other: item for other, item in element.items() if other not in (name, "value")}
    return Entry(key, element.get("value"), rest, whole)


def _format_list(entries: Sequence[Entry], *, name: str) -> object:
    """`[{key, value, ...}]` from entries."""
    return [entry.whole or {name: entry.key, "value": entry.value, **entry.extra} for entry in entries]


def _parse_texts(value: object) -> list[Entry]:
    """Entries of `["key:value"]`."""
    if not is_list(value):
        raise UnreadableError
    return [_parse_text(element) for element in value]


def _parse_text(whole: object) -> Entry:
    """One `key:value`. A text without a colon has a key that no label has, and no value: so it stays."""
    element = known(whole)
    if hidden(element):
        raise OpaqueError
    if not isinstance(element, str):
        raise UnreadableError
    key, colon, value = element.partition(":")
    return Entry(key, value, whole=whole) if colon else Entry(f":{element}", None, whole=whole)


def _format_texts(entries: Sequence[Entry]) -> object:
    """`["key:value"]` from entries."""
    return [entry.whole or f"{entry.key}:{entry.value}" for entry in entries]


def _list_codec(shape: Shape, extra: Mapping[str, object]) -> Codec:
    """Both ways for a shape that is a list."""
    name = KEY_NAME[shape]
    return Codec(partial(_parse_list, name=name), partial(_format_list, name=name), extra)


CODECS: Mapping[Shape, Codec] = {
    Shape.MAP: Codec(_parse_map, _format_map, NOTHING),
    Shape.GROUP_LIST: _list_codec(Shape.GROUP_LIST, {"propagateAtLaunch": True}),
    Shape.KEY_VALUE_LIST: _list_codec(Shape.KEY_VALUE_LIST, NOTHING),
    Shape.NAME_LIST: _list_codec(Shape.NAME_LIST, NOTHING),
    Shape.TEXT_LIST: Codec(_parse_texts, _format_texts, NOTHING),
}


def _as_written(key: str) -> str:
    """A key as clouds see it that count case."""
    return key


def merged(
    entries: Sequence[Entry], injection: "Injection", *, fold: bool, extra: Mapping[str, object]
) -> list[Entry] | None:
    """What stands there plus what is missing, or None when nothing is missing.

    An explicit value wins unless its key is locked. With `fold`, keys that differ only in case are one key, as the
    cloud has it. An entry whose value is None says nothing, and is filled.
    """
    if not entries and not fold:  # by far the most frequent case: there is nothing to compare with
        return [Entry(key, value, extra) for key, value in injection.ordered] or None
    same = str.casefold if fold else _as_written
    locked = {same(key) for key in injection.locked}
    result: list[Entry | None] = list(entries)  # None: taken away
    standing: dict[str, list[int]] = {}
    for index, entry in enumerate(entries):
        standing.setdefault(same(entry.key), []).append(index)
    is_changed = False
    for key, value in injection.ordered:
        key_there = same(key)
        there = standing.get(key_there)
        if there is None:
            standing[key_there] = [len(result)]
            result.append(Entry(key, value, extra))
            is_changed = True
            continue
        first = result[there[0]]
        if first is None:
            continue
        if key_there in locked:
            rest = there[1:]
            standing[key_there] = there[:1]
            for index in rest:
                result[index] = None
            is_changed |= bool(rest) or (first.key, first.value) != (key, value)
            result[there[0]] = first._replace(key=key, value=value, whole=None)
        elif first.value is None and len(there) == 1:
            result[there[0]] = first._replace(value=value, whole=None)
            is_changed = True
    return [entry for entry in result if entry is not None] if is_changed else None
