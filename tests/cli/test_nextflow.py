"""`labelwright render --target nextflow`: its options, and the files that it reads."""

import json
from pathlib import Path

import pytest

from tests.cli.project import STACK, Project, call

RENDER = ("render", "spot", "--target", "nextflow")


@pytest.fixture
def root(project: Project) -> Path:
    """A project that was never forged: a configuration for Nextflow needs none of it."""
    return project(STACK)


def test_a_configuration_goes_to_standard_output_and_remarks_beside_it(root: Path) -> None:
    """Ready for `> labels.config`."""
    result = call(root, *RENDER, "--var", "workflowId=42x")
    assert result.exit_code == 0
    assert result.stdout.startswith("// Written by labelwright for environment 'spot' (aws-batch).\nprocess {\n")
    assert "'run': 'run-42x'" in result.stdout
    assert "note: Nextflow puts labels on jobs" in result.stderr


def test_labels_of_processes_are_yaml_or_json(root: Path) -> None:
    """The same of both."""
    said = {"withName:ALIGN": {"stage": "align", "tier": None, "name": None}}
    (root / "p.json").write_text(json.dumps(said))
    (root / "p.yaml").write_text("withName:ALIGN: {stage: align, tier: null, name: ~}\n")
    first, second = (
        call(root, *RENDER, "--var", "workflowId=42x", "--processes", str(root / name)) for name in ("p.json", "p.yaml")
    )
    assert first.exit_code == 0
    assert "'stage': 'align'" in first.stdout
    assert first.stdout == second.stdout


@pytest.mark.parametrize("value", ["1.10", "2026-01-01", "true", "[a]"])
def test_what_yaml_takes_for_no_text_is_refused(root: Path, value: str) -> None:
    """Quotes are missing; nothing is guessed."""
    (root / "p.yaml").write_text(f"withName:ALIGN: {{stage: {value}}}\n")
    result = call(root, *RENDER, "--var", "workflowId=42x", "--processes", str(root / "p.yaml"))
    assert result.exit_code == 1
    assert "processes.withName:ALIGN.stage: got" in result.stderr
    assert "rule 7.1.8" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("text", ["{", "a: b: c", "a: 1\na: 2\n", "\0"])
def test_a_file_that_is_neither_json_nor_yaml_is_wrong_use(root: Path, text: str) -> None:
    """In one line."""
    (root / "p.yaml").write_text(text)
    result = call(root, *RENDER, "--processes", str(root / "p.yaml"))
    assert result.exit_code == 2
    assert result.stderr.startswith("labelwright: --processes: neither JSON nor YAML")


def test_a_pipelines_config_comes_from_nextflow_through_a_pipe(root: Path) -> None:
    """`nextflow config -output json | labelwright render ... --nextflow-config -`."""
    config = json.dumps({"process": {"withName:ALIGN": {"resourceLabels": {"stage": "align", "env": "theirs"}}}})
    arguments = (*RENDER, "--var", "workflowId=42x", "--nextflow-config", "-")
    result = call(root, *arguments, typed=config)
    assert result.exit_code == 0
    assert "'stage': 'align'" in result.stdout
    assert "note: nextflow-config, process.withName:ALIGN.env: 'theirs' gives way to 'test'" in result.stderr


def test_a_variable_may_be_left_to_nextflow(root: Path) -> None:
    """Only those that Nextflow knows."""
    stack = STACK.replace("tier: null", 'tier: "${sessionId}"')
    (root / "Pulumi.dev.yaml").write_text(stack)
    result = call(root, *RENDER, "--var", "workflowId=42x")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "--with late=sessionId" in result.stderr
    result = call(root, *RENDER, "--var", "workflowId=42x", "--with", "late=sessionId")
    assert result.exit_code == 0
    assert "'tier': '' + workflow.sessionId" in result.stdout


PIPELINE = (
    STACK
    + """
  labelwright:pipelines:
    rnaseq:
      environment: spot
      labels: {pipeline: rnaseq}
      processes:
        "withName:ALIGN": {stage: align, tier: null}
        "withLabel:big": {size: big}
"""
)


def test_a_pipeline_of_stack_config_brings_labels_of_its_processes(root: Path) -> None:
    """And a file given at launch beats them, key by key."""
    (root / "Pulumi.dev.yaml").write_text(PIPELINE)
    (root / "p.yaml").write_text("withName:ALIGN: {stage: other}\n")
    arguments = ("render", "--pipeline", "rnaseq", "--target", "nextflow", "--var", "workflowId=42x")
    result = call(root, *arguments)
    assert result.exit_code == 0, result.output
    assert "'stage': 'align'" in result.stdout
    assert "'size': 'big'" in result.stdout
    result = call(root, *arguments, "--processes", str(root / "p.yaml"))
    assert "'stage': 'other'" in result.stdout
    assert "'tier': null" in result.stdout
    assert "'stage': 'align'" not in result.stdout


def test_labels_of_processes_are_checked_beforehand(root: Path) -> None:
    """Selectors, keys, values and templates, with their lines; nothing else of a pipeline has them."""
    wrong = PIPELINE.replace('"withName:ALIGN": {stage: align', '"ALIGN": {stage: a--b, "x": "${nope}"')
    (root / "Pulumi.dev.yaml").write_text(wrong)
    found = json.loads(call(root, "check", "--format", "json").stdout)["problems"]
    assert [(one["where"].rpartition("ALIGN")[2], one["rule"].partition(":")[0]) for one in found] == [
        ("", "7.1.3"),
        (".stage", "2.1.4"),
        (".x", "4.1"),
        (".x", "2.1.1"),
    ]
    assert all(one["where"].startswith("Pulumi.dev.yaml:") for one in found)
