"""The stack of the repository, `dev`, from its first `up` through changes to a restart of the cloud.

The tests run in order and build on each other: the stack is forged once.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.e2e.cloud import everything
from tests.e2e.project import PACK, UP, Project

pytestmark = pytest.mark.engine

STACK = {
    "cost-center": "cc-1234",
    "data-class": "internal",
    "managed-by": "labelwright",
    "organization": "acme",
    "team": "genomics",
    "workspace": "research",
}
SPOT, FARGATE = {**STACK, "environment": "genomics-spot"}, {**STACK, "environment": "reports-fargate"}

# The row of AWS Batch in SPEC 5, "forge time", and what else an environment is made of: kind -> how many.
FORGED_ON_SPOT = {
    "FSx file system": 1,
    "EFS file system": 1,
    "compute environment": 1,
    "job queue": 2,
    "instances": 1,
    "volume": 1,
    "service-linked role": 1,
    "spot-fleet role": 1,
    "execution role": 1,
    "instance role": 1,
    "instance profile": 1,
    "launch template": 1,
    "network-interface": 1,
    "job definition": 2,
    "head role": 1,
    "work role": 1,
    "security group": 1,
    "log group": 1,
}
FORGED_ON_FARGATE = {
    "compute environment": 1,
    "job queue": 2,
    "execution role": 1,
    "job definition": 2,
    "head role": 1,
    "work role": 1,
    "security group": 1,
    "log group": 1,
}

TRIAL = """\
    - name: trial
      platform: aws-batch
      type: EC2
      serviceRole: dedicated
      labels: { environment: trial-run }
"""


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The dev stack after `pulumi up` as `make up` gives it."""
    project = Project(tmp_path_factory.mktemp("dev"))
    try:
        project.done(*UP, *PACK)
        yield project
    finally:
        project.stop()


def submitted(dev: Project, configs: Mapping[str, Any]) -> list[dict[str, str]]:
    """The tags of a job, of the definition that it ran with, and of the revision that the other config registers."""
    batch = dev.client("batch")
    registered = batch.register_job_definition(**configs["register-job-definition"])["jobDefinitionArn"]
    answer = batch.submit_job(**configs["submit-job"])
    (job,) = batch.describe_jobs(jobs=[answer["jobId"]])["jobs"]
    tags = [job["tags"]]
    for arn in (job["jobDefinition"], registered):
        (definition,) = batch.describe_job_definitions(jobDefinitions=[arn])["jobDefinitions"]
        tags.append(definition["tags"])
    batch.deregister_job_definition(jobDefinition=registered)
    return tags


def test_everything_that_was_forged_carries_the_labels_of_four_scopes(dev: Project) -> None:
    """SPEC 5, the row of AWS Batch: organization, workspace, team and environment on each kind, told by boto3 alone."""
    found = everything(dev.client)
    for environment, labels, kinds in (
        ("genomics-spot", SPOT, FORGED_ON_SPOT),
        ("reports-fargate", FARGATE, FORGED_ON_FARGATE),
    ):
        forged = [one for one in found if one.tags.get("environment") == environment]
        assert Counter(one.kind for one in forged) == kinds
        assert [one for one in forged if one.tags != labels] == []
    assert [one for one in found if one.tags.get("environment") not in ("genomics-spot", "reports-fargate")] == []


def test_no_placeholder_reaches_what_is_forged(dev: Project) -> None:
    """The environment has a dynamic label, `run`; nothing that stands has heard of it."""
    found = everything(dev.client)
    assert "run-${workflowId}" in (dev.home / "Pulumi.dev.yaml").read_text(encoding="utf-8")
    assert [one for one in found if "run" in one.tags or any("$" in text for text in one.tags.values())] == []


@pytest.mark.parametrize("environment", ["genomics", "reports"])
@pytest.mark.parametrize("job", ["head", "work"])
def test_a_job_from_the_emitted_files_carries_what_was_forged(dev: Project, environment: str, job: str) -> None:
    """Job and definition both, from the files under `dist/`, sent unchanged."""
    folder = dev.home / "dist" / "dev" / environment / job
    configs = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.iterdir()}
    labels = SPOT if environment == "genomics" else FARGATE
    assert submitted(dev, configs) == [labels, labels, labels]


def test_a_run_brings_its_dynamic_label_to_its_job_only(dev: Project) -> None:
    """`run-${workflowId}` has its value on the job; the definition, which outlives runs, has none."""
    rendered = dev.labelwright("render", "genomics", "--job", "work", "--var", "workflowId=4Bi5xBK6E2Nbhj")
    assert submitted(dev, json.loads(rendered)) == [{**SPOT, "run": "run-4Bi5xBK6E2Nbhj"}, SPOT, SPOT]


