"""A label edit announced before it happens: by the real engine's preview, and by `labelwright coverage`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.project import UP, Project

pytestmark = pytest.mark.engine

STACK = """
config:
  labelwright:workspace:
    name: research
  labelwright:teams:
    genomics:
      labels: { team: genomics, cost-center: cc-1234 }
  labelwright:team: genomics
  labelwright:environments:
    - name: cluster
      platform: kubernetes
      labels: { environment: cluster }
"""
# What a team adds to the program: a Job, which is labelled by the transform alone.
JOB = """
import pulumi_kubernetes as k8s

pods = {"restart_policy": "Never", "containers": [{"name": "index", "image": "ubuntu:24.04"}]}
k8s.batch.v1.Job("index", metadata={"name": "index"}, spec={"template": {"spec": pods}})
"""


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A cluster and a Job that stand, and a team's label that was edited since."""
    project = Project(tmp_path_factory.mktemp("changes"), STACK)
    program = project.home / "__main__.py"
    program.write_text(program.read_text(encoding="utf-8") + JOB, encoding="utf-8")
    try:
        project.done(*UP)
        project.configure("cc-1234", "cc-9999")
        yield project
    finally:
        project.stop()


def test_a_label_edit_says_what_it_restarts_and_what_it_replaces(edited: Project) -> None:
    """The launcher's pods are rolled out, the Job is made anew, the rest changes in place: by name and counted."""
    changes: dict[str, Any] = json.loads(edited.labelwright("coverage", "--preview", "--format", "json"))["changes"]
    assert changes["keys"] == ["cost-center"]
    effects = {one["urn"].rpartition("::")[2]: one["effect"] for one in changes["resources"]}
    assert effects["index"] == "replacement"
    assert effects["cluster-launcher"] == "rollout"
    assert set(effects.values()) == {"in-place", "replacement", "rollout"}
    assert changes["totals"] == {"labels": 1, "in-place": 6, "rollout": 1, "replacement": 1, "besides": 0}
    assert edited.steps()["replace"] == {"index"}


def test_a_person_reads_it_in_one_line(edited: Project) -> None:
    """Below the table of those that do not keep running."""
    said = edited.labelwright("coverage", "--preview")
    assert "1 label changes (cost-center): 6 in place, 1 rollout (cluster-launcher), 1 replacement (index)" in said


def test_a_preview_warns_of_the_rollout_that_it_shows_as_an_update(edited: Project) -> None:
    """For whoever does not ask: which environment, which label, what restarts."""
    said = edited.done("preview")
    assert "environment 'cluster': the change of cost-center restarts the pods of the Deployment (a rollout)" in said


def test_what_stands_has_no_changes(edited: Project) -> None:
    """The state says how it is, not what will be."""
    assert json.loads(edited.labelwright("coverage", "--format", "json"))["changes"] is None


def test_every_file_of_a_stack_tells_the_same(edited: Project, tmp_path: Path) -> None:
    """What the engine says of the stack, what it exported, with its secrets and without, and what the backend keeps."""
    exported, opened = tmp_path / "export.json", tmp_path / "opened.json"
    edited.done("stack", "export", "--file", str(exported))
    edited.done("stack", "export", "--show-secrets", "--file", str(opened))
    (kept,) = (edited.state_directory / "stacks").rglob("dev.json")
    said = [
        edited.labelwright("coverage", "--format", "json", *(("--file", str(file)) if file else ()))
        for file in (None, exported, opened, kept)
    ]
    assert json.loads(said[0])["totals"]["resources"] > 10
    assert set(said) == {said[0]}


def test_once_it_is_done_nothing_changes(edited: Project) -> None:
    """The Job was replaced, as announced, and the next preview has nothing to say."""
    edited.done(*UP)
    assert "no label changes" in edited.labelwright("coverage", "--preview")
    assert "(a rollout)" not in edited.done("preview")
