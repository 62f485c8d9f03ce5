"""Writes docs/platforms.md from the propagation table and what is known of the bill: `make pages`.

A test fails when the page is stale.
"""

from pathlib import Path

from labelwright.billing import MEANING, NOTES, bill_of, sources
from labelwright.propagation import Config, Resource, Row, Switch, rows_of
from labelwright.vocabulary import Phase, Platform

PAGE = Path(__file__).resolve().parent.parent / "docs" / "platforms.md"
_HEAD = """\
# Platforms

What each platform labels and when, what that takes, and what of it reaches the bill. Written by
`tools/platforms_page.py` from `labelwright/propagation.py`, which the components are tested against, and
`labelwright/billing`.

Labels come at three times. *Forge*: the environment's resources are created, with the labels of organization,
workspace, team and environment. *Submission*: a run is submitted, with these and its own. *Execution*: the run's work
starts. What is known per run only (`${workflowId}`) is on nothing that is forged.

| on the bill | means |
|---|---|
"""
_SOURCES = {url: name.lower().replace("_", "-") for name, url in vars(sources).items() if name.isupper()}
"""Page that says so -> its name at the foot of ours."""


def page() -> str:
    """The page as it should be."""
    meanings = "".join(f"| {reach} | {meaning} |\n" for reach, meaning in MEANING.items())
    sections = "".join(_section(platform) for platform in Platform)
    return f"{_HEAD}{meanings}{sections}\n{_references(sections)}"


def _section(platform: Platform) -> str:
    """One platform: its table, its permissions, and what is to be known of its bill."""
    rows = "".join(_line(row) for phase in Phase for row in rows_of(platform, phase))
    notes = "".join(f"- {note.text} {_link(note.source)}\n" for note in NOTES[platform])
    command = f"labelwright permissions {platform}"
    return f"""
## {platform}

| when | what | where the labels stand | on the bill | why |
|---|---|---|---|---|
{rows}
Permissions: `{command}` of who forges, `{command} --phase submission` of who submits.

{notes}"""


def _line(row: Row) -> str:
    """One row of the table."""
    bill = bill_of(row)
    return f"| {row.phase} | {row.what} | {_where(row)} | {bill.reach} | {bill.why} {_link(bill.source)} |\n"


def _where(row: Row) -> str:
    """The path of the labels; in an emitted config its name too, and of a switch its value."""
    match row.where:
        case Resource(_, _, path):
            return f"`{path}`"
        case Config(name, path):
            return f"`{name}`: `{path}`"
        case Switch(name, path, value):
            return f"`{name}`: `{path}` = `{str(value).lower()}`"


def _link(source: str) -> str:
    """A source as a link to the foot of the page."""
    return f"[source][{_SOURCES[source]}]"


def _references(text: str) -> str:
    """The foot of the page: every source that `text` links to."""
    used = {source: name for source, name in _SOURCES.items() if f"][{name}]" in text}
    return "".join(f"[{name}]: {source}\n" for source, name in used.items())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
