"""Describing a launch on the command line: declared things by name, labels beside them, variables of three places."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from labelwright.cli import main
from labelwright.emit.files import write_configs
from labelwright.vocabulary import Platform
from tests.launcher.forged import record

Project = Callable[..., Path]

STACK = """
config:
  labelwright:workspace:
    name: research
    labels:
      cost: {value: cc-1, locked: true}
      run: {value: "run-${workflowId}", default: true}
  labelwright:environments:
    - {name: spot, platform: aws-batch, labels: {name: ce1}}
    - {name: cells, platform: kubernetes, labels: {name: ce2}}
  labelwright:pipelines:
    rnaseq: {environment: spot, labels: {pipeline: "${pipelineName}", rev: v1}}
  labelwright:actions:
    nightly: {pipeline: rnaseq, labels: {by: schedule, rev: null}}
  labelwright:studios:
    jupyter: {environment: cells, labels: {app: jupyter}}
"""
RUN = ("--var", "workflowId=w1")


def call(root: Path, *arguments: str, **surroundings: str) -> Result:
    """Run `labelwright` on the project at `root`, with variables of the environment."""
    return CliRunner().invoke(main, [*arguments, "--project", str(root)], env=surroundings)


def explained(root: Path, *arguments: str, **surroundings: str) -> dict[str, Any]:
    """Key -> what `explain` says of it."""
    result = call(root, "explain", *arguments, "--format", "json", **surroundings)
    assert result.exit_code == 0, result.output
    return {one["key"]: one for one in json.loads(result.stdout)["labels"]}


def sent(root: Path, *arguments: str, **surroundings: str) -> dict[str, str]:
    """The labels that a launch sends."""
    labels = explained(root, *arguments, **surroundings)
    return {key: one["rendered"] for key, one in labels.items() if one["rendered"] is not None}


def test_a_pipeline_is_named_and_brings_its_environment(project: Project) -> None:
    """ENVIRONMENT may be left out; its name is a variable."""
    assert sent(project(STACK), "--pipeline", "rnaseq", *RUN) == {
        "cost": "cc-1",
        "name": "ce1",
        "pipeline": "rnaseq",
        "rev": "v1",
        "run": "run-w1",
    }


def test_a_pipeline_follows_the_environment_that_is_named(project: Project) -> None:
    """Its labels are those of the other environment then."""
    assert sent(project(STACK), "cells", "--pipeline", "rnaseq", *RUN)["name"] == "ce2"


def test_an_action_brings_its_pipeline_and_each_scope_is_shown(project: Project) -> None:
    """Who won, and whom it beat."""
    labels = explained(project(STACK), "--action", "nightly", *RUN)
    assert (labels["by"]["scope"], labels["pipeline"]["scope"]) == ("action", "pipeline")
    assert labels["rev"]["rendered"] is None
    assert labels["rev"]["beat"] == [{"scope": "pipeline", "value": "v1", "why": "overridden by action"}]
    assert labels["rev"]["notes"] == ["removed by the action"]


def test_a_studio_takes_its_environment_and_its_own(project: Project) -> None:
    """A dynamic label of the stack is left out, with the rule."""
    labels = explained(project(STACK), "--studio", "jupyter", "--studio-label", "who=ada")
    assert {key for key, one in labels.items() if one["rendered"]} == {"cost", "name", "app", "who"}
    assert labels["app"]["scope"] == "studio"
    assert "4.6" in labels["run"]["notes"][0]


def test_labels_of_the_command_line_count_before_those_that_are_declared(project: Project) -> None:
    """Of the same scope; a removal and a replacement too."""
    options = ("--pipeline", "rnaseq", "--pipeline-label", "rev=v2", "--pipeline-label", "more=m1", *RUN)
    labels = explained(project(STACK), *options)
    assert (labels["rev"]["value"], labels["rev"]["beat"], labels["more"]["value"]) == ("v2", [], "m1")
    assert set(sent(project(STACK), *options, "--replace", "pipeline")) == {"cost", "more", "pipeline", "rev"}
    assert "pipeline" not in sent(project(STACK), "--action", "nightly", "--pipeline-label", "pipeline-", *RUN)


def test_variables_come_from_options_a_file_and_the_environment_in_this_order(project: Project) -> None:
    """The nearest one counts, and what stack config says is known anyway."""
    root = project(STACK.replace("rev: v1", 'rev: "${userName}-${runName}-${revision}-${workspaceName}"'))
    file = root / "variables.json"
    file.write_text(json.dumps({"workflowId": "w2", "userName": "u2", "runName": "r2"}))
    options = ("--pipeline", "rnaseq", *RUN, "--var-file", str(file))
    surroundings = {f"LABELWRIGHT_VAR_{name}": "x3" for name in ("workflowId", "userName", "revision")}
    labels = sent(root, *options, **surroundings)
    assert (labels["run"], labels["rev"]) == ("run-w1", "u2-r2-x3-research")


def test_variables_of_the_environment_describe_no_launch_by_themselves(project: Project) -> None:
    """`explain ENVIRONMENT` still speaks of what is forged."""
    assert "4.3" in explained(project(STACK), "spot", LABELWRIGHT_VAR_workflowId="w3")["run"]["notes"][0]
    assert sent(project(STACK), "spot", "--submission", LABELWRIGHT_VAR_workflowId="w3")["run"] == "run-w3"


def test_variables_are_read_from_standard_input(project: Project) -> None:
    """`--var-file -`."""
    arguments = ["explain", "spot", "--var-file", "-", "--format", "json", "--project", str(project(STACK))]
    result = CliRunner().invoke(main, arguments, input='{"workflowId": "w4"}')
    assert '"run-w4"' in result.stdout


MORE = (
    "pipelines: {chipseq: {environment: cells, labels: {pipeline: chipseq}}}\nactions: {weekly: {pipeline: rnaseq}}\n"
)


def test_a_file_declares_more_pipelines(project: Project) -> None:
    """They stand beside those of stack config, and may launch these."""
    root = project(STACK)
    (root / "more.yaml").write_text(MORE)
    file = ("--pipelines", str(root / "more.yaml"))
    assert sent(root, "--pipeline", "chipseq", *file, *RUN)["name"] == "ce2"
    assert sent(root, "--action", "weekly", *file, *RUN)["pipeline"] == "rnaseq"


def test_what_is_wrong_in_a_file_ends_the_command(project: Project) -> None:
    """Exit code 1: it is a finding, with file and line."""
    root = project(STACK)
    (root / "more.yaml").write_text("pipelines:\n  p1: {environment: cels}\n")
    result = call(root, "explain", "--pipeline", "p1", "--pipelines", str(root / "more.yaml"), *RUN)
    assert result.exit_code == 1
    assert "more.yaml:2" in result.stderr
    assert "'cells'" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--pipeline", "rnasek"], "'rnaseq'"),
        (["--action", "nightli"], "'nightly'"),
        (["--studio", "jupiter"], "'jupyter'"),
        (["--studio", "jupyter", "--label", "team=mine"], "--studio-label"),
        (["--studio", "jupyter", "--pipeline", "rnaseq"], "--pipeline-label"),
        (["--label", "team=mine"], "spot, cells"),
        (["spto", "--pipeline", "rnaseq"], "'spot'"),
        (["spot", "--var-file", "none.json"], "none.json"),
        (["spot", "--pipelines", "none.yaml"], "none.yaml"),
    ],
)
def test_a_launch_that_cannot_be_is_wrong_use(project: Project, arguments: list[str], hint: str) -> None:
    """Exit code 2, and the remedy is there."""
    result = call(project(STACK), "explain", *arguments)
    assert result.exit_code == 2, result.output
    assert hint in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("{", "no JSON"),
        ("[]", "no object"),
        ('{"workflowId": 42}', "in quotes"),
        ('{"workflowID": "w1"}', "'workflowId'"),
        ('{"workflowId": "a", "workflowId": "b"}', "twice"),
    ],
)
def test_a_file_of_variables_is_read_strictly(project: Project, text: str, hint: str) -> None:
    """Exit code 2."""
    root = project(STACK)
    (root / "variables.json").write_text(text)
    result = call(root, "explain", "spot", "--var-file", str(root / "variables.json"))
    assert result.exit_code == 2
    assert hint in result.stderr


def test_a_misspelt_variable_of_the_environment_is_not_overlooked(project: Project) -> None:
    """Exit code 2, with the near one."""
    result = call(project(STACK), "explain", "spot", "--submission", LABELWRIGHT_VAR_workflowid="w1")
    assert result.exit_code == 2
    assert "'workflowId'" in result.stderr


def test_render_takes_a_pipeline_by_its_name(project: Project) -> None:
    """Into its own environment, or another."""
    root = project(STACK)
    for name, platform in (("spot", Platform.AWS_BATCH), ("cells", Platform.KUBERNETES)):
        labels = {"cost": "cc-1", "name": "ce1" if name == "spot" else "ce2"}
        write_configs(root / "dist" / "dev" / name, record(platform, labels))
        (root / "dist" / "dev" / name / "ce").rename(root / "dist" / "dev" / f"{name}-made")
        (root / "dist" / "dev" / name).rmdir()
        (root / "dist" / "dev" / f"{name}-made").rename(root / "dist" / "dev" / name)
    own = call(root, "render", "--action", "nightly", "--config", "submit-job", *RUN)
    assert own.exit_code == 0, own.output
    labels = {"by": "schedule", "cost": "cc-1", "name": "ce1", "pipeline": "rnaseq", "run": "run-w1"}
    assert json.loads(own.stdout)["tags"] == labels
    other = call(root, "render", "cells", "--pipeline", "rnaseq", "--config", "pod", *RUN)
    assert json.loads(other.stdout)["metadata"]["labels"]["name"] == "ce2"


def test_compare_takes_a_pipeline_by_its_name(project: Project) -> None:
    """With the labels of the environment that it names."""
    result = call(project(STACK), "render", "--compare", "--pipeline", "rnaseq", *RUN, "--format", "json")
    labels = {one["key"]: one for one in json.loads(result.stdout)["labels"]}
    assert labels["name"]["value"] == "ce1"
    assert labels["pipeline"]["sent"]["kubernetes"]["value"] == "rnaseq"
