"""`labelwright launch`: what it prints, what it refuses and how, and that what hinders it leaves the truth behind."""

import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from labelwright.emit.aws_batch_record import AwsBatchRecord
from labelwright.emit.files import write_configs
from labelwright.launch import aws as access
from labelwright.launch.identity import made_id
from tests.launch.conftest import Aws, Project
from tests.launch.forged import FORGED, STACK

NOWHERE = "http://127.0.0.1:1"


def test_launch_prints_the_id_alone(project: Project, aws: Aws) -> None:
    """For a script to take; what was submitted is a remark."""
    done = project.call("launch", "batch")
    assert done.exit_code == 0
    run = done.stdout.strip()
    (job,) = aws.jobs_of(run)
    assert done.stderr == f"note: {job['jobName']} ({job['jobId']}): submitted\n"


def test_an_id_is_made_that_every_platform_takes_in_a_label() -> None:
    """Small letters and digits, beginning with a letter, and never twice."""
    made = {made_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(r"r[a-z0-9]{13}", one) for one in made)


def test_job_and_definition_carry_what_was_resolved(project: Project, aws: Aws, run: str) -> None:
    """Read back with boto3: the job has all labels of the run, dynamic ones too, its definition the static ones."""
    said = project.launch("batch", "--pipeline-label", "pipeline=rnaseq", "--var", f"workflowId={run}")
    (job,) = aws.jobs_of(run)
    batch = aws.client("batch")
    (definition,) = batch.describe_job_definitions(jobDefinitions=[job["jobDefinition"]])["jobDefinitions"]
    assert job["tags"] == {**FORGED, "pipeline": "rnaseq", "run": f"run-{run}"} == said["labels"]
    assert definition["tags"] == FORGED
    recorded = {label["key"]: label["value"] for label in project.recorded(run)["labels"]}
    assert recorded == job["tags"]


def test_machine_and_volumes_carry_what_was_resolved(project: Project, aws: Aws, run: str) -> None:
    """Read back with boto3."""
    said = project.launch("machine", "--run", run, "--label", "sample=s1")
    (machine,) = aws.machines_of(run)
    named = [{"Name": "attachment.instance-id", "Values": [machine["InstanceId"]]}]
    things = [machine, *aws.client("ec2").describe_volumes(Filters=named)["Volumes"]]
    tags = [{tag["Key"]: tag["Value"] for tag in one["Tags"] if not tag["Key"].startswith("aws:")} for one in things]
    assert tags == [{**FORGED, "run": f"run-{run}", "sample": "s1"}] * len(things)
    assert (said["job"]["name"], said["job"]["id"], len(things) > 1) == ("machine", machine["InstanceId"], True)


def test_an_array_job_has_its_children(project: Project, aws: Aws, run: str) -> None:
    """As many as were asked for."""
    project.launch("batch", "--run", run, "--job", "work", "--array-size", "3")
    (job,) = aws.jobs_of(run)
    assert job["arrayProperties"]["size"] == 3


def test_a_multi_node_job_has_a_definition_of_its_own(project: Project, aws: Aws, run: str) -> None:
    """Read back with boto3: all labels of the run on the job, the static ones on its definition, the forged one left.

    Given again, it is the same job.
    """
    words = ("batch", "--run", run, "--job", "work", "--nodes", "4")
    said = project.launch(*words)
    (job,) = aws.jobs_of(run)
    assert (job["jobId"], job["tags"]) == (said["job"]["id"], {**FORGED, "run": f"run-{run}"})
    nodes = job["nodeProperties"]
    assert (nodes["numNodes"], nodes["nodeRangeProperties"][0]["targetNodes"]) == (4, "0:")
    batch = aws.client("batch")
    (definition,) = batch.describe_job_definitions(jobDefinitions=[job["jobDefinition"]])["jobDefinitions"]
    assert definition["jobDefinitionName"] == "batch-work-job-4-nodes"
    assert (definition["type"], definition["tags"], definition["propagateTags"]) == ("multinode", FORGED, True)
    (forged,) = batch.describe_job_definitions(jobDefinitionName="batch-work-job", status="ACTIVE")["jobDefinitions"]
    assert forged["type"] == "container"
    assert project.launch(*words)["outcome"] == "known"
    assert len(aws.jobs_of(run)) == 1


def test_a_dry_run_of_a_multi_node_job_registers_first(project: Project) -> None:
    """In this order; the submission names the revision that the registration gives."""
    done = project.call("launch", "batch", "--run", "r1", "--nodes", "2", "--dry-run")
    assert done.exit_code == 0, done.output
    registered, submitted = json.loads(done.stdout)["requests"]
    assert registered["body"]["nodeProperties"]["numNodes"] == 2
    assert submitted["body"]["jobDefinition"] == registered["body"]["jobDefinitionName"] + ":REVISION"
    assert "take no tags of their own" in done.stderr


