"""Check refuses what the real provider refuses, with its path, at every depth, everything at once."""

# ruff: noqa: E501 - a row of a table is one line

from __future__ import annotations

import json

import pytest

from sandbox.providers.wire import UNKNOWN, Asset, Properties, Secret, Value
from tests.sandbox.provider_harness import Engine, engine, moto_endpoint, tagging_engine

__all__ = ["engine", "moto_endpoint", "tagging_engine"]

CE = "aws:batch/computeEnvironment:ComputeEnvironment"
ROLE = "aws:iam/role:Role"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
QUEUE = "aws:batch/jobQueue:JobQueue"
JOB = "aws:batch/jobDefinition:JobDefinition"
TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})
EC2: dict[str, Value] = {
    "type": "EC2", "allocationStrategy": "BEST_FIT_PROGRESSIVE", "maxVcpus": 4, "instanceTypes": ["m5.large"],
    "instanceRole": "arn:aws:iam::123456789012:instance-profile/p", "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"],
}  # fmt: skip
FARGATE: dict[str, Value] = {"type": "FARGATE", "maxVcpus": 4, "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]}


def managed(resources: dict[str, Value], **more: Value) -> Properties:
    """Build a managed compute environment's inputs."""
    return {"type": "MANAGED", "computeResources": resources, **more}


MISTAKES: list[tuple[str, Properties, str, str]] = [
    (ROLE, {"assumeRolePolicy": TRUST, "tagz": {}}, "it.tagz", "Invalid or unknown key. Did you mean 'tags'?"),
    (ROLE, {"assumeRolePolicy": TRUST, "xyzzy": 1}, "it.xyzzy", "Invalid or unknown key. "),
    (ROLE, {"assumeRolePolicy": TRUST, "tagsAll": {}}, "it.tagsAll", "Invalid or unknown key"),
    (ROLE, {}, "it.assumeRolePolicy", 'The argument "assumeRolePolicy" is required'),
    (ROLE, {"assumeRolePolicy": TRUST, "tags": {"a": 1}}, "it.tags.a", "Expected a string, got number 1"),
    (ROLE, {"assumeRolePolicy": TRUST, "tags": {"a.b": True}}, 'it.tags["a.b"]', "got boolean true"),
    (ROLE, {"assumeRolePolicy": TRUST, "tags": ["a"]}, "it.tags", "Expected a map, got a list"),
    (ROLE, {"assumeRolePolicy": TRUST, "tags": "a"}, "it.tags", 'Expected a map, got string "a"'),
    (ROLE, {"assumeRolePolicy": {"Version": "2012-10-17", "Statement": [], "a": 1}}, "it.assumeRolePolicy.a", "unknown key"),
    (ROLE, {"assumeRolePolicy": "{"}, "it.assumeRolePolicy", "contains invalid JSON"),
    (ROLE, {"assumeRolePolicy": "[]"}, "it.assumeRolePolicy", "must be a JSON object"),
    (ROLE, {"assumeRolePolicy": TRUST, "path": "team"}, "it.path", "begin and end with a slash"),
    (ROLE, {"assumeRolePolicy": TRUST, "maxSessionDuration": 1.5}, "it.maxSessionDuration", "got number 1.5"),
    (CE, managed({**EC2, "maxVcpu": 4}), "it.computeResources.maxVcpu", "Did you mean 'maxVcpus'?"),
    (CE, managed({**EC2, "max_vcpus": 4}), "it.computeResources.max_vcpus", "Did you mean 'maxVcpus'?"),
    (CE, managed({**EC2, "maxVcpus": "4"}), "it.computeResources.maxVcpus", 'Expected an integer, got string "4"'),
    (CE, managed({**EC2, "subnets": [7]}), "it.computeResources.subnets[0]", "Expected a string, got number 7"),
    (CE, managed({**EC2, "launchTemplate": {"id": "lt-1"}}), "it.computeResources.launchTemplate.id", "unknown key"),
    (CE, managed({k: v for k, v in EC2.items() if k != "subnets"}), "it.computeResources.subnets", "is required"),
    (CE, {"type": "MANAGED"}, "it.computeResources", 'must be specified when "type" is "MANAGED"'),
    (CE, {**managed(EC2), "type": "UNMANAGED"}, "it.computeResources", 'no "computeResources" can be specified'),
    (CE, managed(EC2, state="ON"), "it.state", "ENABLED, DISABLED"),
    (CE, managed({**EC2, "minVcpus": 5}), "it.computeResources.minVcpus", "greater than"),
    (CE, managed({**FARGATE, "tags": {}}), "it.computeResources.tags", 'not applicable to compute resources of type "FARGATE"'),
    (CE, managed({**FARGATE, "instanceTypes": ["m5.large"]}), "it.computeResources.instanceTypes", "not applicable"),
    (CE, managed({**FARGATE, "launchTemplate": {}}), "it.computeResources.launchTemplate", "not applicable"),
    (CE, managed({**FARGATE, "securityGroupIds": []}), "it.computeResources.securityGroupIds", "required"),
    (CE, managed({**EC2, "type": "SPOT", "allocationStrategy": "BEST_FIT"}), "it.computeResources.spotIamFleetRole", "required"),
    (QUEUE, {"priority": 1, "state": "ENABLED"}, "it.computeEnvironmentOrders", "at least one compute environment"),
    (
        QUEUE,
        {"priority": 1, "state": "ENABLED", "computeEnvironmentOrders": [{"order": 1}]},
        "it.computeEnvironmentOrders[0].computeEnvironment",
        "is required",
    ),
    (
        QUEUE,
        {"priority": 1, "state": "ENABLED", "computeEnvironmentOrders": [{"order": n, "computeEnvironment": "a"} for n in range(4)]},
        "it.computeEnvironmentOrders",
        "at most 3",
    ),
    (JOB, {"type": "batch"}, "it.type", "container, multinode"),
    (JOB, {"type": "container", "containerProperties": "image: x"}, "it.containerProperties", "invalid JSON"),
    (TEMPLATE, {"tagSpecifications": [{"resourceType": "job", "tags": {}}]}, "it.tagSpecifications[0].resourceType", "cannot tag"),
    (
        TEMPLATE,
        {"tagSpecifications": [{"resourceType": "volume", "tag": {}}]},
        "it.tagSpecifications[0].tag",
        "Did you mean 'tags'?",
    ),
    ("aws:fsx/lustreFileSystem:LustreFileSystem", {"subnetIds": "s", "storageCapacity": 1300}, "it.storageCapacity", "1200"),
    ("aws:ec2/instance:Instance", {"ami": "ami-1"}, "it.instanceType", "must be specified"),
    ("aws:cloudwatch/logGroup:LogGroup", {"retentionInDays": 2}, "it.retentionInDays", "got 2"),
    ("aws:s3/bucket:Bucket", {"bucket": "Upper"}, "it.bucket", "lower case"),
    ("aws:sqs/queue:Queue", {"fifoQueue": True, "name": "q"}, "it.name", ".fifo"),
    ("aws:lambda/function:Function", {}, "it.role", "is required"),
]  # fmt: skip


@pytest.mark.parametrize(("token", "inputs", "path", "words"), MISTAKES)
def test_a_mistake_is_refused_with_its_path(
    engine: Engine, token: str, inputs: Properties, path: str, words: str
) -> None:
    """Exactly one failure, at the exact place, in words that help."""
    failures = engine.failures(token, inputs)
    assert len(failures) == 1, failures
    assert failures[0].endswith(f"Examine values at '{path}'.")
    assert words in failures[0]


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        (CE, managed(EC2)),
        (CE, managed({**EC2, "minVcpus": 4})),
        (CE, managed(FARGATE)),
        (CE, {"type": "UNMANAGED"}),
        (CE, managed({**EC2, "type": UNKNOWN})),
        (CE, {"type": "MANAGED", "computeResources": UNKNOWN}),
        (QUEUE, {"priority": 1, "state": "ENABLED", "computeEnvironmentOrders": UNKNOWN}),
        (ROLE, {"assumeRolePolicy": Secret(TRUST), "tags": {"a": Secret("b"), "c": UNKNOWN}}),
        (ROLE, {"assumeRolePolicy": UNKNOWN, "tags": Secret({"a": "b"})}),
        ("aws:lambda/function:Function", {"role": "r", "code": Asset({"path": "."})}),
    ],
)
def test_what_is_right_or_not_known_yet_passes(engine: Engine, token: str, inputs: Properties) -> None:
    """Unknowns, secrets and assets are values like any other, and values on a limit are within it."""
    if token.endswith("Function"):
        signed: Value = {"4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7", "path": "."}
        inputs = {**inputs, "code": signed}
    assert engine.failures(token, inputs) == []


