"""The body of RunInstances: what boto3 and moto take unchanged, with the labels read back from instance and volumes."""

import json
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from labelwright.emit.aws_cloud import LABELLED, Machine, machine_data, run_instances
from labelwright.emit.aws_cloud_record import AwsCloudRecord
from labelwright.emit.files import configs_of, write_configs
from labelwright.emit.launch import Launch
from labelwright.problem import LabelError

from .conftest import client, refusals

LABELS = {"team": "genomics", "cost-center": "cc-1234"}
RUN = {**LABELS, "pipeline": "pipeline1", "run": "run-2mnBxQ7"}
MACHINE = Machine(
    template_id="lt-0123456789abcdef0",
    template_version=3,
    image_id="ami-0123456789abcdef0",
    instance_type="m6i.large",
    subnet_id="subnet-1",
    security_group_ids=("sg-1", "sg-2"),
    assign_public_ip=True,
    instance_profile_arn="arn:aws:iam::123456789012:instance-profile/demo",
    root_device="/dev/xvda",
    root_volume_gib=50,
    user_data="#cloud-config\n",
    key_name="mine",
)
RECORD = AwsCloudRecord(stack="labelwright/dev", environment="demo", region="us-east-1", labels=LABELS, machine=MACHINE)


def body_of(labels: dict[str, str], record: AwsCloudRecord = RECORD, run: str = "") -> dict[str, Any]:
    """The body for a run with these labels."""
    return dict(record.configs("machine", Launch(labels, run=run))["run-instances"])


def pairs(tags: list[dict[str, str]]) -> dict[str, str]:
    """EC2's tags as labels, without AWS's own."""
    return {tag["Key"]: tag["Value"] for tag in tags if not tag["Key"].startswith("aws:")}


def some(count: int) -> dict[str, str]:
    """So many different labels."""
    return {f"key-{number}": "value" for number in range(count)}


def rules_of(error: pytest.ExceptionInfo[LabelError]) -> list[str]:
    """Numbers of the rules that were broken."""
    return [problem.rule.partition(":")[0] for problem in error.value.problems]


@pytest.mark.parametrize("labels", [RUN, {"pipeline": "pipeline1"}, {}], ids=["template", "in full", "no labels"])
@pytest.mark.parametrize("machine", [MACHINE, replace(MACHINE, key_name=None)])
def test_boto3_takes_the_body_unchanged(machine: Machine, labels: dict[str, str]) -> None:
    """Judged by AWS's own service model: no unknown member, none missing, every type right."""
    body = run_instances(machine, labels, template_labels=LABELS, token="x" * 64)
    assert refusals("RunInstances", body, service="ec2") == ""


@pytest.fixture
def forged() -> AwsCloudRecord:
    """The record of a template that moto has, which carries the static labels and one that a run may remove."""
    ec2, iam = client("ec2"), client("iam")
    profile = iam.create_instance_profile(InstanceProfileName="demo")["InstanceProfile"]["Arn"]
    group = ec2.create_security_group(GroupName="demo", Description="demo")["GroupId"]
    machine = replace(
        MACHINE,
        image_id=ec2.describe_images()["Images"][0]["ImageId"],
        subnet_id=ec2.describe_subnets()["Subnets"][0]["SubnetId"],
        security_group_ids=(group,),
        instance_profile_arn=profile,
    )
    labels = {**LABELS, "name": "ce1"}
    tags = [{"Key": key, "Value": value} for key, value in labels.items()]
    start = b64encode(machine.user_data.encode()).decode()  # boto3 encodes it for a launch, not for a template
    data = {
        **machine_data(machine),
        "UserData": start,
        "TagSpecifications": [{"ResourceType": kind, "Tags": tags} for kind in LABELLED],
    }
    made = ec2.create_launch_template(LaunchTemplateName="demo", LaunchTemplateData=data)["LaunchTemplate"]
    named = replace(machine, template_id=made["LaunchTemplateId"], template_version=1)
    return AwsCloudRecord(stack="labelwright/dev", environment="demo", region="us-east-1", labels=labels, machine=named)


