"""environment.json and the files beside it: written whole, read back as what they were."""

import json
from pathlib import Path
from typing import Any

import pytest

from labelwright.emit.aws_batch import Capability
from labelwright.emit.aws_batch_record import AwsBatchRecord
from labelwright.emit.files import configs_of, write_configs
from labelwright.emit.launch import Launch
from labelwright.emit.record import parse_record
from labelwright.problem import LabelError

from .conftest import a_job, refusals

LABELS = {"team": "genomics"}


def a_record(capability: Capability = Capability.EC2, labels: dict[str, str] = LABELS) -> AwsBatchRecord:
    """An environment with a head and a work job."""
    return AwsBatchRecord(
        environment="demo",
        region="us-east-1",
        compute_environment_arn="arn:aws:batch:us-east-1:123456789012:compute-environment/demo",
        labels=labels,
        jobs={
            "head": a_job(capability, definition_name="demo-head-job", revision=2),
            "work": a_job(capability, revision=4),
        },
    )


@pytest.mark.parametrize("capability", tuple(Capability))
def test_a_record_is_read_back_as_it_was(capability: Capability) -> None:
    """Nothing is lost on the way through the file."""
    record = a_record(capability)
    assert parse_record(json.loads(json.dumps(record.to_document()))) == record


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"platform": "slurm"},
        {"jobs": {"head": {}}},
        {"jobs": None},
        {"labels": None},
        {"region": ...},
        {"jobs": {"head": {"surprise": 1}}},
        {"jobs": {"head": {**a_record().to_document()["jobs"]["head"], "capability": "MOON"}}},
    ],
)
def test_a_file_of_another_form_is_refused_with_the_way_out(change: dict[str, Any]) -> None:
    """It is not guessed at: configs made from a guess would label jobs wrongly."""
    document = {**a_record().to_document(), **change}
    document = {key: value for key, value in document.items() if value is not ...}
    with pytest.raises(ValueError, match="Run pulumi up"):
        parse_record(document)


def test_a_submission_counts_the_labels_of_its_definition() -> None:
    """Those that the run keeps: one that it leaves out is not on the definition that is registered for it."""
    static = {f"static-{number}": "value" for number in range(30)}
    record = a_record(labels=static)
    run = {f"run-{number}": "value" for number in range(20)}
    assert record.submission("work", Launch({**static, **run}))["jobName"] == "demo-work"
    with pytest.raises(LabelError):
        record.submission("work", Launch({**static, **run, "one-more": "value"}))
    assert record.submission("work", Launch({**run, "one-more": "value"}))["jobDefinition"] == "demo-work-job"


def test_every_file_is_written_and_taken_by_boto3(tmp_path: Path) -> None:
    """The files are the bodies: json.load, then `register_job_definition(**body)` and `submit_job(**body)`."""
    written = write_configs(tmp_path / "dev", a_record())
    names = [path.relative_to(tmp_path).as_posix() for path in written]
    assert names == [
        "dev/demo/environment.json",
        "dev/demo/head/register-job-definition.json",
        "dev/demo/head/submit-job.json",
        "dev/demo/work/register-job-definition.json",
        "dev/demo/work/submit-job.json",
    ]
    operations = {"register-job-definition": "RegisterJobDefinition", "submit-job": "SubmitJob"}
    for path in written[1:]:
        body = json.loads(path.read_text())
        assert refusals(operations[path.stem], body) == ""
        assert body["tags"] == LABELS
    assert parse_record(json.loads(written[0].read_text())) == a_record()


def test_writing_twice_gives_the_same_bytes_and_leaves_no_drafts(tmp_path: Path) -> None:
    """A second `pulumi up` without changes changes no file, and a folder holds nothing but the configs."""
    first = {path: path.read_bytes() for path in write_configs(tmp_path, a_record())}
    assert {path: path.read_bytes() for path in write_configs(tmp_path, a_record())} == first
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == set(first)


def test_a_write_that_fails_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed or full disk in the middle: the reader still finds what was there."""
    (before,) = [path for path in write_configs(tmp_path, a_record()) if path.name == "environment.json"]
    text = before.read_text()

    def fail(_: Path, __: Path) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_configs(tmp_path, a_record(labels={"team": "imaging"}))
    assert before.read_text() == text
    assert not list(tmp_path.rglob(".*"))


def test_configs_hold_static_labels_only() -> None:
    """What is written at forge time is the record's labels, in the definition and in the submission."""
    configs = configs_of(a_record())
    assert {job: body["submit-job"]["tags"] == LABELS for job, body in configs.items()} == {"head": True, "work": True}
    assert [sorted(configs), sorted(configs["head"])] == [["head", "work"], ["register-job-definition", "submit-job"]]
    assert configs["head"]["submit-job"]["jobDefinition"] == "demo-head-job:2"
