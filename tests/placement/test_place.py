"""`place` against one golden case per shape and rule."""

import copy
from typing import Any

import pytest

from labelwright.placement import Injection, place

QUEUE = "aws:sqs/queue:Queue"
COMPUTE = "aws:batch/computeEnvironment:ComputeEnvironment"
JOB = "aws:batch/jobDefinition:JobDefinition"
GROUP = "aws:autoscaling/group:Group"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
INSTANCE = "aws:ec2/instance:Instance"
ROLE = "aws:iam/role:Role"
SERVICE = "aws:ecs/service:Service"
LUSTRE = "aws:fsx/lustreFileSystem:LustreFileSystem"
TEMPLATE_OF_ECR = "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate"

TEAM = {"team": "genomics"}
MINE = {"team": "mine"}
LABELS = Injection(TEAM)
LOCKED = Injection(TEAM, frozenset(TEAM))


def _element(key: str, value: str, *, propagate: bool) -> dict[str, object]:
    """One tag of an auto scaling group."""
    return {"key": key, "value": value, "propagateAtLaunch": propagate}


PLACED: list[Any] = [
    pytest.param(QUEUE, {"name": "q"}, {"name": "q", "tags": TEAM}, id="a map that is absent"),
    pytest.param(QUEUE, {"tags": None}, {"tags": TEAM}, id="a map that is None"),
    pytest.param(QUEUE, {"tags": {}}, {"tags": TEAM}, id="a map that is empty"),
    pytest.param(QUEUE, {"tags": {"a": "b"}}, {"tags": {"a": "b", **TEAM}}, id="a map with other keys"),
    pytest.param(QUEUE, {"tags": {"Team": "x"}}, {"tags": {"Team": "x", **TEAM}}, id="case counts on most types"),
    pytest.param(QUEUE, {"tags": {"team": None}}, {"tags": TEAM}, id="a key without a value"),
    pytest.param(GROUP, {}, {"tags": [_element("team", "genomics", propagate=True)]}, id="a group without tags"),
    pytest.param(
        GROUP,
        {"tags": [_element("own", "x", propagate=False)]},
        {"tags": [_element("own", "x", propagate=False), _element("team", "genomics", propagate=True)]},
        id="a group keeps the user's flag",
    ),
    pytest.param(
        TEMPLATE,
        {},
        {
            "tags": TEAM,
            "tagSpecifications": [
                {"resourceType": "instance", "tags": TEAM},
                {"resourceType": "volume", "tags": TEAM},
            ],
        },
        id="a template without specifications gets instance and volume",
    ),
    pytest.param(
        TEMPLATE,
        {"tagSpecifications": []},
        {
            "tags": TEAM,
            "tagSpecifications": [
                {"resourceType": "instance", "tags": TEAM},
                {"resourceType": "volume", "tags": TEAM},
            ],
        },
        id="an empty list of specifications is none",
    ),
    pytest.param(
        TEMPLATE,
        {"tagSpecifications": [{"resourceType": "volume", "tags": {"a": "b"}}, {"resourceType": "network-interface"}]},
        {
            "tags": TEAM,
            "tagSpecifications": [
                {"resourceType": "volume", "tags": {"a": "b", **TEAM}},
                {"resourceType": "network-interface", "tags": TEAM},
            ],
        },
        id="a template with specifications gets no other kind",
    ),
    pytest.param(
        COMPUTE,
        {"computeResources": {"type": "SPOT"}},
        {"computeResources": {"type": "SPOT", "tags": TEAM}, "tags": TEAM},
        id="compute resources of instances",
    ),
    pytest.param(
        COMPUTE,
        {"computeResources": {"type": "FARGATE"}},
        {"computeResources": {"type": "FARGATE"}, "tags": TEAM},
        id="never on fargate",
    ),
    pytest.param(
        COMPUTE,
        {"computeResources": {"type": "FARGATE_SPOT"}},
        {"computeResources": {"type": "FARGATE_SPOT"}, "tags": TEAM},
        id="never on fargate spot",
    ),
    pytest.param(COMPUTE, {"type": "UNMANAGED"}, {"type": "UNMANAGED", "tags": TEAM}, id="no compute resources"),
    pytest.param(JOB, {}, {"tags": TEAM, "propagateTags": True}, id="a job definition hands its tags on"),
    pytest.param(
        JOB, {"propagateTags": False}, {"tags": TEAM, "propagateTags": False}, id="an explicit setting is kept"
    ),
    pytest.param(
        JOB,
        {"eksProperties": {"podProperties": {}}},
        {"eksProperties": {"podProperties": {}}, "tags": TEAM},
        id="a job definition for EKS has no propagateTags",
    ),
    pytest.param(INSTANCE, {}, {"tags": TEAM, "rootBlockDevice": {"tags": TEAM}}, id="the root device"),
    pytest.param(
        INSTANCE,
        {"rootBlockDevice": {"volumeSize": 8}, "ebsBlockDevices": [{"deviceName": "/dev/sdb"}]},
        {
            "tags": TEAM,
            "rootBlockDevice": {"volumeSize": 8, "tags": TEAM},
            "ebsBlockDevices": [{"deviceName": "/dev/sdb", "tags": TEAM}],
        },
        id="every block device that is described",
    ),
    pytest.param(
        INSTANCE,
        {"volumeTags": {"a": "b"}, "rootBlockDevice": {"volumeSize": 8}, "ebsBlockDevices": [{"deviceName": "x"}]},
        {
            "tags": TEAM,
            "volumeTags": {"a": "b", **TEAM},
            "rootBlockDevice": {"volumeSize": 8},
            "ebsBlockDevices": [{"deviceName": "x"}],
        },
        id="volumeTags and block device tags never both",
    ),
    pytest.param(
        INSTANCE,
        {"launchTemplate": {"id": "lt-1"}},
        {"launchTemplate": {"id": "lt-1"}, "tags": TEAM},
        id="a launch template's root device is left to it",
    ),
    pytest.param(ROLE, {}, {"tags": TEAM}, id="a role"),
    pytest.param(
        "aws:ec2/spotFleetRequest:SpotFleetRequest",
        {"launchSpecifications": [{"ami": "a"}, {"ami": "b", "tags": {"a": "b"}}]},
        {"tags": TEAM, "launchSpecifications": [{"ami": "a", "tags": TEAM}, {"ami": "b", "tags": {"a": "b", **TEAM}}]},
        id="each launch specification of a spot fleet",
    ),
    pytest.param(
        "aws:ec2/spotFleetRequest:SpotFleetRequest",
        {"launchTemplateConfigs": [{"launchTemplateSpecification": {"id": "lt-1"}}]},
        {"tags": TEAM, "launchTemplateConfigs": [{"launchTemplateSpecification": {"id": "lt-1"}}]},
        id="a launch template labels what a spot fleet launches from it",
    ),
    pytest.param("aws:ec2/fleet:Fleet", {}, {"tags": TEAM}, id="a fleet launches from templates only"),
    pytest.param("aws:eks/nodeGroup:NodeGroup", {}, {"tags": TEAM}, id="a node group's tags stay on the group"),
    pytest.param(SERVICE, {}, {"tags": TEAM, "propagateTags": "SERVICE"}, id="a service hands its tags on to tasks"),
    pytest.param(
        SERVICE,
        {"propagateTags": "TASK_DEFINITION"},
        {"tags": TEAM, "propagateTags": "TASK_DEFINITION"},
        id="unless the user takes them from elsewhere",
    ),
    pytest.param(
        SERVICE,
        {"volumeConfiguration": {"name": "v", "managedEbsVolume": {"roleArn": "r"}}},
        {
            "tags": TEAM,
            "propagateTags": "SERVICE",
            "volumeConfiguration": {
                "name": "v",
                "managedEbsVolume": {
                    "roleArn": "r",
                    "tagSpecifications": [{"resourceType": "volume", "tags": TEAM}],
                },
            },
        },
        id="a volume that a service makes for each task",
    ),
    pytest.param(
        "aws:ecs/daemon:Daemon", {}, {"tags": TEAM, "propagateTags": "DAEMON"}, id="a daemon hands its tags on"
    ),
    pytest.param(
        "aws:ecs/capacityProvider:CapacityProvider",
        {"managedInstancesProvider": {}},
        {"tags": TEAM, "managedInstancesProvider": {"propagateTags": "CAPACITY_PROVIDER"}},
        id="a capacity provider hands its tags on to instances",
    ),
    pytest.param(
        "aws:ecs/capacityProvider:CapacityProvider",
        {"autoScalingGroupProvider": {}},
        {"tags": TEAM, "autoScalingGroupProvider": {}},
        id="one over a group does not",
    ),
    pytest.param(
        "aws:cloudwatch/eventTarget:EventTarget",
        {"ecsTarget": {"enableEcsManagedTags": True}},
        {"ecsTarget": {"enableEcsManagedTags": True, "tags": TEAM, "propagateTags": "TASK_DEFINITION"}},
        id="tasks that an event starts",
    ),
    pytest.param(
        "aws:scheduler/schedule:Schedule",
        {"target": {"ecsParameters": {"tags": {"a": "b"}}}},
        {"target": {"ecsParameters": {"tags": {"a": "b", **TEAM}, "propagateTags": "TASK_DEFINITION"}}},
        id="tasks that a schedule starts",
    ),
    pytest.param(
        "aws:pipes/pipe:Pipe",
        {"targetParameters": {"ecsTaskParameters": {"propagateTags": "TASK_DEFINITION"}}},
        {"tags": TEAM, "targetParameters": {"ecsTaskParameters": {"tags": TEAM, "propagateTags": "TASK_DEFINITION"}}},
        id="tasks that a pipe starts",
    ),
    pytest.param(
        "aws:pipes/pipe:Pipe",
        {"targetParameters": {"ecsTaskParameters": {"taskDefinitionArn": "x"}}},
        {"tags": TEAM, "targetParameters": {"ecsTaskParameters": {"taskDefinitionArn": "x"}}},
        id="and none where the role that starts them may not be allowed to tag",
    ),
    pytest.param(
        "aws:dynamodb/table:Table",
        {"replicas": [{"regionName": "eu-west-1"}, {"regionName": "x", "propagateTags": False}]},
        {
            "tags": TEAM,
            "replicas": [
                {"regionName": "eu-west-1", "propagateTags": True},
                {"regionName": "x", "propagateTags": False},
            ],
        },
        id="replicas of a table",
    ),
    *(
        pytest.param(token, {}, {"tags": TEAM, "copyTagsToSnapshot": True}, id=f"snapshots of {token}")
        for token in ("aws:rds/instance:Instance", "aws:rds/cluster:Cluster", "aws:neptune/cluster:Cluster")
    ),
    pytest.param(
        "aws:dlm/lifecyclePolicy:LifecyclePolicy",
        {"policyDetails": {"targetTags": {"a": "b"}, "schedules": [{"crossRegionCopyRules": [{"target": "x"}]}]}},
        {
            "tags": TEAM,
            "policyDetails": {
                "targetTags": {"a": "b"},
                "schedules": [{"crossRegionCopyRules": [{"target": "x", "copyTags": True}]}],
            },
        },
        id="copies in other regions, and neither what the policy is for nor its schedule",
    ),
    pytest.param(LUSTRE, {}, {"tags": TEAM}, id="Lustre makes no final backup by itself"),
    pytest.param(
        LUSTRE,
        {"skipFinalBackup": False},
        {"skipFinalBackup": False, "tags": TEAM, "finalBackupTags": TEAM},
        id="the final backup of a file system",
    ),
    pytest.param(
        "aws:fsx/windowsFileSystem:WindowsFileSystem",
        {},
        {"tags": TEAM, "finalBackupTags": TEAM},
        id="Windows makes one, and copyTagsToBackups would replace the file system",
    ),
    pytest.param(
        "aws:fsx/ontapVolume:OntapVolume",
        {"skipFinalBackup": True},
        {"skipFinalBackup": True, "tags": TEAM},
        id="no final backup",
    ),
    pytest.param(TEMPLATE_OF_ECR, {"customRoleArn": "r"}, {"customRoleArn": "r", "resourceTags": TEAM}, id="ECR"),
    pytest.param(
        "aws:drs/replicationConfigurationTemplate:ReplicationConfigurationTemplate",
        {"stagingAreaTags": {}},
        {"tags": TEAM, "stagingAreaTags": TEAM},
        id="what stands by for a disaster",
    ),
    pytest.param(
        "aws:imagebuilder/distributionConfiguration:DistributionConfiguration",
        {"distributions": [{"region": "x", "amiDistributionConfiguration": {"name": "n"}}, {"region": "y"}]},
        {
            "tags": TEAM,
            "distributions": [
                {"region": "x", "amiDistributionConfiguration": {"name": "n", "amiTags": TEAM}},
                {"region": "y"},
            ],
        },
        id="images that a build hands out",
    ),
    pytest.param("aws:imagebuilder/imageRecipe:ImageRecipe", {}, {"tags": TEAM}, id="a recipe cannot be changed"),
]


