"""AWS, with moto in this process: each way in which its services tell tags, and what they do not tell."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

import boto3  # pyright: ignore[reportMissingTypeStubs] - it has no types of its own
import pytest
from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs] - the same
    ClientError,
    EndpointConnectionError,
    ReadTimeoutError,
    SSOTokenLoadError,
)
from moto import mock_aws

from labelwright.drift.aws import AwsReader
from labelwright.drift.aws_access import AwsAccess
from labelwright.drift.compare import GONE, Carried
from labelwright.drift.declared import Declared, declared
from labelwright.drift.reader import UnreachableError

ACCOUNT = "123456789012"
BUCKET, QUEUE = "aws:s3/bucket:Bucket", "aws:sqs/queue:Queue"
TAGS = [{"Key": "team", "Value": "a"}]


def of(kind: str, outputs: Mapping[str, Any], inputs: Mapping[str, Any] | None = None, **provider: Any) -> Declared:
    """A resource of a state, and the provider that made it."""
    maker = {"urn": "urn:p::p::p::aws", "type": "pulumi:providers:aws", "custom": True, "inputs": provider}
    urn = f"urn:pulumi:dev::p::{kind}::one"
    made = {"urn": urn, "type": kind, "custom": True, "inputs": inputs or {}, "outputs": outputs}
    (found,) = declared([maker, {**made, "id": outputs.get("id", "one"), "provider": "urn:p::p::p::aws::id"}])
    assert isinstance(found, Declared)
    return found


def read(one: Declared) -> Carried:
    """What AWS says of it."""
    (found,) = AwsReader().read([one])
    return found


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty account of moto's."""
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws():
        yield


def client(service: str, region: str = "us-east-1") -> Any:
    """boto3's client, as a person uses it."""
    return cast("Any", boto3).client(service, region_name=region)


def test_a_bucket_without_tags_has_none_and_one_that_is_deleted_is_gone() -> None:
    """S3 answers both with an error."""
    client("s3").create_bucket(Bucket="files")
    tagged = {"tags": {"team": "a"}}
    assert read(of(BUCKET, {"arn": "arn:aws:s3:::files"}, tagged)) == Carried({"tags": {}})
    assert read(of(BUCKET, {"arn": "arn:aws:s3:::lost"}, tagged)) == GONE


def test_an_auto_scaling_group_is_asked_at_its_own_service() -> None:
    """The Tagging API answers nothing for groups."""
    client("ec2").create_launch_template(LaunchTemplateName="template", LaunchTemplateData={"ImageId": "ami-12c6146b"})
    tags = [{**TAGS[0], "PropagateAtLaunch": True, "ResourceId": "workers", "ResourceType": "auto-scaling-group"}]
    client("autoscaling").create_auto_scaling_group(
        AutoScalingGroupName="workers", MinSize=0, MaxSize=0, Tags=tags, AvailabilityZones=["us-east-1a"],
        LaunchTemplate={"LaunchTemplateName": "template"},
    )  # fmt: skip
    kind = "aws:autoscaling/group:Group"
    assert read(of(kind, {"name": "workers", "region": "us-east-1"})) == Carried({"tags": {"team": "a"}})
    assert read(of(kind, {"name": "lost", "region": "us-east-1"})) == GONE


def test_volumes_of_an_instance_are_places_of_their_own() -> None:
    """The root volume has its own tags, whoever set them."""
    specifications = [{"ResourceType": "volume", "Tags": TAGS}]
    made = client("ec2").run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1, TagSpecifications=specifications)
    (instance,) = made["Instances"]
    volume = instance["BlockDeviceMappings"][0]["Ebs"]["VolumeId"]
    outputs = {
        "arn": f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/{instance['InstanceId']}",
        "id": instance["InstanceId"],
        "rootBlockDevice": {"volumeId": volume},
    }
    found = read(of("aws:ec2/instance:Instance", outputs, {"tags": {"team": "a"}, "rootBlockDevice": {}}))
    assert found.places == {"tags": {}, "rootBlockDevice.tags": {"team": "a"}}
    outputs["rootBlockDevice"] = {"volumeId": "vol-0123456789abcdef0"}
    found = read(of("aws:ec2/instance:Instance", outputs, {"tags": {"team": "a"}}))
    assert found.unchecked == {"rootBlockDevice.tags": "what these tags stand on is not there"}
    client("ec2").terminate_instances(InstanceIds=[instance["InstanceId"]])
    assert read(of("aws:ec2/instance:Instance", outputs, {"tags": {"team": "a"}, "volumeTags": {}})) == GONE


