"""Between Pulumi's property names and the AWS API's, by botocore's own service models and the SDK's own types.

The two differ mechanically: letter case, plurals (`ec2Configurations` is the API's `ec2Configuration`), a block that
may stand once (an object here, a list there), and tags (a map here, a list of Key and Value there). Nothing is dropped
without a word: a property that the API call has no place for is an error, unless the type says where it goes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, cast

from sandbox import sdk
from sandbox.providers.resource import ProviderError
from sandbox.providers.wire import Properties, Value

Names = Mapping[str, str]
"""Property -> API member, where the two are different words (`arn` -> `jobQueueArn`).

One inside a block is named with its way: `networkInterfaces.securityGroups` -> `Groups`."""


def to_request(  # noqa: PLR0913 - a call has many sides, all but three of them with a usual value
    client: Any,  # boto3 client, untyped
    operation: str,
    properties: Mapping[str, Value],
    *,
    names: Names | None = None,
    elsewhere: Collection[str] = (),
    within: str | None = None,
) -> dict[str, Any]:  # what boto3 takes
    """Build the arguments of an API call; `elsewhere` are properties that this call has no place for.

    `within` names a member of the input (`LaunchTemplateData`) to build instead of the whole. Raises `ProviderError`.
    """
    shape = client.meta.service_model.operation_model(operation).input_shape
    if within:
        shape = shape.members[within]
    wanted = {name: value for name, value in properties.items() if name not in elsewhere and value is not None}
    return _to_structure(shape, wanted, names or {}, operation)


def _to_structure(shape: Any, value: Mapping[str, Value], names: Names, where: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, member in value.items():
        if member is None:
            continue
        target = _member_named(names.get(name, name), shape.members)
        if target is None:
            raise ProviderError(f"the sandbox does not carry property {name!r} to AWS ({where} has no place for it)")
        found[target] = _to_api(shape.members[target], member, _below(names, name), f"{where}.{target}")
    return found


def _to_api(shape: Any, value: Value, names: Names, where: str) -> Any:  # noqa: PLR0911 - one return per kind of shape
    match shape.type_name:
        case "structure":
            only = value[0] if isinstance(value, list) and value else value
            return _to_structure(shape, only if isinstance(only, dict) else {}, names, where)
        case "list" if isinstance(value, dict) and _is_tag(shape.member):
            return tag_list(value)
        case "list":
            items = value if isinstance(value, list) else [value]
            return [_to_api(shape.member, item, names, where) for item in items]
        case "map":
            pairs = value.items() if isinstance(value, dict) else ()
            return {key: _to_api(shape.value, member, names, where) for key, member in pairs}
        case "string":
            return str(value).lower() if isinstance(value, bool) else str(value)
        case "boolean":
            return value if isinstance(value, bool) else value == "true"
        case "integer" | "long":
            return int(cast("int", value))
        case "float" | "double":
            return float(cast("float", value))
        case _:
            return value


def _below(names: Names, name: str) -> Names:
    """The names of what stands inside the block `name`."""
    start = f"{name}."
    return {way.removeprefix(start): member for way, member in names.items() if way.startswith(start)}


def _is_tag(shape: Any) -> bool:
    return shape.type_name == "structure" and set(shape.members) == {"Key", "Value"}


def _member_named(name: str, members: Collection[str]) -> str | None:
    folded = {member.lower(): member for member in members}
    return next((folded[form] for form in _forms(name.lower()) if form in folded), None)


def _forms(name: str) -> Iterator[str]:
    """Yield the spellings that one word may have: itself, without and with a plural."""
    yield name
    if name.endswith("ies"):
        yield name[:-3] + "y"
    if name.endswith("s"):
        yield name[:-1]
    yield name + "s"
    if name.endswith("y"):
        yield name[:-1] + "ies"


def section(found: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the part of an API description that stands under a name; an empty one when it is absent."""
    return cast("dict[str, Any]", found.get(name) or {})


def tag_list(tags: Mapping[str, object]) -> list[dict[str, str]]:
    """Write a tag map as AWS's list of Key and Value, sorted by key."""
    return [{"Key": key, "Value": str(tags[key])} for key in sorted(tags)]


def tag_map(tags: object) -> dict[str, Value]:
    """Read tags as AWS reports them, list or map, any casing of Key and Value; AWS's own `aws:` keys are left out."""
    if isinstance(tags, dict):
        pairs = cast("dict[str, str]", tags)
    else:
        listed = ({k.lower(): v for k, v in tag.items()} for tag in cast("list[dict[str, str]]", tags or []))
        pairs = {tag["key"]: tag.get("value", "") for tag in listed}
    return {key: pairs[key] for key in sorted(pairs) if not key.startswith("aws:")}


def from_response(
    fields: Mapping[str, sdk.Field], response: Mapping[str, Any], names: Names | None = None
) -> Properties:
    """Read an API description into the properties that the SDK's type has; what it has no name for is left out."""
    found: Properties = {}
    for name, field in fields.items():
        member = _member_named((names or {}).get(name, name), response)
        value = response[member] if member is not None else None
        # A list is never one text: `role` is not the description's `Roles`.
        if value is not None and not (field.type.kind is sdk.Kind.STRING and isinstance(value, list)):
            found[name] = _from_api(field.type, value, _below(names or {}, name))
    return found


def _from_api(expected: sdk.Type, value: Any, names: Names) -> Value:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    match expected.kind:
        case sdk.Kind.OBJECT:
            only: object = next(iter(cast("list[object]", value)), None) if isinstance(value, list) else value
            return from_response(expected.fields, cast("dict[str, Any]", only), names) if isinstance(only, dict) else {}
        case sdk.Kind.LIST:
            items = cast("list[object]", value if isinstance(value, list) else [value])
            return [_from_api(expected.item or sdk.Type(sdk.Kind.ANY), item, names) for item in items]
        case sdk.Kind.MAP:
            return tag_map(cast("object", value)) if isinstance(value, list) else cast("Value", value)
        case sdk.Kind.STRING:
            return _text(value)
        case _:
            return cast("Value", value)


def _text(value: object) -> Value:
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value, sort_keys=True) if isinstance(value, dict) else str(value)