@pytest.mark.parametrize(("type_token", "props", "expected"), PLACED)
def test_missing_labels_are_filled_in_at_every_place(
    type_token: str, props: dict[str, Any], expected: dict[str, Any]
) -> None:
    """Each shape gets what is missing, the input stays as it was, and a second time changes nothing."""
    before = copy.deepcopy(props)
    placed = place(type_token, props, LABELS)
    assert placed == expected
    assert props == before
    assert placed is not None
    assert place(type_token, placed, LABELS) is None


UNCHANGED: list[Any] = [
    pytest.param(QUEUE, {"tags": MINE}, id="a map"),
    pytest.param(GROUP, {"tags": [_element("team", "mine", propagate=False)]}, id="a group"),
    pytest.param(
        TEMPLATE, {"tags": MINE, "tagSpecifications": [{"resourceType": "volume", "tags": MINE}]}, id="nested"
    ),
    pytest.param(ROLE, {"tags": {"TEAM": "mine"}}, id="a role's key in another case"),
]


@pytest.mark.parametrize(("type_token", "props"), UNCHANGED)
def test_an_explicit_value_wins(type_token: str, props: dict[str, Any]) -> None:
    """What the program itself says stays, and None says that nothing changed."""
    assert place(type_token, props, LABELS) is None


