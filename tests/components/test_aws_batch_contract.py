"""The contract of the AWS Batch component: every child, its type, parent and name, and where its labels stand."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import pulumi
import pytest

from components import AwsBatchEnvironmentArgs
from components.aws_batch_roles import LINKED_ROLE

from .conftest import Build, Built

LABELS = {"data-class": "internal", "environment": "demo", "organization": "acme", "team": "genomics"}
OWN = {"environment": "demo", "run": "run-${workflowId}"}

INSTANCES = frozenset({"EC2", "SPOT"})
TASKS = frozenset({"FARGATE", "FARGATE_SPOT"})
ALL = INSTANCES | TASKS


class Child(NamedTuple):
    """One child: the end of its name, its type, the places of its labels, and what it is there for."""

    name: str
    type: str
    places: tuple[str, ...] = ("tags",)
    types: frozenset[str] = ALL
    needs: str = ""

    @property
    def full_name(self) -> str:
        """Named from the environment, but for the one role that belongs to the account."""
        return self.name if self.name == LINKED_ROLE else f"demo-{self.name}"


CHILDREN = (
    Child("security-group", "aws:ec2/securityGroup:SecurityGroup"),
    Child("logs", "aws:cloudwatch/logGroup:LogGroup"),
    Child("execution-role", "aws:iam/role:Role"),
    Child("execution-role", "aws:iam/rolePolicy:RolePolicy", ()),
    Child("head-role", "aws:iam/role:Role"),
    Child("head-role", "aws:iam/rolePolicy:RolePolicy", ()),
    Child("work-role", "aws:iam/role:Role"),
    Child("work-role", "aws:iam/rolePolicy:RolePolicy", (), needs="efs"),
    Child("instance-role", "aws:iam/role:Role", types=INSTANCES),
    Child("instance-role", "aws:iam/rolePolicy:RolePolicy", (), types=INSTANCES),
    Child("instance-profile", "aws:iam/instanceProfile:InstanceProfile", types=INSTANCES),
    Child("spot-fleet-role", "aws:iam/role:Role", types=frozenset({"SPOT"})),
    Child("spot-fleet-role", "aws:iam/rolePolicyAttachment:RolePolicyAttachment", (), types=frozenset({"SPOT"})),
    Child("service-role", "aws:iam/role:Role", needs="dedicated"),
    Child("service-role", "aws:iam/rolePolicy:RolePolicy", (), needs="dedicated"),
    Child(LINKED_ROLE, "aws:iam/serviceLinkedRole:ServiceLinkedRole", needs="create-linked"),
    Child(
        "launch-template",
        "aws:ec2/launchTemplate:LaunchTemplate",
        ("tags", "tagSpecifications.volume", "tagSpecifications.network-interface"),
        types=INSTANCES,
    ),
    Child(
        "compute-environment",
        "aws:batch/computeEnvironment:ComputeEnvironment",
        ("tags", "computeResources.tags"),
        types=INSTANCES,
    ),
    Child("compute-environment", "aws:batch/computeEnvironment:ComputeEnvironment", types=TASKS),
    Child("head-queue", "aws:batch/jobQueue:JobQueue"),
    Child("work-queue", "aws:batch/jobQueue:JobQueue"),
    Child("head-job", "aws:batch/jobDefinition:JobDefinition"),
    Child("work-job", "aws:batch/jobDefinition:JobDefinition"),
    Child("efs", "aws:efs/fileSystem:FileSystem", needs="efs"),
    Child("efs-us-east-1a", "aws:efs/mountTarget:MountTarget", (), needs="efs"),
    Child("efs-us-east-1b", "aws:efs/mountTarget:MountTarget", (), needs="efs"),
    Child("fsx", "aws:fsx/lustreFileSystem:LustreFileSystem", types=INSTANCES, needs="fsx"),
)

CASES: tuple[tuple[str, frozenset[str]], ...] = (
    ("EC2", frozenset()),
    ("EC2", frozenset({"efs", "fsx"})),
    ("EC2", frozenset({"dedicated"})),
    ("SPOT", frozenset({"efs", "fsx", "create-linked"})),
    ("SPOT", frozenset()),
    ("FARGATE", frozenset()),
    ("FARGATE", frozenset({"efs"})),
    ("FARGATE_SPOT", frozenset({"create-linked"})),
)


def _args(kind: str, wanted: frozenset[str]) -> AwsBatchEnvironmentArgs:
    """Arguments that ask for what `wanted` says."""
    args = AwsBatchEnvironmentArgs(type=kind, labels=dict(OWN), efs="efs" in wanted, fsx="fsx" in wanted)
    for role in wanted & {"dedicated", "create-linked"}:
        args["service_role"] = role
    return args


def _label_places(props: Mapping[str, Any]) -> dict[str, Mapping[str, str]]:
    """Every map of labels in the props, read by hand and not by the code under test."""
    found: dict[str, Mapping[str, str]] = {"tags": props["tags"]} if "tags" in props else {}
    if "tags" in props.get("computeResources", {}):
        found["computeResources.tags"] = props["computeResources"]["tags"]
    for specification in props.get("tagSpecifications", []):
        found[f"tagSpecifications.{specification['resourceType']}"] = specification["tags"]
    return found


@pytest.mark.parametrize(
    ("kind", "wanted"), CASES, ids=lambda value: str(value) if isinstance(value, str) else "+".join(sorted(value))
)
def test_an_environment_has_exactly_the_children_of_the_table_with_labels_in_every_place(
    build: Build, kind: str, wanted: frozenset[str]
) -> None:
    """Nothing is missing, nothing is there unasked, and each taggable child carries scopes 1 to 4 wherever it can."""
    built = build(_args(kind, wanted))
    expected = {
        f"{child.type}::{child.full_name}": dict.fromkeys(child.places, LABELS)
        for child in CHILDREN
        if kind in child.types and (not child.needs or child.needs in wanted)
    }
    assert {key: _label_places(child.props) for key, child in built.children.items()} == expected


@pytest.mark.parametrize("kind", sorted(TASKS))
def test_fargate_has_nothing_of_an_instance(build: Build, kind: str) -> None:
    """AWS refuses instance tags, roles, types and a launch template on Fargate."""
    resources = build(_args(kind, frozenset())).one(":ComputeEnvironment").props["computeResources"]
    assert set(resources) == {"type", "maxVcpus", "subnets", "securityGroupIds"}


@pytest.mark.parametrize("kind", sorted(INSTANCES))
def test_a_key_of_an_instance_stands_in_one_place_only(build: Build, kind: str) -> None:
    """Instances take their labels from computeResources.tags; the launch template names volumes and interfaces only."""
    template = build(_args(kind, frozenset())).one(":LaunchTemplate").props
    assert {entry["resourceType"] for entry in template["tagSpecifications"]} == {"volume", "network-interface"}


@pytest.mark.parametrize(("role", "unset"), [("linked", True), ("create-linked", True), ("dedicated", False)])
def test_the_service_role_stays_unset_unless_it_is_dedicated(build: Build, role: str, *, unset: bool) -> None:
    """AWS updates tags in place only where serviceRole is empty or service-linked."""
    built = build({"service_role": role})
    assert ("serviceRole" not in built.one(":ComputeEnvironment").props) is unset


@pytest.mark.parametrize(
    ("args", "warns"),
    [
        ({}, False),
        ({"type": "FARGATE"}, False),
        ({"type": "SPOT"}, False),
        ({"service_role": "dedicated"}, True),
        ({"allocation_strategy": "BEST_FIT"}, True),
    ],
)
def test_an_environment_that_label_changes_replace_says_so(
    build: Build, args: AwsBatchEnvironmentArgs, *, warns: bool
) -> None:
    """A replacement is never a surprise; an environment that updates in place does not cry wolf."""
    assert any("replaces" in warning for warning in build(args).warnings) is warns


@pytest.mark.parametrize("suffix", [":ComputeEnvironment", ":JobQueue", ":JobDefinition", ":Role", ":LaunchTemplate"])
def test_names_are_left_to_pulumi(build: Build, suffix: str) -> None:
    """A fixed name would stop a replacement from being created before the old one is deleted."""
    assert all("name" not in child.props for child in build({"type": "SPOT"}).of_type(suffix))


def test_the_compute_environment_waits_for_the_rights_that_it_acts_with(build: Build) -> None:
    """Without the policies it comes up INVALID, and on destroy it must go before them."""
    built = build({"type": "SPOT", "service_role": "create-linked"})
    waits = {urn.rsplit("::", 1)[-1] for urn in built.one(":ComputeEnvironment").depends_on}
    assert {"demo-instance-role", "demo-spot-fleet-role", LINKED_ROLE, "demo-execution-role"} <= waits


def test_an_illegal_label_given_in_a_program_is_refused(build: Build) -> None:
    """Labels of a component are checked like those of stack config."""
    with pytest.raises(pulumi.RunError, match="bad--key"):
        build({"labels": {"bad--key": "value"}})


def _statements(built: Built, role: str) -> list[dict[str, Any]]:
    policy = built.children[f"aws:iam/rolePolicy:RolePolicy::demo-{role}"].props["policy"]
    return json.loads(policy)["Statement"]


TRUST = {
    "execution-role": "ecs-tasks.amazonaws.com",
    "head-role": "ecs-tasks.amazonaws.com",
    "work-role": "ecs-tasks.amazonaws.com",
    "instance-role": "ec2.amazonaws.com",
    "spot-fleet-role": "spotfleet.amazonaws.com",
    "service-role": "batch.amazonaws.com",
}


def test_each_role_is_taken_by_its_own_service_only(build: Build) -> None:
    """A trust policy that names the wrong service leaves the environment INVALID, a broad one leaves it open."""
    built = build({"type": "SPOT", "service_role": "dedicated"})
    trusted = {
        role.name.removeprefix("demo-"): [
            (statement["Principal"], statement["Action"])
            for statement in json.loads(role.props["assumeRolePolicy"])["Statement"]
        ]
        for role in built.of_type("iam/role:Role")
    }
    assert trusted == {role: [({"Service": service}, "sts:AssumeRole")] for role, service in TRUST.items()}


@pytest.mark.parametrize(
    ("role", "action"),
    [
        ("head-role", "batch:TagResource"),
        ("instance-role", "ecs:TagResource"),
        ("service-role", "ec2:CreateTags"),
        ("service-role", "ecs:TagResource"),
    ],
)
def test_a_role_that_creates_labelled_things_may_label_them(build: Build, role: str, action: str) -> None:
    """SPEC 5: without the right to tag, creation itself is refused."""
    built = build({"service_role": "dedicated"})
    assert any(action in statement["Action"] for statement in _statements(built, role))


def test_the_spot_fleet_role_may_tag_what_it_launches(build: Build) -> None:
    """AWS's policy with tagging; the older one without it makes labelled Spot instances fail."""
    attachment = build({"type": "SPOT"}).one(":RolePolicyAttachment").props
    assert attachment["policyArn"] == "arn:aws:iam::aws:policy/service-role/AmazonEC2SpotFleetTaggingRole"


