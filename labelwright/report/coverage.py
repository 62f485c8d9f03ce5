"""`labelwright coverage` for people: what lacks labels, the providers side by side, and why the rest has none."""

from collections import Counter

from rich.text import Text

from labelwright.coverage import Coverage, Covered, Status
from labelwright.report.screen import screen, table

_ORDER = (Status.PARTLY, Status.COVERED, Status.SKIPPED, Status.UNTAGGABLE)
_STYLE = {Status.PARTLY: "bold red", Status.COVERED: "green", Status.SKIPPED: "yellow", Status.UNTAGGABLE: "dim"}
_UNLABELLED = (Status.SKIPPED, Status.UNTAGGABLE)


def coverage_as_text(report: Coverage, *, every: bool) -> None:
    """A row for each resource that needs a look (with `every`: for each), then counts, which say the rest."""
    _resources([one for one in report.resources if every or one.needs_a_look])
    _providers(report)
    _reasons(report)
    totals = report.totals
    parts = ", ".join(f"{totals[status]} {status}" for status in _ORDER if totals[status])
    more = "" if every or not report.resources else " (each of them: --all)"
    style = "bold red" if totals[Status.PARTLY] else "bold green"
    screen().print(Text.assemble((f"{totals['resources']} resources: {parts or 'none'}", style), more))


def _resources(resources: list[Covered]) -> None:
    """Status, type, name, and the places with their labels or what is missing there."""
    shown = table("STATUS", "TYPE", "NAME", "LABELS")
    for one in sorted(resources, key=lambda one: (_ORDER.index(one.status), one.type, one.urn)):
        name = one.urn.split("::")[-1]
        shown.add_row(Text(one.status, style=_STYLE[one.status]), Text(one.type), Text(name), Text(_said(one)))
    if shown.row_count:
        screen().print(shown)


def _providers(report: Coverage) -> None:
    """How many resources of each provider stand how."""
    shown = table("PROVIDER", *(status.upper() for status in _ORDER))
    for provider, totals in report.providers.items():
        counts = (Text(str(totals[status] or ""), style=_STYLE[status]) for status in _ORDER)
        shown.add_row(Text(provider, style="bold"), *counts)
    if shown.row_count:
        screen().print(shown)


def _reasons(report: Coverage) -> None:
    """Why resources have no labels and need none: how many, for each reason."""
    counts = Counter((one.status, one.reason) for one in report.resources if one.status in _UNLABELLED)
    shown = table("RESOURCES", "WITHOUT LABELS BECAUSE")
    for (status, reason), count in sorted(counts.items(), key=lambda item: (_ORDER.index(item[0][0]), -item[1])):
        shown.add_row(Text(str(count), style=_STYLE[status]), Text(reason))
    if shown.row_count:
        screen().print(shown)


def _said(one: Covered) -> str:
    """The places with their labels counted, the missing keys, or the reason."""
    missing = [f"{place} lacks {', '.join(keys)}" for place, keys in one.missing.items()]
    present = [f"{place} ({len(labels)})" for place, labels in one.labels.items()]
    return "; ".join([*missing, *([] if missing else present), *filter(None, [one.reason])])
