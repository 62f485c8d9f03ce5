"""The request of Google Batch's create_job: what Google's own types take unchanged, with its labels where they bill."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from labelwright.emit.files import configs_of, write_configs
from labelwright.emit.google_batch import WORK_PATH, BatchJob
from labelwright.emit.google_batch_record import GoogleBatchRecord
from labelwright.emit.launch import Launch
from labelwright.emit.record import parse_record
from labelwright.problem import LabelError
from tests.google_types import RefusedError, as_sent, taken

LABELS = {"team": "genomics", "cost-center": "cc-1234"}
RUN = {**LABELS, "pipeline": "pipeline1", "run": "run-2mnbxq7"}
HEAD = BatchJob(
    image="nextflow/nextflow:24.10.5",
    vcpus=1,
    memory=2048,
    service_account="runner@labelwright-sandbox.iam.gserviceaccount.com",
    bucket="demo-work",
    network="projects/labelwright-sandbox/global/networks/demo",
    assign_public_ip=False,
    boot_disk_gib=50,
)
WORK = replace(
    HEAD,
    image="ubuntu:24.04",
    vcpus=0.5,
    subnetwork="projects/labelwright-sandbox/regions/europe-west1/subnetworks/demo",
    provisioning_model="SPOT",
    machine_type="n2-standard-4",
    boot_disk_type="pd-balanced",
    network_tags=("allow-nfs", "batch"),
    command=("echo", "hello"),
)
TEMPLATE = "projects/labelwright-sandbox/global/instanceTemplates/demo"
FROM_TEMPLATE = replace(WORK, instance_template=TEMPLATE, is_forged=True)
RECORD = GoogleBatchRecord(
    environment="demo",
    stack="labelwright/dev",
    project="labelwright-sandbox",
    region="europe-west1",
    labels=LABELS,
    jobs={"head": HEAD, "work": WORK},
)


def with_work(job: BatchJob) -> GoogleBatchRecord:
    """The record with another work job."""
    return replace(RECORD, jobs={"head": HEAD, "work": job})


def request(launch: Launch, job: str = "work", record: GoogleBatchRecord = RECORD) -> dict[str, Any]:
    """The request for a run."""
    return dict(record.configs(job, launch)["create-job"])


def refused(launch: Launch, record: GoogleBatchRecord = RECORD) -> list[str]:
    """Numbers of the rules that a launch breaks."""
    with pytest.raises(LabelError) as error:
        request(launch, record=record)
    return [problem.rule.partition(":")[0] for problem in error.value.problems]


def some(count: int) -> dict[str, str]:
    """So many different labels."""
    return {f"key-{number}": "value" for number in range(count)}


@pytest.mark.parametrize("labels", [RUN, {}], ids=["labels", "none"])
@pytest.mark.parametrize("job", [HEAD, WORK, FROM_TEMPLATE], ids=["head", "work", "template"])
def test_google_s_own_types_take_the_request_unchanged(job: BatchJob, labels: dict[str, str]) -> None:
    """Read and written again it is the same: nothing unknown, nothing of another type, nothing lost."""
    body = request(Launch(labels, run="2mnBxQ7", name="align-1", array_size=10), record=with_work(job))
    assert as_sent(taken("create-job", body)) == as_sent(body)


def test_google_s_types_refuse_what_they_do_not_know() -> None:
    """Otherwise the test above would prove nothing."""
    body = request(Launch(RUN))
    body["job"]["allocationPolicy"]["label"] = {}
    with pytest.raises(RefusedError, match="no field named"):
        taken("create-job", body)


def test_labels_stand_on_the_job_and_on_what_bills() -> None:
    """The job's own reach its logs only, those of the policy VMs and disks. Network tags are a list."""
    job = taken("create-job", request(Launch(RUN)))["job"]
    assert job["labels"] == job["allocationPolicy"]["labels"] == RUN
    assert job["allocationPolicy"]["tags"] == ["allow-nfs", "batch"]