def test_coverage_agrees_with_the_cloud(dev: Project) -> None:
    """Every taggable resource is covered, none partly."""
    totals = dev.coverage()
    assert totals["partly"] == 0
    assert totals["covered"] == len({one.identity for one in everything(dev.client)} & identities(dev))


def identities(dev: Project) -> set[str]:
    """What the state says of what it has made: ids and ARNs."""
    known = dev.custom_resources()
    return {str(one["id"]) for one in known} | {str(one["outputs"].get("arn")) for one in known}


def test_a_second_up_changes_nothing(dev: Project) -> None:
    """With the policy pack, and against what the cloud holds as well as against the state."""
    dev.done(*UP, *PACK, "--expect-no-changes")
    dev.done("refresh", "--yes", "--skip-preview", "--expect-no-changes")


def test_a_restarted_cloud_holds_what_it_held(dev: Project) -> None:
    """The engine sees no change, and boto3 reads the very same."""
    before = everything(dev.client)
    dev.restart()
    assert everything(dev.client) == before
    dev.done("preview", "--expect-no-changes")
    dev.done("refresh", "--yes", "--skip-preview", "--expect-no-changes")


def test_a_team_label_changes_in_place_everywhere(dev: Project) -> None:
    """Preview shows updates only, one for each labelled resource; afterwards no place has the old value."""
    covered = dev.coverage()["covered"]
    dev.configure("cost-center: cc-1234", "cost-center: cc-9999")
    steps = dev.steps()
    assert set(steps) == {"update"}
    assert {"genomics-compute-environment", "genomics-launch-template", "reports-work-role"} <= steps["update"]
    assert len(steps["update"]) == covered
    dev.done(*UP, *PACK)
    found = everything(dev.client)
    assert Counter(one.kind for one in found) == Counter(FORGED_ON_SPOT) + Counter(FORGED_ON_FARGATE)
    assert [one for one in found if one.tags["cost-center"] != "cc-9999"] == []
    dev.done("preview", "--expect-no-changes")


def test_a_change_that_replaces_an_environment_is_shown_as_that_before(dev: Project) -> None:
    """For a machine in `--json`, for a person in `--diff`; what was shown has not happened."""
    before = everything(dev.client)
    dev.configure("type: SPOT", "type: EC2")
    dev.configure("spotBidPercentage: 80", "minVcpus: 0")
    assert "genomics-compute-environment" in dev.steps()["replace"]
    said = dev.done("preview", "--diff")
    assert "+-aws:batch/computeEnvironment:ComputeEnvironment: (replace)" in said
    dev.configure("type: EC2", "type: SPOT")
    dev.configure("minVcpus: 0", "spotBidPercentage: 80")
    assert everything(dev.client) == before


def test_another_environment_is_a_few_lines_and_its_labels_say_what_changing_them_costs(dev: Project) -> None:
    """With a service role of its own AWS replaces it for a new label; the others are still updated in place."""
    dev.configure("  labelwright:pipelines:", f"{TRIAL}  labelwright:pipelines:")
    assert set(dev.steps()) == {"create"}
    said = dev.done(*UP, *PACK)
    assert "AWS replaces this compute environment when a label changes" in said
    dev.configure("cost-center: cc-9999", "cost-center: cc-7777")
    steps = dev.steps()
    assert {"genomics-compute-environment", "reports-compute-environment"} <= steps["update"]
    assert steps["replace"] == {"trial-compute-environment"}
    dev.done(*UP, *PACK)
    found = everything(dev.client)
    assert [one for one in found if one.tags["cost-center"] != "cc-7777"] == []
    assert Counter(one.kind for one in found)["compute environment"] == 3, "the one that was replaced is gone"


def test_an_environment_that_is_removed_from_the_config_is_gone(dev: Project) -> None:
    """From the cloud, and the others stand untouched."""
    rest = [one for one in everything(dev.client) if one.tags["environment"] != "trial-run"]
    dev.configure(TRIAL, "")
    assert set(dev.steps()) == {"delete"}
    dev.done(*UP, *PACK)
    assert everything(dev.client) == rest


def test_destroy_leaves_nothing(dev: Project) -> None:
    """Neither in the cloud nor in the state."""
    dev.done("destroy", "--yes", "--skip-preview")
    assert everything(dev.client) == []
    assert dev.custom_resources() == []
