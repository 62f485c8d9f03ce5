"""The shapes in which resources want their labels: a closed table of parse/format pairs around one neutral form.

The neutral form is a list of entries in the user's order. Adding labels is said once, on the neutral form; a shape only
says how to get there and back.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from labelwright.placement.wire import hidden, is_list, is_mapping

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

_WHOLE = "whole"
"""Where an entry of a list of texts has the text that is no label."""


class Entry(NamedTuple):
    """One label that stands in a place; `extra` is what the shape says besides key and value."""

    key: str
    value: object
    extra: Mapping[str, object] = NOTHING


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


def _parse_element(element: object, name: str) -> Entry:
    """One `{key, value, ...}`, which calls its key by `name`."""
    if hidden(element):
        raise OpaqueError
    if not is_mapping(element):
        raise UnreadableError
    key = element.get(name)
    if hidden(key):
        raise OpaqueError
    if not isinstance(key, str):
        raise UnreadableError
    rest = {other: item for other, item in element.items() if other not in (name, "value")}
    return Entry(key, element.get("value"), rest)


def _format_list(entries: Sequence[Entry], *, name: str) -> object:
    """`[{key, value, ...}]` from entries."""
    return [{name: entry.key, "value": entry.value, **entry.extra} for entry in entries]


def _parse_texts(value: object) -> list[Entry]:
    """Entries of `["key:value"]`."""
    if not is_list(value):
        raise UnreadableError
    return [_parse_text(element) for element in value]


def _parse_text(element: object) -> Entry:
    """One `key:value`. A text without a colon has a key that no label has, and no value: so it stays."""
    if hidden(element):
        raise OpaqueError
    if not isinstance(element, str):
        raise UnreadableError
    key, colon, value = element.partition(":")
    return Entry(key, value) if colon else Entry(f":{element}", None, {_WHOLE: element})


def _format_texts(entries: Sequence[Entry]) -> object:
    """`["key:value"]` from entries."""
    return [entry.extra.get(_WHOLE, f"{entry.key}:{entry.value}") for entry in entries]


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


def merged(entries: Sequence[Entry], injection: "Injection", *, fold: bool, extra: Mapping[str, object]) -> list[Entry]:
    """What stands there plus what is missing; equal to `entries` when nothing is missing.

    An explicit value wins unless its key is locked. With `fold`, keys that differ only in case are one key, as the
    cloud has it. An entry whose value is None says nothing, and is filled.
    """
    same = str.casefold if fold else _as_written
    locked = {same(key) for key in injection.locked}
    result = list(entries)
    for key, value in sorted(injection.labels.items()):
        standing = [index for index, entry in enumerate(result) if same(entry.key) == same(key)]
        if not standing:
            result.append(Entry(key, value, extra))
        elif same(key) in locked:
            result[standing[0]] = result[standing[0]]._replace(key=key, value=value)
            for index in reversed(standing[1:]):
                del result[index]
        elif len(standing) == 1 and result[standing[0]].value is None:
            result[standing[0]] = result[standing[0]]._replace(value=value)
    return result
