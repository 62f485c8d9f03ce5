"""Where labels go on types that somebody declares: those that the table does not know, or knows otherwise.

Stack config (`labelwright:placement`) and a program (`labelwright.inject(placement=...)`) both declare them so. Whoever
asks the table where labels are hands it what was declared; nothing is kept in a global.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from labelwright.placement.kubernetes import METADATA, OBJECT_LABELS
from labelwright.placement.places import Addition, Additions, Place, Taggable
from labelwright.placement.shapes import Shape
from labelwright.placement.table import place_of
from labelwright.tokens import package_of, unversioned
from labelwright.vocabulary import Cloud, Effect

PACKAGE_OF: dict[Cloud, str] = {
    Cloud.AWS: "aws",
    Cloud.AZURE: "azure-native",
    Cloud.GOOGLE: "gcp",
    Cloud.KUBERNETES: "kubernetes",
}
"""Cloud -> the package of the table whose types keep its rules."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One place as it is declared. Without an `effect` it has the one that the table knows, else none."""

    path: str
    shape: Shape = Shape.MAP
    effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """A type and all its places; without any, what it has only looks like labels. `dialect`: whose rules they keep."""

    type: str
    places: tuple[Spot, ...] = ()
    dialect: Cloud | None = None


def additions_of(declarations: Iterable[Declaration]) -> Additions:
    """What was declared, ready for looking up; the later one of two on one type counts."""
    return {unversioned(one.type): _addition(one) for one in declarations}


def _addition(declared: Declaration) -> Addition:
    """One type. What the table knows of it besides its places, and of a place that it has too, stays."""
    package = PACKAGE_OF[declared.dialect] if declared.dialect else package_of(declared.type)
    if not declared.places:
        return Addition(None, package)
    known = place_of(declared.type) or Taggable((), fold=package == PACKAGE_OF[Cloud.AZURE])
    standing = {(place.path, place.shape): place for place in known.places}
    places = (_place(spot, standing.get((spot.path, spot.shape))) for spot in declared.places)
    return Addition(replace(known, places=tuple(places)), package)


def _place(spot: Spot, known: Place | None) -> Place:
    """One place. Kubernetes has objects without metadata, which are made for it; else what is absent stays so."""
    made = METADATA if f".{spot.path}".endswith(f".{OBJECT_LABELS}") else ""
    place = known or Place(spot.path, spot.shape, made=made)
    return place if spot.effect is None else replace(place, effect=spot.effect)
