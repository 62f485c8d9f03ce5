"""`labelwright permissions` for people: a row a permission, and how the document is put to use."""

from rich.text import Text

from labelwright.permissions import Document
from labelwright.permissions.granted import Checked
from labelwright.report.screen import screen, table, told


def permissions_as_text(document: Document) -> None:
    """Each permission with what it is for, what is to be replaced, what to mind, and the command that uses it."""
    shown = table("PERMISSION", "WHAT FOR")
    before = ""
    for need in document.needs:
        shown.add_row(told(need.permission), told("" if need.purpose == before else need.purpose))
        before = need.purpose
    console = screen()
    console.print(shown)
    for word, meaning in document.placeholders.items():
        console.print(Text.assemble((word, "bold"), f": {meaning}"), soft_wrap=True)
    for note in document.notes:
        console.print(told(note, style="yellow"), soft_wrap=True)
    console.print(told(document.command, style="green"), soft_wrap=True)


def checked_as_text(found: Checked) -> None:
    """What documents lack, then what they grant in part only; the line that counts it all."""
    console = screen()
    shown = table("STATUS", "PERMISSION", "WHAT FOR", "WHY")
    for status, style, lacks in (("missing", "bold red", found.missing), ("partly", "yellow", found.partly)):
        for one in lacks:
            shown.add_row(told(status, style=style), *map(told, (*one.need, one.reason)))
    if shown.row_count:
        console.print(shown)
    counts = f"{len(found.missing)} missing, {len(found.partly)} granted in part, {found.granted} granted"
    console.print(told(counts, style="bold red" if found.missing else "bold green"))