def test_launch_says_that_stack_config_has_changed_since(project: Project) -> None:
    """As `render` does; the run takes the labels that are declared now."""
    text = STACK.replace(
        "{name: batch, platform: aws-batch, labels: {name: ce1}}", "{name: batch, platform: aws-batch}"
    )
    (project.root / "Pulumi.dev.yaml").write_text(text)
    done = project.call("launch", "batch", "--dry-run")
    assert done.exit_code == 0
    assert "stack config has changed since 'batch' was forged" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        ((), 2, "ENVIRONMENT: which one?"),
        (("btch",), 2, "'batch'"),
        (("unforged",), 2, "pulumi up"),
        (("batch", "--job", "wrk"), 2, "'work'"),
        (("batch", "--run", "r1", "--var", "workflowId=r2"), 2, "leave one of them out"),
        (("batch", "--run", ""), 2, "7.6.1"),
        (("batch", "--run", "-r1"), 2, "7.6.1"),
        (("batch", "--run", "r" * 129), 2, "7.6.1"),
        (("batch", "--run", "r1\n"), 2, "7.6.1"),
        (("batch", "--studio-label", "kind=lab"), 2, "--studio"),
        (("batch", "--label", f"key={'v' * 40}"), 1, "2.1.2"),
        (("batch", "--run", "r" * 36), 1, "4.5"),
        (("batch", "--array-size", "1"), 1, "5.2"),
        (("batch", "--nodes", "1001"), 1, "5.10"),
        (("machine", "--nodes", "2"), 1, "5.13"),
        (("batch", "--job", "work", "--job-name", "a b"), 1, "5.1"),
        (("machine", "--job-name", "one"), 1, "5.21"),
        (("batch", "--runs", "mysql://host/runs"), 2, "7.4.1"),
        (("batch", "--runs", "sqlite:////no/such/folder/runs.db"), 2, "Nothing was sent"),
    ],
)
def test_what_cannot_be_launched_is_said(
    project: Project, aws: Aws, words: tuple[str, ...], code: int, hint: str
) -> None:
    """Wrong use exits with 2, labels that are not legal with 1; nothing is sent, and nothing recorded."""
    before = len(aws.jobs(""))
    done = project.call("launch", *words)
    assert (done.exit_code, done.stdout) == (code, ""), done.output
    assert hint in done.stderr
    assert "Traceback" not in done.stderr
    assert len(aws.jobs("")) == before
    assert not (project.root / "runs.db").exists()


@pytest.mark.parametrize("limit", ["r" * 35, "7", "2mnBxQ7.a_b-c"])
def test_an_id_on_the_limit_is_taken(offline: Project, limit: str) -> None:
    """The label that holds it is at its limit too, or has none."""
    done = offline.call("launch", "gbatch", "--run", limit, "--dry-run", "--label", "run-")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["run"] == limit


def test_broken_stack_config_launches_nothing(project: Project) -> None:
    """Its labels would be the wrong ones; every problem is said."""
    (project.root / "Pulumi.dev.yaml").write_text(STACK.replace("team: genomics", "team: true"))
    done = project.call("launch", "batch")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "6.1" in done.stderr


