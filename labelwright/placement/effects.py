"""What a change of labels costs where it is made: nothing, a rollout, or the resource itself."""

import re
from collections.abc import Mapping

from labelwright.placement.places import EACH, NO_ADDITIONS, Additions, Place
from labelwright.placement.table import place_of
from labelwright.vocabulary import Effect

_ELEMENT = re.compile(r"\[[^]]*\]")
"""Which element of a list is meant: by its name in our reports, by its number in the engine's."""


def effect_at(type_token: str, path: str, props: Mapping[str, object], additions: Additions = NO_ADDITIONS) -> Effect:
    """What changing the labels at `path` of a resource does, `path` being as `labels_at` gives it.

    What a cloud's own API does with the change, as the type's documentation has it; what a preview says of the resource
    is the last word (`labelwright.changes`). A path that is no place for labels costs what any property may: nothing
    is known of it here, and it counts as in place.
    """
    spot = _spot(type_token, path, additions)
    return spot.effect if spot and spot.effect_when(props) else Effect.IN_PLACE


def is_calm(type_token: str, path: str, props: Mapping[str, object], additions: Additions = NO_ADDITIONS) -> bool:
    """Whether changing the labels at `path` disturbs nothing that runs: only there volatile labels are expected."""
    spot = _spot(type_token, path, additions)
    return spot is None or spot.is_calm(props)


def _spot(type_token: str, path: str, additions: Additions) -> Place | None:
    """The place that a path of a report stands for."""
    taggable, plain = place_of(type_token, additions), _plain(path)
    return next((spot for spot in taggable.places if spot.path == plain), None) if taggable else None


def is_part(path: str, whole: str) -> bool:
    """Whether a property path is `whole` or lies below it, whichever elements of lists the two name."""
    inner, outer = _plain(path), _plain(whole)
    return inner == outer or inner.startswith((f"{outer}.", f"{outer}{EACH}"))


def _plain(path: str) -> str:
    """`tagSpecifications[volume].tags`, or `tagSpecifications[0].tags`, as places spell it."""
    return _ELEMENT.sub(EACH, path)
