"""Which properties differ between two sets of inputs, each as the innermost path that changed.

`Diff` answers with these paths; which of them force a replacement is the resource type's own rule. Sets (subnets,
security groups) do not differ by order, and JSON documents not by layout: the real provider suppresses both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from sandbox.providers.shape_check import joined
from sandbox.providers.wire import Unknown, Value
from sandbox.sdk import Kind, Type


class How(StrEnum):
    """What happened to a property; read by the servicer, which adds whether it replaces."""

    ADDED = "add"
    DELETED = "delete"
    UPDATED = "update"


@dataclass(frozen=True, slots=True)
class Change:
    """One changed property: its path in Pulumi's notation, and what happened."""

    path: str
    how: How

    @property
    def top(self) -> str:
        """The top-level property that the path starts at."""
        return self.path.split(".")[0].split("[")[0]


def changes(
    old: Mapping[str, Value],
    new: Mapping[str, Value],
    *,
    sets: AbstractSet[str] = frozenset(),
    documents: AbstractSet[str] = frozenset(),
) -> list[Change]:
    """List what changed; `sets` and `documents` are the paths of unordered lists and of JSON strings.

    Secrets must have been revealed before. An unknown new value counts as a change.
    """
    return list(_members(old, new, "", sets | {f"{path}[]" for path in documents}))


def _members(
    old: Mapping[str, Value], new: Mapping[str, Value], path: str, loose: AbstractSet[str]
) -> Iterator[Change]:
    for name in sorted({*old, *new}):
        yield from _differences(old.get(name), new.get(name), joined(path, name), loose)


def _differences(old: Value, new: Value, path: str, loose: AbstractSet[str]) -> Iterator[Change]:
    if isinstance(new, Unknown):
        yield Change(path, How.ADDED if old is None else How.UPDATED)
    elif is_same(old, new) or (isinstance(old, str) and isinstance(new, str) and _equal_loosely(old, new, path, loose)):
        return
    elif old is None:
        yield Change(path, How.ADDED)
    elif new is None:
        yield Change(path, How.DELETED)
    elif isinstance(old, dict) and isinstance(new, dict):
        yield from _members(old, new, path, loose)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _items(old, new, path, loose)
    else:
        yield Change(path, How.UPDATED)


def _items(old: list[Value], new: list[Value], path: str, loose: AbstractSet[str]) -> Iterator[Change]:
    if path in loose and not any(isinstance(item, Unknown) for item in new):
        old, new = sorted(old, key=repr), sorted(new, key=repr)
        if is_same(old, new):
            return
    for index in range(max(len(old), len(new))):
        before = old[index] if index < len(old) else None
        after = new[index] if index < len(new) else None
        yield from _differences(before, after, f"{path}[{index}]", loose)


def _equal_loosely(old: str, new: str, path: str, loose: AbstractSet[str]) -> bool:
    """Compare two JSON documents by meaning; text that is no JSON is compared as text."""
    return f"{path}[]" in loose and _is_same_document(old, new)


def _is_same_document(old: str, new: str) -> bool:
    try:
        return _without_empties(json.loads(old)) == _without_empties(json.loads(new))
    except json.JSONDecodeError:
        return False


def _without_empties(document: object) -> object:
    """Drop empty lists and objects, and nulls: clouds fill them in (Batch's container properties) and mean nothing."""
    if isinstance(document, dict):
        members = {name: _without_empties(member) for name, member in cast("dict[str, object]", document).items()}
        return {name: member for name, member in members.items() if member not in (None, [], {})}
    if isinstance(document, list):
        return [_without_empties(item) for item in cast("list[object]", document)]
    return document


def is_same(old: Value, new: Value) -> bool:
    """Compare two values; `True` is not `1`, though Python says so."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(is_same(value, new[name]) for name, value in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(is_same(*pair) for pair in zip(old, new, strict=True))
    return isinstance(old, bool) == isinstance(new, bool) and old == new


def has_all(found: object, wanted: object) -> bool:
    """Say whether a thing has everything that is wanted of it; it may have more."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        held = cast("dict[str, object]", found)
        return all(has_all(held.get(name), value) for name, value in cast("dict[str, object]", wanted).items())
    if isinstance(found, list) and isinstance(wanted, list):
        pairs = (cast("list[object]", found), cast("list[object]", wanted))
        return len(pairs[0]) == len(pairs[1]) and all(has_all(*pair) for pair in zip(*pairs, strict=True))
    return found == wanted


def reconciled(old: Value, live: Value, shape: Type) -> Value:
    """Bring what a cloud reports into the form of the inputs it came from, keeping only real drift.

    A refresh compares the two: properties that the program never gave, another order of a list and another layout of
    a JSON document are no drift, nor is a nested property that the cloud does not tell. A map is all the user's, so
    every key of it counts.
    """
    if isinstance(old, dict) and isinstance(live, dict) and shape.kind is Kind.OBJECT:
        fields = shape.fields
        return {
            name: reconciled(value, live[name], fields[name].type) if name in live and name in fields else value
            for name, value in old.items()
        }
    if isinstance(old, list) and isinstance(live, list):
        return _reconciled_list(old, live, shape.item or Type(Kind.ANY))
    if isinstance(old, str) and isinstance(live, str) and _is_same_document(old, live):
        return old
    return live


def _reconciled_list(old: list[Value], live: list[Value], shape: Type) -> list[Value]:
    left = list(live)
    kept: list[Value] = []
    for item in old:
        for index, other in enumerate(left):
            if is_same(item, reconciled(item, other, shape)):
                left.pop(index)
                kept.append(item)
                break
    return kept + left
