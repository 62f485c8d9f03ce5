"""Every supported type is created, read, relabelled and deleted; boto3 reads the cloud past the provider."""

# ruff: noqa: E501, ARG005 - a row of a table is one line, and takes the world whether it needs it or not

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sandbox import sdk
from sandbox.providers.aws.provider import RESOURCES
from sandbox.providers.wire import Properties
from tests.sandbox.provider_harness import Engine, Held, engine, moto_endpoint, tagging_engine

__all__ = ["engine", "moto_endpoint", "tagging_engine"]

TAGS: Properties = {"team": "genomics", "stage": "dev"}
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "batch.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
)
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]})


class World:
    """Builds a resource of any type together with what it needs."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.made: dict[str, Held] = {}

    def get(self, kind: str) -> Held:
        """Return the resource of a kind, created on first need."""
        if kind not in self.made:
            self.made[kind] = self.engine.create(TOKENS[kind], kind.lower(), self.inputs(kind))
        return self.made[kind]

    def inputs(self, kind: str) -> Properties:
        """Return the program's inputs of a kind."""
        return MAKERS[kind](self)


TOKENS = {kind.token.rsplit(":", 1)[1]: kind.token for kind in RESOURCES}
MAKERS: dict[str, Callable[[World], Properties]] = {
    "Vpc": lambda w: {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True, "tags": TAGS},
    "Subnet": lambda w: {"vpcId": w.get("Vpc").id, "cidrBlock": "10.0.1.0/24", "mapPublicIpOnLaunch": True, "tags": TAGS},
    "InternetGateway": lambda w: {"vpcId": w.get("Vpc").id, "tags": TAGS},
    "RouteTable": lambda w: {
        "vpcId": w.get("Vpc").id,
        "routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": w.get("InternetGateway").id}],
        "tags": TAGS,
    },
    "RouteTableAssociation": lambda w: {"subnetId": w.get("Subnet").id, "routeTableId": w.get("RouteTable").id},
    "SecurityGroup": lambda w: {
        "vpcId": w.get("Vpc").id,
        "egress": [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}],
        "tags": TAGS,
    },
    "SecurityGroupIngressRule": lambda w: {
        "securityGroupId": w.get("SecurityGroup").id, "ipProtocol": "tcp", "fromPort": 2049, "toPort": 2049,
        "cidrIpv4": "10.0.0.0/16", "tags": TAGS,
    },
    "SecurityGroupEgressRule": lambda w: {
        "securityGroupId": w.get("SecurityGroup").id, "ipProtocol": "tcp", "fromPort": 443, "toPort": 443,
        "cidrIpv4": "10.1.0.0/16", "tags": TAGS,
    },
    "Role": lambda w: {"assumeRolePolicy": TRUST, "tags": TAGS},
    "RolePolicy": lambda w: {"role": w.get("Role").id, "policy": POLICY},
    "Policy": lambda w: {"policy": POLICY, "tags": TAGS},
    "RolePolicyAttachment": lambda w: {"role": w.get("Role").id, "policyArn": w.get("Policy").id},
    "InstanceProfile": lambda w: {"role": w.get("Role").id, "tags": TAGS},
    "ServiceLinkedRole": lambda w: {"awsServiceName": "batch.amazonaws.com", "tags": TAGS},
    "LaunchTemplate": lambda w: {
        "tags": TAGS,
        "updateDefaultVersion": True,
        "ebsOptimized": "true",
        "blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": {"volumeSize": 50, "encrypted": "true"}}],
        "tagSpecifications": [{"resourceType": "volume", "tags": TAGS}],
    },
    "Instance": lambda w: {
        "ami": "ami-03cf127a", "instanceType": "t3.micro", "subnetId": w.get("Subnet").id,
        "vpcSecurityGroupIds": [w.get("SecurityGroup").id], "tags": TAGS,
    },
    "ComputeEnvironment": lambda w: {
        "type": "MANAGED",
        "serviceRole": w.get("Role").outputs["arn"],
        "computeResources": {
            "type": "EC2", "allocationStrategy": "BEST_FIT_PROGRESSIVE", "minVcpus": 0, "maxVcpus": 16,
            "instanceTypes": ["m5.large"], "instanceRole": w.get("InstanceProfile").outputs["arn"],
            "subnets": [w.get("Subnet").id], "securityGroupIds": [w.get("SecurityGroup").id],
            "launchTemplate": {"launchTemplateId": w.get("LaunchTemplate").id, "version": "$Latest"}, "tags": TAGS,
        },
        "tags": TAGS,
    },
    "JobQueue": lambda w: {
        "priority": 1, "state": "ENABLED", "tags": TAGS,
        "computeEnvironmentOrders": [{"order": 1, "computeEnvironment": w.get("ComputeEnvironment").outputs["arn"]}],
    },
    "JobDefinition": lambda w: {
        "type": "container", "tags": TAGS, "propagateTags": True,
        "containerProperties": json.dumps({
            "image": "busybox", "command": ["true"],
            "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "512"}],
        }),
    },
    "SchedulingPolicy": lambda w: {
        "fairSharePolicy": {"shareDecaySeconds": 3600, "shareDistributions": [{"shareIdentifier": "A*", "weightFactor": 0.1}]},
        "tags": TAGS,
    },
    "FileSystem": lambda w: {"encrypted": True, "lifecyclePolicies": [{"transitionToIa": "AFTER_30_DAYS"}], "tags": TAGS},
    "MountTarget": lambda w: {
        "fileSystemId": w.get("FileSystem").id, "subnetId": w.get("Subnet").id,
        "securityGroups": [w.get("SecurityGroup").id],
    },
    "AccessPoint": lambda w: {
        "fileSystemId": w.get("FileSystem").id, "posixUser": {"uid": 1000, "gid": 1000},
        "rootDirectory": {"path": "/data"}, "tags": TAGS,
    },
    "LustreFileSystem": lambda w: {
        "storageCapacity": 1200, "subnetIds": w.get("Subnet").id, "securityGroupIds": [w.get("SecurityGroup").id],
        "deploymentType": "SCRATCH_2", "tags": TAGS,
    },
    "LogGroup": lambda w: {"retentionInDays": 30, "tags": TAGS},
    "Bucket": lambda w: {"tags": TAGS, "forceDestroy": True},
    "Queue": lambda w: {"tags": TAGS, "visibilityTimeoutSeconds": 60},
}  # fmt: skip


