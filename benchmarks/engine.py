"""The real engine with and without labels: `pulumi preview` and `pulumi up` of one program, alternating in one run.

The resources are Kubernetes ConfigMaps in the sandbox's own store, which answers in a millisecond: a real cloud takes
hundreds of them, so what is measured here is the worst case. Nine of ten are labelled, the others are components.
"""

from collections.abc import Iterator, Mapping
from functools import partial

from benchmarks.figure import Figure, alternating, overhead
from benchmarks.stack import OFF, ON, Sample, Stack, stack

ROUNDS: Mapping[int, int] = {100: 3, 1_000: 5, 5_000: 2}
"""Resources -> how many rounds are measured with so many."""

UP_LIMIT: Mapping[int, float] = {1_000: 3, 5_000: 5}
"""Resources -> the most that labels may add to `pulumi up`, in percent."""

PAUSE_AT = 1_000
"""Resources at which users report that a preview with transforms stalls (pulumi/pulumi#20992)."""


def figures(sizes: Mapping[int, int] = ROUNDS) -> Iterator[Figure]:
    """Overheads of injection in percent by size, and how long the engine ever waited for the next event."""
    with stack() as made:
        for size, rounds in sizes.items():
            paired = f"{rounds} rounds, without and with labels in turn"
            previews = alternating(rounds, partial(made.preview, size, OFF), partial(made.preview, size, ON))
            yield from _compared(f"pulumi preview, {size:,} resources", previews, paired, None)
            ups = alternating(rounds, partial(made.up, size, OFF), partial(made.up, size, ON))
            yield from _compared(f"pulumi up, {size:,} resources", ups, paired, UP_LIMIT.get(size))
            if size == max(sizes):
                more = overhead([(one.megabytes, other.megabytes) for one, other in ups])
                yield Figure(f"memory of the program, labels, {size:,} resources", more, "%", paired)
        if PAUSE_AT in sizes:
            yield from _pauses(made)


def _compared(what: str, rounds: list[tuple[Sample, ...]], paired: str, limit: float | None) -> Iterator[Figure]:
    """What labels add, by the clock and in processor time."""
    yield Figure(f"labels on {what}", overhead([(off.wall, on.wall) for off, on in rounds]), "%", paired, limit)
    program, total = [(off.program, on.program) for off, on in rounds], [(off.total, on.total) for off, on in rounds]
    yield Figure(f"labels on {what}, processor time of the program", overhead(program), "%", paired)
    yield Figure(f"labels on {what}, processor time of all processes", overhead(total), "%", paired)


def _pauses(made: Stack) -> Iterator[Figure]:
    """The longest silence of the engine without labels and with them."""
    for injection, text in ((OFF, "without labels"), (ON, "with labels")):
        yield Figure(
            f"longest pause of a preview {text}, {PAUSE_AT:,} resources",
            made.longest_pause(PAUSE_AT, injection),
            "s",
            "one preview, default parallelism; between two events of the engine, whose clock counts whole seconds",
        )
