"""A resource's properties as the engine sends them, read only where somebody looks, and written only where changed.

A protobuf `Struct` on the outside, plain Python values on the inside. Wrapped values (secrets, outputs, assets) keep
their wrapper as a mapping with its signature (`placement.wire`), so that nothing of them is lost on the way back.
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from google.protobuf.struct_pb2 import ListValue, Struct, Value

from labelwright.placement.wire import is_list, is_mapping

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


def encode(plain: Plain, value: Value) -> None:
    """Write what `decoded` gives into a value of the wire. Raises TypeError for anything else."""
    if isinstance(plain, str):
        value.string_value = plain
    elif isinstance(plain, bool):
        value.bool_value = plain
    elif isinstance(plain, (int, float)):
        value.number_value = plain
    elif plain is None:
        value.null_value = 0  # type: ignore[assignment]
    elif is_mapping(plain):
        value.struct_value.CopyFrom(Struct())
        for name, one in plain.items():
            encode(one, value.struct_value.fields[name])
    elif is_list(plain):
        value.list_value.CopyFrom(ListValue())
        for one in plain:
            encode(one, value.list_value.values.add())
    else:
        raise TypeError(f"a value of type {type(plain).__name__} cannot be sent to the engine")


def changed(struct: Struct, changes: Mapping[str, object]) -> Struct:
    """A copy of the properties with some of them written anew."""
    result = Struct()
    result.CopyFrom(struct)
    for name, plain in changes.items():
        encode(plain, result.fields[name])
    return result
