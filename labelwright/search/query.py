"""What a search asks for, as data: terms that all hold. Text, SQL, Kestra's URLs and matching in memory meet here.

`parse` reads it from what a person writes, `match` says what it means, `runs.select` puts the same to a database. Each
of them prints and reads the one form that `str()` gives: `parse_query(str(query))` is `query`.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

WILDCARD = "*"
LIKE_QUOTES = "'\u2018\u2019\u201c\u201d\u201e\u201f"
"""What looks like a quote and is none: typed in other languages, or put there by an editor that knows better."""
_PLAIN = re.compile(rf'[^\s"\\*,={LIKE_QUOTES}\x00-\x1f\x7f-\x9f]+')
"""Text that means itself wherever it stands. More than this could stand bare here and there: the one form quotes it."""
_ESCAPED = re.compile(r'["\\]')


class Field(StrEnum):
    """What a run or a resource is asked for besides its labels. The command line and docs/search.md spell it so."""

    STATUS = "status"
    PLATFORM = "platform"
    ENVIRONMENT = "environment"
    PIPELINE = "pipeline"
    ACTION = "action"
    STACK = "stack"
    PROJECT = "project"
    USER = "user"
    RUN = "run"
    NAME = "name"
    TYPE = "type"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Text with wildcards, split at each `*`: one part is exact, `("a", "")` is whatever begins with `a`.

    Case counts, as it does in labels of AWS and Kubernetes. A `*` stands for any text, none included.
    """

    parts: tuple[str, ...]

    @classmethod
    def exact(cls, text: str) -> "Pattern":
        """The pattern that only `text` fits, whatever it holds."""
        return cls((text,))

    @property
    def is_exact(self) -> bool:
        """Whether it has no wildcard."""
        return len(self.parts) == 1

    @property
    def is_prefix(self) -> bool:
        """Whether its only wildcard stands last, so that an index has all that fits side by side."""
        return len(self.parts) == 2 and not self.parts[1]  # noqa: PLR2004 - the part before the wildcard, and nothing

    @property
    def is_anything(self) -> bool:
        """Whether every text fits."""
        return not self.is_exact and not any(self.parts)

    @property
    def text(self) -> str:
        """What an exact pattern asks for."""
        return self.parts[0]

    @property
    def prefix(self) -> str:
        """How everything begins that fits."""
        return self.parts[0]

    def matches(self, text: str) -> bool:
        """Whether `text` fits. Takes time in proportion to both, however many wildcards there are.

        >>> Pattern(("rna", "-", "")).matches("rnaseq-2"), Pattern(("a", "a")).matches("a")
        (True, False)
        """
        first, *rest = self.parts
        if not rest:
            return text == first
        *middle, last = rest
        end = len(text) - len(last)
        if not (text.startswith(first) and text.endswith(last)) or end < len(first):
            return False
        at = len(first)
        for part in middle:
            found = text.find(part, at, end)
            if found < 0:
                return False
            at = found + len(part)
        return True

    def __str__(self) -> str:
        if self.parts == ("",):
            return '""'
        return WILDCARD.join(map(_written, self.parts))


def _written(part: str) -> str:
    """A part without wildcards as it is read again: bare where it can be, else quoted."""
    if not part or _PLAIN.fullmatch(part):
        return part
    return '"' + _ESCAPED.sub(r"\\\g<0>", part) + '"'


@dataclass(frozen=True, slots=True)
class LabelTerm:
    """A label whose key fits and whose value fits one of `values`; without values, any value will do.

    Negated: there is no such label, which holds too for what has no label at all.
    """

    key: Pattern
    values: tuple[Pattern, ...] = ()
    is_negated: bool = False

    def __str__(self) -> str:
        values = ",".join(map(str, self.values))
        return f"{'-' * self.is_negated}label:{self.key}{f'={values}' if self.values else ''}"


@dataclass(frozen=True, slots=True)
class FieldTerm:
    """A field that fits one of `values`; negated, none of them. What has no such field has it empty."""

    field: Field
    values: tuple[Pattern, ...]
    is_negated: bool = False

    def __str__(self) -> str:
        return f"{'-' * self.is_negated}{self.field}:{','.join(map(str, self.values))}"


@dataclass(frozen=True, slots=True)
class TimeTerm:
    """Launched at `at` or after (`since`), or before `at` (`until`), so that two spans that meet share no run.

    `at` is aware, in UTC.
    """

    is_since: bool
    at: datetime

    def __str__(self) -> str:
        return f"{'since' if self.is_since else 'until'}:{instant_text(self.at)}"


def instant_text(at: datetime) -> str:
    """An instant as it is read again, in UTC: `2026-11-01T00:00:00Z`."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


Term = LabelTerm | FieldTerm | TimeTerm


@dataclass(frozen=True, slots=True)
class Query:
    """Terms that all hold, in the order in which they were written. Without any, everything is found."""

    terms: tuple[Term, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that it asks for, each once."""
        return tuple(dict.fromkeys(term.field for term in self.terms if isinstance(term, FieldTerm)))

    def __str__(self) -> str:
        return " ".join(map(str, self.terms))
