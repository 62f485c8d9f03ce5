"""What a Pulumi provider's own Python SDK says a resource or function looks like.

The sandbox's providers judge every input by this (`Check` refuses what the SDK does not have), and the label
placement table is generated from it. Nothing is read from source text: the shapes come from Pulumi's run-time
metadata (the modules that each SDK registers, `@pulumi.getter` names, resolved type hints), so a new SDK version needs
no change here. Only the one SDK module that a token lives in is imported: all of `pulumi_aws` costs 8 s and 450 MB.

Names are wire names (camelCase), as the engine sends them. No gRPC and no provider logic in here.
"""

from __future__ import annotations

import dis
import enum
import importlib
import inspect
import sys
import typing
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from threading import RLock
from types import ModuleType, UnionType
from typing import Any, Literal, Protocol, Union, cast, get_args, get_origin

import pulumi
from pulumi import _types as _metadata  # pyright: ignore[reportPrivateUsage]  # no public reader of getter names
from pulumi.runtime import rpc as _registry


class UnknownTokenError(LookupError):
    """The SDK has no such resource type or function; `str()` says which package was asked."""


class Kind(enum.StrEnum):
    """The shapes that a value can have on the wire; read by the strict Check and by the placement generator."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    LIST = "list"
    MAP = "map"
    OBJECT = "object"
    UNION = "union"
    ASSET = "asset"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Type:
    """One type: its kind, and what that kind holds.

    `item` is the element of a LIST or MAP, `members` are the alternatives of a UNION, `values` are the only constants
    allowed (empty: any), `source` is the SDK class behind an OBJECT. Objects open lazily: some contain themselves.
    """

    kind: Kind
    item: Type | None = None
    members: tuple[Type, ...] = ()
    values: tuple[object, ...] = ()
    source: type | None = None

    @property
    def fields(self) -> Mapping[str, Field]:
        """The properties of an OBJECT by wire name; empty for every other kind."""
        return _fields(self.source) if self.source is not None else {}


@dataclass(frozen=True, slots=True)
class Field:
    """One property of an object: wire name, type, and whether the SDK demands it."""

    name: str
    type: Type
    required: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """One resource type: what goes in, and what comes out (`id` and `urn` excluded, every resource has those)."""

    token: str
    inputs: Mapping[str, Field]
    outputs: Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class FunctionShape:
    """One function (data source, invoke): its arguments and the properties of its result."""

    token: str
    inputs: Mapping[str, Field]
    outputs: Mapping[str, Field]


_loading = RLock()


class _RegisteredModule(Protocol):
    """What each SDK's `_utilities.register` puts into Pulumi's module registry."""

    mod_info: dict[str, Any]  # JSON of the SDK: pkg, mod, fqn, classes


def tokens(package: str) -> Iterator[str]:
    """Yield every resource type token of an SDK, sorted; `package` is Pulumi's name (`aws`, `azure-native`).

    Imports the SDK's top module only, not the modules that the tokens live in.
    """
    infos = _modules(package).values()
    yield from sorted(token for info in infos for token in cast("dict[str, str]", info["classes"]))


@cache
def resource_shape(token: str) -> Shape:
    """Return the shape of a resource type, such as `aws:batch/computeEnvironment:ComputeEnvironment`.

    `pulumi:providers:aws` is the provider itself. Raises `UnknownTokenError` for what the SDK does not have.
    """
    resource = resource_class(token)
    outputs = {name: field for name, field in _fields(resource).items() if name not in {"id", "urn"}}
    return Shape(token, _fields(_args_class(resource)), outputs)


@cache
def resource_class(token: str) -> type[pulumi.Resource]:
    """Return the SDK's class of a resource type token, imported on demand; raises `UnknownTokenError`."""
    package, module, name = parse_token(token)
    if (package, module) == ("pulumi", "providers"):
        return _class(_package_module(name), "Provider")
    info = _modules(package).get(module)
    class_name = cast("dict[str, str]", info["classes"]).get(token) if info else None
    if info is None or class_name is None:
        raise UnknownTokenError(f"{token}: the SDK of package {package!r} has no such resource type")
    return _class(_loaded(cast("str", info["fqn"])), class_name)


