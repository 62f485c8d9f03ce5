"""`labelwright runs` for people: runs in rows, one run with all that is known of it, and what a change did."""

from collections.abc import Iterator, Sequence

from labelwright.report.rows import Paint, painted, plain, print_lines, print_rows
from labelwright.runs.change import Changed, LabelOutcome
from labelwright.runs.run import Run, RunLabel
from labelwright.vocabulary import Status

_BOLD, _DIM = painted(bold=True), painted(dim=True)
_PAINT = {
    Status.SUCCEEDED: painted(fg="green"),
    Status.FAILED: painted(fg="red", bold=True),
    Status.CANCELLED: painted(fg="yellow"),
}


def page_as_text(runs: Sequence[Run], total: int, *, is_exact: bool, more: bool) -> None:
    """A row for each run, and how many there are. `more`: there is another page."""
    rows = [
        (
            str(run.status),
            f"{run.launched:%Y-%m-%d %H:%M}",
            run.id,
            run.environment,
            run.pipeline,
            run.user,
            " ".join(f"{key}={value}" for key, value in run.values.items()),
        )
        for run in runs
    ]
    header = ("STATUS", "LAUNCHED (UTC)", "RUN", "ENVIRONMENT", "PIPELINE", "USER", "LABELS")
    print_rows(header, rows, (_painted_status, plain, _BOLD, plain, plain, plain, plain))
    print_lines(iter([_counted(runs, total, is_exact=is_exact, more=more)]))


def _counted(runs: Sequence[Run], total: int, *, is_exact: bool, more: bool) -> str:
    """How many are shown, of how many, and how to see the others."""
    count = f"{total:,}" if is_exact else f"more than {total:,}"
    if not more:
        return (
            f"{len(runs):,} run{'s' * (len(runs) != 1)}"
            if len(runs) == total
            else f"{len(runs):,} of {count} runs, to the oldest"
        )
    return f"{len(runs):,} of {count} runs; the next: --after {runs[-1].key}"


def run_as_text(run: Run, history: Sequence[Changed]) -> None:
    """What is known of one run; what is empty is left out."""
    print_lines(_head(run))
    labels = [
        (label.key, label.value, str(label.scope), " ".join(label.phases) or "record only", _remarks(label))
        for label in run.labels
    ]
    print_rows(("LABEL", "VALUE", "SET BY", "PHASES", "REMARKS"), labels, (_BOLD, plain, plain, _DIM, _DIM))
    jobs = [(job.name, job.id, job.kind) for job in run.jobs]
    print_rows(("JOB", "ID", "KIND"), jobs, (_BOLD, plain, _DIM))
    changes = [
        (f"{one.at:%Y-%m-%d %H:%M}", one.by, str(one.change), one.key, _value(one.before), _value(one.after))
        for one in history
    ]
    header = ("CHANGED (UTC)", "BY", "CHANGE", "LABEL", "BEFORE", "AFTER")
    print_rows(header, changes, (plain, plain, _DIM, _BOLD, plain, plain))


def _head(run: Run) -> Iterator[str]:
    """A line a field."""
    fields = {
        "run": str(run.key),
        "status": _PAINT.get(run.status, plain)(str(run.status)),
        "launched": f"{run.launched:%Y-%m-%d %H:%M:%S} UTC",
        "environment": f"{run.environment} ({run.platform})",
        "pipeline": run.pipeline,
        "action": run.action,
        "name": run.name,
        "user": run.user,
        "message": run.message,
    }
    for name, value in fields.items():
        if value:
            yield f" {_DIM(name.ljust(12))} {value}"
    for note in run.notes:
        yield f" {_DIM('note'.ljust(12))} {note}"
    yield ""


def _remarks(label: RunLabel) -> str:
    """What was not as it was declared."""
    sent = [text for text in (label.sent_key, label.sent_value) if text is not None]
    key = label.key if label.sent_key is None else label.sent_key
    value = label.value if label.sent_value is None else label.sent_value
    parts = (f"from {label.template}" if label.template else "", f"sent as {key}={value}" if sent else "", label.note)
    return "; ".join(filter(None, parts))


def outcome_as_text(outcome: LabelOutcome) -> None:
    """On how many runs each key was added, changed and removed."""
    rows = [(one.key, f"{one.added:,}", f"{one.changed:,}", f"{one.removed:,}") for one in outcome.counts]
    print_rows(("LABEL", "ADDED", "CHANGED", "REMOVED"), rows, (_BOLD, plain, plain, plain))
    verb = "would change" if outcome.dry_run else "changed"
    kept = f"; kept where it stood: {', '.join(outcome.kept)}" if outcome.kept else ""
    number = f" (change {outcome.change})" if outcome.change is not None else ""
    print_lines(iter([f"{outcome.changed:,} of {outcome.found:,} runs {verb}{number}{kept}"]))


def _painted_status(cell: str) -> str:
    """A status in its colour."""
    paint: Paint = _PAINT.get(Status(cell.rstrip()), plain)
    return paint(cell)


def _value(value: str | None) -> str:
    """A side of a change."""
    return "-" if value is None else value
