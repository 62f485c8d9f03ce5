"""One run, one job: killed at any step, started twice at once, or from elsewhere. Judged by what the cloud has."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from labelwright.launch import once
from labelwright.launch.aws_batch import AwsBatch
from labelwright.launch.plan import Plan
from labelwright.launch.submitter import Made
from sandbox.postgresql import Server
from tests.launch.conftest import Aws, Project

ROOT = Path(__file__).resolve().parents[2]
STORE, BATCH, EC2 = (
    "labelwright.runs.store:Store",
    "labelwright.launch.aws_batch:AwsBatch",
    "labelwright.launch.aws_cloud:AwsCloud",
)
STEPS = {
    "before it is reserved": f"{STORE}.reserve:before",
    "reserved": f"{STORE}.reserve:after",
    "not yet sent": "{platform}.submit:before",
    "sent": "{platform}.submit:after",
    "recorded": f"{STORE}.submitted:after",
}


def kill(project: Project, point: str, *words: str) -> None:
    """Launch in a process that kills itself at `point`: MODULE:CLASS.METHOD:before, or :after its work is done."""
    child = os.fork()
    if child == 0:
        arm(point)
        project.call("launch", *words)
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL


def arm(point: str) -> None:
    """Have this process die at `point`, without a chance to clean up."""
    module, name, when = point.split(":")
    owner, method = name.split(".")
    found: Any = getattr(import_module(module), owner)
    original = getattr(found, method)

    def killed(*args: Any, **named: Any) -> None:
        if when == "after":
            original(*args, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(found, method, killed)


def forked(project: Project, *words: str, number: int) -> Callable[[], dict[str, Any]]:
    """Launch in a copy of this process, patches and all; called, it gives what that has said."""
    file = project.root / f"said-{number}.json"
    child = os.fork()
    if child == 0:
        done = project.call("launch", *words)
        file.write_text(json.dumps({"exit": done.exit_code, "out": done.stdout, "err": done.stderr}))
        os._exit(0)

    def said() -> dict[str, Any]:
        os.waitpid(child, 0)
        return json.loads(file.read_text())

    return said


def start(project: Project, *words: str) -> "subprocess.Popen[str]":
    """The command in a process of its own."""
    script = "from labelwright.cli import main; import sys; main(sys.argv[1:])"
    return subprocess.Popen(
        [sys.executable, "-c", script, "launch", *words, "--project", str(project.root)],
        env={**os.environ, **project.environment, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The local AWS shows a job at once; the real one is given some seconds."""
    monkeypatch.setattr(once, "SETTLE_SECONDS", 0.0)


@pytest.mark.parametrize("step", STEPS)
def test_a_job_of_a_launch_that_was_killed_is_one(project: Project, aws: Aws, run: str, step: str) -> None:
    """AWS Batch takes no token: the next launch finds the job by its name, and records it; else it makes it."""
    kill(project, STEPS[step].format(platform=BATCH), "batch", "--run", run)
    was_sent = step in ("sent", "recorded")
    assert len(aws.jobs_of(run)) == was_sent
    said = project.launch("batch", "--run", run)
    assert said["outcome"] == {"sent": "found", "recorded": "known"}.get(step, "submitted")
    (job,) = aws.jobs_of(run)
    (recorded,) = project.recorded(run)["jobs"]
    assert (recorded["id"], project.recorded(run)["status"]) == (job["jobId"], "submitted")


@pytest.mark.parametrize("step", ["not yet sent", "sent"])
def test_a_machine_of_a_launch_that_was_killed_is_one(project: Project, aws: Aws, run: str, step: str) -> None:
    """Its token is the same."""
    kill(project, STEPS[step].format(platform=EC2), "machine", "--run", run)
    project.launch("machine", "--run", run)
    (machine,) = aws.machines_of(run)
    (recorded,) = project.recorded(run)["jobs"]
    assert recorded["id"] == machine["InstanceId"]


def test_a_killed_launch_says_that_it_is_being_submitted(project: Project, run: str) -> None:
    """Nobody knows more."""
    kill(project, f"{BATCH}.submit:after", "batch", "--run", run)
    assert (project.recorded(run)["status"], project.recorded(run)["jobs"]) == ("submitting", [])


def test_a_definition_that_a_killed_launch_registered_is_used(project: Project, aws: Aws, run: str) -> None:
    """A run without a label of its environment needs one; it is registered once."""
    without = ("batch", "--run", run, "--label", "name-", "--label", "kind=special")
    kill(project, f"{BATCH}._definition:after", *without)
    before = definitions(aws)
    project.launch(*without)
    assert definitions(aws) == before
    (job,) = aws.jobs_of(run)
    batch = aws.client("batch")
    (definition,) = batch.describe_job_definitions(jobDefinitions=[job["jobDefinition"]])["jobDefinitions"]
    assert definition["tags"] == {"team": "genomics"}


def definitions(aws: Aws) -> list[str]:
    """Every job definition that is there."""
    return sorted(one["jobDefinitionArn"] for one in aws.client("batch").describe_job_definitions()["jobDefinitions"])