@pytest.mark.parametrize(
    "labels",
    [{**RUN, "name": "ce1"}, {**RUN, "name": "ce1", "team": "imaging"}, RUN],
    ids=["adds", "changes", "removes"],
)
def test_labels_of_a_run_are_read_back_from_instance_and_volumes(
    request: pytest.FixtureRequest, labels: dict[str, str]
) -> None:
    """Exactly the labels of the run, whether it adds to those of the template, changes one or removes one."""
    with mock_aws():
        body = body_of(labels, request.getfixturevalue("forged"))
        ec2 = client("ec2")
        identity = ec2.run_instances(**body)["Instances"][0]["InstanceId"]
        instance = ec2.describe_instances(InstanceIds=[identity])["Reservations"][0]["Instances"][0]
        attached = {"Filters": [{"Name": "attachment.instance-id", "Values": [identity]}]}
        volumes = ec2.describe_volumes(**attached)["Volumes"]
    assert pairs(instance["Tags"]) == labels
    assert volumes
    assert [pairs(volume["Tags"]) for volume in volumes] == [labels] * len(volumes)


def test_a_run_is_launched_from_the_version_that_was_forged() -> None:
    """`$Latest` would be whatever somebody made of the template since."""
    assert body_of(RUN)["LaunchTemplate"] == {"LaunchTemplateId": MACHINE.template_id, "Version": "3"}


def test_a_run_that_removes_a_label_is_launched_without_the_template() -> None:
    """A launch cannot take a template's tag away; the note says what was done."""
    labels = {"cost-center": "cc-1234"}
    body = body_of(labels)
    assert "LaunchTemplate" not in body
    assert machine_data(MACHINE).items() <= body.items()
    assert any("team" in note for note in RECORD.notes("machine", Launch(labels, run="1")))
    assert RECORD.notes("machine", Launch(RUN, run="1")) == []


def test_every_thing_that_a_launch_makes_gets_all_labels_once() -> None:
    """An instance's tags do not reach its volumes."""
    specifications = body_of(RUN)["TagSpecifications"]
    assert [one["ResourceType"] for one in specifications] == ["instance", "volume", "network-interface"]
    assert [pairs(one["Tags"]) for one in specifications] == [RUN] * 3
    assert "TagSpecifications" not in run_instances(MACHINE, {}, template_labels={})


def test_a_known_run_has_one_token_of_the_length_that_aws_takes() -> None:
    """The same run in the same environment is one machine; another run, environment or stack is another."""
    token = body_of(RUN, run="2mnBxQ7")["ClientToken"]
    assert (token, len(token), token.isascii()) == (body_of(LABELS, run="2mnBxQ7")["ClientToken"], 64, True)
    assert token != body_of(RUN, run="2mnBxQ8")["ClientToken"]
    assert token != body_of(RUN, replace(RECORD, environment="other"), run="2mnBxQ7")["ClientToken"]
    assert token != body_of(RUN, replace(RECORD, stack="labelwright/prod"), run="2mnBxQ7")["ClientToken"]


def test_an_unknown_run_has_no_token_and_is_told_so() -> None:
    """A token made of nothing would answer every run with the first one's machine."""
    assert "ClientToken" not in body_of(RUN)
    assert any("workflowId" in note for note in RECORD.notes("machine", Launch(RUN)))


def test_fifty_labels_are_taken_and_fifty_one_refused() -> None:
    """The final set counts: the template's keys are a part of it, or the template is not used."""
    assert len(body_of(some(50))["TagSpecifications"][0]["Tags"]) == 50
    with pytest.raises(LabelError) as error:
        body_of(some(51))
    assert rules_of(error) == ["2.2.6"]


def test_a_key_of_127_characters_is_taken_and_one_of_128_refused() -> None:
    """EC2's keys are a character shorter than everybody else's."""
    assert body_of({"k" * 127: "value"})
    with pytest.raises(LabelError) as error:
        body_of({"k" * 128: "value"})
    assert rules_of(error) == ["2.2.2"]


def test_the_file_is_the_body(tmp_path: Path) -> None:
    """json.load, then `run_instances(**body)`; static labels only."""
    written = write_configs(tmp_path / "dev", RECORD)
    names = [path.relative_to(tmp_path).as_posix() for path in written]
    assert names == ["dev/demo/environment.json", "dev/demo/machine/run-instances.json"]
    body = json.loads(written[1].read_text())
    assert body == configs_of(RECORD)["machine"]["run-instances"]
    assert pairs(body["TagSpecifications"][1]["Tags"]) == LABELS
