"""Pages say what the code does: each is compared with what it is about."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from textwrap import indent

from labelwright.cli import main
from labelwright.dynamic import VARIABLES
from labelwright.environments import ARGUMENTS_OF
from labelwright.propagation import rows_of
from labelwright.rules import all_rules
from labelwright.settings import from_files
from labelwright.vocabulary import Platform
from policies.config import parse_config
from policies.rules import RULES
from tools import platforms_page, policies_page, rules_page

ROOT = Path(__file__).resolve().parents[2]


def text(name: str) -> str:
    """A page of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_rules_page_is_written_from_the_rules() -> None:
    """`make pages` writes it."""
    assert rules_page.PAGE.read_text(encoding="utf-8") == rules_page.page()


def test_the_platforms_page_is_written_from_the_propagation_table() -> None:
    """`make pages` writes it; every platform has its section, its rows and its permissions."""
    assert platforms_page.PAGE.read_text(encoding="utf-8") == platforms_page.page()
    for platform in Platform:
        section = platforms_page.page().partition(f"\n## {platform}\n")[2].partition("\n## ")[0]
        assert section.count("\n| ") > len(list(rows_of(platform)))
        assert f"`labelwright permissions {platform}`" in section


def test_the_policies_page_is_written_from_the_rules_of_the_pack(project: Callable[..., Path]) -> None:
    """`make pages` writes it; every rule has its row, and both examples are taken as they stand."""
    assert policies_page.PAGE.read_text(encoding="utf-8") == policies_page.page()
    assert all(f"\n| `{name}` | " in policies_page.page() for name in RULES)
    parse_config(json.loads(policies_page.PACK_EXAMPLE))
    stack = f"labelwright:teams: {{genomics: {{}}}}\n{policies_page.STACK_EXAMPLE}"
    assert from_files(project(f"config:\n{indent(stack, '  ')}"), "dev").problems == ()


def test_rule_numbers_are_unique() -> None:
    """A message leads to one rule."""
    numbers = [rule.number for rule in all_rules()]
    assert len(numbers) == len(set(numbers))


def test_every_argument_of_a_platform_is_documented_with_its_default() -> None:
    """docs/config.md leaves none out."""
    for platform, model in ARGUMENTS_OF.items():
        section = text("docs/config.md").partition(f"### {platform}\n")[2].partition("\n##")[0]
        documented = set(re.findall(r"`([a-z][A-Za-z]+)`", section))
        assert {field.alias for field in model.model_fields.values()} <= documented, platform


def test_every_variable_is_documented() -> None:
    """docs/cli.md names each."""
    assert all(f"`{name}`" in text("docs/cli.md") for name in VARIABLES)


def test_every_command_is_in_the_readme_and_in_the_manual() -> None:
    """A command that nobody can find is not there."""
    for name in main.list_commands(None):  # type: ignore[arg-type]  # the names do not depend on a context
        assert f"`labelwright {name}" in text("README.md")
        assert f"## {name}" in text("docs/cli.md")


def test_no_page_and_no_file_names_a_registry_or_a_machine() -> None:
    """Teams install from mirrors of their own, on machines of their own."""
    forbidden = re.compile(r"(pypi|pythonhosted|npmjs|proxy\.golang)\.org|/(work|root)/(main|shared|\.)")
    tracked = [path for path in ROOT.rglob("*") if path.is_file() and not _is_made(path)]
    found = [path for path in tracked if forbidden.search(path.read_text(encoding="utf-8", errors="ignore"))]
    assert [path for path in found if path != Path(__file__).resolve()] == []


def _is_made(path: Path) -> bool:
    """Whether a file is made here and never committed."""
    made = {".git", ".venv", ".sandbox", ".ruff_cache", ".pytest_cache", ".hypothesis", "__pycache__", "dist"}
    return bool(made.intersection(path.relative_to(ROOT).parts))
