"""`labelwright render --target`: a run as another system takes it."""

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from labelwright.emit.target import TARGETS
from tests.cli.project import STACK, Project, call


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--target", "kestra-flw"], "'kestra-flow'"),
        (["--with", "form=list"], "--target"),
        (["--into", "flow.yaml"], "--target"),
        (["--target", "kestra-flow", "--with", "frm=list"], "--with form=..."),
        (["--target", "kestra-flow", "--with", "form"], "--with form=..."),
        (["--target", "kestra-flow", "--with", "into=x"], "--into FILE"),
        (["--target", "kestra-flow", "--with", "form=map", "--with", "form=list"], "twice"),
        (["--target", "kestra-flow", "--labels-export", "x.json"], "does not take it"),
        (["--target", "kestra-flow", "--into", "no-such-file.yaml"], "no-such-file.yaml"),
        (["--target", "kestra-subflow", "--with", "flow=g"], "--with namespace=..."),
        (["--target", "seqerakit"], "organization/workspace"),
        (["--write"], "--into"),
        (["--target", "kestra-flow", "--nodes", "2"], "--nodes"),
        (["--target", "aws-batch-eks", "--with", "queue=q"], "--with image=..."),
        (["--target", "kestra-flow", "--write"], "--into FILE"),
        (["--target", "kestra-flow", "--write", "--into", "-"], "--into FILE"),
    ],
)
def test_wrong_use_of_a_target_is_explained(project: Project, arguments: list[str], hint: str) -> None:
    """With what the target takes."""
    result = call(project(STACK), "render", "spot", *arguments)
    assert result.exit_code == 2, result.output
    assert hint in result.stderr
    assert "Traceback" not in result.output


def test_a_target_needs_no_forged_environment(project: Project) -> None:
    """Labels are known from stack config; what is printed can be piped on."""
    result = call(
        project(STACK), "render", "spot", "--target", "kestra-trigger", "--label", "name=yes", "--var", "workflowId=w1"
    )
    assert result.exit_code == 0, result.output
    labels = YAML(typ="safe").load(result.stdout)["labels"]  # pyright: ignore[reportUnknownMemberType]
    assert labels["name"] == "yes"


def test_a_job_on_eks_carries_tags_and_pod_labels(project: Project) -> None:
    """Needs no forged environment either; platforms other than AWS Batch have none."""
    words = ["--target", "aws-batch-eks", "--with", "queue=eks", "--with", "image=ubuntu", "--var", "workflowId=w1"]
    result = call(project(STACK), "render", "spot", *words)
    assert (result.exit_code, result.stderr) == (0, "")
    submission = json.loads(result.stdout)["submit-job"]
    labels = {"cost": "cc-1", "env": "test", "name": "ce1", "run": "run-w1", "team": "genomics"}
    assert submission["tags"] == submission["eksPropertiesOverride"]["podProperties"]["metadata"]["labels"] == labels
    definition = json.loads(result.stdout)["register-job-definition"]
    assert definition["tags"] == {key: value for key, value in labels.items() if key != "run"}
    result = call(project(STACK), "render", "bench", *words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "rule 5.14" in result.stderr


def test_what_a_system_refuses_is_a_finding(project: Project) -> None:
    """All of it, with the rule and what would work."""
    result = call(
        project(STACK), "render", "spot", "--target", "kestra-task", "--label", "Name=x1", "--label", "by=${userName}"
    )
    assert result.exit_code == 1, result.output
    assert "rule 7.3.1" in result.stderr
    assert "rule 7.3.6" in result.stderr
    assert result.stdout == ""


def test_a_label_that_the_run_removes_is_not_sent(project: Project) -> None:
    """A removal is an entry like any other; what the environment was forged with is created all the same."""
    arguments = ["render", "spot", "--label", "more=x1", "--label", "team-", "--label", "run-"]
    result = call(project(STACK), *arguments, "--target", "kestra-flow")
    assert result.exit_code == 0, result.output
    labels = YAML(typ="safe").load(result.stdout)["labels"]  # pyright: ignore[reportUnknownMemberType]
    assert labels == {"cost": "cc-1", "env": "test", "more": "x1", "name": "ce1"}
    result = call(project(STACK), *arguments, "--target", "seqera-labels")
    names = [body["name"] for body in json.loads(result.stdout)]
    assert names == ["cost", "env", "more", "name", "team"]


def test_labels_are_put_into_a_flow(project: Project, tmp_path: Path) -> None:
    """The flow is printed, what differs is told apart from it, and the file stays as it was."""
    flow = tmp_path / "flow.yaml"
    text = "id: f # mine\nlabels: {more: other}\n"
    flow.write_text(text, encoding="utf-8")
    result = call(
        project(STACK),
        "render",
        "spot",
        "--target",
        "kestra-flow",
        "--label",
        "more=x1",
        "--label",
        "run-",
        "--into",
        str(flow),
    )
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("id: f # mine\nlabels: {more: other, ")
    assert "labels.more: 'other' stays; stack config says 'x1'" in result.stderr
    assert flow.read_text(encoding="utf-8") == text


def test_a_studio_takes_no_dynamic_label(project: Project) -> None:
    """One that comes with the environment is left out, and told; its own is a mistake."""
    arguments = ["render", "spot", "--target", "seqera-labels", "--studio-label", "more=x1", "--var", "workflowId=w1"]
    result = call(project(STACK), *arguments)
    assert result.exit_code == 0, result.output
    assert "run" not in [body["name"] for body in json.loads(result.stdout)]
    assert "run: left out" in result.stderr
    result = call(project(STACK), *arguments, "--studio-label", "own=${workflowId}")
    assert result.exit_code == 1
    assert "rule 4.6" in result.stderr


def test_a_flow_is_changed_in_place_where_that_is_asked_for(project: Project, tmp_path: Path) -> None:
    """Line ends and all; nothing is printed then, and a second time changes nothing."""
    flow = tmp_path / "flow.yaml"
    flow.write_bytes(b"id: f # mine\r\nlabels:\r\n  more: x1\r\n")
    arguments = ["--target", "kestra-flow", "--label", "more=x1", "--label", "run-", "--into", str(flow), "--write"]
    result = call(project(STACK), "render", "spot", *arguments)
    assert (result.exit_code, result.output) == (0, "")
    once = flow.read_bytes()
    assert once.startswith(b"id: f # mine\r\nlabels:\r\n  more: x1\r\n  cost: cc-1\r\n")
    assert b"\n" not in once.replace(b"\r\n", b"")
    assert call(project(STACK), "render", "spot", *arguments).exit_code == 0
    assert flow.read_bytes() == once


def test_help_names_every_target(project: Project) -> None:
    """So that nobody needs to know them beforehand."""
    result = call(project(STACK), "render", "--help")
    assert all(name in result.stdout.replace("\n", "").replace(" ", "") for name in TARGETS)