def test_a_job_runs_its_container_with_the_bucket_on_its_machine() -> None:
    """What Google reads of the description."""
    job = taken("create-job", request(Launch(RUN)))["job"]
    (group,), policy = job["taskGroups"], job["allocationPolicy"]
    task, (machine,), (interface,) = group["taskSpec"], policy["instances"], policy["network"]["networkInterfaces"]
    assert [one["container"]["imageUri"] for one in task["runnables"]] == ["ubuntu:24.04"]
    assert task["computeResource"] == {"cpuMilli": "500", "memoryMib": "2048"}
    assert task["volumes"] == [{"gcs": {"remotePath": "demo-work"}, "mountPath": WORK_PATH}]
    assert machine["policy"] == {
        "machineType": "n2-standard-4",
        "provisioningModel": "SPOT",
        "bootDisk": {"sizeGb": "50", "type": "pd-balanced"},
    }
    assert interface == {"network": WORK.network, "subnetwork": WORK.subnetwork, "noExternalIpAddress": True}
    assert policy["serviceAccount"]["email"] == WORK.service_account
    assert policy["location"]["allowedLocations"] == ["regions/europe-west1"]


def test_a_job_is_tried_again_only_where_google_took_its_machine() -> None:
    """On Spot, for Batch's own exit code of it; everything else is the pipeline's to decide."""
    spot, standard = (request(Launch(RUN), job)["job"]["taskGroups"][0]["taskSpec"] for job in ("work", "head"))
    assert spot["lifecyclePolicies"] == [{"action": "RETRY_TASK", "actionCondition": {"exitCodes": [50001]}}]
    assert (spot["maxRetryCount"], "maxRetryCount" in standard, "lifecyclePolicies" in standard) == (3, False, False)


def test_a_job_from_a_template_leaves_machine_and_network_to_it() -> None:
    """Batch takes one or the other, and would not read a network beside a template."""
    policy = request(Launch(RUN), record=with_work(FROM_TEMPLATE))["job"]["allocationPolicy"]
    assert policy["instances"] == [{"instanceTemplate": TEMPLATE}]
    assert "network" not in policy
    assert policy["labels"] == RUN


@pytest.mark.parametrize("labels", [{"cost-center": "cc-1234"}, {**RUN, "team": "imaging"}], ids=["removes", "changes"])
def test_a_run_that_removes_or_changes_a_label_does_not_start_from_our_template(labels: dict[str, str]) -> None:
    """The template's labels reach its machines whatever the job says; the note tells what was done."""
    record, launch = with_work(FROM_TEMPLATE), Launch(labels, run="1", name="align-1")
    assert request(launch, record=record) == request(launch)
    assert any("team" in note for note in record.notes("work", launch))
    assert record.notes("work", replace(launch, labels=RUN)) == RECORD.notes("work", launch) == []
    assert record.notes("head", launch) == []  # a head job has no template whatever happens


def test_a_given_template_is_used_whatever_a_run_removes() -> None:
    """Its labels are its owner's, and nobody here knows the machine that it describes."""
    record = with_work(replace(FROM_TEMPLATE, is_forged=False))
    policy = request(Launch({}), record=record)["job"]["allocationPolicy"]
    assert policy["instances"] == [{"instanceTemplate": TEMPLATE}]
    assert record.notes("work", Launch({}, run="1", name="align-1")) == []


def test_a_run_has_one_head_job_however_often_it_is_asked_for() -> None:
    """Google knows the request again by its UUID for an hour, and the job by its id as long as it stands."""
    first, second = (request(Launch(labels, run="2mnBxQ7"), "head") for labels in (RUN, LABELS))
    assert UUID(first["requestId"]).version == 5
    assert (first["requestId"], first["jobId"]) == (second["requestId"], second["jobId"])
    others = [
        request(Launch(RUN, run="2mnBxQ8"), "head"),
        request(Launch(RUN, run="2mnBxQ7"), "head", replace(RECORD, environment="other")),
        request(Launch(RUN, run="2mnBxQ7"), "head", replace(RECORD, stack="labelwright/prod")),
        request(Launch(RUN, run="2mnBxQ7"), "head", replace(RECORD, project="other")),
    ]
    assert len({one["requestId"] for one in [first, *others]}) == len({one["jobId"] for one in [first, *others]}) == 5


def test_a_run_has_as_many_work_jobs_as_it_names() -> None:
    """Two work jobs of one run are two; the same one twice is one."""
    unnamed = request(Launch(RUN, run="2mnBxQ7"))
    assert not {"requestId", "jobId"} & unnamed.keys()
    one, same, other = (request(Launch(RUN, run="2mnBxQ7", name=name)) for name in ("align-1", "align-1", "align-2"))
    assert (one["jobId"], one["requestId"]) == ("align-1", same["requestId"])
    assert one["requestId"] != other["requestId"]


