"""`labelwright permissions` for people: a row a permission, and how the document is put to use."""

from rich.text import Text

from labelwright.permissions import Document
from labelwright.report.screen import screen, table


def permissions_as_text(document: Document) -> None:
    """Each permission with what it is for, what is to be replaced, what to mind, and the command that uses it."""
    shown = table("PERMISSION", "WHAT FOR")
    before = ""
    for need in document.needs:
        shown.add_row(Text(need.permission), Text("" if need.purpose == before else need.purpose))
        before = need.purpose
    console = screen()
    console.print(shown)
    for word, meaning in document.placeholders.items():
        console.print(Text.assemble((word, "bold"), f": {meaning}"), soft_wrap=True)
    for note in document.notes:
        console.print(Text(note, style="yellow"), soft_wrap=True)
    console.print(Text(document.command, style="green"), soft_wrap=True)