@pytest.mark.parametrize(
    ("type_token", "props", "expected"),
    [
        pytest.param(QUEUE, {"tags": MINE}, {"tags": TEAM}, id="a map"),
        pytest.param(
            GROUP,
            {"tags": [_element("team", "mine", propagate=False)]},
            {"tags": [_element("team", "genomics", propagate=False)]},
            id="a group, its flag kept",
        ),
        pytest.param(
            ROLE, {"tags": {"TEAM": "mine", "Team": "other"}}, {"tags": TEAM}, id="a role, every case of the key"
        ),
    ],
)
def test_a_locked_key_beats_an_explicit_value(type_token: str, props: dict[str, Any], expected: dict[str, Any]) -> None:
    """A locked label stands as it was declared, once, whatever the program says."""
    assert place(type_token, props, LOCKED) == expected
    assert place(type_token, expected, LOCKED) is None


def test_a_locked_key_that_is_not_injected_changes_nothing() -> None:
    """A lock without a label (an environment removed the key) takes nothing away."""
    assert place(QUEUE, {"tags": {"owner": "me"}}, Injection({}, frozenset({"owner"}))) is None


def test_no_labels_change_nothing() -> None:
    """Without labels there is no reason for a setting or an empty map either."""
    assert place(JOB, {}, Injection()) is None


