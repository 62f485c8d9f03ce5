"""What is wrong with a search, shown below the very characters that are wrong."""

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from labelwright.problem import LabelError, Problem, problem
from labelwright.rules import Rule

_AROUND = 50
"""So much of a long text is shown on each side of what is wrong."""
_MOST_CARETS = 60


class Fault(NamedTuple):
    """A problem and the characters that it is about: from `start` up to, not including, `end`."""

    start: int
    end: int
    problem: Problem

    @classmethod
    def at(cls, start: int, end: int, rule: Rule, got: str, remedy: str) -> "Fault":
        """A fault at these characters of a query; people count from 1."""
        return cls(start, end, problem(f"query, character {start + 1}", rule, _shown(got), _shown(remedy)))


class QueryError(LabelError):
    """A search that cannot be understood. As text: each problem below the place that it is about."""

    def __init__(self, text: str, faults: Iterable[Fault]) -> None:
        self.text = text
        self.faults = tuple(sorted(faults, key=lambda fault: fault.start))
        super().__init__(fault.problem for fault in self.faults)

    def __str__(self) -> str:
        return "\n".join(f"{pointed(self.text, fault.start, fault.end)}\n{fault.problem}" for fault in self.faults)


def pointed(text: str, start: int, end: int) -> str:
    """Two lines: the text around `start`, and carets below what stands from there to `end`.

    >>> print(pointed("label:a stauts:x", 8, 14))
      label:a stauts:x
              ^^^^^^
    """
    first, last = max(0, start - _AROUND), min(len(text), max(start + _AROUND, min(end, start + _MOST_CARETS)))
    lead, trail = "..." * (first > 0), "..." * (last < len(text))
    shown = _shown(text[first:last])
    before = _width(text[first:start]) + len(lead)
    carets = max(1, _width(text[start : min(end, last)]))
    return f"  {lead}{shown}{trail}\n  {' ' * before}{'^' * carets}"


def _shown(text: str) -> str:
    """Text as a terminal can show it: what has no shape of its own would shift the carets, or worse."""
    return "".join(
        char if char.isprintable() else " " if char.isspace() else "\N{REPLACEMENT CHARACTER}" for char in text
    )


def _width(text: str) -> int:
    """How many columns of a terminal `text` takes: accents that join a letter take none, letters of China two."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )
