"""Property values as the engine sends them, and as the rest of the sandbox reads them.

Pulumi puts properties into a protobuf `Struct` and marks what JSON cannot say (unknown, secret, asset) by magic
strings and signed objects. Those marks stop here: inside, an unknown is `UNKNOWN`, a secret is `Secret(value)`, an
asset is `Asset(raw)`, a whole number is an `int`.

Signatures: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/properties.go
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from google.protobuf import struct_pb2

_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a mark of the protocol
_OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_RESOURCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
_UNKNOWN_STRING: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_UNKNOWN_MARKS: Final = frozenset(
    {
        _UNKNOWN_STRING,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # bool
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)


class Unknown(enum.Enum):
    """A value that is not known before the update runs."""

    UNKNOWN = enum.auto()


UNKNOWN: Final = Unknown.UNKNOWN


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that must never be shown, and whose outputs stay secret."""

    value: Value


@dataclass(frozen=True, slots=True)
class Asset:
    """A file or archive: its signed object, passed through unread."""

    raw: dict[str, Value]


Value: TypeAlias = "bool | int | float | str | Unknown | Secret | Asset | list[Value] | dict[str, Value] | None"
Properties: TypeAlias = dict[str, Value]


def parse_properties(struct: struct_pb2.Struct) -> Properties:
    """Read a struct of the engine; a property whose value is null counts as absent, as the engine sees it."""
    read = {name: _parse_value(value) for name, value in struct.fields.items()}
    return {name: value for name, value in read.items() if value is not None}


def _parse_value(value: struct_pb2.Value) -> Value:
    match value.WhichOneof("kind"):
        case "bool_value":
            return value.bool_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "string_value":
            return UNKNOWN if value.string_value in _UNKNOWN_MARKS else value.string_value
        case "list_value":
            return [_parse_value(item) for item in value.list_value.values]
        case "struct_value":
            return _parse_object(value.struct_value)
        case _:
            return None


def _parse_object(struct: struct_pb2.Struct) -> Value:
    read: dict[str, Value] = {name: _parse_value(value) for name, value in struct.fields.items()}
    match read.get(_SIGNATURE):
        case None:
            return read
        case mark if mark == _SECRET:
            return Secret(read.get("value"))
        case mark if mark == _OUTPUT:
            value = read.get("value", UNKNOWN)
            return Secret(value) if read.get("secret") is True else value
        case mark if mark == _RESOURCE:
            return read.get("id") or read.get("urn")
        case _:
            return Asset(read)


def to_struct(properties: Mapping[str, Value]) -> struct_pb2.Struct:
    """Write properties for the engine, marks included."""
    struct = struct_pb2.Struct()
    for name, value in properties.items():
        _write(struct.fields[name], value)
    return struct


def _write(into: struct_pb2.Value, value: Value) -> None:
    if value is None:
        into.null_value = struct_pb2.NULL_VALUE
    elif isinstance(value, bool):
        into.bool_value = value
    elif isinstance(value, int | float):
        into.number_value = value
    elif isinstance(value, str):
        into.string_value = value
    elif isinstance(value, Unknown):
        into.string_value = _UNKNOWN_STRING
    elif isinstance(value, list):
        into.list_value.SetInParent()
        for item in value:
            _write(into.list_value.values.add(), item)
    else:
        into.struct_value.SetInParent()
        members = {_SIGNATURE: _SECRET, "value": value.value} if isinstance(value, Secret) else value
        for name, member in (members.raw if isinstance(members, Asset) else members).items():
            _write(into.struct_value.fields[name], member)


def is_secret(value: Value) -> bool:
    """Say whether a secret stands anywhere in a value."""
    match value:
        case Secret():
            return True
        case list():
            return any(is_secret(item) for item in value)
        case dict():
            return any(is_secret(member) for member in value.values())
        case _:
            return False


def is_unknown(value: Value) -> bool:
    """Say whether an unknown stands anywhere in a value."""
    match value:
        case Unknown():
            return True
        case Secret():
            return is_unknown(value.value)
        case list():
            return any(is_unknown(item) for item in value)
        case dict():
            return any(is_unknown(member) for member in value.values())
        case _:
            return False


def revealed(value: Value) -> Value:
    """Return a value with its secrets in the clear, for comparing and for sending to the cloud (never for messages)."""
    match value:
        case Secret():
            return revealed(value.value)
        case list():
            return [revealed(item) for item in value]
        case dict():
            return {name: revealed(member) for name, member in value.items()}
        case _:
            return value


def revealed_properties(properties: Mapping[str, Value]) -> Properties:
    """Return properties with all secrets in the clear."""
    return cast("Properties", revealed(dict(properties)))


def hidden_like(properties: Mapping[str, Value], secrets: Mapping[str, Value]) -> Properties:
    """Mark as secret every property that is (partly) secret in `secrets`: an output never shows a secret input."""
    hidden = {name for name, value in secrets.items() if is_secret(value)}
    return {name: Secret(value) if name in hidden else value for name, value in properties.items()}
