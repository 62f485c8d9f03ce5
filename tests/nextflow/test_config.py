"""What is emitted, read by the real Nextflow: `nextflow config` shows every label of every platform, unchanged."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwright.cli import main
from labelwright.emit.nextflow import emit
from labelwright.emit.nextflow_executors import EXECUTORS
from labelwright.launcher import read_environment, submission
from labelwright.problem import LabelError
from labelwright.settings import from_files
from labelwright.vocabulary import Platform
from sandbox import nextflow as judges
from tests.emit.nextflow import LABELS, a_view

pytestmark = pytest.mark.nextflow

ROOT = Path(__file__).resolve().parents[2]
VARIABLES = {"workflowId": "2mnBxQ7"}
ENVIRONMENTS = tuple(environment.name for environment in from_files(ROOT, "dev").settings.environments)
Read = Callable[[str], dict[str, Any]]

HOSTILE = [
    "it's",
    "\\",
    "\\'",
    "\\u0041",
    "${workflow.sessionId}",
    "$x",
    '"""',
    "'''",
    "/*",
    "// end",
    "a\nb\r\nc\td",
    "\0\x01\x7f\x85",
    "\u2028\u2029\ufeff",
    "\u202egnitset\u202c",
    "é e\u0301 Ω 漢字",
    "😀👩‍👩‍👧",
    "]}",
    "'] + System.exit(1) + ['",
    "x" * 5_000,
]
TEXTS = st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_environment_of_the_project_is_read_as_it_is_submitted(name: str, read: Read) -> None:
    """From the command line to Nextflow, on every platform. On Azure Batch nothing that changes from run to run."""
    environment = read_environment(ROOT, "dev", name)
    expected = dict(submission(environment, variables=VARIABLES).labels)
    if environment.environment.platform is Platform.AZURE_BATCH:
        del expected["run"]
    arguments = ["render", name, "--project", str(ROOT), "--stack", "dev", "--var", "workflowId=2mnBxQ7"]
    result = CliRunner().invoke(main, [*arguments, "--target", "nextflow"])
    assert result.exit_code == 0, result.output
    assert read(result.stdout) == {"process": {"resourceLabels": expected}}


def test_the_projects_environments_are_of_every_platform() -> None:
    """So that the test above speaks of all of them."""
    platforms = {environment.platform for environment in from_files(ROOT, "dev").settings.environments}
    assert platforms == set(Platform)


@settings(max_examples=60)
@given(labels=st.dictionaries(TEXTS.filter(bool), TEXTS, min_size=1, max_size=20))
def test_hostile_labels_arrive_unchanged(labels: dict[str, str], read: Read) -> None:
    """Quotes, `$`, backslashes, control characters, every script: the very text that was sent."""
    text = emit(a_view(labels, platform=Platform.AZURE_CLOUD))
    assert text.isascii()
    assert read(text) == {"process": {"resourceLabels": labels}}


@settings(max_examples=25)
@given(patterns=st.lists(TEXTS.filter(lambda text: bool(text.strip())), min_size=1, max_size=10, unique_by=str.strip))
def test_hostile_selectors_arrive_unchanged(patterns: list[str], read: Read) -> None:
    """A pattern is text as well, and chooses what it says."""
    processes: dict[str, dict[str, str]] = {f"withName:{pattern}": {} for pattern in patterns}
    text = emit(a_view(processes=processes, platform=Platform.AZURE_CLOUD))
    selectors = {f"withName:{pattern.strip()}": {"resourceLabels": LABELS} for pattern in patterns}
    assert read(text) == {"process": {"resourceLabels": LABELS, **selectors}}


def test_half_a_character_is_refused_before() -> None:
    """No cloud could be sent it."""
    with pytest.raises(LabelError, match=r"7\.1\.2"):
        emit(a_view({"key": "a\ud83d"}, platform=Platform.AZURE_CLOUD))


@pytest.mark.parametrize("platform", Platform)
def test_the_executor_is_set_where_it_was_asked_for(platform: Platform, read: Read) -> None:
    """And nowhere else."""
    executor = EXECUTORS[platform][0]
    assert read(emit(a_view(platform=platform, extras={"executor": executor})))["process"]["executor"] == executor
    assert "executor" not in read(emit(a_view(platform=platform)))["process"]


def test_many_blocks_of_many_labels_are_read(read: Read) -> None:
    """300 processes, and all the labels that a platform takes: no method that Groovy compiles grows too large."""
    processes = {f"withName:P{number}": {"stage": f"s{number}"} for number in range(300)}
    found = read(emit(a_view(processes=processes)))["process"]
    assert len(found) == 301
    assert found["withName:P299"]["resourceLabels"] == {**LABELS, "stage": "s299"}
    labels = {f"key-{number}": f"value-{number}" for number in range(64)}
    assert read(emit(a_view(labels, platform=Platform.GOOGLE_CLOUD)))["process"]["resourceLabels"] == labels


def test_many_blocks_that_meet_are_read(read: Read) -> None:
    """30 patterns, each with a closure that looks at what all of them left."""
    processes = {f"withName:P{number}.*": {f"stage-{number}": "s1"} for number in range(30)}
    assert len(read(emit(a_view(processes=processes)))["process"]) == 31


def test_pod_labels_are_not_rewritten(nextflow: judges.Nextflow) -> None:
    """Kubernetes: what Nextflow would make fit is legal already, else it is refused before."""
    labels = submission(read_environment(ROOT, "dev", "cluster"), variables=VARIABLES).labels
    assert nextflow.pod_labels(labels) == labels
    edges = {"a" * 63: "b" * 63, "example.com/A.b_c-d": "", f"{'d' * 63}.io/9": "0"}
    assert nextflow.pod_labels(edges) == edges


def test_the_judge_is_nextflows_own_command(nextflow: judges.Nextflow, tmp_path: Path) -> None:
    """A JVM of its own, in a locale that knows ASCII only, reads the same as the one that is shared."""
    path = tmp_path / "labels.config"
    path.write_text(emit(a_view({"name": "é😀'\\"}, platform=Platform.AZURE_CLOUD)), encoding="utf-8")
    arguments = ["-C", str(path), "config", "-output", "json"]
    done = subprocess.run(
        [
            str(shutil.which("java")),
            "-Dfile.encoding=US-ASCII",
            "-cp",
            f"{judges.NEXTFLOW.obtain()}/*",
            "nextflow.cli.Launcher",
            *arguments,
        ],
        cwd=tmp_path,
        env=judges.environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == json.loads(nextflow.command(*arguments).output)
