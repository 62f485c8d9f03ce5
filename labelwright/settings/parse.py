"""Tree of values in, typed declarations out, with every mistake of form on the way.

A mistake is reported and set aside, and the rest is read again: one wrong field hides no other. Nothing that is set
aside is ever used; a label without quotes is read on as the text it stands for, so that its scope keeps its key.
"""

import copy
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from labelwright import rules
from labelwright.problem import Problem, problem, suggest
from labelwright.settings.declared import NO_DAY, NOT_TEXT, SECRET, DeclaredLabel
from labelwright.settings.source import Path, Secret, Source

Model = TypeVar("Model", bound=BaseModel)
_PYDANTIC_MAPPING = re.compile(r"valid dictionary( or instance of \w+)?")
_PLACEHOLDER = "placeholder"
"""What is read on in the place of a secret, which was never read, and of what is no single text."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a mistake stands: for a person, as it was written there, and which fields may stand there."""

    where: str
    written: str | None
    known: Iterable[str]


def parse_tree(
    model: type[Model],
    tree: Mapping[str, object],
    source: Source,
    *,
    fields: Mapping[str, Iterable[str]],
    prefix: Path = (),
) -> tuple[Model | None, list[Problem]]:
    """`tree` as a `model`, and every mistake of form in it. None when nothing is left that the model would take.

    `prefix` is where the tree stands in the whole config; `fields` names what may stand below a path of that depth,
    for the remedy of a misspelt field (see `known_fields`).
    """
    rest: dict[str, Any] = copy.deepcopy(dict(tree))
    found: list[Problem] = []
    while True:
        try:
            return model.model_validate(rest), found
        except ValidationError as error:
            before = copy.deepcopy(rest)
            for detail in error.errors(include_url=False):
                path = tuple(part for part in detail["loc"] if part != "[key]")
                full = (*prefix, *path)
                known = known_fields(path, fields) if detail["type"] == "extra_forbidden" else ()
                found.append(_as_problem(detail, path, _Place(source.where(full), source.texts.get(full), known)))
                if not _set_aside(rest, path, detail):
                    return None, found
            if rest == before:  # nothing was set aside, and nothing would ever be
                return None, found


def known_fields(path: Path, fields: Mapping[str, Iterable[str]]) -> list[str]:
    """What may stand where `path` ends.

    The fields of a label below `labels`, those of an item in an item of a list, else those of the path's first name.
    """
    if "labels" in path[:-1]:
        return list(DeclaredLabel.model_fields)
    match path:
        case (*_, str() as items, int(), _) if items in fields:
            return list(fields[items])
        case _:
            return list(fields[str(path[0]) if len(path) > 1 else ""])


def _set_aside(tree: dict[str, Any], path: Path, detail: ErrorDetails) -> bool:
    """Take the mistake at `path` out of `tree`; False when that would take away the tree itself."""
    steps = list(path[:-1] if detail["type"] in {"missing", NO_DAY} else path)
    while steps and isinstance(steps[-1], int):
        steps.pop()  # one bad item spoils its list: taking only the item would move the ones behind it
    if not steps:
        return False
    parent: Any = tree
    for step in steps[:-1]:
        if isinstance(parent, list):
            parent = cast("list[Any]", parent)[cast("int", step)]
        elif isinstance(parent, dict) and step in parent:
            parent = cast("dict[Any, Any]", parent)[step]
        else:
            return True  # a mistake found beside this one has taken it along
    match detail["type"]:
        case str() as kind if kind == NOT_TEXT:
            given = detail["input"]
            parent[steps[-1]] = _PLACEHOLDER if isinstance(given, list | dict) else _written(given)
        case str() as kind if kind == SECRET:
            parent[steps[-1]] = _PLACEHOLDER
        case _:
            parent.pop(steps[-1], None)
    return True


def _as_problem(detail: ErrorDetails, path: Path, place: _Place) -> Problem:
    """A mistake that pydantic found, in our words."""
    given: Any = detail["input"]
    if detail["type"] == SECRET or isinstance(given, Secret):
        return problem(place.where, rules.SECRET, "[secret]", "Write it in plain text, or leave it out.")
    if detail["type"] == NOT_TEXT:
        return _not_text(given, place)
    match detail["type"]:
        case "extra_forbidden":
            return problem(place.where, rules.FIELD, f"{path[-1]!r}", suggest(str(path[-1]), place.known))
        case "missing":
            return problem(place.where, rules.MISSING, f"no {path[-1]!r}", f"Write '{path[-1]}: ...' there.")
        case "enum" | "literal_error":
            known = re.findall(r"'([^']+)'", str(detail.get("ctx", {}).get("expected", "")))
            return problem(place.where, rules.FIELD_VALUE, _shown(given), suggest(str(given), known))
        case _:
            remedy = _PYDANTIC_MAPPING.sub("mapping", detail["msg"]).replace("Input should", "It should")
            return problem(place.where, rules.FIELD_VALUE, _shown(given), f"{remedy}.")


def _not_text(given: Any, place: _Place) -> Problem:
    """A label's value that is no text: quoted it would be, unless it is not even a scalar."""
    if isinstance(given, list | dict):
        return problem(place.where, rules.FIELD_VALUE, _shown(given), "Write one text, such as 'genomics'.")
    text = place.written or _written(given)
    return problem(place.where, rules.TEXT, f"{text} without quotes", f'Write "{text}".')


def _written(value: object) -> str:
    """A scalar as it stands in YAML, as well as its value tells."""
    return json.dumps(value) if isinstance(value, bool | int | float) else str(value)


def _shown(value: Any) -> str:
    """A value for a message: short, and without what may be secret inside it."""
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    return json.dumps(value) if isinstance(value, str | bool | int | float) or value is None else repr(value)
