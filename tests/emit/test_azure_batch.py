"""Jobs and tasks of an Azure Batch environment: what Azure's own models take unchanged, and where the labels stand."""

import json
from typing import Any

import pytest
from azure.batch import models  # pyright: ignore[reportMissingTypeStubs] - it has no types of its own

from labelwright import rules
from labelwright.emit.azure_batch import TaskShape, task_body, variable
from labelwright.emit.azure_batch_record import AzureBatchRecord
from labelwright.emit.launch import Launch
from labelwright.emit.record import parse_record
from labelwright.problem import LabelError

from .azure import refusals

LABELS = {"team": "genomics", "cost-center": "cc-1234"}
RUN = {**LABELS, "pipeline": "pipeline1"}
RECORD = AzureBatchRecord(
    environment="assembly",
    endpoint="assembly.westeurope.batch.azure.com",
    pool="assembly-pool1a2b3c4d",
    labels=LABELS,
    tasks={"head": TaskShape("nextflow/nextflow:24.10.5"), "work": TaskShape("ubuntu:24.04", 2, ("echo", "a b"))},
)
JOB: Any = models.BatchJobCreateOptions
TASK: Any = models.BatchTaskCreateOptions


def configs(job: str = "head", **launch: Any) -> dict[str, Any]:
    """What a run is submitted with."""
    given: dict[str, Any] = {"labels": RUN, **launch}
    return dict(RECORD.configs(job, Launch(**given)))


def broken(**launch: Any) -> list[str]:
    """The rules that a submission breaks."""
    with pytest.raises(LabelError) as error:
        configs(**launch)
    return [found.rule for found in error.value.problems]


@pytest.mark.parametrize("job", ["head", "work"])
@pytest.mark.parametrize("labels", [RUN, {}])
def test_azure_takes_the_bodies_unchanged(job: str, labels: dict[str, str]) -> None:
    """Judged by the library that speaks to the service: no unknown member, none missing, every type right."""
    found = configs(job, labels=labels)
    assert [refusals(JOB, found["job"]), refusals(TASK, found["task"])] == [[], []]


@pytest.mark.parametrize(
    "body",
    [
        {"poolInfo": {"poolId": "p"}},
        {"id": "j", "poolInfo": {"poolId": "p"}, "tags": {}},
        {"id": "j", "poolInfo": {"poolId": "p"}, "metadata": {"team": "genomics"}},
        {"id": "j", "poolInfo": {"poolId": "p"}, "metadata": [{"name": "team"}]},
        {"id": "j", "poolInfo": {"pool": "p"}},
        {"id": "j", "poolInfo": {"poolId": "p"}, "onAllTasksComplete": "never"},
    ],
)
def test_the_judge_is_strict(body: dict[str, Any]) -> None:
    """One that takes everything would prove nothing."""
    assert len(refusals(JOB, body)) == 1


def test_a_job_carries_labels_as_metadata_and_every_task_sees_them() -> None:
    """A task has no metadata of its own."""
    found = configs()
    assert {item["name"]: item["value"] for item in found["job"]["metadata"]} == RUN
    seen = [
        {"name": "LABEL_COST_CENTER", "value": "cc-1234"},
        {"name": "LABEL_PIPELINE", "value": "pipeline1"},
        {"name": "LABEL_TEAM", "value": "genomics"},
    ]
    assert found["job"]["commonEnvironmentSettings"] == seen
    assert found["task"]["environmentSettings"] == seen


def test_no_label_of_a_run_reaches_a_pool() -> None:
    """A job is sent to a pool that is there, and describes none: its labels would make a new one for each run."""
    assert configs()["job"]["poolInfo"] == {"poolId": RECORD.pool}


@pytest.mark.parametrize("pair", [("cost-center", "cost_center"), ("Team", "team")])
def test_two_keys_that_would_be_one_variable_are_refused(pair: tuple[str, str]) -> None:
    """The task would see one of the two values, and nobody knows which."""
    assert str(rules.AZURE_VARIABLE) in broken(labels=dict.fromkeys(pair, "value"))


def test_a_variable_is_what_every_shell_can_read() -> None:
    """Letters, digits and underscores, whatever Azure takes in a tag's name."""
    assert [variable(key) for key in ("team", "cost-center", "a.b c", "grün")] == [
        "LABEL_TEAM",
        "LABEL_COST_CENTER",
        "LABEL_A_B_C",
        "LABEL_GR_N",
    ]


def test_a_known_run_has_one_job_of_each_kind() -> None:
    """Sent twice, Azure answers that the job is there: no run is started twice."""
    assert configs(run="2mnBxQ7")["job"]["id"] == "assembly-head-2mnBxQ7"
    assert configs("work", run="2mnBxQ7")["job"]["id"] == "assembly-work-2mnBxQ7"
    assert configs(run="2mnBxQ7", name="mine")["job"]["id"] == "mine"


def test_a_job_of_64_characters_is_taken_and_one_of_65_refused() -> None:
    """The limit itself, and one beyond."""
    assert configs(name="a" * 64)["job"]["id"] == "a" * 64
    assert broken(name="a" * 65) == [str(rules.AZURE_JOB_NAME)]


@pytest.mark.parametrize("name", ["", "a b", "a.b", "größe"])
def test_a_name_that_azure_has_none_of_is_refused(name: str) -> None:
    """It is not repaired: somebody would look for the job under the name that was given."""
    assert broken(name=name) == [str(rules.AZURE_JOB_NAME)]


def test_all_that_is_wrong_is_told_at_once() -> None:
    """Name, array and variables."""
    assert len(broken(name="a b", array_size=3, labels={"a-b": "x1", "a_b": "x2"})) == 3


def test_a_command_is_quoted_as_a_shell_reads_it() -> None:
    """One line of text is all that Azure Batch takes; none means the image's own."""
    assert configs("work")["task"]["commandLine"] == "echo 'a b'"
    assert configs("head")["task"]["commandLine"] == ""
    assert task_body("t", TaskShape("u", 3), {})["requiredSlots"] == 3


def test_whoever_labels_a_run_is_warned_of_pools_that_are_made_for_it() -> None:
    """Nextflow hashes labels into the id of an automatic pool."""
    (note,) = RECORD.notes("head", Launch(RUN, run="1"))
    assert "pipeline" in note
    assert "team" not in note
    assert RECORD.pool in note
    assert RECORD.notes("head", Launch(LABELS, run="1")) == []


def test_an_unknown_run_is_told_that_its_job_is_everybody_s() -> None:
    """Unless it has a name."""
    assert any("workflowId" in note for note in RECORD.notes("head", Launch(LABELS)))
    assert RECORD.notes("head", Launch(LABELS, name="mine")) == []


def test_a_record_is_read_back_as_it_was_written() -> None:
    """Through JSON, as `labelwright render` gets it."""
    assert parse_record(json.loads(json.dumps(RECORD.to_document()))) == RECORD


@pytest.mark.parametrize("change", [{"tasks": None}, {"tasks": {"head": {}}}, {"pool": ...}, {"labels": 3}])
def test_a_file_of_another_form_is_refused_with_the_way_out(change: dict[str, Any]) -> None:
    """It is not guessed at."""
    document = {**RECORD.to_document(), **change}
    with pytest.raises(ValueError, match="Run pulumi up"):
        parse_record({key: value for key, value in document.items() if value is not ...})