def test_jobs_read_and_write_in_the_work_buckets_only(build: Build) -> None:
    """A name and an ARN mean the same; every other bucket stays closed."""
    built = build({"work_buckets": ["genomics-work", "arn:aws:s3:::shared"]})
    for role in ("head-role", "work-role"):
        resources = {
            resource
            for statement in _statements(built, role)
            if any(action.startswith("s3:") for action in statement["Action"])
            for resource in statement["Resource"]
        }
        buckets = {"arn:aws:s3:::genomics-work", "arn:aws:s3:::shared"}
        assert resources == buckets | {f"{bucket}/*" for bucket in buckets}


def test_the_head_passes_only_its_environments_roles_and_only_to_tasks(build: Build) -> None:
    """The right to pass roles is the right to become them."""
    (statement,) = [one for one in _statements(build({}), "head-role") if one["Action"] == ["iam:PassRole"]]
    assert {arn.rsplit("/", 1)[-1] for arn in statement["Resource"]} == {"demo-execution-role", "demo-work-role"}
    assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}


def test_security_group_ports_are_those_of_the_storage_that_is_there(build: Build) -> None:
    """NFS for EFS, Lustre's own for FSx, from members of the group only; without storage nothing comes in."""
    ports = [
        {(rule["fromPort"], rule["toPort"]) for rule in build(args).one(":SecurityGroup").props["ingress"]}
        for args in ({}, {"efs": True}, {"fsx": True})
    ]
    assert ports == [set(), {(2049, 2049)}, {(988, 988), (1018, 1023)}]
    rules = build({"efs": True, "fsx": True}).one(":SecurityGroup").props["ingress"]
    assert all(rule["self"] and "cidrBlocks" not in rule for rule in rules)


