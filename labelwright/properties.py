"""A resource's properties as the engine sends them, read only where somebody looks, and written only where changed.

A protobuf `Struct` on the outside, plain Python values on the inside. Wrapped values (secrets, outputs, assets) keep
their wrapper as a mapping with its signature (`placement.wire`), so that nothing of them is lost on the way back.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias, cast

from google.protobuf.struct_pb2 import Struct, Value

Plain: TypeAlias = object
"""None, bool, float, str, or a list or dict of such values."""


class Properties(Mapping[str, object]):
    """The properties of one request; each is decoded when it is asked for."""

    def __init__(self, struct: Struct) -> None:
        self._fields = struct.fields
        self._decoded: dict[str, object] = {}

    def __getitem__(self, name: str) -> object:
        if name in self._decoded:
            return self._decoded[name]
        if name not in self._fields:  # to ask a message's map for what is not in it would put it there
            raise KeyError(name)
        value = self._decoded[name] = decoded(self._fields[name])
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


def decoded(value: Value) -> Plain:
    """A value of the wire as Python has it."""
    match value.WhichOneof("kind"):
        case "string_value":
            return value.string_value
        case "struct_value":
            fields = value.struct_value.fields
            return {name: decoded(fields[name]) for name in fields}
        case "list_value":
            return [decoded(one) for one in value.list_value.values]
        case "bool_value":
            return value.bool_value
        case "number_value":
            return value.number_value
        case _:
            return None


def changed(struct: Struct, changes: Mapping[str, object]) -> Struct:
    """A copy of the properties with some of them written anew. Raises ValueError for what is no value of the wire."""
    result = Struct()
    result.CopyFrom(struct)
    result.update(cast("Any", changes))  # protobuf judges each value itself
    return result
