"""One real Nextflow for all tests of a process, and what it makes of configurations."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from sandbox import nextflow as judges

PIPELINE = Path(__file__).parent / "pipeline"
_NUMBERS = count()

Config = dict[str, Any]
Labels = Mapping[str, str]


@pytest.fixture(scope="session")
def nextflow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[judges.Nextflow]:
    """A Nextflow that lives as long as the tests."""
    if shutil.which("java") is None or not judges.NEXTFLOW.folder.is_dir():
        pytest.skip("there is no Nextflow: python -m sandbox.nextflow says why")
    with judges.running(tmp_path_factory.mktemp("nextflow")) as found:
        yield found


@pytest.fixture(scope="session")
def read(nextflow: judges.Nextflow) -> Callable[[str], Config]:
    """A configuration as `nextflow config` reads it."""

    def as_read(text: str) -> Config:
        path = nextflow.directory / f"{next(_NUMBERS)}.config"
        path.write_text(text, encoding="utf-8")
        answer = nextflow.command("-C", str(path), "config", "-output", "json")
        assert answer.status == 0, f"{answer.output}\n{text}"
        return json.loads(answer.output)

    return as_read


@pytest.fixture(scope="session")
def run(nextflow: judges.Nextflow) -> Callable[..., dict[str, Labels]]:
    """The pipeline of this folder, run with a configuration: the labels of each task, by the name of its process."""

    def as_run(text: str, own: str = "") -> dict[str, Labels]:
        """`own` is the configuration that the pipeline brings itself."""
        home = nextflow.directory / f"run-{next(_NUMBERS)}"
        shutil.copytree(PIPELINE, home)
        (home / "nextflow.config").write_text(own, encoding="utf-8")
        (home / "labels.config").write_text(text, encoding="utf-8")
        (home / "out").mkdir()
        answer = nextflow.command(
            "run", str(home / "main.nf"), "-c", str(home / "labels.config"), "-w", str(home / "work"),
            "-ansi-log", "false", "--out", str(home / "out"),
        )  # fmt: skip
        assert answer.status == 0, f"{answer.output}\n{text}"
        return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (home / "out").glob("*.json")}

    return as_run
