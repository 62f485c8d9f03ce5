"""Which processes of a Nextflow pipeline have labels of their own: what a user says of them, and the pipeline's config.

Nextflow applies `withLabel:` first and `withName:` after it, each in the order of the config, and the last one that
chooses a process sets its whole `resourceLabels`: https://www.nextflow.io/docs/latest/config.html#process-selectors
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, cast

from labelwright import rules
from labelwright.problem import LabelError, Problem, problem

DIRECTIVE = "resourceLabels"
_NAME = re.compile(r"\w+(:\w+)*", re.ASCII)
_EXAMPLE = "Write 'withName:ALIGN' or 'withLabel:big', for example."


class Kind(StrEnum):
    """By what a selector chooses processes, in the order in which Nextflow applies them."""

    LABEL = "withLabel"
    NAME = "withName"


@lru_cache(maxsize=4096)
def _path(pattern: str) -> tuple[str, ...]:
    """The parts of a plain name, `INNER:ALIGN`; none of a pattern. Cached: every two selectors are compared."""
    return tuple(pattern.split(":")) if _NAME.fullmatch(pattern) else ()


@dataclass(frozen=True, slots=True)
class Selector:
    """`withName:PATTERN` or `withLabel:PATTERN`; the pattern is a regular expression, `!` before it negates."""

    kind: Kind
    pattern: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.pattern}"

    def may_meet(self, other: "Selector") -> bool:
        """Whether one process may be chosen by both. Two plain names differ, or are the name and its whole path."""
        if self.kind is Kind.LABEL or other.kind is Kind.LABEL:
            return True
        first, second = _path(self.pattern), _path(other.pattern)
        shorter = min(len(first), len(second))
        return first[-shorter:] == second[-shorter:] if shorter else True


@dataclass(frozen=True, slots=True)
class Said:
    """What `resourceLabels` is set to: labels (None takes one away), or the code of a closure that gives a map."""

    labels: Mapping[str, str | None] = field(default_factory=dict[str, str | None])
    code: str = ""


NOTHING = Said()


@dataclass(frozen=True, slots=True)
class Processes:
    """Labels of processes, from one source: of all of them, and of those that selectors choose, in order."""

    everywhere: Said = NOTHING
    chosen: Mapping[Selector, Said] = field(default_factory=dict[Selector, Said])
    notes: tuple[str, ...] = ()

    def under(self, later: "Processes") -> "Processes":
        """The selectors of both; where both set a key, `later` wins. Only of what users declare: no code, no notes."""
        chosen = dict(self.chosen)
        for selector, said in later.chosen.items():
            chosen[selector] = Said({**chosen.get(selector, NOTHING).labels, **said.labels})
        return Processes(chosen=chosen)


NONE = Processes()


def problems_in_selector(name: object, where: str) -> list[Problem]:
    """Why Nextflow would take `name` for no selector, and choose no process by it."""
    if _selector(name) is not None:
        return []
    is_name = isinstance(name, str) and _NAME.fullmatch(name)
    remedy = f"Write 'withName:{name}', for example." if is_name else _EXAMPLE
    return [problem(where, rules.NEXTFLOW_SELECTOR, repr(name), remedy)]


def parse_processes(document: object, where: str = "processes") -> Processes:
    """Selector -> labels, as a user declares them. Raises `LabelError` with every problem.

    >>> parse_processes({"withName:ALIGN": {"stage": "align"}}).chosen
    {Selector(kind=<Kind.NAME: 'withName'>, pattern='ALIGN'): Said(labels={'stage': 'align'}, code='')}
    """
    if not isinstance(document, Mapping):
        raise LabelError([problem(where, rules.NEXTFLOW_SELECTOR, document, _EXAMPLE)])
    found: list[Problem] = []
    chosen: dict[Selector, Said] = {}
    for name, labels in cast("Mapping[Any, Any]", document).items():
        place = f"{where}.{name}"
        selector = _selector(name)
        if selector is None:
            found += problems_in_selector(name, place)
        elif mistakes := _problems_in_labels(labels, place):
            found += mistakes
        elif selector in chosen:
            found.append(problem(place, rules.ONE_KEY, f"{str(selector)!r} twice", "Keep one of the two."))
        else:
            chosen[selector] = Said(dict(labels))
    if found:
        raise LabelError(found)
    return Processes(chosen=chosen)


def parse_config(document: object, where: str = "nextflow-config") -> Processes:
    """What a pipeline's own config says of `resourceLabels`, from what `nextflow config` prints. Raises `LabelError`.

    A closure is kept as its code, which is the pipeline's own; null is no label, and noted.
    """
    process = cast("Mapping[str, Any]", document).get("process", {}) if isinstance(document, Mapping) else None
    if not isinstance(process, Mapping):
        remedy = "Give what 'nextflow config -output json PIPELINE' prints."
        raise LabelError([problem(where, rules.NEXTFLOW_CONFIG, "no mapping 'process'", remedy)])
    scopes = cast("Mapping[str, Any]", process)
    everywhere, found, notes = _said(scopes.get(DIRECTIVE), f"{where}, process")
    chosen: dict[Selector, Said] = {}
    for name, settings in scopes.items():
        selector = _selector(name)
        if selector is None or not isinstance(settings, Mapping) or DIRECTIVE not in settings:
            continue
        said, mistakes, remarks = _said(cast("Mapping[str, Any]", settings)[DIRECTIVE], f"{where}, process.{name}")
        chosen[selector] = said
        found += mistakes
        notes += remarks
    if found:
        raise LabelError(found)
    return Processes(everywhere, chosen, tuple(notes))


def _selector(name: object) -> Selector | None:
    """`withName:ALIGN` read; None for what is no selector."""
    kind, colon, pattern = name.partition(":") if isinstance(name, str) else ("", "", "")
    if not colon or kind not in set(Kind) or not pattern.strip():
        return None
    return Selector(Kind(kind), pattern.strip())


def _problems_in_labels(labels: object, where: str) -> list[Problem]:
    """What is no text among the keys and values that a user gave."""
    remedy = "Write {stage: align}, for example, and numbers in quotes."
    if not isinstance(labels, Mapping):
        return [problem(where, rules.NEXTFLOW_LABELS, labels, remedy)]
    return [
        problem(f"{where}.{key}", rules.NEXTFLOW_LABELS, f"{key!r}: {value!r}", remedy)
        for key, value in cast("Mapping[object, object]", labels).items()
        if not (isinstance(key, str) and isinstance(value, str | None))
    ]


def _said(value: object, where: str) -> tuple[Said, list[Problem], list[str]]:
    """What one place of a pipeline's config sets, what cannot be read of it, and what was left out."""
    place = f"{where}.{DIRECTIVE}"
    if value is None:
        return NOTHING, [], []
    if isinstance(value, str) and value.startswith("{") and value.endswith("}"):
        return Said(code=value), [], []
    if not isinstance(value, Mapping):
        remedy = "Write a map, or a closure that gives one."
        return NOTHING, [problem(place, rules.NEXTFLOW_CONFIG, value, remedy)], []
    labels = {str(key): _text(one) for key, one in cast("Mapping[object, object]", value).items()}
    odd = [
        problem(f"{place}.{key}", rules.NEXTFLOW_CONFIG, "a list or a map", "Write a text.")
        for key, one in cast("Mapping[object, object]", value).items()
        if isinstance(one, Mapping | list)
    ]
    empty = [f"{place}.{key}: left out: it is null" for key, one in labels.items() if one is None]
    return Said({key: one for key, one in labels.items() if one is not None}), odd, empty


def _text(value: object) -> str | None:
    """A value as Nextflow hands it on: `true` and numbers as their text."""
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)
