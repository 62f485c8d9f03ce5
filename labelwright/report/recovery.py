"""`labelwright recover` for people: what was being created, and what became of it."""

from collections.abc import Mapping

from labelwright.recovery.pending import PendingCreate
from labelwright.report.screen import screen, table, told


def recovery_as_text(found: Mapping[PendingCreate, str | None], *, dry_run: bool) -> None:
    """A row an unfinished creation, and what to do next."""
    shown = table("WHAT", "TYPE", "NAME", "ID")
    for one, known in found.items():
        what = ("to adopt" if dry_run else "adopted") if known else ("to forget" if dry_run else "forgotten")
        shown.add_row(*map(told, (what, one.type, one.name, known or "never made")))
    console = screen()
    if shown.row_count:
        console.print(shown)
    adopted = sum(known is not None for known in found.values())
    verdict = f"{adopted} to adopt" if dry_run else f"{adopted} adopted"
    console.print(f"{len(found)} unfinished creations, {verdict}. Now run: pulumi up", soft_wrap=True)
