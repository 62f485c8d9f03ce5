"""The contract of the AWS Cloud component: every child, its type, parent and name, and where its labels stand."""

import json
from base64 import b64decode
from types import SimpleNamespace
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components.aws_cloud_user_data import user_data
from labelwright.emit.aws_cloud import LABELLED, machine_data
from labelwright.emit.aws_cloud_record import AwsCloudRecord

from .conftest import Build, Built

LABELS = {"data-class": "internal", "environment": "demo", "organization": "acme", "team": "genomics"}
OWN = {"environment": "demo", "run": "run-${workflowId}"}
CHILDREN = {
    "aws:ec2/securityGroup:SecurityGroup::demo-security-group",
    "aws:cloudwatch/logGroup:LogGroup::demo-logs",
    "aws:iam/role:Role::demo-instance-role",
    "aws:iam/rolePolicy:RolePolicy::demo-instance-role",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment::demo-instance-role",
    "aws:iam/instanceProfile:InstanceProfile::demo-instance-profile",
    "aws:ec2/launchTemplate:LaunchTemplate::demo-launch-template",
}
GIVEN = {"subnet_id": "subnet-x", "security_group_ids": ["sg-1"], "image_id": "ami-0abcdef0", "key_name": "mine"}


@pytest.fixture
def environment(build: Build) -> Built:
    """An environment for which nothing but labels was given."""
    return build({"labels": dict(OWN)}, platform="aws-cloud")


def template(built: Built) -> Any:
    """The inputs of the launch template."""
    return built.one(":LaunchTemplate").props


def record(built: Built) -> AwsCloudRecord:
    """What the environment left behind."""
    return AwsCloudRecord.parse(json.loads(built.outputs["record"]))


def test_an_environment_has_exactly_these_children_below_the_component(environment: Built) -> None:
    """Nothing is missing, nothing is there unasked, and no child is an orphan."""
    assert set(environment.children) == CHILDREN
    assert {child.parent for child in environment.children.values()} == {environment.component_urn}


def test_every_taggable_child_carries_the_labels(environment: Built) -> None:
    """Read by hand, and not by the code under test."""
    untaggable = {":RolePolicy", ":RolePolicyAttachment"}
    tags = {
        child.type: child.props.get("tags")
        for child in environment.children.values()
        if not any(child.type.endswith(end) for end in untaggable)
    }
    assert tags == dict.fromkeys(tags, LABELS)
    assert len(tags) == 5


def test_the_template_labels_each_thing_that_a_launch_makes_once(environment: Built) -> None:
    """An instance's tags do not reach its volumes, and AWS takes one specification for each kind."""
    specifications = [(one["resourceType"], one["tags"]) for one in template(environment)["tagSpecifications"]]
    assert specifications == [(kind, LABELS) for kind in LABELLED]


@pytest.mark.parametrize("args", [{}, GIVEN, {"root_volume_gib": 8, "assign_public_ip": False}])
def test_the_template_and_the_record_tell_the_same_machine(build: Build, args: dict[str, Any]) -> None:
    """A launch without the template starts the very machine that the template would have started."""
    built = build(args, platform="aws-cloud")
    forged, told = template(built), machine_data(record(built).machine)
    interface, device = forged["networkInterfaces"][0], forged["blockDeviceMappings"][0]
    assert told == {
        "ImageId": forged["imageId"],
        "InstanceType": forged["instanceType"],
        "IamInstanceProfile": {"Arn": forged["iamInstanceProfile"]["arn"]},
        "InstanceInitiatedShutdownBehavior": forged["instanceInitiatedShutdownBehavior"],
        "BlockDeviceMappings": [
            {
                "DeviceName": device["deviceName"],
                "Ebs": {
                    "VolumeType": device["ebs"]["volumeType"],
                    "VolumeSize": device["ebs"]["volumeSize"],
                    "Encrypted": device["ebs"]["encrypted"] == "true",
                    "DeleteOnTermination": device["ebs"]["deleteOnTermination"] == "true",
                },
            }
        ],
        "NetworkInterfaces": [
            {
                "DeviceIndex": interface["deviceIndex"],
                "SubnetId": interface["subnetId"],
                "Groups": interface["securityGroups"],
                "AssociatePublicIpAddress": interface["associatePublicIpAddress"] == "true",
                "DeleteOnTermination": interface["deleteOnTermination"] == "true",
            }
        ],
        "MetadataOptions": {
            "HttpEndpoint": forged["metadataOptions"]["httpEndpoint"],
            "HttpTokens": forged["metadataOptions"]["httpTokens"],
            "HttpPutResponseHopLimit": forged["metadataOptions"]["httpPutResponseHopLimit"],
        },
        "UserData": b64decode(forged["userData"]).decode(),
        **({"KeyName": forged["keyName"]} if "keyName" in forged else {}),
    }


def test_the_record_names_the_version_that_was_forged(environment: Built) -> None:
    """A run is launched from what `pulumi up` saw, and not from what somebody made of the template later."""
    machine = record(environment).machine
    assert (machine.template_id, machine.template_version) == ("demo-launch-template-id", 1)


def test_the_record_names_its_stack(environment: Built) -> None:
    """Another stack of the account may have an environment of the same name, and must not share its machines."""
    assert record(environment).stack == "labelwright/dev"


