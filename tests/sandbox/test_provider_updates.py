"""What an update, a second try and a refusal do in the cloud, read back with boto3."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from sandbox.providers.aws.cloud import parse_endpoint
from sandbox.providers.resource import ProviderError
from sandbox.providers.wire import Properties, Secret, Value
from tests.sandbox.provider_harness import Engine, engine, moto_endpoint
from tests.sandbox.test_provider_lifecycle import TOKENS, World

__all__ = ["engine", "moto_endpoint"]


@pytest.fixture
def world(engine: Engine) -> World:
    """An empty world on an empty cloud."""
    return World(engine)


def _resources(world: World, **changed: Value) -> Properties:
    inputs = world.inputs("ComputeEnvironment")
    resources = inputs["computeResources"]
    assert isinstance(resources, dict)
    return {**inputs, "computeResources": {**resources, **changed}}


def test_labels_of_instances_change_in_place(world: World) -> None:
    """`computeResources.tags` reach Batch by UpdateComputeEnvironment, and go away when they are taken out."""
    held, batch = world.get("ComputeEnvironment"), world.engine.aws("batch")
    world.engine.update(held, _resources(world, tags={"team": "imaging"}, maxVcpus=32))
    found = batch.describe_compute_environments(computeEnvironments=[held.id])["computeEnvironments"][0]
    assert found["computeResources"]["tags"] == {"team": "imaging"}
    assert found["computeResources"]["maxvCpus"] == 32
    assert found["computeResources"]["instanceTypes"] == ["m5.large"]


def test_instances_of_an_environment_carry_its_labels(world: World) -> None:
    """Machines take theirs from compute resources, volumes from the launch template."""
    inputs = _resources(world, minVcpus=2, tags={"team": "x"})
    world.engine.create(TOKENS["ComputeEnvironment"], "busy", inputs)
    ec2 = world.engine.aws("ec2")
    instance = ec2.describe_instances()["Reservations"][0]["Instances"][0]
    assert {tag["Key"]: tag["Value"] for tag in instance["Tags"]} == {"team": "x"}
    volume = instance["BlockDeviceMappings"][0]["Ebs"]["VolumeId"]
    tags = ec2.describe_volumes(VolumeIds=[volume])["Volumes"][0]["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {"stage": "dev", "team": "genomics"}


def test_a_changed_template_is_a_new_version(world: World) -> None:
    """The id stays, the newest version counts up and becomes the default when asked for; labels alone make none."""
    held, program = world.get("LaunchTemplate"), world.inputs("LaunchTemplate")
    assert held.outputs["latestVersion"] == 1
    world.engine.update(held, {**program, "tags": {"team": "b"}})
    assert held.outputs["latestVersion"] == 1
    world.engine.update(held, {**program, "tagSpecifications": [{"resourceType": "volume", "tags": {"team": "b"}}]})
    assert held.outputs["latestVersion"] == held.outputs["defaultVersion"] == 2
    version = world.engine.aws("ec2").describe_launch_template_versions(LaunchTemplateId=held.id, Versions=["$Default"])
    data = version["LaunchTemplateVersions"][0]["LaunchTemplateData"]
    assert data["BlockDeviceMappings"][0]["Ebs"] == {"Encrypted": True, "VolumeSize": 50}


def test_a_changed_job_definition_is_a_new_revision(world: World) -> None:
    """The ARN changes, the old revision is deregistered, and labels alone make no revision, again and again."""
    held, program, batch = world.get("JobDefinition"), world.inputs("JobDefinition"), world.engine.aws("batch")
    for revision in (2, 3):
        world.engine.update(held, {**program, "parameters": {"n": str(revision)}})
        assert held.outputs["revision"] == revision
        assert str(held.outputs["arn"]).endswith(f":{revision}")
    world.engine.update(held, {**program, "parameters": {"n": "3"}, "tags": {"team": "b"}})
    assert held.outputs["revision"] == 3
    active = batch.describe_job_definitions(status="ACTIVE")["jobDefinitions"]
    assert [(each["revision"], each["tags"], each["propagateTags"]) for each in active] == [(3, {"team": "b"}, True)]
    assert world.engine.read(held)[2] == held.inputs
    world.engine.update(held, {**program, "parameters": {"n": "3"}, "propagateTags": False})
    assert held.outputs["propagateTags"] is False
    world.engine.delete(held)
    assert batch.describe_job_definitions(status="ACTIVE")["jobDefinitions"] == []


def test_a_role_changes_in_place(world: World) -> None:
    """Trust, description and attached policies follow the program."""
    held, program, iam = world.get("Role"), world.inputs("Role"), world.engine.aws("iam")
    arn = world.get("Policy").id
    trust = json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}]}
    )
    world.engine.update(held, {**program, "assumeRolePolicy": trust, "description": "d", "managedPolicyArns": [arn]})
    role = iam.get_role(RoleName=held.id)["Role"]
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Effect"] == "Deny"
    assert role["Description"] == "d"
    assert [p["PolicyArn"] for p in iam.list_attached_role_policies(RoleName=held.id)["AttachedPolicies"]] == [arn]
    world.engine.update(held, program)
    assert iam.list_attached_role_policies(RoleName=held.id)["AttachedPolicies"] == []


@pytest.mark.parametrize("kind", ["FileSystem", "LustreFileSystem"])
def test_a_second_try_finds_what_the_first_one_left(world: World, kind: str) -> None:
    """Created again after the engine was killed, the file system is the same, with the labels of the second try."""
    first = world.get(kind)
    again = world.engine.create(TOKENS[kind], first.name, {**world.inputs(kind), "tags": {"team": "b"}})
    assert again.id == first.id
    tags = again.outputs["tagsAll"]
    assert isinstance(tags, dict)
    assert tags["team"] == "b"


@pytest.mark.parametrize("kind", ["FileSystem", "LustreFileSystem"])
def test_a_replacement_is_not_the_old_one(world: World, kind: str) -> None:
    """A replacement of the same resource, forced by the user, is a new file system though nothing else differs."""
    first = world.get(kind)
    world.engine.check(first.token, world.inputs(kind), first.name, first.inputs)
    assert world.engine.create(first.token, first.name, world.inputs(kind)).id != first.id


def test_a_name_that_exists_is_a_clear_error(world: World) -> None:
    """The type, the name and AWS's own words; nothing is taken over in silence."""
    held = world.get("Role")
    with pytest.raises(
        Exception, match=rf"creating aws:iam/role:Role {held.id}: EntityAlreadyExists: .*already exists"
    ):
        world.engine.create(held.token, "other", {**world.inputs("Role"), "name": held.id})


