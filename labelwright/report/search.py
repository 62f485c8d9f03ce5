"""`labelwright search` for people: the runs and the resources that fit, and which of their labels were asked for."""

from collections.abc import Iterable, Sequence

from labelwright.labelled import Labelled
from labelwright.lineage import name_of
from labelwright.report.rows import painted, plain, print_lines, print_rows
from labelwright.runs.run import Run
from labelwright.search import Query, matched_labels
from labelwright.vocabulary import Status

_PAINT = {
    Status.SUCCEEDED: painted(fg="green"),
    Status.FAILED: painted(fg="red", bold=True),
    Status.CANCELLED: painted(fg="yellow"),
}


def runs_as_text(runs: Sequence[Run], query: Query, *, more: bool) -> None:
    """A row for each run, the newest first. `more`: there are others, which are not shown."""
    rows = [
        (
            str(run.status),
            f"{run.launched:%Y-%m-%d %H:%M}",
            run.id,
            run.name,
            f"{run.project}/{run.stack}/{run.environment}",
            _shown(matched_labels(query, run.values.items())),
        )
        for run in runs
    ]
    header = ("STATUS", "LAUNCHED (UTC)", "RUN", "NAME", "ENVIRONMENT", "LABELS")
    print_rows(header, rows, (_painted_status, *[plain] * 5))
    print_lines(iter([_counted(len(rows), "run", "the newest, of more: --limit shows them" if more else "")]))


def resources_as_text(resources: Sequence[Labelled], query: Query) -> None:
    """A row for each resource, in the order of the stack."""
    rows = [(one.type, name_of(one.urn), one.environment, _shown(one.matched(query).items())) for one in resources]
    print_rows(("TYPE", "NAME", "ENVIRONMENT", "LABELS"), rows, (painted(bold=True), *[plain] * 3))
    print_lines(iter([_counted(len(rows), "resource", "")]))


def _painted_status(cell: str) -> str:
    """A status in its colour."""
    return _PAINT.get(Status(cell.rstrip()), plain)(cell)


def _shown(labels: Iterable[tuple[str, str]]) -> str:
    """Labels, one after the other."""
    return "  ".join(f"{key}={value}" for key, value in labels)


def _counted(count: int, noun: str, remark: str) -> str:
    """How many were found."""
    return f"{count:,} {noun}{'s' * (count != 1)}{f' ({remark})' if remark else ''}"
