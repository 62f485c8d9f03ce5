"""Writes docs/rules.md from the rules themselves: `make pages`. A test fails when the page is stale."""

from pathlib import Path

from labelwright.rules import all_rules

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rules.md"
_HEAD = """\
# Rules

Every message of labelwright names the rule that was broken, by its number. Written by `tools/rules_page.py`.

| number | rule | source |
|---|---|---|
"""


def page() -> str:
    """The page as it should be."""
    rows = (f"| {rule.number} | {rule.text} | {_link(rule.source)} |\n" for rule in all_rules())
    return _HEAD + "".join(rows)


def _link(source: str) -> str:
    """A source as a link that shows its host; our own rules have none."""
    return f"[{source.split('/')[2]}]({source})" if source else ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
