"""Which tags Azure takes: written from its own texts, not from our dialect, which the sandbox is to judge.

Rules: https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sandbox import sdk
from sandbox.providers.shape_check import Problem, joined
from sandbox.providers.wire import Value

_FORBIDDEN = "<>%&\\?/"
_RESERVED = ("microsoft", "azure", "windows")


@dataclass(frozen=True, slots=True)
class _Limits:
    most: int = 50
    longest_name: int = 512
    longest_value: int = 256


_LIMITS: Mapping[str, _Limits] = {
    "azure-native:storage:StorageAccount": _Limits(longest_name=128),
    **dict.fromkeys(("azure-native:dns:Zone", "azure-native:privatedns:PrivateZone"), _Limits(most=15)),
    **dict.fromkeys(("azure-native:automation:AutomationAccount", "azure-native:cdn:Profile"), _Limits(most=15)),
}


def problems_with_tags(token: str, inputs: Mapping[str, Value]) -> Iterator[Problem]:
    """Judge the tags of a resource; a property of that name that is no map is something else."""
    tags, field = inputs.get("tags"), sdk.resource_shape(token).inputs.get("tags")
    if field is None or field.type.kind is not sdk.Kind.MAP or not isinstance(tags, dict):
        return
    limits = _LIMITS.get(token, _Limits())
    if len(tags) > limits.most:
        yield Problem("tags", f"Too many tags: a resource can have at most {limits.most} (got {len(tags)})")
    for names in _folded(tags).values():
        if len(names) > 1:
            listed = " and ".join(f"'{name}'" for name in names)
            yield Problem("tags", f"Tag names are case-insensitive, so {listed} are duplicates of one another")
    for name, value in tags.items():
        yield from (Problem(joined("tags", name), reason) for reason in _reasons(name, value, limits))


def _folded(tags: Mapping[str, Value]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in tags:
        found[name.lower()].append(name)
    return found


def _reasons(name: str, value: Value, limits: _Limits) -> Iterator[str]:
    if not 1 <= len(name) <= limits.longest_name:
        yield f"The tag name must have between 1 and {limits.longest_name} characters (got {len(name)})"
    bad = sorted({character for character in name if character in _FORBIDDEN or ord(character) < ord(" ")})
    if bad:
        yield f"The tag name '{name}' has characters that are not allowed: {' '.join(map(repr, bad))}"
    if name.lower().startswith(_RESERVED):
        yield f"The tag name '{name}' has a reserved prefix: {', '.join(_RESERVED)}"
    if isinstance(value, str) and len(value) > limits.longest_value:
        yield f"The tag value exceeds the maximum length of {limits.longest_value} characters (got {len(value)})"
