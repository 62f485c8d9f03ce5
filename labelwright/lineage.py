"""Who lies below whom in a stack: the environment that a resource belongs to, and the names of its parents.

Resources come in any order, and from files that anybody wrote. A preview without `--show-sames` leaves out parents that
do not change: their URN still says what they are.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from labelwright.placement import ENVIRONMENT_TYPES, Injection, Injections
from labelwright.tokens import STACK


def name_of(urn: str) -> str:
    """The name that a program gave, which may hold `::` itself.

    >>> name_of("urn:pulumi:dev::lab::my:index:Study$aws:sqs/queue:Queue::samples::in")
    'samples::in'
    """
    return urn.split("::", 3)[-1]


def type_of(urn: str) -> str:
    """The type of the resource itself, which stands behind those of its parents; "" for what is no URN.

    >>> type_of("urn:pulumi:dev::lab::my:index:Study$aws:sqs/queue:Queue::samples")
    'aws:sqs/queue:Queue'
    """
    parts = urn.split("::", 3)
    return parts[2].rpartition("$")[2] if len(parts) > 3 else ""  # noqa: PLR2004 - prefix with stack, project, types, name


def environments_of(
    resources: Iterable[Mapping[str, Any]],
    names: Collection[str],
    component_types: frozenset[str] = ENVIRONMENT_TYPES,
) -> dict[str, str | None]:
    """URN -> the environment that the resource is or lies below; None where it is none of `names`.

    The outermost environment where they nest.
    """
    parents = _parents(resources)
    if not names:
        return dict.fromkeys(parents)
    known: dict[str, str | None] = {"": None}
    for urn in parents:
        for one in _way_down(urn, parents, known):
            own = name_of(one) if type_of(one) in component_types and name_of(one) in names else None
            known[one] = known.get(parents.get(one, "")) or own
    return {urn: known[urn] for urn in parents}


def ancestors_of(resources: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """URN -> the names of the parents, the nearest first; the stack itself is none."""
    parents = _parents(resources)
    known: dict[str, tuple[str, ...]] = {"": ()}
    for urn in parents:
        for one in _way_down(urn, parents, known):
            parent = parents.get(one, "")
            known[one] = (name_of(parent), *known.get(parent, ())) if type_of(parent) not in ("", STACK) else ()
    return {urn: known[urn] for urn in parents}


def _parents(resources: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """URN -> the URN of the parent, "" for none."""
    return {one["urn"]: one.get("parent") or "" for one in resources}


def _way_down(urn: str, parents: Mapping[str, str], known: Collection[str]) -> list[str]:
    """A resource and its parents up to the first that is known, outermost first.

    Walked, not recursed into: a broken file may have a circle of parents, which is cut where it closes.
    """
    way: dict[str, None] = {}
    while urn not in known and urn not in way:
        way[urn] = None
        urn = parents.get(urn, "")
    return list(reversed(way))


@dataclass
class Lineage:
    """Who takes which labels while a program registers its resources: parents come before their children.

    So looking at the parent is enough at any depth. A packaged component comes twice, which changes nothing.
    """

    injections: Injections
    _environments: dict[str, str] = field(default_factory=dict[str, str])
    """URN -> the environment that it is or lies below; resources below none are not kept."""
    _ancestors: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """URN -> its name and those of its parents; kept only where exemptions may go by them."""

    def enter(self, urn: str, parent: str) -> str | None:
        """Note a resource, and return the environment that it belongs to; `parent` is a URN, "" for none."""
        type_token, name = type_of(urn), name_of(urn)
        if type_token == STACK:
            return None
        environment = self._environments.get(parent) or self.injections.environment(type_token, name)
        if environment is not None:
            self._environments[urn] = environment
        if self.injections.exemptions:
            self._ancestors[urn] = (name, *self._ancestors.get(parent, ()))
        return environment

    def injection(self, environment: str | None, urn: str, parent: str) -> Injection:
        """What a resource takes: its environment's labels or the stack's, without what it is exempt from."""
        type_token = type_of(urn)
        injection = self.injections.of(environment, type_token)
        exempt = self.injections.exempt(injection, type_token, name_of(urn), self._ancestors.get(parent, ()))
        return injection if exempt is None else injection.without(exempt.keys)
