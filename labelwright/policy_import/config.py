"""Imported policies as stack config: text to be pasted, or written into a project's own `Pulumi.yaml`."""

from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any, cast

from labelwright.yaml_edit import Document, EditError, Path, read_text, write_text, written_out

KEY = "labelwright:policies"
PROJECT = "Pulumi.yaml"


def as_text(policies: Mapping[str, Any]) -> str:
    """Stack config, as `Pulumi.<stack>.yaml` has it."""
    return written_out({"config": {KEY: policies}}) if policies else ""


def write_into(root: FilePath, policies: Mapping[str, Any]) -> FilePath:
    """Put policies into the project's config, beside what stands there, in one step. All else stays, to the byte.

    Raises ValueError where something else is said there of the same thing; nothing is then written.
    """
    path = root / PROJECT
    read = read_text(path)
    try:
        document = _put(Document(read.text), ("config", KEY, "value"), policies)
    except EditError as error:
        raise ValueError(f"--write: {path} cannot be used ({error}). Import without --write, and paste it.") from error
    if document.text != read.text:
        write_text(read, document.text)
    return path


def _put(document: Document, path: Path, policies: Mapping[str, Any]) -> Document:
    """Add to a mapping what it lacks: lists of keys grow, anything else must be the same."""
    for name, value in policies.items():
        place = (*path, name)
        if not document.has(place):
            document = document.put(place, value)
        elif isinstance(value, Mapping):
            document = _put(document, place, cast("Mapping[str, Any]", value))
        elif isinstance(value, list) and "values" not in place:
            held = document.texts_at(place)
            document = document.append(place, [one for one in cast("list[str]", value) if one not in held])
        elif (held := _held(document, place, cast("object", value))) != value:
            remedy = "Remove one of the two, or import without --write, and merge them by hand"
            spelt = ".".join(map(str, place[3:]))
            raise ValueError(f"{PROJECT} {KEY}.{spelt}: stands there already as {held!r} (got {value!r}). {remedy}.")
    return document


def _held(document: Document, path: Path, value: object) -> Sequence[str] | str | None:
    """What stands at a path, in the form of `value`."""
    return document.texts_at(path) if isinstance(value, list) else document.text_at(path)
