"""What tests are judged by is got by apt, where this user may; what cannot be had is said, and nothing fails."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox import apiserver, debian, maven, postgresql
from sandbox.nextflow import NEXTFLOW

MISSING = {"one": "package-1", "two": "package-2"}


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What is asked of the only apt and sudo on PATH: a line for each command. `update` fails where `broken` is."""
    log = tmp_path / "log"
    script = f'#!/bin/sh\necho "${{0##*/}} $*" >>{log}\n'
    script += f"[ ! -e {tmp_path}/broken ] || {{ echo E: no network >&2; exit 100; }}\n"
    for name in ("apt-get", "sudo"):
        (tmp_path / name).write_text(script)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    return log


def a_nextflow() -> int:
    """`python -m sandbox.nextflow`."""
    return maven.main(NEXTFLOW)


@pytest.mark.parametrize("main", [apiserver.main, a_nextflow, postgresql.main])
def test_without_apt_it_is_said_that_tests_are_skipped(
    main: Callable[[], int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No failure: each is a judge, not a part."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgresql, "_DEBIAN", tmp_path / "none")
    assert main() == 0
    assert capsys.readouterr().out.endswith(", and no apt to get it with: its tests will be skipped\n")


def test_root_asks_apt_for_what_is_missing(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said what, once; the list of packages is brought up to date first."""
    monkeypatch.setattr(debian.os, "geteuid", lambda: 0)
    said: list[str] = []
    assert debian.install_by_apt("Judge", MISSING, said.append)
    assert said == ["Judge: installing package-1, package-2"]
    install = "apt-get install --yes --no-install-recommends package-1 package-2"
    assert apt.read_text().splitlines() == ["apt-get update", install]


def test_anybody_else_asks_by_sudo_that_does_not_ask_back(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A password that is waited for would hold up `make test`."""
    monkeypatch.setattr(debian.os, "geteuid", lambda: 1000)
    assert debian.install_by_apt("Judge", MISSING, lambda _: None)
    assert apt.read_text().splitlines()[0] == f"sudo --non-interactive {apt.parent / 'apt-get'} update"


def test_without_sudo_apt_is_not_asked(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would refuse."""
    monkeypatch.setattr(debian.os, "geteuid", lambda: 1000)
    (apt.parent / "sudo").unlink()
    said: list[str] = []
    assert not debian.install_by_apt("Judge", MISSING, said.append)
    assert said == ["Judge: there is no one and no two, and no apt to get it with: its tests will be skipped"]
    assert not apt.exists()


def test_what_apt_cannot_get_is_told(apt: Path) -> None:
    """With apt's own last word, and no further try."""
    (apt.parent / "broken").touch()
    said: list[str] = []
    assert not debian.install_by_apt("Judge", MISSING, said.append)
    assert said[-1] == "Judge: apt could not get package-1, package-2 (E: no network): its tests will be skipped"
    assert len(apt.read_text().splitlines()) == 1
