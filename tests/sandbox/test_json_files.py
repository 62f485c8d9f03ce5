"""What the local clouds hold is in files that are whole, apart from each other, and where they were put."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox.providers.json_files import JsonFiles


@pytest.fixture
def files(tmp_path: Path) -> JsonFiles:
    """The files of an empty cloud."""
    return JsonFiles(tmp_path / "cloud")


def test_what_is_put_is_got(files: JsonFiles) -> None:
    """By its steps, until it is deleted; deleting twice is no error."""
    assert files.get(["a", "b"]) is None
    files.put(["a", "b"], {"n": 1})
    files.put(["a", "b"], {"n": 2})
    assert files.get(["a", "b"]) == {"n": 2}
    files.delete(["a", "b"])
    files.delete(["a", "b"])
    assert files.get(["a", "b"]) is None


def test_what_lies_below_goes_with_it_and_its_neighbours_stay(files: JsonFiles) -> None:
    """A group and all that is in it."""
    for steps in (["a"], ["a", "b"], ["a", "b", "c"], ["ab"]):
        files.put(steps, {"steps": steps})
    assert sorted(found["steps"] for found in files.below(["a"])) == [["a", "b"], ["a", "b", "c"]]
    files.delete(["a"])
    assert [found["steps"] for found in files.below()] == [["ab"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["a.json", "b"], ["a"]),
        (["..", "b"], ["b"]),
        (["."], [".."]),
        (["a/b"], ["a", "b"]),
        (["x" * 300 + "1"], ["x" * 300 + "2"]),
        (["Größe"], ["Gr%C3%B6%C3%9Fe"]),
        (["roles/x", "user:a@b"], ["roles", "x", "user:a@b"]),
    ],
)
def test_no_two_ids_share_a_file(files: JsonFiles, tmp_path: Path, one: list[str], other: list[str]) -> None:
    """Whatever a name looks like, and none leads out of the cloud's folder."""
    files.put(one, {"of": 1})
    files.put(other, {"of": 2})
    assert (files.get(one), files.get(other)) == ({"of": 1}, {"of": 2})
    assert {path.name for path in tmp_path.iterdir()} == {"cloud"}


def test_one_of_many_at_once_takes_a_name(files: JsonFiles) -> None:
    """Two stacks side by side never both believe to have made a thing."""

    def take(number: int) -> bool:
        return files.add(["a", "b"], {"of": number})

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(take, range(40)))
    assert taken.count(True) == 1
    assert files.get(["a", "b"]) == {"of": taken.index(True)}
    assert [path.name for path in files.folder.rglob("*") if path.is_file()] == ["b.json"]


def test_a_process_that_is_killed_leaves_whole_files(files: JsonFiles) -> None:
    """The old one or the new one; a draft that it leaves is nobody's."""
    program = (
        "import sys; from pathlib import Path; from sandbox.providers.json_files import JsonFiles\n"
        "files = JsonFiles(Path(sys.argv[1])); print('ready', flush=True)\n"
        "while True: files.put(['a'], {'text': 'x' * 500000})"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(files.folder)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": "."},
    )
    assert process.stdout is not None
    process.stdout.readline()
    while files.get(["a"]) is None:
        pass
    process.kill()
    process.wait()
    process.stdout.close()
    assert files.get(["a"]) == {"text": "x" * 500000}
    assert len(list(files.below())) == 1


def test_listing_goes_on_while_folders_are_deleted(files: JsonFiles) -> None:
    """The engine deletes side by side: while one thing is looked for, another and its folder go."""
    groups = [f"group{number}" for number in range(40)]

    def come_and_go(group: str) -> None:
        for _ in range(30):
            files.put([group, "networks", "n", "subnets", "s"], {"id": group})
            files.delete([group])

    files.put(["kept"], {"id": "kept"})
    with ThreadPoolExecutor(4) as threads:
        at_work = [threads.submit(come_and_go, group) for group in groups]
        while not all(work.done() for work in at_work):
            assert "kept" in {found["id"] for found in files.below()}
        for work in at_work:
            work.result()
