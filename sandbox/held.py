"""What the clouds that the sandbox keeps in files hold, and the labels that it has: read back past every provider.

AWS is asked with its own tools (`aws`, boto3); Google, Azure and Kubernetes without an API server are files, and this
is how a person or a test looks into them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from sandbox.providers.json_files import JsonFiles

CLOUDS = ("azure-native", "gcp", "kubernetes")
_METADATA = ("metadata",)
_PLACES: tuple[tuple[str, ...], ...] = (
    ("effectiveLabels",),
    ("tags",),
    _METADATA,
    ("resourceTags",),
    ("userLabels",),
    ("bootDisk", "initializeParams", "labels"),
    ("disks", "labels"),
    ("metadata", "labels"),
    ("properties", "tags"),
    ("template", "metadata", "labels"),
    ("spec", "template", "metadata", "labels"),
)
"""Where labels stand, by properties from the top; a list on the way is walked through."""


@dataclass(frozen=True, slots=True, order=True)
class Labelled:
    """One place of labels: the type and id of what holds it, where in it, and the labels."""

    type: str
    id: str
    place: str
    labels: tuple[tuple[str, str], ...]


def held(directory: Path, prefix: str = "") -> list[Labelled]:
    """List what the clouds of a sandbox hold, each place of labels by itself, sorted; all types that begin so.

    What has no labels is listed with none, once.
    """
    found: list[Labelled] = []
    for document in (document for cloud in CLOUDS for document in JsonFiles(directory / cloud).below()):
        kind, identity, properties = _read(document)
        if kind.startswith(prefix):
            places = dict(_labels_in(properties))
            own = places or {"": {}}
            found += [Labelled(kind, identity, place, tuple(sorted(own[place].items()))) for place in own]
    return sorted(found)


def _read(document: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
    if "properties" in document:
        return document["type"], document["id"], document["properties"]
    metadata = document["metadata"]
    name = "/".join(str(part) for part in (metadata.get("namespace"), metadata["name"]) if part)
    return f"kubernetes:{document['apiVersion']}:{document['kind']}", name, document


def _labels_in(properties: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    for steps in _PLACES:
        for place, value in _values(properties, steps, ""):
            # Only Azure Batch calls its labels so, in a list; elsewhere it is a map, of other things.
            is_other = steps == _METADATA and isinstance(value, dict)
            labels = None if is_other else _labels(cast("object", value))
            if labels is not None:
                yield place, labels


def _values(value: object, steps: tuple[str, ...], place: str) -> Iterator[tuple[str, object]]:
    if not steps:
        yield place, value
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[object]", value)):
            yield from _values(item, steps, f"{place}[{index}]")
    elif isinstance(value, dict):
        members = cast("dict[str, object]", value)
        if steps[0] in members:
            yield from _values(members[steps[0]], steps[1:], f"{place}.{steps[0]}" if place else steps[0])


def _labels(value: object) -> dict[str, str] | None:
    """Read a map of texts, or Azure Batch's list of names and values; None for what is something else."""
    if isinstance(value, list):
        pairs = cast("list[dict[str, str]]", value)
        is_named = all(isinstance(pair, dict) and {"name", "value"} == pair.keys() for pair in pairs)  # pyright: ignore[reportUnnecessaryIsInstance]
        return {pair["name"]: pair["value"] for pair in pairs} if is_named else None
    if isinstance(value, dict):
        members = cast("dict[str, object]", value)
        is_flat = all(isinstance(member, str) for member in members.values())
        return cast("dict[str, str]", members) if is_flat else None
    return None
