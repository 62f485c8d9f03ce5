"""One local AWS for all tests of this folder, with forged environments in it; projects and calls of the command."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import boto3  # pyright: ignore[reportMissingTypeStubs]
import pytest
from click.testing import CliRunner, Result

from labelwright.cli import main
from labelwright.emit.record import EnvironmentRecord
from labelwright.launch.identity import made_id
from labelwright.runs.store import open_store
from sandbox.cloud import Cloud
from tests.launch.forged import REGION, elsewhere, forge_batch, forge_machine, write_project


@dataclass(frozen=True)
class Aws:
    """The local AWS: what leads there, and what was forged in it."""

    environment: Mapping[str, str]
    records: tuple[EnvironmentRecord, ...]

    def client(self, service: str) -> Any:
        """boto3's client of a service."""
        return _client(self.environment["AWS_ENDPOINT_URL"], service)

    def jobs(self, name: str) -> list[Mapping[str, Any]]:
        """All jobs whose name begins with `name`, in every queue."""
        batch = self.client("batch")
        named = [{"name": "JOB_NAME", "values": [f"{name}*"]}]
        queues = [one["jobQueueArn"] for one in batch.describe_job_queues()["jobQueues"]]
        listed = [batch.list_jobs(jobQueue=queue, filters=named)["jobSummaryList"] for queue in queues]
        found = [job["jobId"] for jobs in listed for job in jobs]
        return batch.describe_jobs(jobs=found)["jobs"] if found else []

    def jobs_of(self, run: str) -> list[Mapping[str, Any]]:
        """All jobs that carry the run's dynamic label."""
        return [job for job in self.jobs("") if job["tags"].get("run") == f"run-{run}"]

    def machines_of(self, run: str) -> list[Mapping[str, Any]]:
        """All machines that carry the run's dynamic label."""
        named = [{"Name": "tag:run", "Values": [f"run-{run}"]}]
        groups = self.client("ec2").describe_instances(Filters=named)["Reservations"]
        return [one for group in groups for one in group["Instances"]]


def _client(url: str, service: str) -> Any:
    connect = cast("Any", boto3.client)  # pyright: ignore[reportUnknownMemberType]
    return connect(
        service,
        region_name=REGION,
        endpoint_url=url,
        aws_access_key_id="sandbox",
        aws_secret_access_key="sandbox",  # noqa: S106
    )


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """A local AWS that lives as long as the tests."""
    cloud = Cloud(tmp_path_factory.mktemp("aws"))
    url = cloud.start().url
    environment = {
        "AWS_ACCESS_KEY_ID": "sandbox",
        "AWS_SECRET_ACCESS_KEY": "sandbox",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": url,
    }
    try:
        records = forge_batch(lambda service: _client(url, service)), forge_machine(lambda name: _client(url, name))
        yield Aws(environment, records)
    finally:
        cloud.stop()


class Project:
    """A project on disk, and `labelwright` called on it in this process, with a store of its own."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        self.root = root
        self.environment = {"LABELWRIGHT_RUNS": f"sqlite:///{root / 'runs.db'}", **environment}

    def call(self, *words: str, **environment: str | None) -> Result:
        """Run a command; `environment` changes its surroundings."""
        arguments = [*words, "--project", str(self.root)]
        return CliRunner().invoke(main, arguments, env={**self.environment, **environment})

    def launch(self, *words: str) -> dict[str, Any]:
        """Launch, which must succeed, and what is said of it."""
        done = self.call("launch", *words, "--format", "json")
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    def recorded_or_none(self, run: str) -> Mapping[str, Any] | None:
        """What the store says of a run, where it has it."""
        found = open_store(self.environment["LABELWRIGHT_RUNS"]).get(run)
        return found.document() if found else None

    def recorded(self, run: str) -> Mapping[str, Any]:
        """What the store says of a run that it has."""
        found = self.recorded_or_none(run)
        assert found is not None
        return found


@pytest.fixture
def project(tmp_path: Path, aws: Aws) -> Project:
    """The project, its AWS environments forged in the local AWS."""
    return Project(write_project(tmp_path, *aws.records, *elsewhere()), aws.environment)


@pytest.fixture
def offline(tmp_path: Path) -> Project:
    """The project without any cloud: for what is pure."""
    nowhere = {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    return Project(write_project(tmp_path, *elsewhere()), nowhere)


@pytest.fixture
def run() -> str:
    """An id that no other test has: they share one cloud."""
    return made_id()
