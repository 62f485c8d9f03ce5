"""One measured figure, and how alternating runs become one."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from statistics import median
from typing import TypeVar

Measured = TypeVar("Measured")


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured: the figure with its unit, its limit (None: for information), and its pairing.

    `paired` says what ran beside what, since a figure of one machine means little by itself.
    """

    name: str
    figure: float
    unit: str
    paired: str
    limit: float | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the limit is kept, where there is one."""
        return self.limit is None or self.figure <= self.limit

    def __str__(self) -> str:
        limit = "" if self.limit is None else f" (limit {self.limit:g}{'' if self.is_kept else ', NOT KEPT'})"
        return f"{self.name}: {shown(self.figure)} {self.unit}{limit}"

    def document(self) -> dict[str, object]:
        """The figure as it stands in results.json, under its name."""
        return {name: value for name, value in asdict(self).items() if name != "name"}


def shown(figure: float) -> str:
    """Three digits, or all of a whole number."""
    return f"{figure:,}" if isinstance(figure, int) else f"{figure:.3g}"


def alternating(rounds: int, *sides: Callable[[], Measured]) -> list[tuple[Measured, ...]]:
    """Run every side once a round, first one then the other, so that a busy moment of the machine meets both.

    Every second round goes the other way. Returns each round's measurements in the order of `sides`.
    """
    measured: list[tuple[Measured, ...]] = []
    for number in range(rounds):
        order = range(len(sides)) if number % 2 == 0 else reversed(range(len(sides)))
        found = {index: sides[index]() for index in order}
        measured.append(tuple(found[index] for index in range(len(sides))))
    return measured


def overhead(rounds: Iterable[tuple[float, float]]) -> float:
    """How much more the second side takes than the first, in percent: the median of the rounds' own ratios."""
    return 100 * (median(second / first for first, second in rounds) - 1)
