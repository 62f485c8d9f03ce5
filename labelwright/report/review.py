"""`labelwright review` for people: what is wrong in blocks, what changes in a table, and the verdict last."""

from labelwright.report.changes import changes_as_text
from labelwright.report.problems import problem_as_text
from labelwright.report.screen import screen, table, told
from labelwright.review import Review


def review_as_text(review: Review) -> None:
    """Problems, violations, errors, labels that change, what that stops, coverage before and after."""
    console = screen()
    for one in review.problems:
        problem_as_text(one)
    for one in review.violations:
        style = "bold red" if one.is_mandatory else "yellow"
        level = "mandatory" if one.is_mandatory else "advisory"
        console.print(told(f"{one.urn.rpartition('::')[2]} ({one.type}): policy {one.policy}, {level}", style=style))
        for text in one.problems:
            console.print(told(f"  - {text}"), soft_wrap=True)
    for error in review.errors:
        console.print(told(f"preview: {error}", style="bold red"), soft_wrap=True)
    _edits(review)
    changes_as_text(review.changes)
    for word, totals in (("before", review.before), ("after", review.after)):
        if totals is not None:
            shown = f"{totals['covered']} covered, {totals['partly']} partly, of {totals['resources']} resources"
            console.print(f"coverage {word}: {shown}", soft_wrap=True)
    if review.has_failed:
        console.print(told(f"stack {review.stack}: not to be deployed", style="bold red"))
    else:
        console.print(told(f"stack {review.stack}: may be deployed", style="green"))


def _edits(review: Review) -> None:
    """A row for each label that changes."""
    shown = table("LABEL", "BEFORE", "AFTER", "ON")
    for one in review.edits:
        shown.add_row(
            told(one.key, style="bold"), told(_value(one.before)), told(_value(one.after)), told(", ".join(one.names))
        )
    if shown.row_count:
        screen().print(shown)


def _value(value: str | None) -> str:
    """A label's value; "-" where there is none."""
    return "-" if value is None else value
