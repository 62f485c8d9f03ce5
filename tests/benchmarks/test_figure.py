"""Figures are computed as they say. Nothing is timed here."""

from collections.abc import Callable

import pytest

from benchmarks.figure import Figure, alternating, overhead
from benchmarks.stack import longest_pause


def test_sides_alternate_and_every_second_round_goes_the_other_way() -> None:
    """A machine that grows slower during a run must not speak for one side."""
    order: list[str] = []

    def side(name: str) -> Callable[[], str]:
        return lambda: order.append(name) or name

    assert alternating(3, side("off"), side("empty"), side("on")) == [("off", "empty", "on")] * 3
    assert order == ["off", "empty", "on", "on", "empty", "off", "off", "empty", "on"]


@pytest.mark.parametrize(
    ("rounds", "percent"),
    [
        ([(2.0, 3.0)], 50),
        ([(1.0, 1.1), (10.0, 10.0), (4.0, 8.0)], 10),
        ([(1.0, 0.9)], -10),
        ([(1.0, 1.0), (1.0, 1.2)], 10),
    ],
    ids=["one", "the middle one", "less", "between two"],
)
def test_an_overhead_is_the_median_of_the_rounds_own_ratios(rounds: list[tuple[float, float]], percent: float) -> None:
    """One round in which the machine did something else does not count."""
    assert overhead(rounds) == pytest.approx(percent)


@pytest.mark.parametrize(("figure", "limit", "kept"), [(3.0, 3, True), (3.01, 3, False), (99.0, None, True)])
def test_a_limit_is_kept_when_it_is_not_exceeded(figure: float, limit: float | None, *, kept: bool) -> None:
    """On the limit is kept; without a limit there is nothing to break."""
    one = Figure("up", figure, "%", "in turn", limit)
    assert one.is_kept is kept
    assert ("NOT KEPT" in str(one)) is not kept


def test_the_longest_pause_leaves_out_the_start() -> None:
    """The engine loads plugins before the first resource; that is no stall."""
    events: list[dict[str, object]] = [
        {"timestamp": 0, "preludeEvent": {}},
        {"timestamp": 50, "resourcePreEvent": {}},
        {"timestamp": 51, "resOutputsEvent": {}},
        {"timestamp": 58, "resourcePreEvent": {}},
        {"timestamp": 60, "summaryEvent": {}},
    ]
    assert longest_pause(events) == 7
    assert longest_pause([]) == 0
