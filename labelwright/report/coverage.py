"""`labelwright coverage` for people: what lacks labels, the providers side by side, and why the rest has none."""

from collections import Counter
from collections.abc import Mapping

from labelwright.coverage import Coverage, Covered, Status
from labelwright.lineage import name_of
from labelwright.report.rows import Paint, painted, plain, print_lines, print_rows

_PAINT: Mapping[str, Paint] = {
    Status.PARTLY: painted(fg="red", bold=True),
    Status.COVERED: painted(fg="green"),
    Status.SKIPPED: painted(fg="yellow"),
    Status.UNTAGGABLE: painted(dim=True),
}
"""In the order of the report: what a person has to do comes first."""
_ORDER = {status: number for number, status in enumerate(_PAINT)}
_UNLABELLED = (Status.SKIPPED, Status.UNTAGGABLE)


def coverage_as_text(report: Coverage, *, every: bool) -> None:
    """A row for each resource that needs a look (with `every`: for each), then counts, which say the rest."""
    _resources([one for one in report.resources if every or one.needs_a_look])
    _providers(report)
    _reasons(report)
    totals = report.totals
    parts = ", ".join(f"{totals[status]} {status}" for status in _PAINT if totals[status])
    more = "" if every or not report.resources else " (each of them: --all)"
    paint = painted(fg="red" if totals[Status.PARTLY] else "green", bold=True)
    print_lines(iter([paint(f"{totals['resources']} resources: {parts or 'none'}") + more]))


def _resources(resources: list[Covered]) -> None:
    """Status, type, name, and the places with their labels or what is missing there."""
    ordered = sorted(resources, key=lambda one: (_ORDER[one.status], one.type, one.urn))
    rows = [(str(one.status), one.type, name_of(one.urn), _said(one)) for one in ordered]
    print_rows(("STATUS", "TYPE", "NAME", "LABELS"), rows, (_painted_status, plain, plain, plain))


def _painted_status(cell: str) -> str:
    """A status in its colour."""
    return _PAINT[cell.rstrip()](cell)


def _providers(report: Coverage) -> None:
    """How many resources of each provider stand how."""
    header = ("PROVIDER", *(status.upper() for status in _PAINT))
    rows = [
        (provider, *(str(totals[status] or "") for status in _PAINT)) for provider, totals in report.providers.items()
    ]
    print_rows(header, rows, (painted(bold=True), *_PAINT.values()))


def _reasons(report: Coverage) -> None:
    """Why resources have no labels and need none: how many, for each reason."""
    counts = Counter((one.status, one.reason) for one in report.resources if one.status in _UNLABELLED)
    ordered = sorted(counts.items(), key=lambda item: (_ORDER[item[0][0]], -item[1]))
    rows = [(str(count), reason) for (_, reason), count in ordered]
    print_rows(("RESOURCES", "WITHOUT LABELS BECAUSE"), rows, (_PAINT[Status.SKIPPED], plain))


def _said(one: Covered) -> str:
    """The places with their labels counted, the missing keys, or the reason."""
    missing = [f"{place} lacks {', '.join(keys) or 'any label'}" for place, keys in one.missing.items()]
    present = [f"{place} ({len(labels)})" for place, labels in one.labels.items()]
    return "; ".join([*missing, *([] if missing else present), *filter(None, [one.reason])])
