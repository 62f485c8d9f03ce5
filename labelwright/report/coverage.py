"""`labelwright coverage` for people: a row a resource, what is wrong first, and the totals."""

from rich.text import Text

from labelwright.coverage import Coverage, Covered, Status
from labelwright.report.screen import screen, table

_ORDER = (Status.PARTLY, Status.COVERED, Status.SKIPPED, Status.UNTAGGABLE)
_STYLE = {Status.PARTLY: "bold red", Status.COVERED: "green", Status.SKIPPED: "yellow", Status.UNTAGGABLE: "dim"}


def coverage_as_text(report: Coverage) -> None:
    """Status, type, name and what is to be said of every resource, then how many there are of each status."""
    shown = table("STATUS", "TYPE", "NAME", "LABELS")
    for one in sorted(report.resources, key=lambda one: (_ORDER.index(one.status), one.type, one.urn)):
        name = one.urn.split("::")[-1]
        shown.add_row(Text(one.status, style=_STYLE[one.status]), Text(one.type), Text(name), Text(_said(one)))
    console = screen()
    console.print(shown)
    totals = report.totals
    parts = ", ".join(f"{totals[status]} {status}" for status in _ORDER if totals[status])
    style = "bold red" if totals[Status.PARTLY] else "bold green"
    console.print(Text(f"{totals['resources']} resources: {parts or 'none'}", style=style))


def _said(one: Covered) -> str:
    """The places with their labels counted, the missing keys, or the reason."""
    missing = [f"{place} lacks {', '.join(keys)}" for place, keys in one.missing.items()]
    present = [f"{place} ({len(labels)})" for place, labels in one.labels.items()]
    return "; ".join([*missing, *([] if missing else present), *filter(None, [one.reason])])
