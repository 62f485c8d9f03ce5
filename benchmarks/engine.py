"""The real engine with and without labels: `pulumi preview` and `pulumi up` of one program, alternating in one run.

The resources are Kubernetes ConfigMaps in the sandbox's own store. Nine of ten are labelled, the others are components.
It answers in a millisecond, which no cloud does: the worst case. What labels cost there by themselves, in the program,
the engine and the provider, is told by a program that writes them itself: injection is held against that one. Against
no labels at all it is held in a cloud that takes a tenth of a second for each resource; real ones take longer.
"""

from collections.abc import Iterator, Mapping
from functools import partial

from benchmarks.figure import Figure, alternating, overhead
from benchmarks.stack import OFF, ON, OWN, Sample, Stack, stack

ROUNDS: Mapping[int, int] = {100: 3, 1_000: 4, 5_000: 2}
"""Resources -> how many rounds are measured with so many."""

CLOUD_ROUNDS: Mapping[int, int] = {1_000: 3, 5_000: 2}
"""The same in a cloud that takes its time."""

LATENCY = 0.1
"""Seconds that this cloud takes for a resource."""

UP_LIMIT: Mapping[int, float] = {1_000: 3, 5_000: 5}
"""Resources -> the most that injection may add to `pulumi up`, in percent."""

PAUSE_AT = 1_000
"""Resources at which users report that a preview with transforms stalls (pulumi/pulumi#20992)."""


def figures(sizes: Mapping[int, int] = ROUNDS, cloud: Mapping[int, int] = CLOUD_ROUNDS) -> Iterator[Figure]:
    """Overheads of injection in percent by size, and how long the engine ever waited for the next event."""
    with stack() as made:
        for size, rounds in sizes.items():
            paired = f"{rounds} rounds, without and with labels in turn"
            previews = alternating(rounds, partial(made.preview, size, OFF), partial(made.preview, size, ON))
            yield from _compared(f"pulumi preview, {size:,} resources", previews, paired, None)
            ups = alternating(rounds, *(partial(made.up, size, side) for side in (OFF, OWN, ON)))
            yield from _compared(f"pulumi up, {size:,} resources", [(off, on) for off, _, on in ups], paired, None)
            what = f"injected labels and the program's own, pulumi up, {size:,} resources"
            against = f"{rounds} rounds, labels of the program itself and injected ones in turn"
            injected = overhead([(own.wall, on.wall) for _, own, on in ups])
            yield Figure(what, injected, "%", against, UP_LIMIT.get(size))
            if size == max(sizes):
                more = overhead([(off.megabytes, on.megabytes) for off, _, on in ups])
                yield Figure(f"memory of the program, labels, {size:,} resources", more, "%", paired)
        if PAUSE_AT in sizes:
            yield from _pauses(made)
        for size, rounds in cloud.items():
            sides = (partial(made.up, size, side, latency=LATENCY) for side in (OFF, ON))
            walls = [(off.wall, on.wall) for off, on in alternating(rounds, *sides)]
            paired = f"{rounds} rounds, without and with labels in turn"
            what = f"labels on pulumi up, {size:,} resources, {LATENCY} s each"
            yield Figure(what, overhead(walls), "%", paired, UP_LIMIT[size])


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