def test_launches_at_the_same_moment_are_one(
    project: Project, aws: Aws, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One submits, which takes its time; the others wait for it, and all print the same id."""
    submit = AwsBatch.submit

    def slowly(this: AwsBatch, plan: Plan) -> Made:
        time.sleep(1.0)
        return submit(this, plan)

    monkeypatch.setattr(AwsBatch, "submit", slowly)
    children = [forked(project, "batch", "--run", run, number=number) for number in range(3)]
    said = [child() for child in children]
    assert [one["exit"] for one in said] == [0] * 3, said
    assert {one["out"] for one in said} == {f"{run}\n"}
    assert sorted(one["err"].rpartition(": ")[2] for one in said) == ["submitted\n"] + ["was launched before\n"] * 2
    assert len(aws.jobs_of(run)) == len(project.recorded(run)["jobs"]) == 1


def test_launches_of_a_machine_at_the_same_moment_are_one(project: Project, aws: Aws, run: str) -> None:
    """From two stores, which know nothing of each other: EC2 knows the token."""
    stores = [("--runs", f"sqlite:///{project.root / name}.db") for name in ("one", "two")]
    processes = [start(project, "machine", "--run", run, *store) for store in stores]
    said = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    assert {out for out, _ in said} == {f"{run}\n"}
    assert len(aws.machines_of(run)) == 1


def test_a_run_that_another_store_knows_is_found(project: Project, aws: Aws, run: str, tmp_path: Path) -> None:
    """The id says which job: somebody who has lost the store, or has one of their own, makes no second one."""
    first = project.launch("batch", "--run", run)
    again = project.launch("batch", "--run", run, "--runs", f"sqlite:///{tmp_path / 'other.db'}")
    assert (again["outcome"], again["job"]) == ("found", first["job"])
    assert len(aws.jobs_of(run)) == 1


def test_a_run_that_another_store_knows_with_other_labels_is_refused(
    project: Project, aws: Aws, run: str, tmp_path: Path
) -> None:
    """The store here had nothing to compare with: the job in the cloud says what differs, and nothing is made."""
    project.launch("batch", "--run", run)
    other = f"sqlite:///{tmp_path / 'other.db'}"
    done = project.call("launch", "batch", "--run", run, "--label", "team=imaging", "--runs", other)
    assert done.exit_code == 2
    assert "label team was 'genomics', now 'imaging'" in done.stderr
    assert len(aws.jobs_of(run)) == 1


@pytest.mark.parametrize(
    ("words", "differs"),
    [
        (("batch", "--label", "team=imaging"), "label team was 'genomics', now 'imaging'"),
        (("batch", "--label", "kind=special"), "label kind was none, now 'special'"),
        (("batch", "--label", "name-"), "label name was 'ce1', now none"),
        (("machine",), "environment was 'batch', now 'machine'"),
    ],
)
def test_the_same_id_otherwise_is_refused(project: Project, run: str, words: tuple[str, ...], differs: str) -> None:
    """It says what differs; nothing changes, in the record or in the cloud."""
    project.launch("batch", "--run", run)
    before = project.recorded(run)
    done = project.call("launch", *words, "--run", run)
    assert (done.exit_code, done.stdout) == (2, "")
    assert differs in done.stderr
    assert "7.6.2" in done.stderr
    assert project.recorded(run) == before


def test_work_jobs_of_a_run_are_told_apart_by_their_names(project: Project, aws: Aws, run: str) -> None:
    """The head, two named ones, and one without a name: each of them once, all on the one run."""
    jobs = [
        (),
        ("--job", "work"),
        ("--job", "work", "--job-name", "align-1"),
        ("--job", "work", "--job-name", "align-2"),
    ]
    made = [project.launch("batch", "--run", run, *job)["outcome"] for job in jobs]
    again = [project.launch("batch", "--run", run, *job)["outcome"] for job in jobs]
    assert (made, again) == (["submitted"] * 4, ["known"] * 4)
    names = [job["name"].rpartition("-")[0] for job in project.recorded(run)["jobs"]]
    assert names == ["batch-head", "batch-work", "align-1", "align-2"]
    assert len(aws.jobs_of(run)) == 4


def test_a_work_job_whose_launch_was_killed_is_one(project: Project, aws: Aws, run: str) -> None:
    """The record has the head only; the cloud has the other."""
    project.launch("batch", "--run", run)
    work = ("batch", "--run", run, "--job", "work", "--job-name", "align-1")
    kill(project, f"{BATCH}.submit:after", *work)
    assert project.launch(*work)["outcome"] == "found"
    assert len(aws.jobs_of(run)) == 2


def test_a_run_without_an_id_is_a_new_one(project: Project, aws: Aws) -> None:
    """Each gets its own, which resolves its labels."""
    first, second = project.launch("batch"), project.launch("batch")
    assert first["run"] != second["run"]
    assert [len(aws.jobs_of(one["run"])) for one in (first, second)] == [1, 1]


@pytest.mark.postgresql
def test_a_store_on_a_server_is_as_good(project: Project, aws: Aws, run: str, postgresql: Server) -> None:
    """Reserved, locked and recorded there."""
    store = ("--runs", postgresql.make_database())
    said = [project.launch("batch", "--run", run, *store)["outcome"] for _ in range(2)]
    assert (said, len(aws.jobs_of(run))) == (["submitted", "known"], 1)
