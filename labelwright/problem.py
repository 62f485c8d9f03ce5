"""What is wrong, said so that a person can mend it.

Functions named `problems_*` return lists of `Problem`; functions named `parse_*` raise `LabelError`, which holds all of
them. Nothing in the library prints or exits: the command line, the program and the policy pack each show a `Problem`
in their own way.
"""

from collections.abc import Iterable
from difflib import get_close_matches

from pydantic import BaseModel

from labelwright.rules import Rule


class Problem(BaseModel, frozen=True, extra="forbid"):
    """One finding: the place, the rule with its number, what was got, and a value that would work.

    The four fields are the JSON contract of `labelwright check`.
    """

    where: str
    rule: str
    got: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: got {self.got}; rule {self.rule}. {self.remedy}"


class LabelError(ValueError):
    """Input that broke one or more rules. Carries every problem, never only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def problem(where: str, rule: Rule, got: object, remedy: str) -> Problem:
    """Build a `Problem`; anything but text is shown as Python would write it, text as it stands."""
    return Problem(where=where, rule=str(rule), got=got if isinstance(got, str) else repr(got), remedy=remedy)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, compared without case; None when nothing comes close."""
    folded = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def suggest(word: str, known: Iterable[str]) -> str:
    """A remedy for a word that is not one of `known`: the nearest, else all of them; of none, that there is none."""
    names = [str(name) for name in known]
    if not names:
        return "There is none yet."
    near = nearest(word, names)
    return f"Did you mean {near!r}?" if near else f"Write one of: {', '.join(names)}."
