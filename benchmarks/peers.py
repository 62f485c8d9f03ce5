"""What else people use to label a stack, side by side with us: what it costs, and how far it reaches."""

from collections.abc import Iterator
from functools import partial

from benchmarks.figure import Figure, alternating, overhead
from benchmarks.stack import OFF, ON, RECIPE, stack
from labelwright.placement import place_of
from labelwright.placement.places import ROOT as ROOT_TAGS
from labelwright.placement.special import SPECIAL
from labelwright.placement.table import packages

SIZE, ROUNDS = 1_000, 2
_WHO = {
    OFF: "nobody",
    ON: "labelwright",
    RECIPE: "the recipe of Pulumi's documentation",
}


def figures(size: int = SIZE, rounds: int = ROUNDS) -> Iterator[Figure]:
    """The automatic tags of Pulumi's documentation, and the places of our table that such a recipe reaches.

    The places are counted generously: as if it listed every AWS type that has a root `tags`, which lists on the web
    fall short of.
    """
    places, reached = _places()
    paired = "counted in the placement table, a recipe for all types of AWS"
    yield Figure("places of labels that we reach", places, "places", paired)
    yield Figure("places of labels that the recipe of Pulumi's documentation reaches", reached, "places", paired)
    with stack() as made:
        samples = alternating(rounds, *(partial(made.up, size, who) for who in _WHO))
    paired = f"{rounds} rounds, each against none in the same round, in turn"
    for side, text in enumerate(list(_WHO.values())[1:], start=1):
        what = f"labels by {text}, pulumi up, {size:,} resources"
        yield Figure(what, overhead([(one[0].wall, one[side].wall) for one in samples]), "%", paired)
        program = overhead([(one[0].program, one[side].program) for one in samples])
        yield Figure(f"{what}, processor time of the program", program, "%", paired)
        total = overhead([(one[0].total, one[side].total) for one in samples])
        yield Figure(f"{what}, processor time of all processes", total, "%", paired)


def _places() -> tuple[int, int]:
    """Every place in the table, and those of them that are the root tags of an AWS type."""
    tokens = {
        f"{package}:{module}:{name}"
        for package, table in packages().items()
        for modules in table["labels"].values()
        for module, names in modules.items()
        for name in names
    } | set(SPECIAL)
    every = [(token, spot.path) for token in tokens if (found := place_of(token)) for spot in found.places]
    return len(every), sum(token.startswith("aws:") and path == ROOT_TAGS for token, path in every)