def test_given_networks_are_used_and_nothing_is_made(build: Build) -> None:
    """Whoever brings subnets and groups gets no other, and no look-up of a default VPC."""
    built = build({"subnet_ids": ["subnet-x"], "security_group_ids": ["sg-1"]})
    resources = built.one(":ComputeEnvironment").props["computeResources"]
    assert (resources["subnets"], resources["securityGroupIds"]) == (["subnet-x"], ["sg-1"])
    assert not built.of_type(":SecurityGroup")


def test_a_security_group_stands_in_the_vpc_of_the_subnets_that_were_given(build: Build) -> None:
    """Not in the default VPC, whose groups the subnets could not use."""
    assert build({"subnet_ids": ["subnet-x"]}).one(":SecurityGroup").props["vpcId"] == "vpc-of-subnet"


def test_two_subnets_of_one_zone_get_one_mount_target(build: Build) -> None:
    """AWS refuses a second mount target in a zone."""
    built = build({"subnet_ids": ["subnet-1a", "subnet-2a", "subnet-1b"], "efs": True})
    assert {target.props["subnetId"] for target in built.of_type(":MountTarget")} == {"subnet-1a", "subnet-1b"}


@pytest.mark.parametrize(
    ("deployment", "copies", "throughput"),
    [("SCRATCH_2", None, None), ("PERSISTENT_1", True, 50), ("PERSISTENT_2", True, 125)],
)
def test_only_a_persistent_lustre_copies_labels_to_backups(
    build: Build, deployment: str, *, copies: bool | None, throughput: int | None
) -> None:
    """Scratch file systems have no backups, and AWS refuses the setting there."""
    props = build({"fsx": True, "fsx_deployment_type": deployment}).one(":LustreFileSystem").props
    assert (props.get("copyTagsToBackups"), props.get("perUnitStorageThroughput")) == (copies, throughput)


@pytest.mark.parametrize(("kind", "on_spot"), [("EC2", False), ("SPOT", True), ("FARGATE", False)])
def test_the_record_tells_what_runs_on_spot(build: Build, kind: str, on_spot: bool) -> None:  # noqa: FBT001
    """No multi-node job does, and launchers know no more than the record."""
    jobs = json.loads(build({"type": kind}).outputs["record"])["jobs"]
    assert [job["onSpot"] for job in jobs.values()] == [on_spot, on_spot]


def test_the_record_and_the_job_definition_tell_the_same_job(build: Build) -> None:
    """One description: what is forged, what the record says and what is submitted cannot differ."""
    built = build({"type": "FARGATE", "efs": True})
    record = json.loads(built.outputs["record"])
    definition = built.children["aws:batch/jobDefinition:JobDefinition::demo-work-job"].props
    forged = json.loads(definition["containerProperties"])
    assert record["labels"] == {key: value for key, value in LABELS.items() if key != "environment"}
    assert record["jobs"]["work"]["jobRoleArn"] == forged["jobRoleArn"]
    assert record["jobs"]["work"]["revision"] == 3
    assert definition["propagateTags"] is True
    assert definition["platformCapabilities"] == ["FARGATE"]
