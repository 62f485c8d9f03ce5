"""The file around an edit: whole or not at all, with its mode, and never over somebody else's."""

import fcntl
import threading
from pathlib import Path

import pytest

from labelwright.yaml_edit import file as yaml_file
from labelwright.yaml_edit import put_text, read_text, write_text


def test_bytes_and_mode_stay(tmp_path: Path) -> None:
    """Line ends and byte order mark are what the text says, and nothing else lies beside it."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\n")
    path.chmod(0o640)
    read = read_text(path)
    assert read.text == "\ufeffa: 1\r\n"
    write_text(read, read.text.replace("1", "2"))
    assert path.read_bytes() == b"\xef\xbb\xbfa: 2\r\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]


def test_what_somebody_else_edited_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    """It is said, and their text stays."""
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\n")
    read = read_text(path)
    path.write_text("a: theirs\n")
    with pytest.raises(ValueError, match="somebody else has edited it"):
        write_text(read, "a: ours\n")
    assert path.read_text() == "a: theirs\n"
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]


def test_of_many_who_edit_at_once_one_wins(tmp_path: Path) -> None:
    """All others are told, and nobody's edit is lost unseen."""
    path = tmp_path / "a.yaml"
    path.write_text("0")
    snapshots = [read_text(path) for _ in range(16)]
    refused: list[str] = []
    start = threading.Barrier(16)

    def write(number: int) -> None:
        start.wait()
        try:
            write_text(snapshots[number], str(number + 1))
        except ValueError as error:
            refused.append(str(error))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 15
    assert path.read_text() != "0"


def test_a_writer_waits_for_one_who_holds_the_file(tmp_path: Path) -> None:
    """And sees what that one wrote: between the last look and the rename nobody comes in."""
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\n")
    read = read_text(path)
    refused: list[str] = []

    def write() -> None:
        try:
            write_text(read, "a: ours\n")
        except ValueError as error:
            refused.append(str(error))

    thread = threading.Thread(target=write)
    with path.open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        thread.start()
        thread.join(0.2)
        path.write_text("a: theirs\n")
    thread.join()
    assert len(refused) == 1
    assert path.read_text() == "a: theirs\n"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """The file behind it is edited."""
    (tmp_path / "real").mkdir()
    target = tmp_path / "real" / "a.yaml"
    target.write_text("a: 1\n")
    link = tmp_path / "link.yaml"
    link.symlink_to(target)
    write_text(read_text(link), "a: 2\n")
    assert link.is_symlink()
    assert target.read_text() == "a: 2\n"


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And no draft beside it."""
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\n")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(yaml_file.os, "fsync", full)
    with pytest.raises(ValueError, match="No space left on device"):
        write_text(read_text(path), "a: 2\n")
    assert path.read_text() == "a: 1\n"
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    """A missing file, and one that is not UTF-8."""
    with pytest.raises(ValueError, match="cannot be read"):
        read_text(tmp_path / "a.yaml")
    (tmp_path / "a.yaml").write_bytes("a: ü\n".encode("latin-1"))
    with pytest.raises(ValueError, match="not UTF-8"):
        _ = read_text(tmp_path / "a.yaml").text


def test_a_document_is_put_in_the_place_of_another(tmp_path: Path) -> None:
    """Or where none was."""
    put_text(tmp_path / "a.md", "one\n")
    put_text(tmp_path / "a.md", "two\n")
    assert (tmp_path / "a.md").read_text() == "two\n"
    with pytest.raises(ValueError, match="cannot be written"):
        put_text(tmp_path / "no" / "a.md", "x")
