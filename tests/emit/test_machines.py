"""What holds for the record of every single machine, whatever its cloud."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from labelwright.emit.launch import Launch
from labelwright.emit.record import EnvironmentRecord, parse_record
from labelwright.problem import LabelError

from . import test_aws_cloud as aws
from . import test_azure_cloud as azure
from . import test_google_cloud as google

RECORDS: Mapping[str, EnvironmentRecord] = {
    "aws-cloud": aws.RECORD,
    "aws-cloud without a key": replace(aws.RECORD, machine=replace(aws.MACHINE, key_name=None)),
    "google-cloud": google.RECORD,
    "google-cloud, bare": replace(google.RECORD, machine=google.BARE),
    "google-cloud on Spot": replace(google.RECORD, machine=google.SPOT),
    "azure-cloud": azure.RECORD,
}


@pytest.fixture(params=RECORDS.values(), ids=list(RECORDS))
def record(request: pytest.FixtureRequest) -> EnvironmentRecord:
    """Each of them."""
    return request.param


@pytest.mark.parametrize(
    ("launch", "broken"),
    [
        ({"name": "a"}, ["5.21"]),
        ({"array_size": 2}, ["5.21"]),
        ({"nodes": 2}, ["5.13"]),
        ({"name": "a", "array_size": 2, "nodes": 2}, ["5.21", "5.21", "5.13"]),
    ],
)
def test_what_only_jobs_have_is_refused(record: EnvironmentRecord, launch: dict[str, Any], broken: list[str]) -> None:
    """Left out without a word, a hundred jobs would be one machine."""
    with pytest.raises(LabelError) as error:
        record.configs("machine", Launch({**record.labels, "pipeline": "pipeline1"}, **launch))
    assert [one.rule.partition(":")[0] for one in error.value.problems] == broken


def test_a_record_is_read_back_as_it_was(record: EnvironmentRecord) -> None:
    """Nothing is lost on the way through the file."""
    assert parse_record(json.loads(json.dumps(record.to_document()))) == record


@pytest.mark.parametrize(
    "change",
    [{"machine": {}}, {"machine": None}, {"labels": None}, {"labels": 3}, {"machine": {"surprise": 1}}, {"format": 2}],
)
def test_a_file_of_another_form_is_refused_with_the_way_out(record: EnvironmentRecord, change: dict[str, Any]) -> None:
    """It is not guessed at."""
    with pytest.raises(ValueError, match="Run pulumi up"):
        parse_record({**record.to_document(), **change})