def _pairs(tags: Any) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in tags}


def _ec2_tags(engine: Engine, held: Held) -> dict[str, str]:
    found = engine.aws("ec2").describe_tags(Filters=[{"Name": "resource-id", "Values": [held.id]}])["Tags"]
    return _pairs(found)


def _batch_tags(engine: Engine, held: Held) -> dict[str, str]:
    return engine.aws("batch").list_tags_for_resource(resourceArn=held.outputs["arn"])["tags"]


TAGS_IN_AWS: dict[str, Callable[[Engine, Held], dict[str, str]]] = {
    **dict.fromkeys(
        ("Vpc", "Subnet", "InternetGateway", "RouteTable", "SecurityGroup", "LaunchTemplate", "Instance"), _ec2_tags
    ),
    **dict.fromkeys(("SecurityGroupIngressRule", "SecurityGroupEgressRule"), _ec2_tags),
    **dict.fromkeys(("ComputeEnvironment", "JobQueue", "JobDefinition", "SchedulingPolicy"), _batch_tags),
    "Role": lambda e, h: _pairs(e.aws("iam").list_role_tags(RoleName=h.id)["Tags"]),
    "ServiceLinkedRole": lambda e, h: _pairs(e.aws("iam").list_role_tags(RoleName=h.outputs["name"])["Tags"]),
    "Policy": lambda e, h: _pairs(e.aws("iam").list_policy_tags(PolicyArn=h.id)["Tags"]),
    "InstanceProfile": lambda e, h: _pairs(
        e.aws("iam").get_instance_profile(InstanceProfileName=h.id)["InstanceProfile"]["Tags"]
    ),
    "FileSystem": lambda e, h: _pairs(e.aws("efs").list_tags_for_resource(ResourceId=h.id)["Tags"]),
    "AccessPoint": lambda e, h: _pairs(e.aws("efs").list_tags_for_resource(ResourceId=h.id)["Tags"]),
    "LustreFileSystem": lambda e, h: _pairs(e.aws("fsx").list_tags_for_resource(ResourceARN=h.outputs["arn"])["Tags"]),
    "LogGroup": lambda e, h: e.aws("logs").list_tags_log_group(logGroupName=h.id)["tags"],
    "Bucket": lambda e, h: _pairs(e.aws("s3").get_bucket_tagging(Bucket=h.id)["TagSet"]),
    "Queue": lambda e, h: e.aws("sqs").list_queue_tags(QueueUrl=h.id)["Tags"],
}


@pytest.fixture
def world(engine: Engine) -> World:
    """An empty world on an empty cloud."""
    return World(engine)


def test_every_supported_type_is_tested() -> None:
    """The tables above speak of all types."""
    assert set(MAKERS) == set(TOKENS)
    taggable = {kind for kind, token in TOKENS.items() if "tags" in sdk.resource_shape(token).inputs}
    assert set(TAGS_IN_AWS) == taggable


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_a_type_lives_from_creation_to_deletion(world: World, kind: str) -> None:
    """A resource is created, unchanged on refresh, importable by id, relabelled in place, and gone after deletion."""
    engine, held = world.engine, world.get(kind)
    program = world.inputs(kind)
    assert held.id
    assert engine.diff(held, program) == {}

    identity, outputs, inputs = engine.read(held)
    assert identity == held.id
    assert inputs == held.inputs
    assert outputs == held.outputs

    adopted, _, _ = engine.adopt(held.token, held.id)
    assert adopted == held.id

    if "tags" in program:
        assert held.outputs["tagsAll"] == TAGS
        assert TAGS_IN_AWS[kind](engine, held) == TAGS
        renamed: Properties = {**program, "tags": {"team": "imaging", "cost": "c1"}}
        assert set(engine.diff(held, renamed).values()) <= {"ADD", "UPDATE", "DELETE"}
        engine.update(held, renamed)
        assert held.outputs["tagsAll"] == {"team": "imaging", "cost": "c1"}
        assert TAGS_IN_AWS[kind](engine, held) == {"team": "imaging", "cost": "c1"}

    engine.delete(held)
    assert engine.adopt(held.token, held.id)[0] == ""
