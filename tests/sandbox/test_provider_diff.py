"""Diff says replacement exactly where the real provider replaces, and nothing where nothing changed."""

# ruff: noqa: E501 - a row of a table is one line

from __future__ import annotations

import json

import pytest

from sandbox.providers.difference import changes
from sandbox.providers.wire import UNKNOWN, Properties, Value
from tests.sandbox.provider_harness import Engine, Held, engine, moto_endpoint

__all__ = ["engine", "moto_endpoint"]

CE = "aws:batch/computeEnvironment:ComputeEnvironment"
LINKED = "arn:aws:iam::123456789012:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch"
OWN = "arn:aws:iam::123456789012:role/own"
RESOURCES: dict[str, Value] = {
    "type": "EC2", "allocationStrategy": "BEST_FIT_PROGRESSIVE", "minVcpus": 0, "maxVcpus": 4,
    "instanceTypes": ["m5.large"], "instanceRole": "p", "subnets": ["subnet-1", "subnet-2"],
    "securityGroupIds": ["sg-1"], "tags": {"team": "a"}, "spotIamFleetRole": "f",
}  # fmt: skip
FARGATE: dict[str, Value] = {"type": "FARGATE", "maxVcpus": 4, "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]}


def environment(role: str | None = None, base: dict[str, Value] = RESOURCES, **resources: Value) -> Properties:
    """Build the inputs of a compute environment with some compute resources of its own."""
    inputs: Properties = {"type": "MANAGED", "computeResources": {**base, **resources}}
    return {**inputs, "serviceRole": role} if role else inputs


def difference(engine: Engine, token: str, old: Properties, new: Properties) -> dict[str, str]:
    """Diff two programs, with the names that Check gives them."""
    before = engine.checked(token, old)
    return engine.diff(Held(token, "it", "some-id", before, before), new)


TAGS = "computeResources.tags.team"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(environment(tags={"team": "a"}), environment(tags={"team": "b"}), {TAGS: "UPDATE"}, id="no role"),
        pytest.param(environment(LINKED), environment(LINKED, tags={"team": "b"}), {TAGS: "UPDATE"}, id="linked role"),
        pytest.param(environment(OWN), environment(OWN, tags={"team": "b"}), {TAGS: "UPDATE_REPLACE"}, id="own role"),
        *[
            pytest.param(
                environment(LINKED, allocationStrategy=strategy),
                environment(LINKED, allocationStrategy=strategy, tags={"team": "b"}),
                {TAGS: kind},
                id=strategy,
            )
            for strategy, kind in (
                ("BEST_FIT", "UPDATE_REPLACE"),
                ("BEST_FIT_PROGRESSIVE", "UPDATE"),
                ("SPOT_CAPACITY_OPTIMIZED", "UPDATE"),
                ("SPOT_PRICE_CAPACITY_OPTIMIZED", "UPDATE"),
            )
        ],
        pytest.param(
            environment(OWN),
            environment(LINKED, tags={"team": "b"}),
            {TAGS: "UPDATE_REPLACE", "serviceRole": "UPDATE"},
            id="role becomes linked",
        ),
        pytest.param(environment(), environment(maxVcpus=8), {"computeResources.maxVcpus": "UPDATE"}, id="size"),
        pytest.param(environment(OWN), environment(OWN, maxVcpus=8), {"computeResources.maxVcpus": "UPDATE"}, id="size, own role"),
        pytest.param(environment(), environment(spotIamFleetRole="g"), {"computeResources.spotIamFleetRole": "UPDATE_REPLACE"}, id="fleet role"),
        pytest.param(environment(), {**environment(), "state": "DISABLED"}, {"state": "UPDATE"}, id="state"),
        pytest.param(environment(), {**environment(), "tags": {"x": "y"}}, {"tags": "ADD", "tagsAll.x": "ADD"}, id="own tags"),
        pytest.param(environment(), {**environment(), "name": "other"}, {"name": "UPDATE_REPLACE"}, id="name"),
        pytest.param(environment(), {**environment(), "region": "eu-west-1"}, {"region": "ADD_REPLACE"}, id="region"),
        pytest.param(environment(), environment(subnets=["subnet-2", "subnet-1"]), {}, id="order of subnets"),
        pytest.param(environment(OWN), environment(OWN, subnets=["subnet-1"]), {"computeResources.subnets[1]": "DELETE_REPLACE"}, id="subnets"),
        pytest.param(
            environment(OWN, FARGATE), environment(OWN, FARGATE, subnets=["subnet-9"]),
            {"computeResources.subnets[0]": "UPDATE"}, id="subnets on Fargate",
        ),
        pytest.param(
            environment(OWN), environment(OWN, launchTemplate={"version": UNKNOWN, "launchTemplateId": "lt-1"}),
            {"computeResources.launchTemplate": "ADD_REPLACE"}, id="launch template",
        ),
    ],
)  # fmt: skip
def test_a_compute_environment_is_replaced_only_where_batch_cannot_update(
    engine: Engine, old: Properties, new: Properties, expected: dict[str, str]
) -> None:
    """The rule of terraform-provider-aws `resourceComputeEnvironmentCustomizeDiff`, row by row."""
    assert difference(engine, CE, old, new) == expected


TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


RULES: list[tuple[str, Properties, Properties, dict[str, str]]] = [
    ("aws:iam/role:Role", {"assumeRolePolicy": TRUST}, {"assumeRolePolicy": TRUST, "path": "/a/"}, {"path": "UPDATE_REPLACE"}),
    ("aws:iam/role:Role", {"assumeRolePolicy": TRUST}, {"assumeRolePolicy": TRUST, "name": "n"}, {"name": "UPDATE_REPLACE"}),
    ("aws:iam/role:Role", {"assumeRolePolicy": TRUST}, {"assumeRolePolicy": json.dumps(json.loads(TRUST), indent=2)}, {}),
    ("aws:iam/role:Role", {"assumeRolePolicy": TRUST}, {"assumeRolePolicy": TRUST, "description": "d"}, {"description": "ADD"}),
    ("aws:ec2/launchTemplate:LaunchTemplate", {"imageId": "a"}, {"imageId": "b"}, {"imageId": "UPDATE"}),
    ("aws:ec2/launchTemplate:LaunchTemplate", {"imageId": "a"}, {}, {"imageId": "DELETE"}),
    ("aws:batch/jobDefinition:JobDefinition", {"type": "container"}, {"type": "container", "propagateTags": True}, {"propagateTags": "UPDATE"}),
    ("aws:batch/schedulingPolicy:SchedulingPolicy", {}, {"name": "n"}, {"name": "UPDATE_REPLACE"}),
    ("aws:efs/fileSystem:FileSystem", {}, {"encrypted": True}, {"encrypted": "ADD_REPLACE"}),
    ("aws:efs/fileSystem:FileSystem", {}, {"throughputMode": "elastic"}, {"throughputMode": "ADD"}),
    ("aws:fsx/lustreFileSystem:LustreFileSystem", {"subnetIds": "a"}, {"subnetIds": "b"}, {"subnetIds": "UPDATE_REPLACE"}),
    (
        "aws:fsx/lustreFileSystem:LustreFileSystem",
        {"subnetIds": "a", "deploymentType": "SCRATCH_2", "storageCapacity": 2400},
        {"subnetIds": "a", "deploymentType": "SCRATCH_2", "storageCapacity": 4800},
        {"storageCapacity": "UPDATE"},
    ),
    (
        "aws:fsx/lustreFileSystem:LustreFileSystem",
        {"subnetIds": "a", "deploymentType": "SCRATCH_2", "storageCapacity": 2400},
        {"subnetIds": "a", "deploymentType": "SCRATCH_2", "storageCapacity": 1200},
        {"storageCapacity": "UPDATE_REPLACE"},
    ),
    ("aws:ec2/vpc:Vpc", {"cidrBlock": "10.0.0.0/16"}, {"cidrBlock": "10.1.0.0/16"}, {"cidrBlock": "UPDATE_REPLACE"}),
    ("aws:ec2/securityGroup:SecurityGroup", {}, {"description": "d"}, {"description": "UPDATE_REPLACE"}),
    ("aws:cloudwatch/logGroup:LogGroup", {}, {"retentionInDays": 1}, {"retentionInDays": "ADD"}),
    ("aws:s3/bucket:Bucket", {}, {"bucket": "another"}, {"bucket": "UPDATE_REPLACE"}),
]  # fmt: skip


@pytest.mark.parametrize(("token", "old", "new", "expected"), RULES)
def test_creation_properties_replace_and_others_do_not(
    engine: Engine, token: str, old: Properties, new: Properties, expected: dict[str, str]
) -> None:
    """One row per rule and type."""
    assert difference(engine, token, old, new) == expected


def test_the_simple_form_agrees_with_the_detailed(engine: Engine) -> None:
    """`diffs` and `replaces` name the top-level properties, once."""
    old = engine.checked(CE, environment(OWN))
    answer = engine.raw_diff(Held(CE, "it", "id", old, old), {**old, **environment(OWN, maxVcpus=9, tags={"z": "y"})})
    assert list(answer.diffs) == ["computeResources"]
    assert list(answer.replaces) == ["computeResources"]
    assert not answer.deleteBeforeReplace


@pytest.mark.parametrize(
    ("old", "new", "paths"),
    [
        ({"a": True}, {"a": 1}, ["a"]),
        ({"a": {"b.c": "1"}}, {"a": {"b.c": "2"}}, ['a["b.c"]']),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}, {"b": 3}]}, ["a[0].b", "a[1]"]),
        ({"a": "x"}, {"a": UNKNOWN}, ["a"]),
        ({"a": {"b": "x"}}, {"a": {"b": "x"}}, []),
    ],
)
def test_the_innermost_path_is_named(old: Properties, new: Properties, paths: list[str]) -> None:
    """A change is reported where it is, not at the top."""
    assert [change.path for change in changes(old, new)] == paths
