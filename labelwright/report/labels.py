"""`labelwright explain` for people: a row a key."""

from collections.abc import Iterable

from labelwright.explanation import ExplainedLabel
from labelwright.report.screen import screen, table, told


def labels_as_text(labels: Iterable[ExplainedLabel]) -> None:
    """Key, what is sent, who set it, whom it beat, and why."""
    shown = table("KEY", "SENT", "SET BY", "BEAT", "NOTES")
    for label in labels:
        beat = "\n".join(f"{loser.scope}: {_value(loser.value)} ({loser.why})" for loser in label.beat)
        notes = "\n".join(label.notes)
        declared = "" if label.rendered == label.value or label.value is None else f"declared as {label.value}"
        shown.add_row(
            told(label.key, style="bold"),
            told(label.rendered if label.rendered is not None else "-"),
            told(f"{label.scope}{', locked' * label.locked}"),
            told(beat),
            told("\n".join(filter(None, (declared, notes)))),
        )
    screen().print(shown if shown.row_count else told("no labels"))


def _value(value: str | None) -> str:
    """A value that lost, or that a removal did."""
    return "removal" if value is None else value
