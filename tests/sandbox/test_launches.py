"""RunInstances in the local cloud: once per token, and with everything that the launch template says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.provider_harness import Engine, engine, moto_endpoint

__all__ = ["engine", "moto_endpoint"]

KINDS = ("instance", "volume", "network-interface")


def labelled(**labels: str) -> list[dict[str, Any]]:
    """Tag specifications for each thing that a launch makes."""
    tags = [{"Key": key, "Value": value} for key, value in labels.items()]
    return [{"ResourceType": kind, "Tags": tags} for kind in KINDS]


def own(tags: list[dict[str, str]]) -> dict[str, str]:
    """EC2's tags as a map, without AWS's own."""
    return {tag["Key"]: tag["Value"] for tag in tags if not tag["Key"].startswith("aws:")}


@pytest.fixture
def template(engine: Engine) -> dict[str, Any]:
    """A launch template with a root volume, a network and labels of its own."""
    ec2 = engine.aws("ec2")
    subnet = ec2.describe_subnets()["Subnets"][-1]["SubnetId"]
    made = ec2.create_launch_template(
        LaunchTemplateName="demo",
        LaunchTemplateData={
            "ImageId": ec2.describe_images()["Images"][0]["ImageId"],
            "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 77, "VolumeType": "gp3"}}],
            "NetworkInterfaces": [{"DeviceIndex": 0, "SubnetId": subnet}],
            "TagSpecifications": labelled(team="genomics", name="ce1"),
        },
    )["LaunchTemplate"]
    return {"LaunchTemplateId": made["LaunchTemplateId"], "Version": "1"}


def test_a_launch_has_the_network_the_root_volume_and_the_labels_of_its_template(
    engine: Engine, template: dict[str, Any]
) -> None:
    """The launch's own labels come on top of the template's, and win where both have a key."""
    ec2 = engine.aws("ec2")
    told = labelled(name="mine", run="1")
    made = ec2.run_instances(MinCount=1, MaxCount=1, LaunchTemplate=template, TagSpecifications=told)["Instances"][0]
    identity, labels = made["InstanceId"], {"team": "genomics", "name": "mine", "run": "1"}
    volumes = ec2.describe_volumes(Filters=[{"Name": "attachment.instance-id", "Values": [identity]}])["Volumes"]
    interfaces = ec2.describe_network_interfaces(Filters=[{"Name": "attachment.instance-id", "Values": [identity]}])
    assert own(made["Tags"]) == labels
    assert [(volume["Size"], own(volume["Tags"])) for volume in volumes] == [(77, labels)]
    assert [own(one["TagSet"]) for one in interfaces["NetworkInterfaces"]] == [labels]
    assert made["SubnetId"] == ec2.describe_subnets()["Subnets"][-1]["SubnetId"]


def test_the_same_token_is_the_same_machine(engine: Engine, template: dict[str, Any]) -> None:
    """Sent twice after a timeout, a launch is one; with other labels it is refused, as by AWS."""
    ec2 = engine.aws("ec2")
    body: dict[str, Any] = {"MinCount": 1, "MaxCount": 1, "LaunchTemplate": template, "ClientToken": "one"}
    first, second = (ec2.run_instances(**body)["Instances"][0]["InstanceId"] for _ in range(2))
    assert first == second
    assert ec2.run_instances(**{**body, "ClientToken": "two"})["Instances"][0]["InstanceId"] != first
    with pytest.raises(Exception, match="IdempotentParameterMismatch"):
        ec2.run_instances(**body, TagSpecifications=labelled(name="other"))
    without = {name: value for name, value in body.items() if name != "ClientToken"}
    assert len({ec2.run_instances(**without)["Instances"][0]["InstanceId"] for _ in range(2)}) == 2