def test_all_mistakes_are_told_at_once(engine: Engine) -> None:
    """One run shows every problem, at every depth."""
    failures = engine.failures(CE, {"tipe": "MANAGED", "computeResources": {"subnet": [], "tags": {"a": 1}}})
    places = sorted(failure.rsplit("'", 2)[1] for failure in failures)
    assert places == [
        "it.computeResources.maxVcpus", "it.computeResources.subnet", "it.computeResources.subnets",
        "it.computeResources.tags.a", "it.computeResources.type", "it.tipe", "it.type",
    ]  # fmt: skip


def test_a_secret_is_not_quoted(engine: Engine) -> None:
    """A failure says what kind of value was got, never a secret one."""
    failures = engine.failures(ROLE, {"assumeRolePolicy": TRUST, "tags": Secret("hunter2")})
    assert len(failures) == 1
    assert "hunter2" not in failures[0]
    assert "a secret string" in failures[0]


def test_a_type_that_the_sdk_does_not_have_is_refused(engine: Engine) -> None:
    """A misspelt token is an error of its own."""
    with pytest.raises(Exception, match="has no such resource type"):
        engine.check("aws:batch/computeEnvironment:ComputeEnviroment", {})


def test_a_type_that_is_not_created_is_judged_and_then_refused(engine: Engine) -> None:
    """Check is as strict as for the others; Create says which types there are."""
    with pytest.raises(Exception, match=r"the sandbox does not create aws:sns/topic:Topic; supported: aws:batch/"):
        engine.create("aws:sns/topic:Topic", "t", {"tags": {"a": "b"}})