def test_without_credentials_nothing_is_recorded(project: Project, run: str) -> None:
    """It says what would help."""
    done = project.call("launch", "batch", "--run", run, AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "there are no credentials" in done.stderr
    assert project.call("launch", "batch", "--run", run, "--label", "team=imaging").exit_code == 0


def test_without_its_sdk_the_extra_is_named(project: Project, run: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is recorded."""
    for name in ("aws", "aws_batch"):
        monkeypatch.delitem(sys.modules, f"labelwright.launch.{name}", raising=False)
        monkeypatch.delattr(f"labelwright.launch.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "boto3", None)
    done = project.call("launch", "batch", "--run", run)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "pip install 'labelwright[aws]'" in done.stderr
    assert project.recorded_or_none(run) is None


def test_no_way_to_the_cloud_leaves_a_failed_run_that_can_be_launched(
    project: Project, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was made, and the record says so, with the reason; the same id then launches."""
    monkeypatch.setattr(
        access, "SETTINGS", cast("Any", access.SETTINGS).merge(access.Config(retries={"total_max_attempts": 1}))
    )
    done = project.call("launch", "batch", "--run", run, AWS_ENDPOINT_URL=NOWHERE)
    assert (done.exit_code, done.stdout) == (2, "")
    assert NOWHERE in done.stderr
    recorded = project.recorded(run)
    assert (recorded["status"], recorded["jobs"]) == ("failed", [])
    assert NOWHERE in recorded["message"]
    assert project.launch("batch", "--run", run)["outcome"] == "submitted"
    assert (project.recorded(run)["status"], project.recorded(run)["message"]) == ("submitted", "")


def test_a_queue_that_is_gone_is_said(project: Project, aws: Aws, run: str) -> None:
    """In AWS's own words; the run is recorded as failed."""
    record = aws.records[0]
    assert isinstance(record, AwsBatchRecord)
    jobs = {name: replace(job, queue_arn=f"{job.queue_arn}-gone") for name, job in record.jobs.items()}
    write_configs(project.root / "dist" / "dev", replace(record, jobs=jobs))
    done = project.call("launch", "batch", "--run", run)
    assert done.exit_code == 2
    assert "batch-head-gone" in done.stderr
    assert project.recorded(run)["status"] == "failed"


def test_a_store_that_fails_after_the_submission_is_said(
    project: Project, aws: Aws, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job is named, and the same command again records it."""
    from labelwright.problem import LabelError, Problem  # noqa: PLC0415 - this test alone
    from labelwright.runs.store import Store  # noqa: PLC0415 - this test alone

    def fails(*_: Any) -> None:
        raise LabelError([Problem(where="store", rule="7.4.2", got="a full disk", remedy="Make room.")])

    with monkeypatch.context() as broken:
        broken.setattr(Store, "submitted", fails)
        done = project.call("launch", "batch", "--run", run)
    assert done.exit_code == 2
    (job,) = aws.jobs_of(run)
    assert job["jobId"] in done.stderr
    assert f"--run {run}" in done.stderr
    assert project.recorded(run)["status"] == "submitting"
    assert project.launch("batch", "--run", run)["outcome"] == "found"


def test_a_dry_run_touches_nothing(project: Project, aws: Aws, run: str) -> None:
    """No store, no cloud, no credentials: what would be sent, request by request."""
    before = len(aws.jobs(""))
    done = project.call("launch", "batch", "--run", run, "--dry-run", AWS_ACCESS_KEY_ID=None, AWS_ENDPOINT_URL=NOWHERE)
    assert (done.exit_code, done.stderr) == (0, "")
    assert not (project.root / "runs.db").exists()
    said = json.loads(done.stdout)
    assert [sorted(one) for one in said["requests"]] == [["body", "operation", "place", "service"]]
    assert (said["run"], said["platform"]) == (run, "aws-batch")
    project.launch("batch", "--run", run)
    (job,) = aws.jobs_of(run)
    sent = said["requests"][0]["body"]
    assert (sent["jobName"], sent["tags"], said["job"]) == (job["jobName"], job["tags"], job["jobName"])
    assert len(aws.jobs("")) == before + 1


@pytest.mark.parametrize(
    ("environment", "words", "operations"),
    [
        ("batch", (), ["submit_job"]),
        ("batch", ("--label", "name-"), ["register_job_definition", "submit_job"]),
        ("machine", (), ["run_instances"]),
        ("gbatch", (), ["create_job"]),
        ("gce", (), ["insert"]),
        ("abatch", (), ["create_job", "create_task"]),
        ("avm", (), ["PUT", "PUT", "PUT", "PATCH"]),
        ("k8s", (), ["create_namespaced_pod"]),
        ("k8s", ("--job", "work"), ["create_namespaced_job"]),
    ],
)
def test_every_platform_says_what_it_would_send(
    project: Project, environment: str, words: tuple[str, ...], operations: list[str]
) -> None:
    """In the order in which it is sent; the same run gives the same names, another run others."""
    first, same, other = (
        json.loads(project.call("launch", environment, "--dry-run", "--run", run, *words).stdout)
        for run in ("r1", "r1", "r2")
    )
    assert [one["operation"].partition(" ")[0] for one in first["requests"]] == operations
    assert first == same
    assert first["requests"][-1] != other["requests"][-1]
    assert '"run-r1"' in json.dumps(first["requests"])


def test_the_command_line_needs_no_sdk_for_a_dry_run(project: Project) -> None:
    """Nor a database: it starts as fast as `render`."""
    import subprocess  # noqa: PLC0415 - this test alone

    heavy = {"boto3", "botocore", "sqlalchemy", "kubernetes", "google.cloud", "azure.core", "rich"}
    script = (
        "import sys; from labelwright.cli import main\n"
        "try: main(['launch', 'batch', '--dry-run'])\n"
        "except SystemExit: pass\n"
        f"print(sorted(sys.modules.keys() & {heavy!r}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=project.root, capture_output=True, text=True, check=True)
    assert done.stderr.strip().endswith("[]")


def test_no_password_of_the_store_is_shown(project: Project) -> None:
    """Not even where it cannot be reached."""
    done = project.call("launch", "batch", "--runs", "postgresql://me:hunter2@127.0.0.1:1/runs")
    assert done.exit_code == 2
    assert "hunter2" not in done.output
    assert "Nothing was sent" in done.stderr


def test_the_store_lies_in_the_project_where_nobody_says_otherwise(project: Project, tmp_path: Path) -> None:
    """Kept out of version control, locks included."""
    done = project.call("launch", "batch", LABELWRIGHT_RUNS=None)
    assert done.exit_code == 0, done.stderr
    folder = tmp_path / ".labelwright"
    assert (folder / ".gitignore").read_text() == "*\n"
    assert (folder / "runs.db").exists()
    assert {path.name for path in tmp_path.iterdir()} == {".labelwright", "Pulumi.dev.yaml", "Pulumi.yaml", "dist"}
