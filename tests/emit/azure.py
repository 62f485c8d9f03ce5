"""Azure's own judgement of a request body: the models of its Python libraries, read strictly.

The models themselves take any key, so the walk is ours; names, types, enumerations and what is required are theirs.
"""

import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from azure.mgmt.batch.models import Pool  # pyright: ignore[reportMissingTypeStubs] - it has no types of its own

_OUTDATED = frozenset({"VirtualMachineSizeTypes"})
"""Enumerations that Azure has given up: its own documentation says that they are not kept any more."""

_TIMES: dict[str, Any] = {"datetime": datetime, "date": date, "time": time, "timedelta": timedelta}


def refusals(model: type[Any], body: object, way: str = "") -> list[str]:
    """What a body has that `model` does not know, lacks, or has of another type; [] when nothing."""
    return sorted(_misfits(model, body, way or model.__name__))


@cache
def _fields(model: type[Any]) -> Mapping[str, tuple[Any, bool]]:
    """JSON name -> type, and whether it is required."""
    model({})  # a model reads its own declarations when it is first made
    room = sys.modules[model.__module__.removesuffix("._models")]
    hints = get_type_hints(model, {**vars(sys.modules[model.__module__]), **_TIMES, "_models": room, "models": room})
    named = cast("Mapping[str, Any]", cast("Any", model)._attr_to_rest_field)
    return {
        field._rest_name: (hints[name], NoneType not in get_args(hints[name]))
        for name, field in named.items()
        if field._visibility != ["read"]
    }


def _misfits(kind: Any, value: object, way: str) -> Iterator[str]:
    """What does not fit, at every depth."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        yield from _misfits_of_any(get_args(kind), value, way)
    elif origin is Literal:
        yield from () if value in get_args(kind) else (f"{way}: {value!r}",)
    elif origin is not None:
        yield from _misfits_within(origin, get_args(kind)[-1], value, way)
    elif hasattr(kind, "as_dict"):
        yield from _misfits_of_model(kind, value, way)
    elif kind not in (Any, object) and not _is_of(kind, value):
        yield f"{way}: {value!r} is no {kind.__name__}"


def _is_of(kind: type[Any], value: object) -> bool:
    """Whether a plain value is of its type, and of those that the type lists."""
    if issubclass(kind, Enum):
        return value in [one.value for one in kind]
    return isinstance(value, kind) and isinstance(value, bool) == (kind is bool)


def _misfits_of_any(kinds: tuple[Any, ...], value: object, way: str) -> Iterator[str]:
    """An open enumeration is `str` or the enumeration: what it does not list, Azure refuses."""
    known = [one for one in kinds if one is not NoneType and getattr(one, "__name__", "") not in _OUTDATED]
    listed = [one for one in known if isinstance(one, type) and issubclass(one, Enum)]
    found = [list(_misfits(one, value, way)) for one in (listed or known)]
    yield from () if any(not one for one in found) else found[0]


def _misfits_within(origin: Any, kind: Any, value: object, way: str) -> Iterator[str]:
    """What does not fit in a list or a map."""
    if not isinstance(value, origin):
        yield f"{way}: {value!r} is no {origin.__name__}"
        return
    items = cast("Mapping[object, object]", value).items() if origin is dict else enumerate(cast("list[object]", value))
    for name, item in items:
        yield from _misfits(kind, item, f"{way}[{name}]")


def _misfits_of_model(model: type[Any], value: object, way: str) -> Iterator[str]:
    """Unknown, missing and wrong members of an object."""
    if not isinstance(value, Mapping):
        yield f"{way}: {value!r} is no object"
        return
    fields, given = _fields(model), cast("Mapping[str, object]", value)
    yield from (f"{way}.{name}: unknown" for name in given.keys() - fields.keys())
    yield from (f"{way}.{name}: missing" for name, (_, needed) in fields.items() if needed and name not in given)
    for name in given.keys() & fields.keys():
        yield from _misfits(fields[name][0], given[name], f"{way}.{name}")


def pool_body(props: Mapping[str, Any]) -> dict[str, Any]:
    """The body that azure-native sends for a pool, made from its inputs: the shape of Azure Resource Manager."""
    top = {"tags", "identity"}
    path = {"accountName", "resourceGroupName", "poolName"}
    body: dict[str, Any] = {name: value for name, value in props.items() if name in top}
    if "identity" in body:
        ids = body["identity"]["userAssignedIdentities"]
        body["identity"] = {**body["identity"], "userAssignedIdentities": {one: {} for one in ids}}
    return {**body, "properties": {name: value for name, value in props.items() if name not in top | path}}


def kept_of_pool(body: Mapping[str, Any]) -> Any:
    """What the management library's Pool keeps of a body: all of it, unless it does not know something."""
    pool = cast("Any", Pool).deserialize(body)
    if missing := list(_missing_of_pool(pool)):
        raise AssertionError(f"missing: {missing}")
    return pool.serialize()


def _missing_of_pool(part: Any) -> Iterator[str]:
    """What an object of the management library must have, and has not, at every depth."""
    for name, value in cast("dict[str, Any]", vars(part)).items():
        if value is None and part._validation.get(name, {}).get("required"):
            yield f"{type(part).__name__}.{name}"
        for inner in cast("list[Any]", value) if isinstance(value, list) else [value]:
            if hasattr(inner, "_validation"):
                yield from _missing_of_pool(inner)
