"""What changing labels costs, place by place."""

from typing import Any

import pytest

from labelwright.placement import effect_at
from labelwright.placement.effects import is_part
from labelwright.vocabulary import Effect

COMPUTE = "aws:batch/computeEnvironment:ComputeEnvironment"
TEMPLATE, OWN = "spec.template.metadata.labels", "metadata.labels"
LINKED = "arn:aws:iam::123456789012:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch"
DEDICATED = "arn:aws:iam::123456789012:role/demo-service-role"


def compute(strategy: str, role: str | None = LINKED) -> dict[str, Any]:
    """A Batch compute environment of instances."""
    return {"serviceRole": role, "computeResources": {"type": "EC2", "allocationStrategy": strategy}}


@pytest.mark.parametrize(
    ("kind", "path", "effect"),
    [
        ("apps/v1:Deployment", TEMPLATE, Effect.ROLLOUT),
        ("apps/v1:StatefulSet", TEMPLATE, Effect.ROLLOUT),
        ("apps/v1:DaemonSet", TEMPLATE, Effect.ROLLOUT),
        ("batch/v1:Job", TEMPLATE, Effect.REPLACEMENT),
        ("apps/v1:ReplicaSet", TEMPLATE, Effect.IN_PLACE),
        ("core/v1:ReplicationController", TEMPLATE, Effect.IN_PLACE),
        ("core/v1:PodTemplate", "template.metadata.labels", Effect.IN_PLACE),
        ("batch/v1:CronJob", "spec.jobTemplate.metadata.labels", Effect.IN_PLACE),
        ("batch/v1:CronJob", "spec.jobTemplate.spec.template.metadata.labels", Effect.IN_PLACE),
        ("apps/v1:Deployment", OWN, Effect.IN_PLACE),
        ("batch/v1:Job", OWN, Effect.IN_PLACE),
        ("core/v1:Pod", OWN, Effect.IN_PLACE),
    ],
)
def test_pods_are_rolled_out_jobs_replaced_and_all_else_changes_in_place(kind: str, path: str, effect: Effect) -> None:
    """By kind and by place: an object's own labels never cost anything."""
    assert effect_at(f"kubernetes:{kind}", path, {"spec": {}}) is effect


@pytest.mark.parametrize(
    ("kind", "path", "effect"),
    [
        ("gcp:compute/instanceTemplate:InstanceTemplate", "labels", Effect.REPLACEMENT),
        ("gcp:compute/regionInstanceTemplate:RegionInstanceTemplate", "disks[0].labels", Effect.REPLACEMENT),
        ("gcp:compute/instance:Instance", "labels", Effect.IN_PLACE),
        ("aws:ec2/spotFleetRequest:SpotFleetRequest", "launchSpecifications[0].tags", Effect.REPLACEMENT),
        ("aws:ec2/spotFleetRequest:SpotFleetRequest", "tags", Effect.IN_PLACE),
        ("aws:emrcontainers/jobTemplate:JobTemplate", "jobTemplateData.jobTags", Effect.REPLACEMENT),
        ("aws:ecs/service:Service", "tags", Effect.IN_PLACE),
        (
            "aws:ecs/service:Service",
            "volumeConfiguration.managedEbsVolume.tagSpecifications[volume].tags",
            Effect.ROLLOUT,
        ),
        ("azure-native:batch:Pool", "tags", Effect.REPLACEMENT),
        ("azure-native:batch:Pool", "metadata", Effect.REPLACEMENT),
        ("azure-native:batch:Pool", "resourceTags", Effect.REPLACEMENT),
        ("azure-native:batch:BatchAccount", "tags", Effect.IN_PLACE),
    ],
)
def test_what_a_cloud_fixes_is_made_anew(kind: str, path: str, effect: Effect) -> None:
    """Templates are immutable, and the labels of a pool or of a fleet's launches are fixed once it exists."""
    assert effect_at(kind, path, {}) is effect


@pytest.mark.parametrize(
    ("kind", "spec", "effect"),
    [
        ("StatefulSet", {"updateStrategy": {"type": "OnDelete"}}, Effect.IN_PLACE),
        ("DaemonSet", {"updateStrategy": {"type": "OnDelete"}}, Effect.IN_PLACE),
        ("DaemonSet", {"updateStrategy": {"type": "RollingUpdate"}}, Effect.ROLLOUT),
        ("Deployment", {"paused": True}, Effect.IN_PLACE),
        ("Deployment", {"paused": False, "strategy": {"type": "Recreate"}}, Effect.ROLLOUT),
    ],
)
def test_pods_that_wait_for_someone_are_not_rolled_out(kind: str, spec: dict[str, Any], effect: Effect) -> None:
    """A paused Deployment, and sets whose pods are only replaced when they are deleted."""
    assert effect_at(f"kubernetes:apps/v1:{kind}", TEMPLATE, {"spec": spec}) is effect


@pytest.mark.parametrize(
    ("props", "effect"),
    [
        (compute("BEST_FIT_PROGRESSIVE"), Effect.IN_PLACE),
        (compute("SPOT_CAPACITY_OPTIMIZED"), Effect.IN_PLACE),
        (compute("SPOT_PRICE_CAPACITY_OPTIMIZED", None), Effect.IN_PLACE),
        (compute("BEST_FIT"), Effect.REPLACEMENT),
        (compute("BEST_FIT_PROGRESSIVE", DEDICATED), Effect.REPLACEMENT),
        ({}, Effect.REPLACEMENT),
    ],
)
def test_tags_of_batch_instances_replace_unless_batch_can_update(props: dict[str, Any], effect: Effect) -> None:
    """It can with its own role and a newer strategy; the environment's own tags always change in place."""
    assert effect_at(COMPUTE, "computeResources.tags", props) is effect
    assert effect_at(COMPUTE, "tags", props) is Effect.IN_PLACE


def test_an_element_of_a_list_is_its_place_by_name_and_by_number() -> None:
    """Reports name it, the engine numbers it; a template gets a new version, and nothing that runs is touched."""
    for path in ("tagSpecifications[volume].tags", "tagSpecifications[0].tags"):
        assert effect_at("aws:ec2/launchTemplate:LaunchTemplate", path, {}) is Effect.IN_PLACE
        assert is_part(f"{path}.team", "tagSpecifications[network-interface].tags")
    assert is_part('metadata.labels["example.com/team"]', OWN)
    assert not is_part("tagsAll.team", "tags")


def test_effects_stand_mildest_first() -> None:
    """Reports name the worst by this order."""
    assert list(Effect) == [Effect.IN_PLACE, Effect.ROLLOUT, Effect.REPLACEMENT]
