"""The comment of a pull request: written once, rewritten from then on, and never anybody else's."""

import importlib.util
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.pull_requests.forge import BOT, Forge

SCRIPT = Path(__file__).parents[2] / ".github" / "actions" / "labels" / "comment.py"
MARKER = "<!-- labelwright:dev -->"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """The action's script, which lies in no package."""
    described = importlib.util.spec_from_file_location("comment", SCRIPT)
    assert described
    assert described.loader
    module = importlib.util.module_from_spec(described)
    described.loader.exec_module(module)
    return module


@pytest.fixture
def forge() -> Iterator[Forge]:
    """A pull request without comments."""
    forge = Forge()
    try:
        yield forge
    finally:
        forge.stop()


@pytest.fixture
def report(tmp_path: Path, forge: Forge, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A report, and the environment that the action gives to the script."""
    for name, value in {
        "GITHUB_API_URL": forge.url,
        "GITHUB_REPOSITORY": "acme/shop",
        "PULL_REQUEST": "7",
        "COMMENT_AUTHOR": BOT,
        "TOKEN": "none",
    }.items():
        monkeypatch.setenv(name, value)
    path = tmp_path / "labels.md"
    path.write_text(f"{MARKER}\nfirst\n", encoding="utf-8")
    return path


def test_the_first_run_writes_and_the_next_rewrites(script: ModuleType, forge: Forge, report: Path) -> None:
    """One comment, with the newest text."""
    assert script.main([str(report)]) == 0
    report.write_text(f"{MARKER}\nsecond é\n", encoding="utf-8")
    assert script.main([str(report)]) == 0
    assert [comment["body"] for comment in forge.comments] == [f"{MARKER}\nsecond é\n"]
    assert forge.calls == ["POST /repos/acme/shop/issues/7/comments", "PATCH /repos/acme/shop/issues/comments/1"]


def test_nobody_elses_comment_is_rewritten(script: ModuleType, forge: Forge, report: Path) -> None:
    """A marker that somebody has copied, and that of another stack, stay as they are."""
    forge.says(f"{MARKER}\nmine", author="mallory")
    forge.says("<!-- labelwright:prod -->\nother stack")
    forge.says(f"as I said: {MARKER}")
    script.main([str(report)])
    assert forge.calls == ["POST /repos/acme/shop/issues/7/comments"]
    assert forge.comments[0]["body"].endswith("mine")


@pytest.mark.parametrize("before", [99, 100, 101, 250])
def test_it_is_found_among_many(script: ModuleType, forge: Forge, report: Path, before: int) -> None:
    """On whichever page it stands."""
    for number in range(before):
        forge.says(f"word {number}", author="somebody")
    forge.says(f"{MARKER}\nold")
    script.main([str(report)])
    assert forge.calls == [f"PATCH /repos/acme/shop/issues/comments/{before + 1}"]


def test_a_token_that_may_not_comment_fails_nothing(
    script: ModuleType, forge: Forge, report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in a pull request from a fork; the job says so."""
    forge.is_read_only = True
    assert script.main([str(report)]) == 0
    assert "::notice title=labelwright::No right to comment" in capsys.readouterr().out


def test_another_failure_of_the_forge_is_one(script: ModuleType, forge: Forge, report: Path) -> None:
    """It is not taken for a missing right."""
    forge.is_broken = True
    with pytest.raises(urllib.error.HTTPError, match="500"):
        script.main([str(report)])
