"""Imported policies as stack config: text to be pasted, or written into a project's own `Pulumi.yaml`."""

from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

KEY = "labelwright:policies"
PROJECT = "Pulumi.yaml"
INDENTS = ((4, 2), (2, 0))
"""How far the elements of a list are indented below its key, and their dashes: both are common."""


def as_text(policies: Mapping[str, Any]) -> str:
    """Stack config, as `Pulumi.<stack>.yaml` has it."""
    return _dumped({"config": {KEY: policies}}, _yaml(*INDENTS[0])) if policies else ""


def write_into(root: Path, policies: Mapping[str, Any]) -> Path:
    """Put policies into the project's config, beside what stands there, in one step. Comments and order stay.

    Raises ValueError where something else is said there of the same thing; nothing is then written.
    """
    path = root / PROJECT
    try:
        text = path.read_text(encoding="utf-8")
        yaml = _yaml_of(text)
        document: Any = cast("Any", yaml).load(text)
        held = document.setdefault("config", {}).setdefault(KEY, {}).setdefault("value", {})
        _put(held, policies, f"{path.name} {KEY}")
    except (OSError, YAMLError, AttributeError) as error:
        raise ValueError(f"--write: {path} cannot be used ({error}). Import without --write, and paste it.") from error
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(_dumped(document, yaml), encoding="utf-8")
    beside.chmod(path.stat().st_mode)
    beside.replace(path)
    return path


def _put(held: Any, policies: Mapping[str, Any], where: str) -> None:
    """Add to a mapping what it lacks: lists of keys grow, anything else must be the same."""
    for name, value in policies.items():
        place = f"{where}.{name}"
        if name not in held:
            held[name] = value
        elif isinstance(value, Mapping):
            _put(held[name], cast("Mapping[str, Any]", value), place)
        elif isinstance(value, list) and ".values." not in f"{place}.":
            held[name].extend(one for one in cast("list[str]", value) if one not in held[name])
        elif held[name] != value:
            remedy = "Remove one of the two, or import without --write, and merge them by hand"
            raise ValueError(f"{place}: stands there already as {held[name]!r} (got {value!r}). {remedy}.")


def _dumped(document: Any, yaml: YAML) -> str:
    text = StringIO()
    cast("Any", yaml).dump(document, text)
    return text.getvalue()


def _yaml_of(text: str) -> YAML:
    """YAML that indents lists as `text` does, where that can be told."""
    for indent in INDENTS:
        yaml = _yaml(*indent)
        if _dumped(cast("Any", yaml).load(text), yaml) == text:
            return yaml
    return _yaml(*INDENTS[0])


def _yaml(sequence: int, offset: int) -> YAML:
    """YAML that keeps comments, quotes and order, and breaks no line."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    cast("Any", yaml).indent(mapping=2, sequence=sequence, offset=offset)
    return yaml
