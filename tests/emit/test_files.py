"""Emitted files: whole or not there, and gone when their environment is."""

import json
from pathlib import Path

import pytest

from labelwright.emit.aws_batch_record import AwsBatchRecord
from labelwright.emit.files import read_record, remove_stale, write_configs
from labelwright.emit.record import parse_record


def test_a_record_is_read_back_as_it_was_written(tmp_path: Path, record: AwsBatchRecord) -> None:
    """What `pulumi up` leaves is what `labelwright render` reads."""
    write_configs(tmp_path, record)
    text = (tmp_path / record.environment / "environment.json").read_text(encoding="utf-8")
    assert parse_record(json.loads(text)) == record


@pytest.mark.parametrize("left", [None, "{}", "{", '{"format": 0}'])
def test_what_no_up_left_is_no_record(tmp_path: Path, record: AwsBatchRecord, left: str | None) -> None:
    """A preview on a fresh clone, or after a new version, says nothing of what was; it does not fail."""
    write_configs(tmp_path, record)
    assert read_record(tmp_path, record.environment) == record
    path = tmp_path / record.environment / "environment.json"
    path.unlink() if left is None else path.write_text(left, encoding="utf-8")
    assert read_record(tmp_path, record.environment) is None


def test_nothing_half_written_stays_behind(
    tmp_path: Path, record: AwsBatchRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure in the middle leaves the old file as it was, and no draft beside it."""
    write_configs(tmp_path, record)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_configs(tmp_path, record)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_configs_of_an_environment_that_is_no_more_are_removed(tmp_path: Path, record: AwsBatchRecord) -> None:
    """Nobody submits to a queue that is gone; what is not ours stays."""
    write_configs(tmp_path, record)
    (tmp_path / "notes").mkdir()
    assert remove_stale(tmp_path, [record.environment]) == ()
    assert remove_stale(tmp_path, ["another"]) == (tmp_path / record.environment,)
    assert [path.name for path in tmp_path.iterdir()] == ["notes"]
