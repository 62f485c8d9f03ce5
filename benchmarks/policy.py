"""The policy pack: `pulumi preview` with it, with a pack that allows everything, and with none, in turn."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.figure import Figure, alternating, overhead
from benchmarks.stack import ON, ROOT, stack

EMPTY = Path(__file__).parent / "empty_pack"
SIZE, ROUNDS = 1_000, 3
LIMIT = 10
"""The most that our rules may add to a pack that has none, in percent."""


def figures(size: int = SIZE, rounds: int = ROUNDS) -> Iterator[Figure]:
    """Overheads of the pack in percent. The resources are labelled, so that the rules have something to read."""
    with stack() as made:
        run = partial(made.preview, size, ON)
        packs = (str(EMPTY), str(ROOT / "policies"))
        sides = (run, *(partial(run, "--policy-pack", pack) for pack in packs))
        walls = [tuple(sample.wall for sample in one) for one in alternating(rounds, *sides)]
    paired = f"{rounds} rounds of previews, without a pack, with an empty one and with ours in turn"
    ours = overhead([(empty, on) for _, empty, on in walls])
    yield Figure(f"the policy pack and an empty one, {size:,} resources", ours, "%", paired, LIMIT)
    every = overhead([(off, on) for off, _, on in walls])
    yield Figure(f"the policy pack and none, {size:,} resources", every, "%", paired)
