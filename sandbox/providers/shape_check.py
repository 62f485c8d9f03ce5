"""Whether properties have the shape that the provider's SDK gives them, at every depth.

This is what makes the sandbox worth believing: a misspelt, missing or wrongly shaped property is refused here with the
path and words of the real provider (pulumi-terraform-bridge, `pkg/tfbridge/provider.go`: "Invalid or unknown key",
"Missing required argument"). Every problem is found in one pass. Unknown values fit anywhere; secrets are looked into
but never quoted.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sandbox.providers.wire import Asset, Secret, Unknown, Value
from sandbox.sdk import Field, Kind, Type


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a resource's inputs: where (property path), and why."""

    path: str
    reason: str

    def sentence(self, name: str) -> str:
        """Say it as the real provider does; `name` is the resource's logical name."""
        place = f"{name}.{self.path}" if self.path and not self.path.startswith("[") else f"{name}{self.path}"
        stop = "" if self.reason.endswith("?") else "."
        return f"{self.reason}{stop} Examine values at '{place}'."


def problems_with_properties(properties: Mapping[str, Value], fields: Mapping[str, Field]) -> list[Problem]:
    """List every way in which properties differ from the fields of an SDK type."""
    return list(_object_problems(properties, fields, ""))


def joined(path: str, step: str) -> str:
    """Add a property or map key to a path in Pulumi's notation (`tags["my key"]`, `computeResources.tags`)."""
    if not re.fullmatch(r"[A-Za-z_$][\w$-]*", step):
        quoted = step.replace('"', '\\"')
        return f'{path}["{quoted}"]'
    return f"{path}.{step}" if path else step


def _object_problems(value: Mapping[str, Value], fields: Mapping[str, Field], path: str) -> Iterator[Problem]:
    for name, member in value.items():
        if name not in fields:
            yield Problem(joined(path, name), f"Invalid or unknown key{_hint(name, fields)}")
        elif member is not None:
            yield from _problems(member, fields[name].type, joined(path, name))
    for name, field in fields.items():
        if field.required and value.get(name) is None:
            reason = f'Missing required argument. The argument "{name}" is required, but no definition was found'
            yield Problem(joined(path, name), reason)


def _hint(name: str, fields: Mapping[str, Field]) -> str:
    """Suggest the property that was probably meant; snake_case and other casings count as near."""
    folded = {known.lower(): known for known in fields}
    near = difflib.get_close_matches(name.replace("_", "").lower(), folded, n=1, cutoff=0.6)
    return f". Did you mean '{folded[near[0]]}'?" if near else ""


def _problems(  # noqa: C901 - one branch per kind of value
    value: Value, expected: Type, path: str, *, secret: bool = False
) -> Iterator[Problem]:
    if isinstance(value, Secret):
        yield from _problems(value.value, expected, path, secret=True)
    elif isinstance(value, Unknown) or value is None or expected.kind is Kind.ANY:
        return
    elif expected.kind is Kind.UNION:
        yield from _union_problems(value, expected, path, secret=secret)
    elif not _is_kind(value, expected.kind):
        yield Problem(path, f"Expected {_article(expected)}, got {_shown(value, secret=secret)}")
    elif expected.values and value not in expected.values:
        allowed = ", ".join(str(constant) for constant in expected.values)
        yield Problem(path, f"Expected one of {allowed}, got {_shown(value, secret=secret)}")
    elif isinstance(value, list) and expected.item:
        for index, item in enumerate(value):
            yield from _problems(item, expected.item, f"{path}[{index}]", secret=secret)
    elif isinstance(value, dict) and expected.kind is Kind.MAP and expected.item:
        for key, member in value.items():
            yield from _problems(member, expected.item, joined(path, key), secret=secret)
    elif isinstance(value, dict):
        yield from _object_problems(value, expected.fields, path)


def _union_problems(value: Value, expected: Type, path: str, *, secret: bool) -> Iterator[Problem]:
    """Judge by the alternative that fits best, so that one misspelt key is not reported once per alternative."""
    fitting = [member for member in expected.members if _is_kind(value, member.kind)]
    found = [list(_problems(value, member, path, secret=secret)) for member in fitting]
    if not found:
        wanted = " or ".join(_article(member) for member in expected.members)
        yield Problem(path, f"Expected {wanted}, got {_shown(value, secret=secret)}")
    else:
        yield from min(found, key=len)


def _is_kind(value: Value, kind: Kind) -> bool:  # noqa: PLR0911 - one return per kind
    match kind:
        case Kind.STRING:
            return isinstance(value, str)
        case Kind.INTEGER:
            return isinstance(value, int) and not isinstance(value, bool)
        case Kind.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Kind.BOOLEAN:
            return isinstance(value, bool)
        case Kind.LIST:
            return isinstance(value, list)
        case Kind.MAP | Kind.OBJECT:
            return isinstance(value, dict)
        case Kind.ASSET:
            return isinstance(value, Asset)
        case Kind.ANY | Kind.UNION:
            return True


def _article(expected: Type) -> str:
    return f"{'an' if expected.kind.value[0] in 'aeiou' else 'a'} {expected.kind.value}"


def _shown(value: Value, *, secret: bool) -> str:
    """Describe what was got: scalars by value, the rest by shape, secrets by neither."""
    if isinstance(value, bool):
        kind, text = "boolean", str(value).lower()
    elif isinstance(value, int | float):
        kind, text = "number", str(value)
    elif isinstance(value, str):
        kind, text = "string", f'"{value}"'
    elif isinstance(value, list):
        return "a list"
    else:
        return "an asset" if isinstance(value, Asset) else "an object"
    return f"a secret {kind}" if secret else f"{kind} {text}"