def test_an_unknown_run_is_told_that_each_submission_is_another_job() -> None:
    """An id made of nothing would answer every run with the first one's job."""
    assert not {"requestId", "jobId"} & request(Launch(RUN), "head").keys()
    assert any("workflowId" in note for note in RECORD.notes("head", Launch(RUN)))
    assert RECORD.notes("head", Launch(RUN, run="2mnBxQ7")) == []


@pytest.mark.parametrize("run", ["", "2mnBxQ7"])
def test_an_unnamed_work_job_is_told_that_each_submission_is_another_one(run: str) -> None:
    """A run has many of them, so its id alone tells none from the others."""
    assert any("--job-name" in note for note in RECORD.notes("work", Launch(RUN, run=run)))
    assert RECORD.notes("work", Launch(RUN, run=run, name="align-1")) == []


@pytest.mark.parametrize("name", ["a", "a" * 63, "align-1"])
def test_a_job_id_that_google_takes_is_taken(name: str) -> None:
    """On the limits."""
    assert request(Launch(RUN, name=name))["jobId"] == name


@pytest.mark.parametrize("name", ["", "a" * 64, "1a", "-a", "a-", "Align", "a_b"])
def test_a_job_id_that_google_refuses_is_refused(name: str) -> None:
    """One beyond each."""
    assert refused(Launch(RUN, name=name)) == ["5.38"]


@pytest.mark.parametrize(("size", "count"), [(None, 1), (1, 1), (100_000, 100_000)])
def test_an_array_is_a_number_of_tasks(size: int | None, count: int) -> None:
    """Up to the most that one job has."""
    job = taken("create-job", request(Launch(RUN, array_size=size)))["job"]
    assert job["taskGroups"][0]["taskCount"] == str(count)


@pytest.mark.parametrize("size", [0, 100_001])
def test_an_array_beyond_the_limit_is_refused(size: int) -> None:
    """Google would say so only when it is submitted."""
    assert refused(Launch(RUN, array_size=size)) == ["5.39"]


def test_machines_take_61_labels_and_no_more() -> None:
    """Batch's own need the rest. A job would take 63, but its machines are what bills."""
    assert len(request(Launch(some(61)))["job"]["labels"]) == 61
    assert refused(Launch(some(62))) == ["2.8.11"]
    assert refused(Launch(some(64))) == ["2.8.10", "2.8.11"]


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("batch-job-id", "2.8.6"),
        ("batch-job-uid", "2.8.6"),
        ("goog-team", "2.8.5"),
        ("google-team", "2.8.5"),
        ("2fast", "2.8.4"),
    ],
)
def test_a_key_that_google_keeps_to_itself_is_refused_once(key: str, rule: str) -> None:
    """Job and machines have the same labels, so one finding is enough."""
    assert refused(Launch({key: "value"})) == [rule]


def test_all_mistakes_are_told_at_once() -> None:
    """Id, number of tasks and labels."""
    assert sorted(refused(Launch({"goog-a": "b"}, name="A", array_size=0))) == ["2.8.5", "5.38", "5.39"]


@pytest.mark.parametrize("job", [HEAD, WORK, FROM_TEMPLATE])
def test_a_record_is_read_back_as_it_was(job: BatchJob) -> None:
    """Nothing is lost on the way through the file."""
    assert parse_record(json.loads(json.dumps(with_work(job).to_document()))) == with_work(job)


@pytest.mark.parametrize(
    "change", [{"jobs": {"head": {}}}, {"jobs": None}, {"labels": None}, {"stack": ...}, {"format": 2}]
)
def test_a_file_of_another_form_is_refused_with_the_way_out(change: dict[str, Any]) -> None:
    """It is not guessed at."""
    document = {key: value for key, value in {**RECORD.to_document(), **change}.items() if value is not ...}
    with pytest.raises(ValueError, match="Run pulumi up"):
        parse_record(document)


def test_the_file_is_the_request(tmp_path: Path) -> None:
    """`CreateJobRequest.from_json(text)`, then `create_job(request)`; static labels only."""
    written = write_configs(tmp_path / "dev", RECORD)
    names = [path.relative_to(tmp_path).as_posix() for path in written]
    assert names == ["dev/demo/environment.json", "dev/demo/head/create-job.json", "dev/demo/work/create-job.json"]
    body = json.loads(written[2].read_text())
    assert body == configs_of(RECORD)["work"]["create-job"]
    assert taken("create-job", body)["job"]["allocationPolicy"]["labels"] == LABELS
