"""The Nextflow of the tests is nobody's own: what a person set for theirs does not reach it."""

from pathlib import Path

import pytest

from sandbox.nextflow import environment


def test_it_hears_nothing_of_the_users_own_nextflow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither of its home and settings nor of its account; all else is as it was."""
    for name in ("NXF_HOME", "NXF_VER", "TOWER_ACCESS_TOKEN", "JAVA_TOOL_OPTIONS", "OTHER"):
        monkeypatch.setenv(name, "theirs")
    found = environment(tmp_path)
    assert [name for name, value in found.items() if value == "theirs"] == ["OTHER"]
    assert found["NXF_HOME"] == str(tmp_path / "home")
    assert found["NXF_OFFLINE"] == "true"
