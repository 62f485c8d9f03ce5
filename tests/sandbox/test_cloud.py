"""The local cloud: it keeps what it was told, under the same ids, whatever happens to its process."""

# ruff: noqa: S106 - the credentials are made up

import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import boto3  # pyright: ignore[reportMissingTypeStubs]
import pytest
from botocore.config import Config  # pyright: ignore[reportMissingTypeStubs]

from sandbox import process
from sandbox.cloud import Cloud, CloudError, Endpoint

pytestmark = pytest.mark.engine

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "batch.amazonaws.com"}, "Action": "sts:AssumeRole"},
        ],
    }
)
TAGS = {"team": "genomics", "cost-center": "4711"}
LISTED = [{"Key": key, "Value": value} for key, value in TAGS.items()]

# boto3's clients are made at run time and have no types of their own.
Client = Any


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    """A cloud in a directory of its own, running."""
    cloud = Cloud(tmp_path / "cloud")
    cloud.start()
    yield cloud
    cloud.stop()


def client(endpoint: Endpoint, service: str, region: str = "us-east-1") -> Client:
    """A plain boto3 client of the cloud."""
    make = cast(Callable[..., Client], boto3.client)  # pyright: ignore[reportUnknownMemberType]
    return make(
        service,
        region_name=region,
        endpoint_url=endpoint.url,
        aws_access_key_id="sandbox",
        aws_secret_access_key="sandbox",
        config=Config(retries={"max_attempts": 0}, proxies={}),
    )


def running(cloud: Cloud) -> Endpoint:
    """The endpoint of a cloud that runs."""
    endpoint = cloud.endpoint()
    assert endpoint is not None
    return endpoint


def build_everything(endpoint: Endpoint) -> None:
    """One of each kind that a Batch environment has, every one tagged, and some trouble in between."""
    ec2, iam = client(endpoint, "ec2"), client(endpoint, "iam")
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]]
    group = ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]
    role = iam.create_role(RoleName="service", AssumeRolePolicyDocument=TRUST, Tags=LISTED)["Role"]["Arn"]
    iam.create_instance_profile(InstanceProfileName="profile", Tags=LISTED)
    iam.add_role_to_instance_profile(InstanceProfileName="profile", RoleName="service")
    with pytest.raises(iam.exceptions.EntityAlreadyExistsException):
        iam.create_role(RoleName="service", AssumeRolePolicyDocument=TRUST)
    ec2.create_launch_template(
        LaunchTemplateName="template",
        LaunchTemplateData={"InstanceType": "m5.large"},
        TagSpecifications=[{"ResourceType": "launch-template", "Tags": LISTED}],
    )
    disks = client(endpoint, "efs").create_file_system(CreationToken="shared", Tags=LISTED)
    client(endpoint, "efs").create_mount_target(FileSystemId=disks["FileSystemId"], SubnetId=subnets[0])
    client(endpoint, "fsx").create_file_system(
        FileSystemType="LUSTRE", StorageCapacity=1200, SubnetIds=subnets[:1], Tags=LISTED
    )
    batch = client(endpoint, "batch")
    environment = batch.create_compute_environment(
        computeEnvironmentName="environment",
        type="MANAGED",
        serviceRole=role,
        tags=TAGS,
        computeResources={
            "type": "EC2",
            "minvCpus": 0,
            "maxvCpus": 4,
            "instanceTypes": ["m5.large"],
            "subnets": subnets,
            "securityGroupIds": [group],
            "instanceRole": role.replace("role/service", "instance-profile/profile"),
            "tags": TAGS,
        },
    )["computeEnvironmentArn"]
    order = [{"order": 1, "computeEnvironment": environment}]
    queue = batch.create_job_queue(
        jobQueueName="queue", priority=1, state="ENABLED", computeEnvironmentOrder=order, tags=TAGS
    )
    definition = batch.register_job_definition(
        jobDefinitionName="definition",
        type="container",
        tags=TAGS,
        propagateTags=True,
        containerProperties={"image": "busybox", "vcpus": 1, "memory": 128, "command": ["true"]},
    )
    batch.submit_job(
        jobName="job",
        jobQueue=queue["jobQueueArn"],
        jobDefinition=definition["jobDefinitionArn"],
        tags={**TAGS, "run": "1"},
        propagateTags=True,
    )