@cache
def function_shape(token: str) -> FunctionShape:
    """Return the shape of a function, such as `aws:ec2/getSubnets:getSubnets`.

    Argument names are read from the SDK function's own byte code (`__args__['wireName'] = parameter`), the one place
    where the SDK keeps them. Python SDKs give every argument a default, so none counts as required at the top; nested
    properties do. Raises `UnknownTokenError`.
    """
    function = _function(token)
    hints = typing.get_type_hints(function)
    inputs: dict[str, Field] = {}
    for parameter, wire in _argument_names(function):
        kind, optional = _parse_hint(hints[parameter])
        inputs[wire] = Field(wire, kind, not optional)
    result = cast("object", hints["return"])
    return FunctionShape(token, inputs, _fields(result) if inspect.isclass(result) else {})


def parse_token(token: str) -> tuple[str, str, str]:
    """Split `package:module:Name`; raises `UnknownTokenError` when it has not three parts."""
    match token.split(":"):
        case [package, module, name] if package and module and name:
            return package, module, name
        case _:
            raise UnknownTokenError(f"{token}: a token has the form package:module:Name")


@cache
def _package_module(package: str) -> ModuleType:
    name = "pulumi_" + package.replace("-", "_")
    try:
        return _loaded(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise UnknownTokenError(f"package {package!r}: its Python SDK ({name}) is not installed") from error


def _loaded(name: str) -> ModuleType:
    """Import an SDK module and run it now: the SDKs' own lazy loader is not safe among a provider's threads.

    The first attribute that is asked of a lazy module runs it (`vars` does not count as asking).
    """
    with _loading:
        module = importlib.import_module(name)
        hasattr(module, "__all__")
    return module


@cache
def _modules(package: str) -> Mapping[str, dict[str, Any]]:
    """Map each token module of a package (`ec2/vpc`) to what the SDK registered for it (fqn and classes)."""
    _package_module(package)
    registered = cast(
        "dict[str, list[_RegisteredModule]]",
        # The public reader of the registry wants an exact key and version.
        _registry._RESOURCE_MODULES,  # pyright: ignore[reportPrivateUsage]  # noqa: SLF001
    )
    prefix = package + ":"
    return {key.removeprefix(prefix): found[-1].mod_info for key, found in registered.items() if key.startswith(prefix)}


def _class(module: ModuleType, name: str) -> type[pulumi.Resource]:
    found: object = getattr(module, name)
    if not (inspect.isclass(found) and issubclass(found, pulumi.Resource)):
        raise UnknownTokenError(f"{module.__name__}.{name} is not a resource")
    return found


def _args_class(resource: type[pulumi.Resource]) -> type:
    """Return the class of a resource's inputs: `XArgs`, or `XInitArgs` where a nested type took that name."""
    module = sys.modules[resource.__module__]
    for suffix in ("InitArgs", "Args"):
        found: object = getattr(module, resource.__name__ + suffix, None)
        if inspect.isclass(found) and _metadata.is_input_type(found) and found.__module__ == resource.__module__:
            return found
    raise UnknownTokenError(f"{resource.__module__}.{resource.__name__}: the SDK gives no args class")


def _function(token: str) -> Callable[..., object]:
    """Find the SDK function that invokes a token: the one whose code holds the token as a constant."""
    package, module, _ = parse_token(token)
    area = module.split("/")[0]
    names = {info["fqn"] for mod, info in _modules(package).items() if mod.split("/")[0] == area}
    names.add(_package_module(package).__name__ + ("" if area == "index" else f".{area}"))
    for name in sorted(names):
        try:
            members = vars(_loaded(name))
        except ModuleNotFoundError:
            continue
        for member in members.values():
            code = getattr(member, "__code__", None)
            if code is not None and token in code.co_consts and not member.__name__.endswith("_output"):
                return cast("Callable[..., object]", member)
    raise UnknownTokenError(f"{token}: the SDK of package {package!r} has no such function")


def _argument_names(function: Callable[..., object]) -> Iterator[tuple[str, str]]:
    """Yield (parameter, wire name) for each `__args__['wire'] = parameter` of an SDK function."""
    code = list(dis.get_instructions(function))
    for value, target, key, store in zip(code, code[1:], code[2:], code[3:], strict=False):
        if store.opname == "STORE_SUBSCR" and target.argval == "__args__" and key.opname == "LOAD_CONST":
            yield value.argval, key.argval


@cache
def _fields(cls: type) -> Mapping[str, Field]:
    with _loading:  # hints name other modules of the SDK, and reading them loads those
        hints = cast(
            "dict[str, object]",
            # The public readers drop whether a property is optional.
            _metadata._raw_return_hints(cls),  # pyright: ignore[reportPrivateUsage]  # noqa: SLF001
        )
    fields: dict[str, Field] = {}
    for name, hint in hints.items():
        kind, optional = _parse_hint(hint)
        fields[name] = Field(name, kind, not optional)
    return fields


_SCALARS: Mapping[object, Kind] = {
    str: Kind.STRING,
    int: Kind.INTEGER,
    float: Kind.NUMBER,
    bool: Kind.BOOLEAN,
    dict: Kind.MAP,
    list: Kind.LIST,
}


def _parse_hint(hint: object) -> tuple[Type, bool]:
    """Turn a type hint into (type, may it be left out); the Output and Awaitable wrappers of inputs fall away."""
    members = list(dict.fromkeys(_members(hint)))
    optional = type(None) in members
    if any(inspect.isclass(member) and _metadata.is_input_type(member) for member in members):
        # Functions also take the result type back as an argument: the same object once more.
        members = [m for m in members if not (inspect.isclass(m) and _metadata.is_output_type(m))]
    kinds = list(dict.fromkeys(_parse_member(member) for member in members if member is not type(None)))
    if any(kind == Type(Kind.STRING) for kind in kinds):
        # An SDK says `Union[str, InstanceType]` where the enum only lists the well-known values.
        kinds = [kind for kind in kinds if kind.kind is not Kind.STRING or not kind.values]
    if not kinds:
        return Type(Kind.ANY), True
    return (kinds[0] if len(kinds) == 1 else Type(Kind.UNION, members=tuple(kinds))), optional


def _members(hint: object) -> Iterator[object]:
    origin = get_origin(hint)
    if origin is pulumi.Output:
        yield from _members(get_args(hint)[0])
    elif origin in (Union, UnionType):
        for member in get_args(hint):
            if get_origin(member) not in (Awaitable, pulumi.Output) and not typing.is_typeddict(member):
                yield from _members(member)
    else:
        yield hint


def _parse_member(member: object) -> Type:
    origin, arguments = get_origin(member), get_args(member)
    if origin is Literal:
        return Type(Kind.STRING, values=arguments)
    if origin in (Sequence, list):
        return Type(Kind.LIST, item=_parse_hint(arguments[0])[0])
    if origin in (Mapping, dict):
        return Type(Kind.MAP, item=_parse_hint(arguments[1])[0])
    if member in _SCALARS:
        kind = _SCALARS[member]
        return Type(kind, item=Type(Kind.ANY) if kind in (Kind.MAP, Kind.LIST) else None)
    return _parse_class(member) if inspect.isclass(member) else Type(Kind.ANY)


def _parse_class(cls: type[object]) -> Type:
    source = cls
    if issubclass(cls, enum.Enum):
        values: tuple[object, ...] = tuple(member.value for member in cls)
        kind = _SCALARS.get(type(values[0]), Kind.ANY) if values else Kind.ANY
        return Type(kind, values=values)
    if issubclass(cls, pulumi.Asset | pulumi.Archive):
        return Type(Kind.ASSET)
    if issubclass(cls, pulumi.Resource):
        # A resource passed as a value reaches a provider as its id.
        return Type(Kind.STRING)
    if _metadata.is_input_type(source) or _metadata.is_output_type(source):
        return Type(Kind.OBJECT, source=source)
    return Type(Kind.ANY)
