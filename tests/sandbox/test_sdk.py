"""The SDK's own types are read as they are: names, kinds, what is required, to every depth, for every provider."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sandbox import sdk
from sandbox.sdk import Kind


@pytest.mark.parametrize(
    ("token", "required"),
    [
        ("aws:batch/computeEnvironment:ComputeEnvironment", {"type"}),
        ("aws:iam/role:Role", {"assumeRolePolicy"}),
        ("aws:lambda/function:Function", {"role"}),
        ("gcp:compute/instance:Instance", {"bootDisk", "machineType", "networkInterfaces"}),
        ("azure-native:batch:Pool", {"accountName", "resourceGroupName"}),
        ("kubernetes:apps/v1:Deployment", {"spec"}),
        ("pulumi:providers:aws", set[str]()),
    ],
)
def test_what_the_sdk_demands_is_required(token: str, required: set[str]) -> None:
    """Also where a module's name differs from its token's (`lambda` is `lambda_`, `azure-native` has an underscore)."""
    assert {name for name, field in sdk.resource_shape(token).inputs.items() if field.required} == required


@pytest.mark.parametrize(
    ("token", "path", "kind"),
    [
        ("aws:iam/role:Role", ["maxSessionDuration"], Kind.INTEGER),
        ("aws:iam/role:Role", ["forceDetachPolicies"], Kind.BOOLEAN),
        ("aws:iam/role:Role", ["tags"], Kind.MAP),
        ("aws:iam/role:Role", ["inlinePolicies"], Kind.LIST),
        ("aws:iam/rolePolicy:RolePolicy", ["role"], Kind.STRING),
        ("aws:ec2/instance:Instance", ["instanceType"], Kind.STRING),
        ("aws:batch/computeEnvironment:ComputeEnvironment", ["computeResources"], Kind.OBJECT),
        ("aws:batch/computeEnvironment:ComputeEnvironment", ["computeResources", "tags"], Kind.MAP),
        (
            "aws:batch/computeEnvironment:ComputeEnvironment",
            ["computeResources", "launchTemplate", "version"],
            Kind.STRING,
        ),
        ("aws:batch/schedulingPolicy:SchedulingPolicy", ["fairSharePolicy", "computeReservation"], Kind.INTEGER),
        ("aws:lambda/function:Function", ["code"], Kind.ASSET),
        ("kubernetes:apps/v1:Deployment", ["spec", "template", "metadata", "labels"], Kind.MAP),
    ],
)
def test_a_property_has_its_kind_at_every_depth(token: str, path: list[str], kind: Kind) -> None:
    """Wrappers (Input, Output, Optional, resource references, open enums) fall away."""
    fields = sdk.resource_shape(token).inputs
    for step in path[:-1]:
        fields = fields[step].type.fields
    assert fields[path[-1]].type.kind is kind


def test_a_type_that_contains_itself_opens_lazily() -> None:
    """JSONSchemaProps nests without end."""
    fields = (
        sdk.resource_shape("kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition").inputs["spec"].type.fields
    )
    schema = fields["versions"].type.item
    assert schema is not None
    inner = schema.fields["schema"].type.fields["openAPIV3Schema"].type
    for _ in range(5):
        inner = inner.fields["not"].type
    assert inner.kind is Kind.OBJECT


def test_outputs_are_named() -> None:
    """What others depend on is there; what a state alone has is no input."""
    shape = sdk.resource_shape("aws:ec2/launchTemplate:LaunchTemplate")
    assert {"arn", "latestVersion", "tagsAll"} <= shape.outputs.keys()
    assert not {"arn", "latestVersion", "tagsAll", "id", "urn"} & shape.inputs.keys()


def test_a_function_has_wire_names_and_requirements() -> None:
    """Arguments are named as on the wire, nested ones too."""
    shape = sdk.function_shape("aws:ec2/getSubnets:getSubnets")
    assert set(shape.inputs) == {"filters", "region", "tags"}
    assert set(shape.outputs) == {"filters", "id", "ids", "region", "tags"}
    element = shape.inputs["filters"].type.item
    assert element is not None
    assert {name: field.required for name, field in element.fields.items()} == {"name": True, "values": True}
    assert "accountId" in sdk.function_shape("aws:index/getCallerIdentity:getCallerIdentity").outputs


@pytest.mark.parametrize(
    "token",
    ["aws:batch/computeEnvironment:ComputeEnviroment", "aws:nope/nope:Nope", "nope:a:B", "aws", "a:b:c:d", "::"],
)
def test_what_the_sdk_does_not_have_is_an_error(token: str) -> None:
    """A misspelt token never passes as something else."""
    with pytest.raises(sdk.UnknownTokenError):
        sdk.resource_shape(token)
    with pytest.raises(sdk.UnknownTokenError):
        sdk.function_shape(token)


@pytest.mark.parametrize(
    ("package", "least"), [("aws", 1700), ("gcp", 1400), ("azure-native", 2200), ("kubernetes", 500)]
)
def test_every_token_of_an_sdk_is_walked(package: str, least: int) -> None:
    """The walker lists all resource types, sorted, once each."""
    found = list(sdk.tokens(package))
    assert found == sorted(set(found))
    assert len(found) >= least


def test_only_the_module_that_is_asked_for_is_imported() -> None:
    """All of pulumi_aws costs 8 s and 450 MB."""
    program = (
        "import sys; from sandbox import sdk; sdk.resource_shape('aws:batch/jobQueue:JobQueue');"
        "print(*[n for n in ('pulumi_aws.batch._inputs', 'pulumi_aws.ec2._inputs') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["pulumi_aws.batch._inputs"]
