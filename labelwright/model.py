"""A label and a set of labels: frozen, sorted, one value per key.

What is in here has the right shape; whether a cloud accepts it is the dialects' business. A value of None removes the
key, a value with `${...}` is dynamic.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Self

from pydantic import BaseModel, field_validator

from labelwright import rules
from labelwright.dynamic import is_dynamic


class Label(BaseModel, frozen=True, extra="forbid"):
    """One declared `key=value` and what its scope says of it.

    `default`: every new compute environment gets it (workspace scope). `locked`: no later scope may change it or
    remove it. `volatile`: its value changes from one update to the next (a commit, a time, a person), so it stays off
    every place where a change restarts or replaces something.
    """

    key: str
    value: str | None
    default: bool = False
    locked: bool = False
    volatile: bool = False

    @property
    def is_dynamic(self) -> bool:
        """Whether its value is known only per run."""
        return self.value is not None and is_dynamic(self.value)


class LabelSet(BaseModel, frozen=True, extra="forbid"):
    """Labels of one scope, sorted by key; equal sets compare equal however they were written."""

    labels: tuple[Label, ...] = ()

    @field_validator("labels")
    @classmethod
    def _sorted_and_unique(cls, labels: tuple[Label, ...]) -> tuple[Label, ...]:
        """Sort by key; two labels with one key have no order between them, so they are refused."""
        ordered = tuple(sorted(labels, key=lambda label: label.key))
        for first, second in pairwise(ordered):
            if first.key == second.key:
                raise ValueError(f"rule {rules.ONE_KEY}; got {first.key!r} as {first.value!r} and as {second.value!r}")
        return ordered

    @classmethod
    def of(cls, labels: Mapping[str, str | None], *, volatile: bool = False) -> Self:
        """A set from plain keys and values, for callers that have nothing to lock."""
        return cls(labels=tuple(Label(key=key, value=value, volatile=volatile) for key, value in labels.items()))