@pytest.mark.parametrize(
    "type_token",
    [
        "aws:iam/rolePolicy:RolePolicy",
        "aws:inspector/resourceGroup:ResourceGroup",
        "aws:devopsguru/resourceCollection:ResourceCollection",
        "aws:no/suchThing:SuchThing",
        TEMPLATE_OF_ECR,  # without a role ECR refuses a template with tags
        "pulumi:providers:aws",
        "pulumi:pulumi:Stack",
        "kubernetes:apps/v1:DeploymentPatch",
    ],
)
def test_what_takes_no_labels_is_left_alone(type_token: str) -> None:
    """A look-alike above all: `tags` of an Inspector resource group choose what is assessed."""
    assert place(type_token, {"tags": {"a": "b"}}, LABELS) is None


@pytest.mark.parametrize("value", ["text", ["list"], 7], ids=str)
def test_a_wrong_shape_is_left_to_the_provider(value: object) -> None:
    """What is no map of tags is not repaired here: the provider refuses it in its own words."""
    assert place(QUEUE, {"tags": value}, LABELS) is None


@pytest.mark.parametrize("entry", ["tags", '["tags"]', "*"])
def test_ignore_changes_keeps_labels_away(entry: str) -> None:
    """`ignoreChanges` on the place is how a program says that it wants no labels there."""
    assert place(QUEUE, {}, LABELS, ignored=[entry]) is None


@pytest.mark.parametrize("entry", ["tagSpecifications", "tagSpecifications[*].tags", "tagSpecifications[0].tags"])
def test_ignore_changes_counts_for_its_own_place_only(entry: str) -> None:
    """The other places of the resource are labelled all the same."""
    assert place(TEMPLATE, {}, LABELS, ignored=[entry]) == {"tags": TEAM}


@pytest.mark.parametrize("entry", ["tags.other", 'tags["other"]', "tag", "tagsAll", "computeResources.tags"])
def test_ignore_changes_on_something_else_counts_for_nothing(entry: str) -> None:
    """A single key, another property or a mere prefix of the name is not the place."""
    assert place(QUEUE, {}, LABELS, ignored=[entry]) == {"tags": TEAM}


def test_what_the_provider_writes_is_not_written_again_on_root_tags() -> None:
    """Default tags of the provider reach root tags only: nested places still get every label."""
    injection = Injection({"team": "genomics", "owner": "org"}, provided=frozenset({"team"}))
    placed = place(COMPUTE, {"computeResources": {"type": "EC2"}}, injection)
    assert placed is not None
    assert placed["tags"] == {"owner": "org"}
    assert placed["computeResources"] == {"type": "EC2", "tags": {"team": "genomics", "owner": "org"}}


def test_a_group_is_not_reached_by_the_provider() -> None:
    """Default tags never reach an auto scaling group's list, so it gets every label."""
    injection = Injection(TEAM, provided=frozenset(TEAM))
    assert place(GROUP, {}, injection) == {"tags": [_element("team", "genomics", propagate=True)]}
