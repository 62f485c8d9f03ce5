"""What imported policies demand, in the words of `labelwright:policies`, and what of them cannot be said there."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


def wildcard(text: str, *, many: str = "*") -> str:
    """A regular expression for a text in which `many` stands for any characters.

    >>> wildcard("cc-*")
    'cc-.*'
    """
    return ".*".join(re.escape(part).replace("\\-", "-") for part in text.split(many))


def any_of(patterns: Iterable[str]) -> str:
    """A regular expression that fits where one of `patterns` does.

    >>> any_of(["a"]), any_of(["a", "b.*"])
    ('a', '(?:a|b.*)')
    """
    found = list(patterns)
    return found[0] if len(found) == 1 else f"(?:{'|'.join(found)})"


@dataclass
class Wanted:
    """Demands of all policies together: one must meet each of them, so they are narrowed, never widened.

    `left_out` is what cannot be expressed, `notes` what is expressed in another way than it was; each says where.
    """

    required: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    allowed: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    patterns: dict[str, str] = field(default_factory=dict[str, str])
    forbidden: list[str] = field(default_factory=list[str])
    left_out: list[str] = field(default_factory=list[str])
    notes: list[str] = field(default_factory=list[str])

    def require(self, package: str, key: str) -> None:
        """A key that every resource of a package has."""
        keys = self.required.setdefault(package, [])
        if key not in keys:
            keys.append(key)

    def allow(self, key: str, values: Iterable[str]) -> None:
        """The only values of a key; of two such lists, what both have."""
        found = list(dict.fromkeys(values))
        before = self.allowed.get(key)
        self.allowed[key] = found if before is None else [value for value in before if value in found]

    def fit(self, key: str, pattern: str) -> None:
        """A pattern for the whole value of a key; of two, both."""
        before = self.patterns.get(key)
        if before is None:
            self.patterns[key] = pattern
        elif before != pattern:
            self.patterns[key] = f"(?=(?:{before})\\Z)(?:{pattern})"

    def forbid(self, key: str) -> None:
        """A key that nobody writes."""
        if key not in self.forbidden:
            self.forbidden.append(key)

    def document(self) -> dict[str, Any]:
        """The value of `labelwright:policies`; parts that would be empty are left out."""
        rules: dict[str, dict[str, Any]] = {
            "required": {"platforms": self.required},
            "values": {"allowed": self.allowed, "patterns": self.patterns},
            "keys": {"forbidden": self.forbidden},
        }
        told = {rule: {name: value for name, value in parts.items() if value} for rule, parts in rules.items()}
        return {rule: parts for rule, parts in told.items() if parts}