def without_times(found: Any) -> Any:
    """An AWS answer without its request id and its points in time: those belong to the process that answers."""
    if isinstance(found, dict):
        entries = cast(dict[str, Any], found)
        timed = ("ResponseMetadata",)
        return {
            key: without_times(value)
            for key, value in entries.items()
            if key not in timed and not key.lower().endswith(("time", "date", "at", "timestamp"))
        }
    if isinstance(found, list):
        return [without_times(value) for value in cast(list[Any], found)]
    return found


def read_everything(endpoint: Endpoint) -> dict[str, Any]:
    """All that `build_everything` made and what the account was born with, as boto3 reads it."""
    ec2, iam, batch = client(endpoint, "ec2"), client(endpoint, "iam"), client(endpoint, "batch")
    jobs = [job["jobId"] for job in batch.list_jobs(jobQueue="queue", jobStatus="SUCCEEDED")["jobSummaryList"]]
    return without_times(
        {
            "vpcs": ec2.describe_vpcs()["Vpcs"],
            "subnets": ec2.describe_subnets()["Subnets"],
            "groups": ec2.describe_security_groups()["SecurityGroups"],
            "templates": ec2.describe_launch_templates()["LaunchTemplates"],
            "elsewhere": client(endpoint, "ec2", "eu-west-1").describe_vpcs()["Vpcs"],
            "roles": iam.list_roles()["Roles"],
            "role tags": iam.list_role_tags(RoleName="service")["Tags"],
            "profiles": iam.list_instance_profiles()["InstanceProfiles"],
            "efs": client(endpoint, "efs").describe_file_systems()["FileSystems"],
            "fsx": client(endpoint, "fsx").describe_file_systems()["FileSystems"],
            "environments": batch.describe_compute_environments()["computeEnvironments"],
            "queues": batch.describe_job_queues()["jobQueues"],
            "definitions": batch.describe_job_definitions()["jobDefinitions"],
            "jobs": batch.describe_jobs(jobs=jobs)["jobs"],
        }
    )


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL])
def test_state_outlives_the_process(cloud: Cloud, sent: signal.Signals) -> None:
    """After a stop, or a kill, boto3 reads the same ids, ARNs, tags and jobs as before."""
    build_everything(running(cloud))
    before = read_everything(running(cloud))
    assert all(before.values()), "the comparison below must not be one of nothing with nothing"
    endpoint = running(cloud)
    os.kill(endpoint.pid, sent)
    deadline = time.monotonic() + 10
    while process.is_alive(endpoint.pid, endpoint.born) and time.monotonic() < deadline:
        time.sleep(0.02)
    after = cloud.start()
    assert after.pid != endpoint.pid
    assert read_everything(after) == before
    health = cloud.health(after)
    assert health is not None
    assert health["diverged"] == []


