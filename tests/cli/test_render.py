"""`labelwright render`: the configs of a run, and what it says of labels that are not in them."""

from dataclasses import replace
from pathlib import Path

import pytest

from labelwright.emit.aws_batch import BatchJob, Capability
from labelwright.emit.aws_batch_record import AwsBatchRecord
from labelwright.emit.files import write_configs
from tests.cli.project import STACK, Project, call, document
from tests.emit.test_aws_cloud import RECORD as MACHINE_RECORD

FORGED = {"cost": "cc-1", "env": "dev", "name": "ce2", "team": "genomics", "tier": "gold"}
RENDER = ("render", "bench", "--pipeline-label", "pipeline=rnaseq", "--var", "workflowId=42x")


@pytest.fixture
def bench(project: Project) -> Path:
    """A project whose single-machine environment has been forged."""
    root = project(STACK)
    write_configs(root / "dist" / "dev", replace(MACHINE_RECORD, environment="bench", labels=FORGED))
    return root


def test_render_prints_each_config_by_its_name_with_every_label_of_the_run(bench: Path) -> None:
    """{config name: body}, dynamic labels resolved; nothing is said where there is nothing to say."""
    result = call(bench, *RENDER)
    assert (result.exit_code, result.stderr) == (0, "")
    body = document(result)["run-instances"]
    tags = {tag["Key"]: tag["Value"] for tag in body["TagSpecifications"][1]["Tags"]}
    assert tags == {**FORGED, "pipeline": "rnaseq", "run": "run-42x"}


def test_render_prints_one_config_where_one_is_asked_for(bench: Path) -> None:
    """The body alone, ready to be sent; a removed label is said."""
    result = call(bench, *RENDER, "--label", "name-", "--config", "run-instances")
    assert result.exit_code == 0
    assert "LaunchTemplate" not in document(result)
    assert "carries name" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "hint"),
    [
        (["--config", "run-instance"], 2, "'run-instances'"),
        (["--job", "machines"], 2, "'machine'"),
        (["--array-size", "5"], 1, "--array-size"),
        (["--label", f"key={'v' * 40}"], 1, "2.1.2"),
    ],
)
def test_render_says_what_a_platform_does_not_have(bench: Path, arguments: list[str], code: int, hint: str) -> None:
    """Wrong use exits with 2, a run that cannot be submitted with 1."""
    result = call(bench, *RENDER, *arguments)
    assert result.exit_code == code
    assert hint in result.stderr
    assert "Traceback" not in result.output


def record(root: Path) -> AwsBatchRecord:
    """What `pulumi up` leaves of the environment, written where `render` looks for it."""
    job = BatchJob(
        definition_name="spot-head-job", queue_arn="arn:aws:batch:eu-west-1:1:job-queue/head", image="ubuntu", vcpus=1,
        memory=2048, execution_role_arn="arn:aws:iam::1:role/run", job_role_arn="arn:aws:iam::1:role/head",
        log_group="logs", region="eu-west-1", capability=Capability.EC2, revision=3,
    )  # fmt: skip
    labels = {"cost": "cc-1", "env": "test", "name": "ce1", "team": "genomics"}
    made = AwsBatchRecord(
        "spot", "eu-west-1", "arn:aws:batch:eu-west-1:1:compute-environment/spot", labels, {"head": job}
    )
    write_configs(root / "dist" / "dev", made)
    return made


def test_render_gives_both_configs_of_a_run(project: Project) -> None:
    """Static labels on the definition, all labels of the run on the submission, nothing unresolved."""
    root = project(STACK)
    made = record(root)
    result = call(root, "render", "spot", "--pipeline-label", "pipeline=rnaseq", "--var", "workflowId=42x")
    assert result.exit_code == 0, result.output
    configs = document(result)
    assert configs["register-job-definition"]["tags"] == made.labels
    assert configs["submit-job"]["tags"] == {**made.labels, "pipeline": "rnaseq", "run": "run-42x"}
    assert configs["submit-job"]["jobDefinition"] == "spot-head-job:3"
    assert result.stderr == ""


def test_render_takes_a_removed_label_off_the_definition_too(project: Project) -> None:
    """AWS would propagate it from there; the submission then names the revision that is to be registered."""
    root = project(STACK)
    record(root)
    result = call(root, "render", "spot", "--label", "team-", "--var", "workflowId=42x")
    configs = document(result)
    assert "team" not in configs["register-job-definition"]["tags"]
    assert "team" not in configs["submit-job"]["tags"]
    assert configs["submit-job"]["jobDefinition"] == "spot-head-job"
    assert "team" in result.stderr


def test_render_gives_both_configs_of_a_multi_node_job(project: Project) -> None:
    """The definition has the nodes and a name of its own, which the submission names; what to do with it is said."""
    root = project(STACK)
    made = record(root)
    result = call(root, "render", "spot", "--var", "workflowId=42x", "--nodes", "4")
    assert result.exit_code == 0, result.output
    definition, submission = (document(result)[name] for name in ("register-job-definition", "submit-job"))
    assert (definition["type"], definition["nodeProperties"]["numNodes"], definition["tags"]) == (
        "multinode",
        4,
        made.labels,
    )
    assert submission["jobDefinition"] == definition["jobDefinitionName"] == "spot-head-job-4-nodes"
    assert submission["tags"] == {**made.labels, "run": "run-42x"}
    assert "register this definition first" in result.stderr
    assert "take no tags of their own" in result.stderr


@pytest.mark.parametrize("words", [("--nodes=1",), ("--nodes=1001",), ("--nodes=4", "--array-size=4")])
def test_render_refuses_nodes_that_aws_does_not_have(project: Project, words: tuple[str, ...]) -> None:
    """Exit code 1, with the rule and no traceback."""
    root = project(STACK)
    record(root)
    result = call(root, "render", "spot", "--var", "workflowId=42x", *words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "rule 5.1" in result.stderr


@pytest.mark.parametrize(("option", "hint"), [("--array-size=1", "2 to 10,000"), ("--job-name=a b", "letters, digits")])
def test_render_refuses_what_aws_would(project: Project, option: str, hint: str) -> None:
    """Exit code 1, before anything is submitted."""
    root = project(STACK)
    record(root)
    result = call(root, "render", "spot", "--var", "workflowId=42x", option)
    assert result.exit_code == 1
    assert hint in result.stderr


def test_render_says_which_labels_a_lock_made_void_and_which_required_ones_are_gone(project: Project) -> None:
    """Nothing that a launcher asked for, or the workspace relies on, is lost without a word."""
    root = project(STACK.replace("    labels:\n      env", "    required: [team]\n    labels:\n      env"))
    record(root)
    result = call(root, "render", "spot", "--label", "cost=mine", "--label", "team-", "--var", "workflowId=42x")
    assert "cost: 'mine' is void, the workspace has locked 'cc-1'" in result.stderr
    assert "team: required, and not on this run" in result.stderr


def test_render_says_when_config_has_moved_on(project: Project) -> None:
    """What was forged carries the old labels until the next update."""
    root = project(STACK.replace("env: test", "env: prod"))
    record(root)
    result = call(root, "render", "spot", "--var", "workflowId=42x")
    assert "pulumi up" in result.stderr