def test_a_machine_waits_for_the_rights_that_it_acts_with(environment: Built) -> None:
    """A template that stands before the policies starts machines that cannot log."""
    waits = [urn.rsplit("::", 2)[-2].rsplit("$", 1)[-1] for urn in environment.one(":LaunchTemplate").depends_on]
    assert {"aws:iam/rolePolicy:RolePolicy", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"} <= set(waits)


@pytest.mark.parametrize("suffix", [":Role", ":LaunchTemplate", ":InstanceProfile", ":SecurityGroup"])
def test_names_are_left_to_pulumi(environment: Built, suffix: str) -> None:
    """A fixed name would stop a replacement from being created before the old one is deleted."""
    assert "name" not in environment.one(suffix).props


def test_the_role_is_taken_by_machines_only_and_reaches_its_own_buckets_only(build: Build) -> None:
    """A name and an ARN mean the same; every other bucket stays closed."""
    built = build({"work_buckets": ["genomics-work", "arn:aws:s3:::shared"]}, platform="aws-cloud")
    (trusted,) = json.loads(built.one("iam/role:Role").props["assumeRolePolicy"])["Statement"]
    assert trusted["Principal"] == {"Service": "ec2.amazonaws.com"}
    statements = json.loads(built.one(":RolePolicy").props["policy"])["Statement"]
    resources = {arn for one in statements if one["Action"][0].startswith("s3:") for arn in one["Resource"]}
    buckets = {"arn:aws:s3:::genomics-work", "arn:aws:s3:::shared"}
    assert resources == buckets | {f"{bucket}/*" for bucket in buckets}


def test_given_networks_and_images_are_used_and_nothing_is_made(build: Build) -> None:
    """Whoever brings a subnet, groups and an image gets no other; the image is asked for its root device."""
    built = build(GIVEN, platform="aws-cloud")
    machine = record(built).machine
    assert (machine.subnet_id, machine.security_group_ids, machine.image_id) == ("subnet-x", ("sg-1",), "ami-0abcdef0")
    assert (machine.root_device, machine.assign_public_ip, machine.key_name) == ("/dev/sda1", False, "mine")
    assert not built.of_type(":SecurityGroup")


def test_what_may_come_late_may_be_an_output(build: Build) -> None:
    """Networks, images and buckets are often made by the same program."""
    late = {name: pulumi.Output.from_input(value) for name, value in GIVEN.items()}
    machine = record(build(late, platform="aws-cloud")).machine
    assert (machine.subnet_id, machine.security_group_ids, machine.image_id) == ("subnet-x", ("sg-1",), "ami-0abcdef0")


def test_without_a_network_the_default_one_is_used_with_a_public_address(environment: Built) -> None:
    """The default VPC has no NAT; the first subnet in order, so that a second `pulumi up` takes the same."""
    machine = record(environment).machine
    assert (machine.subnet_id, machine.assign_public_ip) == ("subnet-a", True)


@pytest.mark.parametrize("late", [False, True], ids=["known", "late"])
def test_a_network_without_a_subnet_is_refused_by_the_argument_that_helps(
    build: Build, monkeypatch: pytest.MonkeyPatch, *, late: bool
) -> None:
    """A machine stands in one subnet; the argument of AWS Batch takes several and has another name."""

    def none(**_: object) -> SimpleNamespace:
        return SimpleNamespace(ids=[])

    def none_yet(**_: object) -> pulumi.Output[SimpleNamespace]:
        return pulumi.Output.from_input(none())

    monkeypatch.setattr(aws.ec2, "get_subnets", none)
    monkeypatch.setattr(aws.ec2, "get_subnets_output", none_yet)
    vpc = pulumi.Output.from_input("vpc-1") if late else "vpc-1"
    with pytest.raises(pulumi.RunError, match=r"environment 'demo', vpcId: .*has no subnets\. Give subnetId\."):
        build({"vpc_id": vpc}, platform="aws-cloud")


@pytest.mark.parametrize(
    ("kind", "architecture"),
    [("m6i.large", "x86_64"), ("g5.xlarge", "x86_64"), ("g4dn.xlarge", "x86_64"), ("m7g.large", "arm64"),
     ("c7gd.large", "arm64"), ("g5g.xlarge", "arm64"), ("a1.large", "arm64"), ("u-6tb1.metal", "x86_64")],
)  # fmt: skip
def test_the_default_image_fits_the_instance_type(build: Build, kind: str, architecture: str) -> None:
    """A Graviton does not start an x86 image, and AWS says so only at launch."""
    built = build({"instance_type": kind}, platform="aws-cloud")
    assert record(built).machine.image_id.endswith(f"al2023-ami-kernel-default-{architecture}")


def test_containers_log_to_the_environments_group() -> None:
    """What cloud-init reads: the first line says what it is, and Docker's settings are JSON."""
    text = user_data("demo-logs", "eu-west-1")
    assert text.startswith("#cloud-config\n")
    (line,) = [line for line in text.splitlines() if "content:" in line]
    settings = json.loads(line.partition("'")[2].rstrip("'"))
    assert settings["log-opts"] == {"awslogs-group": "demo-logs", "awslogs-region": "eu-west-1"}