def test_a_late_list_does_not_hide_that_a_resource_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The Tagging API may still list it as declared; a place within it then tells."""
    arn = f"arn:aws:ec2:us-east-1:{ACCOUNT}:launch-template/lt-0123456789abcdef0"
    inputs = {"tags": {"team": "a"}, "tagSpecifications": [{"resourceType": "volume", "tags": {"team": "a"}}]}

    def late(*_: object) -> Mapping[str, Mapping[str, str]]:
        return {arn: {"team": "a"}}

    monkeypatch.setattr(AwsReader, "_listed", late)
    outputs = {"arn": arn, "id": "lt-0123456789abcdef0"}
    assert read(of("aws:ec2/launchTemplate:LaunchTemplate", outputs, inputs)) == GONE


def test_a_resource_is_asked_for_in_its_region() -> None:
    """The ARN says which; another one has none of that name."""
    url = client("sqs", "eu-west-1").create_queue(QueueName="jobs", tags={"team": "a"})["QueueUrl"]
    outputs = {"arn": f"arn:aws:sqs:eu-west-1:{ACCOUNT}:jobs", "id": url}
    assert read(of(QUEUE, outputs, {"tags": {"team": "b"}}, region="us-east-1")) == Carried({"tags": {"team": "a"}})


def test_a_resource_of_another_account_is_not_checked() -> None:
    """With these credentials it would seem gone."""
    found = read(of(QUEUE, {"arn": "arn:aws:sqs:us-east-1:999999999999:jobs"}, {"tags": {"team": "a"}}))
    assert found.reason == f"it is of account 999999999999, and the credentials are of {ACCOUNT}"


def test_what_nobody_can_tell_is_said_with_its_reason() -> None:
    """No ARN; a type that the Tagging API alone knows, and does not list; one with nothing to lose there."""
    kind, arn = "aws:ec2/fleet:Fleet", f"arn:aws:ec2:us-east-1:{ACCOUNT}:fleet/fleet-1"
    assert "no ARN" in read(of(kind, {}, {"tags": {"team": "a"}})).unchecked["tags"]
    assert "does not list it" in read(of(kind, {"arn": arn}, {"tags": {"team": "a"}})).unchecked["tags"]
    assert read(of(kind, {"arn": arn})).places == {"tags": {}}


class Refusing:
    """A client whose every operation but one AWS refuses with a code."""

    def __init__(self, code: str) -> None:
        self._code = code

    def get_caller_identity(self) -> Mapping[str, str]:
        """The one."""
        return {"Account": ACCOUNT}

    def get_paginator(self, _: str) -> "Refusing":
        """A paginator refuses like its client."""
        return self

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def refuse(**_: object) -> Any:
            raise ClientError({"Error": {"Code": self._code, "Message": "no"}}, name)

        return refuse


def refused(code: str, monkeypatch: pytest.MonkeyPatch, kind: str = QUEUE) -> Carried:
    """What is said of a resource when AWS answers so."""

    def refusing(*_: object) -> Refusing:
        return Refusing(code)

    monkeypatch.setattr(AwsAccess, "client", refusing)
    return read(of(kind, {"arn": f"arn:aws:sqs:us-east-1:{ACCOUNT}:jobs", "name": "x"}, {"tags": {"team": "a"}}))


def test_what_may_not_be_read_is_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the operation, which is what somebody must allow."""
    assert refused("AccessDenied", monkeypatch).unchecked == {"tags": "sqs list_queue_tags: AccessDenied"}


def test_a_tagging_api_that_may_not_be_asked_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what it alone knows; that it does not list something would mean something else."""
    assert refused("AccessDenied", monkeypatch, "aws:ec2/fleet:Fleet").unchecked == {
        "tags": "the Tagging API: AccessDenied"
    }


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (SSOTokenLoadError(error_msg="no token"), "aws sso login"),
        (EndpointConnectionError(endpoint_url="https://tagging"), "https://tagging"),
        (ReadTimeoutError(endpoint_url="https://tagging"), "https://tagging"),
    ],
    ids=["signed out", "no network", "no answer"],
)
def test_what_holds_for_all_resources_ends_the_run(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence, whichever of botocore's errors it is; no credentials are asked for where there is no network."""

    def fail(*_: object) -> object:
        raise error

    monkeypatch.setattr(AwsAccess, "client", fail)
    with pytest.raises(UnreachableError) as raised:
        list(AwsReader().read([of(QUEUE, {"arn": "arn:aws:sqs:us-east-1:123456789012:jobs"})]))
    assert said in str(raised.value)
    assert ("sso login" in str(raised.value)) is (said == "aws sso login")


@pytest.mark.parametrize("kind", [QUEUE, "aws:iam/role:Role"])
def test_without_valid_credentials_the_run_ends(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every other answer would be the same, whether the Tagging API is asked first or the service alone."""
    with pytest.raises(UnreachableError, match="aws sso login"):
        refused("ExpiredTokenException", monkeypatch, kind)
