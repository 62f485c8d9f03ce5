"""Which resources are left without injected labels, or without some of them, by a person's own decision.

What a resource is given in the program stays on it: an exemption stops labels from being added, and nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

ANY = "*"


@dataclass(frozen=True, slots=True)
class Exemption:
    """Resources by type, name and what they lie below, each with `*` and `?`; all that is said must hold.

    `below` names a component or another parent at any depth, which is meant with it. `keys` are the labels that are
    left out, none for all. With `inject` an entry takes back what earlier ones exempt. `reason` is for whoever reads
    the coverage.
    """

    type: str = ANY
    name: str = ANY
    below: str = ""
    keys: tuple[str, ...] = ()
    inject: bool = False
    reason: str = ""

    def is_met_by(self, type_token: str, name: str, ancestors: Sequence[str]) -> bool:
        """Whether a resource is meant; `ancestors` are the names of its parents."""
        if not fnmatchcase(type_token, self.type) or not fnmatchcase(name, self.name):
            return False
        return not self.below or any(fnmatchcase(one, self.below) for one in (name, *ancestors))


@dataclass(frozen=True, slots=True)
class Exempt:
    """What the exemptions make of one resource: the keys that it does not get, and why."""

    keys: frozenset[str]
    reasons: tuple[str, ...]


def exempt(
    exemptions: Iterable[Exemption], labels: Mapping[str, str], type_token: str, name: str, ancestors: Sequence[str]
) -> Exempt | None:
    """What of `labels` a resource is not to get, or None when it gets all. Later entries win over earlier ones."""
    left: dict[str, str] = {}
    for one in exemptions:
        if not one.is_met_by(type_token, name, ancestors):
            continue
        for declared in one.keys or labels:
            key = declared if declared in labels else declared.lower()  # Google is sent lower case only
            if one.inject:
                left.pop(key, None)
            elif key in labels:
                left[key] = one.reason
    if not left:
        return None
    return Exempt(frozenset(left), tuple(dict.fromkeys(reason for reason in left.values() if reason)))