def test_a_name_is_made_from_the_logical_name_and_kept(engine: Engine) -> None:
    """Seven hex digits from the seed; the same seed gives the same name, an update keeps it, a replacement renews it."""
    first = engine.checked(ROLE, {"assumeRolePolicy": TRUST})
    assert isinstance(first["name"], str)
    assert first["name"].startswith("it-")
    assert len(first["name"]) == len("it-") + 7
    assert engine.checked(ROLE, {"assumeRolePolicy": TRUST})["name"] == first["name"]
    engine.seed = b"another"
    assert engine.checked(ROLE, {"assumeRolePolicy": TRUST}, olds=first)["name"] == first["name"]
    assert engine.checked(ROLE, {"assumeRolePolicy": TRUST})["name"] != first["name"]


@pytest.mark.parametrize(("length", "failures"), [(56, 0), (57, 1)])
def test_a_name_that_would_be_too_long_is_refused(engine: Engine, length: int, failures: int) -> None:
    """A role's name has 64 characters: a logical name of 56 and the ending fit, one more does not."""
    assert len(engine.failures(ROLE, {"assumeRolePolicy": TRUST}, name="r" * length)) == failures


def test_a_given_name_or_prefix_is_left_alone(engine: Engine) -> None:
    """Nothing is generated where the program names."""
    assert engine.checked(ROLE, {"assumeRolePolicy": TRUST, "name": "mine"})["name"] == "mine"
    assert "name" not in engine.checked(ROLE, {"assumeRolePolicy": TRUST, "namePrefix": "mine-"})
    assert str(engine.checked("aws:sqs/queue:Queue", {"fifoQueue": True})["name"]).endswith(".fifo")


def test_tags_all_joins_default_and_own_tags(tagging_engine: Engine) -> None:
    """The resource's own tag wins over the provider's; an unknown tag makes the whole unknown, as in pulumi-aws."""
    own: Properties = {"assumeRolePolicy": TRUST, "tags": {"team": "a"}}
    assert tagging_engine.checked(ROLE, own)["tagsAll"] == {"owner": "platform", "team": "a"}
    own["tags"] = {"owner": "me"}
    assert tagging_engine.checked(ROLE, own)["tagsAll"] == {"owner": "me"}
    own["tags"] = {"team": UNKNOWN}
    assert tagging_engine.checked(ROLE, own)["tagsAll"] is UNKNOWN
    assert tagging_engine.checked(ROLE, {"assumeRolePolicy": TRUST})["tagsAll"] == {"owner": "platform"}


def test_default_tags_reach_the_cloud_and_are_no_drift(tagging_engine: Engine) -> None:
    """Provider-wide tags are in AWS and in `tagsAll`, not in `tags`; a refresh sees no difference."""
    held = tagging_engine.create("aws:cloudwatch/logGroup:LogGroup", "defaults", {"tags": {"team": "a", "owner": "me"}})
    assert held.outputs["tagsAll"] == {"owner": "me", "team": "a"}
    tagging_engine.update(held, {"tags": {"team": "a", "owner": "platform"}})
    assert held.outputs["tagsAll"] == {"owner": "platform", "team": "a"}
    assert tagging_engine.read(held)[2] == held.inputs
    tagging_engine.delete(held)


def test_a_function_refuses_unknown_arguments(engine: Engine) -> None:
    """Functions are judged as resources are."""
    _, failures = engine.invoke(
        "aws:ec2/getSubnets:getSubnets", {"filter": [], "filters": [{"name": "vpc-id", "value": []}]}
    )
    assert len(failures) == 3
    assert any("Did you mean 'filters'?" in failure for failure in failures)


def test_a_policy_object_is_written_as_text(engine: Engine) -> None:
    """The SDK takes a policy as an object too; the provider sends text."""
    policy: Value = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    checked = engine.checked("aws:iam/rolePolicy:RolePolicy", {"role": "r", "policy": policy})
    assert json.loads(str(checked["policy"])) == policy
