"""AWS Cloud through the real engine: forged, launched through boto3, read back, changed in place."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from labelwright.emit.launch import Launch
from labelwright.emit.record import parse_record

from .test_aws_batch_engine import LABELS, STACK, Stack, pairs

CLOUD = (
    STACK.replace("platform: aws-batch", "platform: aws-cloud")
    .replace("type: SPOT", "instanceType: m7g.large")
    .replace("      serviceRole: create-linked\n      efs: true\n      fsx: true\n", "")
)
MACHINE = ("instance", "volume", "network-interface")


@pytest.fixture(scope="module")
def forged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The stack after its first `pulumi up`. The tests of this module run in order and build on each other."""
    stack = Stack(tmp_path_factory.mktemp("aws-cloud"), CLOUD)
    stack.up()
    yield stack
    stack.engine.stop()


def own(tags: list[dict[str, str]]) -> dict[str, str]:
    """EC2's tags without AWS's own."""
    return {key: value for key, value in pairs(tags).items() if not key.startswith("aws:")}


def forged_tags(stack: Stack) -> dict[str, Mapping[str, str]]:
    """Every kind of resource of SPEC 5's row -> its tags, as AWS tells them."""
    ec2, iam, logs = stack.engine.client("ec2"), stack.engine.client("iam"), stack.engine.client("logs")
    (role,) = iam.list_roles()["Roles"]
    (profile,) = iam.list_instance_profiles()["InstanceProfiles"]
    known = iam.get_instance_profile(InstanceProfileName=profile["InstanceProfileName"])["InstanceProfile"]
    named = {"Filters": [{"Name": "group-name", "Values": ["demo-*"]}]}
    (group,) = ec2.describe_security_groups(**named)["SecurityGroups"]
    (log_group,) = logs.describe_log_groups()["logGroups"]
    (template,) = ec2.describe_launch_templates()["LaunchTemplates"]
    versions = ec2.describe_launch_template_versions(
        LaunchTemplateId=template["LaunchTemplateId"], Versions=["$Default"]
    )
    specifications = versions["LaunchTemplateVersions"][0]["LaunchTemplateData"]["TagSpecifications"]
    return {
        "role": pairs(iam.list_role_tags(RoleName=role["RoleName"])["Tags"]),
        "profile": pairs(known["Tags"]),
        "security group": pairs(group["Tags"]),
        "log group": logs.list_tags_log_group(logGroupName=log_group["logGroupName"])["tags"],
        "template": pairs(template["Tags"]),
        # moto shows the template's own tags there too
        **{one["ResourceType"]: pairs(one["Tags"]) for one in specifications if one["ResourceType"] in MACHINE},
    }


def launched(stack: Stack, body: Mapping[str, Any]) -> dict[str, Any]:
    """Launch what the body says: the instance's id, and the tags of all that was made, as AWS tells them."""
    ec2 = stack.engine.client("ec2")
    identity = ec2.run_instances(**body)["Instances"][0]["InstanceId"]
    instance = ec2.describe_instances(InstanceIds=[identity])["Reservations"][0]["Instances"][0]
    attached = {"Filters": [{"Name": "attachment.instance-id", "Values": [identity]}]}
    (volume,) = ec2.describe_volumes(**attached)["Volumes"]
    (interface,) = ec2.describe_network_interfaces(**attached)["NetworkInterfaces"]
    return {
        "id": identity,
        "instance": own(instance["Tags"]),
        "volume": own(volume["Tags"]),
        "network-interface": own(interface["TagSet"]),
    }


@pytest.mark.engine
def test_every_kind_of_resource_carries_the_labels_of_scopes_1_to_4(forged: Stack) -> None:
    """SPEC 5, the AWS Cloud row, as the AWS API tells it; no placeholder is among them."""
    tags = forged_tags(forged)
    kinds = {"role", "profile", "security group", "log group", "template", *MACHINE}
    assert {kind: dict(found) for kind, found in tags.items()} == dict.fromkeys(kinds, LABELS)


@pytest.mark.engine
def test_a_second_preview_changes_nothing(forged: Stack) -> None:
    """Nothing the component passes is written back differently."""
    done = forged.engine.run("preview", "--expect-no-changes", "--diff")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.engine
def test_a_machine_carries_its_run_and_the_template_does_not(forged: Stack) -> None:
    """SPEC 3: forged with name=ce1, launched with pipeline=pipeline1; asked for twice, it is one machine."""
    record = parse_record(forged.file("environment.json"))
    labels = {**record.labels, "pipeline": "pipeline1", "run": "run-2mnBxQ7"}
    body = record.configs("machine", Launch(labels, run="2mnBxQ7"))["run-instances"]
    made = launched(forged, body)
    assert [made[kind] for kind in MACHINE] == [{**LABELS, "pipeline": "pipeline1", "run": "run-2mnBxQ7"}] * 3
    assert launched(forged, body)["id"] == made["id"]
    assert all(tags == LABELS for tags in forged_tags(forged).values())


@pytest.mark.engine
def test_a_label_that_a_run_removes_is_on_nothing_that_it_launches(forged: Stack) -> None:
    """Removal is an entry like any other, though a launch cannot take a template's tag away."""
    record = parse_record(forged.file("environment.json"))
    labels = {key: value for key, value in record.labels.items() if key != "name"}
    made = launched(forged, record.configs("machine", Launch(labels, run="2mnBxQ8"))["run-instances"])
    assert [made[kind] for kind in MACHINE] == [labels] * 3


@pytest.mark.engine
def test_the_stack_output_and_the_file_are_the_body(forged: Stack) -> None:
    """json.load and send; files and outputs are two views of one record."""
    shown = forged.engine.document("stack", "output", "demo", "--json")
    body = forged.file("machine/run-instances.json")
    assert shown["configs"]["machine"]["run-instances"] == body
    assert shown["launchTemplate"] == body["LaunchTemplate"]["LaunchTemplateId"]
    assert "${" not in json.dumps(shown)
    made = launched(forged, body)
    assert [made[kind] for kind in MACHINE] == [LABELS] * 3


@pytest.mark.engine
def test_a_team_label_changes_in_place_and_runs_take_the_new_version(forged: Stack) -> None:
    """Nothing is replaced; the next machine starts from the version with the new value."""
    forged.configure("cc-1234", "cc-9999")
    assert set(forged.steps().values()) == {"update"}
    forged.up()
    assert {tags["cost-center"] for tags in forged_tags(forged).values()} == {"cc-9999"}
    body = forged.file("machine/run-instances.json")
    assert body["LaunchTemplate"]["Version"] == "2"
    assert launched(forged, body)["volume"]["cost-center"] == "cc-9999"


@pytest.mark.engine
def test_an_image_that_is_not_there_stops_the_program_without_a_traceback(forged: Stack) -> None:
    """A person is told which environment and which argument, before anything changes."""
    forged.configure("instanceType: m7g.large", "instanceType: m7g.large\n      imageId: ami-00000000")
    done = forged.engine.run("preview")
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert "environment 'demo', imageId: no image was found for 'ami-00000000'" in said
    assert "Traceback" not in said
