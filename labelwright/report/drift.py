"""`labelwright drift` for people: a row a difference, why something was not checked, and all of it counted."""

from collections import Counter
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from labelwright.drift.verdict import Change, Difference, Drift, Judged, Standing
from labelwright.report.screen import screen, table, told

_STYLE = {Change.CHANGED: "yellow", Change.REMOVED: "bold red", Change.ADDED: "cyan"}


def drift_as_text(drift: Drift) -> None:
    """What drifted, label by label; then what could not be checked; then the line that counts everything."""
    console = screen()
    shown = table("DRIFT", "TYPE", "NAME", "PLACE", "LABEL", "DECLARED", "FOUND")
    for one in sorted(drift.listed, key=lambda one: (one.type, one.urn)):
        name = one.urn.rpartition("::")[2]
        if one.standing is Standing.GONE:
            shown.add_row(told("gone", style="bold red"), told(one.type), told(name), "", "", "", "not in the cloud")
        for difference in one.differences:
            shown.add_row(*_row(one.type, name, difference))
    if shown.row_count:
        console.print(shown)
    _unchecked(drift.listed)
    totals = drift.totals
    parts = ", ".join(f"{totals[standing]} {standing}" for standing in Standing if totals[standing])
    style = "bold green" if drift.is_clean else "bold red"
    console.print(told(f"{totals['resources']} resources: {parts or 'none'}", style=style))


def _row(kind: str, name: str, one: Difference) -> list[Text]:
    """One label that is not as declared."""
    sides = [told("-") if side is None else told(side) for side in (one.declared, one.found)]
    return [told(one.change, style=_STYLE[one.change]), *map(told, (kind, name, one.place, one.key)), *sides]


def _unchecked(listed: Iterable[Judged]) -> None:
    """How many places, or whole resources, were not checked, for each reason."""
    reasons = Counter(
        reason
        for one in listed
        for reason in (*(f"{place}: {why}" for place, why in one.unchecked.items()), one.reason)
        if reason and one.standing is not Standing.GONE
    )
    shown = table("RESOURCES", "NOT CHECKED BECAUSE")
    for reason, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0])):
        shown.add_row(told(str(count)), told(reason))
    if shown.row_count:
        screen().print(shown)


@contextmanager
def progress(total: int) -> Generator[Callable[[int], None]]:
    """How far the run is, on standard error, gone when it ends; given how many more are done."""
    columns = (TextColumn("looking up labels"), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=total)
        yield lambda done: shown.advance(task, done)
