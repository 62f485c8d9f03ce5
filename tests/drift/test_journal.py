"""The file from which an interrupted run goes on."""

from pathlib import Path

import pytest

from labelwright.drift.journal import Journal, fingerprint
from labelwright.drift.verdict import Change, Difference, Judged, Standing

FIRST = Judged("urn:1", "aws:sqs/queue:Queue", Standing.SAME)
SECOND = Judged(
    "urn:2",
    "aws:iam/role:Role",
    Standing.DRIFTED,
    (Difference("tags", "teäm", Change.CHANGED, "a", "b"),),
    {"other.tags": "why not"},
)
GONE = Judged("urn:3", "aws:iam/role:Role", Standing.GONE)


def test_what_was_judged_is_known_again(tmp_path: Path) -> None:
    """All of it, differences and reasons too, over several batches."""
    file = tmp_path / "judged"
    first = Journal(file, "x")
    first.add([FIRST, SECOND])
    first.add([GONE])
    assert Journal(file, "x").known == {one.urn: one for one in (FIRST, SECOND, GONE)}


@pytest.mark.parametrize("cut", [1, 10, 60])
def test_half_a_line_is_judged_again(tmp_path: Path, cut: int) -> None:
    """What a kill left at the end is cut off, and the next batch begins on a line of its own."""
    file = tmp_path / "judged"
    journal = Journal(file, "x")
    journal.add([FIRST, SECOND])
    file.write_bytes(file.read_bytes()[:-cut])
    again = Journal(file, "x")
    assert set(again.known) == {"urn:1"}
    again.add([SECOND])
    assert set(Journal(file, "x").known) == {"urn:1", "urn:2"}


def test_a_kill_before_the_first_line_was_whole_loses_nothing(tmp_path: Path) -> None:
    """The file is begun anew."""
    file = tmp_path / "judged"
    Journal(file, "x")
    file.write_bytes(file.read_bytes()[:-1])
    assert Journal(file, "x").known == {}
    assert file.read_bytes().endswith(b"\n")


def test_a_file_of_another_state_is_refused(tmp_path: Path) -> None:
    """Its answers were to another question."""
    file = tmp_path / "judged"
    Journal(file, "x").add([FIRST])
    with pytest.raises(ValueError, match="another state"):
        Journal(file, "y")


@pytest.mark.parametrize("text", ["my notes", "my notes\n", '{"a": 1}\n', "[]\n"])
def test_a_file_that_is_something_else_is_left_alone(tmp_path: Path, text: str) -> None:
    """Wrong use must not cost anybody a file."""
    file = tmp_path / "notes"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="--resume"):
        Journal(file, "x")
    assert file.read_text(encoding="utf-8") == text


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """No traceback."""
    with pytest.raises(ValueError, match=r"--resume: .* cannot be used"):
        Journal(tmp_path / "missing" / "judged", "x")


def test_a_file_that_cannot_be_written_any_more_is_said(tmp_path: Path) -> None:
    """On the way, and at the end: in one sentence that names it."""
    folder = tmp_path / "folder"
    folder.mkdir()
    journal = Journal(folder / "judged", "x")
    (folder / "judged").unlink()
    (folder / "judged").mkdir()
    with pytest.raises(ValueError, match=r"--resume: .*judged cannot be used"):
        journal.add([FIRST])
    with pytest.raises(ValueError, match=r"--resume: .*judged cannot be used"):
        journal.done()


def test_the_question_is_told_apart_by_inputs_ids_and_clouds() -> None:
    """What would be answered differently is another question; the order of clouds is none."""
    one = {"urn": "u", "id": "i", "inputs": {"tags": {"a": "1"}}}
    asked = fingerprint([one], ["aws", "google"])
    assert asked == fingerprint([dict(one)], ["google", "aws"])
    others = [{**one, "id": "j"}, {**one, "inputs": {}}]
    assert asked not in {fingerprint([other], ["aws", "google"]) for other in others}
    assert asked != fingerprint([one], ["aws"])
