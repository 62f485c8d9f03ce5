"""What is said of a resource whose labels were looked up: the same, drifted, gone, or not checked.

`Judged.document()` is the JSON contract of `labelwright drift`, and a line of the file from which a run goes on.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple, Self

NOTHING: Mapping[str, str] = MappingProxyType({})


class Standing(StrEnum):
    """How a resource stands in its cloud. `not checked` is one of which no place could be read."""

    SAME = "same"
    DRIFTED = "drifted"
    GONE = "gone"
    UNCHECKED = "not-checked"


class Change(StrEnum):
    """What became of one label since the stack was last updated."""

    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"


class Difference(NamedTuple):
    """One label that is not as declared. `declared` is None for one that was added, `found` for one that was removed.

    A declared secret is `[secret]`, and no value is found for it: it is never printed.
    """

    place: str
    key: str
    change: Change
    declared: str | None
    found: str | None


class Judged(NamedTuple):
    """One resource of the report. `unchecked` is place -> why it could not be judged; `reason` is about all of it."""

    urn: str
    type: str
    standing: Standing
    differences: tuple[Difference, ...] = ()
    unchecked: Mapping[str, str] = NOTHING
    reason: str = ""

    @property
    def needs_a_look(self) -> bool:
        """Whether there is anything to say of it."""
        return self.standing is not Standing.SAME or bool(self.unchecked)

    def document(self) -> dict[str, Any]:
        """The resource as it stands in the JSON report."""
        return {
            "urn": self.urn,
            "type": self.type,
            "status": str(self.standing),
            "differences": [{**one._asdict(), "change": str(one.change)} for one in self.differences],
            "unchecked": dict(self.unchecked),
            "reason": self.reason,
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """The resource that `document()` wrote. Raises KeyError, TypeError or ValueError for anything else."""
        differences = tuple(Difference(**{**one, "change": Change(one["change"])}) for one in document["differences"])
        standing = Standing(document["status"])
        return cls(document["urn"], document["type"], standing, differences, document["unchecked"], document["reason"])


@dataclass
class Drift:
    """The report: everything counted, and what needs a look in full. Of a large stack, most is the same."""

    counts: Counter[Standing] = field(default_factory=Counter[Standing])
    listed: list[Judged] = field(default_factory=list[Judged])

    def add(self, judged: Iterable[Judged]) -> None:
        """Take in some resources."""
        for one in judged:
            self.counts[one.standing] += 1
            if one.needs_a_look:
                self.listed.append(one)

    @property
    def is_clean(self) -> bool:
        """Whether nothing drifted that could be checked."""
        return not (self.counts[Standing.DRIFTED] or self.counts[Standing.GONE])

    @property
    def totals(self) -> dict[str, int]:
        """How many resources there are that take labels, and how many stand how."""
        return {
            "resources": self.counts.total(),
            **{str(standing): self.counts[standing] for standing in Standing},
        }

    def document(self) -> dict[str, Any]:
        """The JSON report: `{"totals": {...}, "resources": [...]}`."""
        return {"totals": self.totals, "resources": [one.document() for one in self.listed]}
