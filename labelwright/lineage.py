"""Who lies below whom in a stack: the environment that a resource belongs to, and the names of its parents.

Resources come in any order, and from files that anybody wrote. A preview without `--show-sames` leaves out parents that
do not change: their URN still says what they are.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from labelwright.placement import ENVIRONMENT_TYPES

STACK = "pulumi:pulumi:Stack"


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