def test_what_fails_half_way_is_taken_back(world: World) -> None:
    """A profile whose role does not exist is not left behind, unknown to the engine."""
    with pytest.raises(Exception, match="NoSuchEntity"):
        world.engine.create(TOKENS["InstanceProfile"], "broken", {"role": "nobody"})
    assert world.engine.aws("iam").list_instance_profiles()["InstanceProfiles"] == []


def test_a_tag_changed_by_hand_is_drift(world: World) -> None:
    """A refresh reports it in the inputs, so that the next preview shows the way back."""
    held = world.get("Vpc")
    world.engine.aws("ec2").create_tags(Resources=[held.id], Tags=[{"Key": "team", "Value": "hacked"}])
    _, outputs, inputs = world.engine.read(held)
    assert inputs["tags"] == outputs["tagsAll"] == {"stage": "dev", "team": "hacked"}


def test_a_secret_stays_one(engine: Engine) -> None:
    """An output that came from a secret input is marked as one."""
    held = engine.create(TOKENS["LogGroup"], "quiet", {"tags": {"team": Secret("hush")}})
    assert isinstance(held.outputs["tags"], Secret)
    assert isinstance(held.outputs["tagsAll"], Secret)
    assert engine.aws("logs").list_tags_log_group(logGroupName=held.id)["tags"] == {"team": "hush"}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://batch.us-east-1.amazonaws.com",
        "http://10.0.0.1:5000",
        "http://127.0.0.1.example.com",
        "http://0.0.0.0:1",
    ],
)
def test_only_a_loopback_endpoint_is_spoken_to(url: str) -> None:
    """A real account is never reached, whatever the environment says."""
    with pytest.raises(ProviderError, match="AWS_ENDPOINT_URL"):
        parse_endpoint(url)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:5000", "http://localhost:1", "http://[::1]:5000", "http://127.9.9.9"]
)
def test_every_loopback_form_is_accepted(url: str) -> None:
    """Names and addresses of this machine itself."""
    assert parse_endpoint(url) == url


def test_the_process_serves_and_ends_with_its_parent(moto_endpoint: str) -> None:
    """The port is the first line; closing stdin, as a dying engine does, ends it."""
    command = [sys.executable, "-m", "sandbox.providers", "aws"]
    environment = {**os.environ, "AWS_ENDPOINT_URL": moto_endpoint}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert int(process.stdout.readline()) > 0
        process.stdin.close()
        assert process.wait(timeout=10) == 0


def test_an_unknown_provider_is_wrong_use() -> None:
    """Exit code 2, and the names that there are."""
    done = subprocess.run(
        [sys.executable, "-m", "sandbox.providers", "nope"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "one of: aws" in done.stderr