def test_what_comes_after_a_restart_gets_ids_of_its_own(cloud: Cloud) -> None:
    """The seeded source does not start again from its first number: a new resource never takes an old one's id."""
    first = client(running(cloud), "ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    cloud.stop()
    second = client(cloud.start(), "ec2").create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    assert first != second


def test_what_the_account_is_born_with_does_not_depend_on_who_asks_first(tmp_path: Path) -> None:
    """The default VPC has one id, whether it is read first, or something else is created before it."""
    found: list[list[str]] = []
    for number in range(2):
        cloud = Cloud(tmp_path / str(number))
        endpoint = cloud.start()
        try:
            if number:
                client(endpoint, "iam").create_role(RoleName="first", AssumeRolePolicyDocument=TRUST)
            found.append([vpc["VpcId"] for vpc in client(endpoint, "ec2").describe_vpcs()["Vpcs"]])
        finally:
            cloud.stop()
    assert found[0] == found[1] != []


def test_reads_are_not_recorded(cloud: Cloud) -> None:
    """The journal grows by what changes the cloud, by nothing else."""
    endpoint = running(cloud)
    build_everything(endpoint)
    size = (cloud.directory / "journal.jsonl").stat().st_size
    read_everything(endpoint)
    client(endpoint, "s3").list_buckets()
    client(endpoint, "sts").get_caller_identity()
    assert (cloud.directory / "journal.jsonl").stat().st_size == size


def test_a_torn_last_line_is_survived(cloud: Cloud) -> None:
    """A crash in the middle of a line costs that request only: nobody was told that it succeeded."""
    client(running(cloud), "s3").create_bucket(Bucket="kept")
    cloud.stop()
    with (cloud.directory / "journal.jsonl").open("ab") as journal:
        journal.write(b'{"n":2,"status":200,"environ":{"REQUEST_ME')
    endpoint = cloud.start()
    client(endpoint, "s3").create_bucket(Bucket="after")
    cloud.stop()
    buckets = client(cloud.start(), "s3").list_buckets()["Buckets"]
    assert {bucket["Name"] for bucket in buckets} == {"after", "kept"}


def test_a_broken_line_in_the_middle_is_an_error_that_names_it(cloud: Cloud) -> None:
    """Going on without one request would change every id after it without a word."""
    for name in ("one", "two"):
        client(running(cloud), "s3").create_bucket(Bucket=name)
    cloud.stop()
    journal = cloud.directory / "journal.jsonl"
    lines = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    journal.write_text(lines[0] + "nonsense\n" + lines[2], encoding="utf-8")
    with pytest.raises(CloudError, match=r"journal\.jsonl:2: not a recorded request"):
        cloud.start()


def test_no_signature_or_session_token_is_written_to_disk(cloud: Cloud) -> None:
    """Real credentials that somebody points here by mistake must not end up in a file."""
    make = cast(Callable[..., Client], boto3.client)  # pyright: ignore[reportUnknownMemberType]
    s3 = make(
        "s3",
        region_name="us-east-1",
        endpoint_url=running(cloud).url,
        aws_access_key_id="sandbox",
        aws_secret_access_key="private-key",
        aws_session_token="private-token",
        config=Config(proxies={}),
    )
    s3.create_bucket(Bucket="bucket")
    written = (cloud.directory / "journal.jsonl").read_text(encoding="utf-8")
    assert "bucket" in written
    assert "private" not in written
    assert 'Signature=-"' in written


def test_a_thousand_changes_are_replayed(cloud: Cloud) -> None:
    """A long-lived sandbox still starts, before its caller gives up waiting."""
    client(running(cloud), "iam").create_role(RoleName="role-0001", AssumeRolePolicyDocument=TRUST, Tags=LISTED)
    cloud.stop()
    with (cloud.directory / "journal.jsonl").open("r+", encoding="utf-8") as journal:
        line = journal.readlines()[-1]
        for number in range(2, 1001):
            journal.write(line.replace('"n":1,', f'"n":{number},').replace("role-0001", f"role-{number:04}"))
    endpoint = cloud.start()
    assert client(endpoint, "iam").list_role_tags(RoleName="role-1000")["Tags"] != []


def test_a_port_that_is_taken_is_left_to_its_owner(cloud: Cloud) -> None:
    """The cloud takes another port, and its state with it."""
    port = running(cloud).port
    client(running(cloud), "s3").create_bucket(Bucket="kept")
    cloud.stop()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        endpoint = cloud.start()
        assert endpoint.port != port
        assert [bucket["Name"] for bucket in client(endpoint, "s3").list_buckets()["Buckets"]] == ["kept"]


def test_the_port_stays_when_it_is_free(cloud: Cloud) -> None:
    """A shell that took the environment before a restart still points at the right place after it."""
    port = running(cloud).port
    cloud.stop()
    assert cloud.start().port == port


def test_it_listens_on_the_loopback_interface_only(cloud: Cloud) -> None:
    """Nobody else in the network can reach it."""
    port = running(cloud).port
    with socket.socket() as probe:
        probe.settimeout(2)
        assert probe.connect_ex(("127.0.0.1", port)) == 0
    with socket.socket() as other:  # were it bound to every interface, this address would be in use too
        other.bind(("127.0.0.2", port))


def test_a_stranger_with_the_recorded_number_is_left_alone(cloud: Cloud) -> None:
    """A stale file whose process number now belongs to another process neither counts nor leads to its end."""
    cloud.stop()
    mine = {"pid": os.getpid(), "born": "another birth", "port": 1}
    (cloud.directory / "endpoint.json").write_text(json.dumps(mine), encoding="utf-8")
    assert cloud.endpoint() is None
    assert cloud.stop() is False
    assert cloud.start().pid != os.getpid()


def test_starting_twice_is_starting_once(cloud: Cloud) -> None:
    """The second start finds the first."""
    assert cloud.start() == cloud.endpoint()


def test_stopping_twice_is_fine(cloud: Cloud) -> None:
    """The second stop says that nothing was running."""
    assert cloud.stop() is True
    assert cloud.stop() is False
