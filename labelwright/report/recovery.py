"""`labelwright recover` for people: what was being created, and what became of it."""

from collections.abc import Iterable, Mapping

from rich.text import Text

from labelwright.recovery.pending import PendingCreate
from labelwright.report.screen import screen, table


def recovery_as_text(
    found: Mapping[PendingCreate, str | None], unknown: Iterable[PendingCreate], *, dry_run: bool
) -> None:
    """A row an unfinished creation, and what to do next."""
    shown = table("WHAT", "TYPE", "NAME", "ID")
    for one, known in found.items():
        what = ("to import" if dry_run else "imported") if known else ("to forget" if dry_run else "forgotten")
        shown.add_row(what, one.type, one.name, known or "not in the cloud")
    unfinished = list(unknown)
    for one in unfinished:
        shown.add_row(Text("look it up", style="bold red"), one.type, one.name, "unknown type")
    console = screen()
    if shown.row_count:
        console.print(shown)
    if unfinished:
        remedy = "pulumi refresh --import-pending-creates URN --import-pending-creates ID"
        console.print(f"Look the unknown ones up by hand, then: {remedy}", soft_wrap=True)
    else:
        console.print("Nothing is pending." if not found else "Now run: pulumi up", soft_wrap=True)
