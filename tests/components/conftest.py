"""Builds a component without an engine: Pulumi's mocks, with what each child was registered with written down."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pulumi
import pytest
from pulumi.runtime import mocks, rpc

from components import ENVIRONMENTS
from labelwright import program
from labelwright.settings import Settings, Source, read

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/demo-group"
REGION, ACCOUNT = "us-east-1", "123456789012"
PROJECT = "labelwright-sandbox"

CONFIG: Mapping[str, object] = {
    "organization": {"name": "acme", "labels": {"organization": "acme"}},
    "workspace": {
        "name": "research",
        "labels": {"data-class": {"value": "internal", "default": True, "locked": True}},
    },
    "teams": {"genomics": {"labels": {"team": "genomics"}}},
    "team": "genomics",
}


@dataclass(frozen=True)
class Registered:
    """One resource as the engine would have been told of it: wire names, and values as they were known."""

    type: str
    name: str
    parent: str
    props: Mapping[str, Any]
    depends_on: tuple[str, ...]
    replace_on_changes: tuple[str, ...] = ()
    delete_before_replace: bool = False


@dataclass
class Built:
    """Everything that one environment registered, its outputs once they were known, and which of them are secret."""

    children: dict[str, Registered] = field(default_factory=dict[str, Registered])
    outputs: dict[str, Any] = field(default_factory=dict[str, Any])
    registered_outputs: dict[str, Any] = field(default_factory=dict[str, Any])
    secrets: dict[str, bool] = field(default_factory=dict[str, bool])
    warnings: list[str] = field(default_factory=list[str])
    component_urn: str = ""

    def of_type(self, suffix: str) -> list[Registered]:
        """Children whose type token ends so."""
        return [child for child in self.children.values() if child.type.endswith(suffix)]

    def one(self, suffix: str) -> Registered:
        """The only child of its type."""
        (child,) = self.of_type(suffix)
        return child


class _Cloud(mocks.Mocks):
    """Answers as AWS would, as far as a child's own inputs do not say it."""

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        state: dict[Any, Any] = {"name": args.name, **cast("Any", args).inputs}
        state["arn"] = _arn(args.typ, args.name)
        if args.typ.endswith(":Account"):
            state["email"] = f"{state['accountId']}@{PROJECT}.iam.gserviceaccount.com"
        if args.typ.endswith(":JobDefinition"):
            state["revision"] = 3
        if args.typ.endswith(":LaunchTemplate"):
            state["latestVersion"] = 1
        if args.typ.endswith(":LustreFileSystem"):
            state |= {"dnsName": "fs-1.fsx.us-east-1.amazonaws.com", "mountName": "abcdefgh"}
        if args.typ.endswith(":ComputeEnvironment"):
            state["ecsClusterArn"] = f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/{args.name}"
        if args.typ.startswith("azure-native:"):
            state |= _azure(args.typ, args.name, state)
            return f"{GROUP}/providers/{args.typ.rsplit(':', 1)[-1]}/{args.name}", state
        return f"{args.name}-id", state

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        given: dict[str, Any] = cast("Any", args).args
        answers: Mapping[str, Mapping[str, object]] = {
            "aws:ec2/getVpc:getVpc": {"id": "vpc-default"},
            "aws:ec2/getSubnets:getSubnets": {"ids": ["subnet-b", "subnet-a"]},
            "aws:ec2/getSubnet:getSubnet": {
                "id": given.get("id"),
                "vpcId": "vpc-of-subnet",
                "availabilityZone": f"us-east-1{str(given.get('id'))[-1]}",
            },
            "aws:ec2/getAmi:getAmi": {"id": "ami-0123abcd", "rootDeviceName": "/dev/sda1"},
            "aws:ssm/getParameter:getParameter": {"insecureValue": f"ami-of-{given.get('name')}"},
            "azure-native:authorization:getClientConfig": {"subscriptionId": SUBSCRIPTION},
            "azure-native:resources:getResourceGroup": {
                "location": "northeurope",
                "name": given.get("resourceGroupName"),
            },
            "aws:index/getPartition:getPartition": {"partition": "aws"},
            "aws:index/getRegion:getRegion": {"region": REGION, "name": REGION},
            "gcp:organizations/getClientConfig:getClientConfig": {"project": PROJECT, "region": "europe-west1"},
            "gcp:compute/getZones:getZones": {"names": ["europe-west1-d", "europe-west1-b"]},
        }
        return dict(answers[args.token]), []


def _arn(type_token: str, name: str) -> str:
    """An ARN of the right form where the component reads it, any ARN elsewhere."""
    kind = type_token.rsplit(":", 1)[-1]
    places = {"JobQueue": "batch:{}:{}:job-queue/", "JobDefinition": "batch:{}:{}:job-definition/"}
    place = places.get(kind, f"test:{{}}:{{}}:{kind}/").format(REGION, ACCOUNT)
    return f"arn:aws:{place}{name}"


def _azure(type_token: str, name: str, state: Mapping[str, Any]) -> Mapping[str, Any]:
    """What Azure adds to a resource: its region, and what others depend on."""
    added: dict[str, Any] = {"location": state.get("location", "westeurope")}
    if "identity" in state:  # a list of ids on the way in, a map by id on the way out
        ids = state["identity"]["userAssignedIdentities"]
        added["identity"] = {**state["identity"], "userAssignedIdentities": {one: {} for one in ids}}
    if type_token.endswith(":BatchAccount"):
        added |= {"name": state["accountName"], "accountEndpoint": f"{state['accountName']}.westeurope.batch.azure.com"}
    if type_token.endswith(":BlobContainer"):
        added["name"] = state["containerName"]
    if type_token.endswith(":VirtualMachine"):
        disk = {**state["storageProfile"]["osDisk"], "managedDisk": {"id": f"{GROUP}/providers/Disk/{name}"}}
        added["storageProfile"] = {**state["storageProfile"], "osDisk": disk}
    if type_token.endswith(":StorageAccount"):
        added["name"] = state["accountName"]
    if type_token.endswith(":UserAssignedIdentity"):
        added |= {"principalId": f"{name}-principal", "clientId": f"{name}-client"}
    return added


class _Monitor(mocks.MockMonitor):
    """Pulumi's mock monitor, which also writes down parents and dependencies: mocks are not told of them."""

    def __init__(self, built: Built, component: type[pulumi.ComponentResource]) -> None:
        super().__init__(_Cloud())
        self.built = built
        self.token = f"labelwright:index:{component.__name__}"

    # Pulumi's monitor is untyped and named after the gRPC methods.
    def RegisterResource(self, request: Any) -> Any:  # noqa: N802
        if request.custom:
            props = cast("dict[str, Any]", rpc.deserialize_properties(request.object))
            self.built.children[f"{request.type}::{request.name}"] = Registered(
                request.type,
                request.name,
                request.parent,
                props,
                tuple(request.dependencies),
                tuple(request.replaceOnChanges),
                request.deleteBeforeReplace,
            )
        response = cast("Any", super()).RegisterResource(request)
        if request.type == self.token:
            self.built.component_urn = response.urn
        return response

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802
        if request.urn == self.built.component_urn:
            self.built.registered_outputs = cast("dict[str, Any]", rpc.deserialize_properties(request.outputs))
        return cast("Any", super()).RegisterResourceOutputs(request)


def settings(config: Mapping[str, object] = CONFIG) -> Settings:
    """Settings as if the stack had been configured so."""
    return read(Source(tree=config)).checked()


Build = Callable[..., Built]


@pytest.fixture(autouse=True)
def loop() -> Iterator[None]:
    """An event loop of the test's own: Pulumi makes Outputs in the current one, and a test before may have ended it."""
    own = asyncio.new_event_loop()
    asyncio.set_event_loop(own)
    yield
    asyncio.set_event_loop(None)
    own.close()


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> Build:
    """`build(args, platform=..., name=..., config=...)` builds one environment and returns what it registered."""

    def build_one(
        args: Any, *, platform: str = "aws-batch", name: str = "demo", config: Mapping[str, object] = CONFIG
    ) -> Built:
        monkeypatch.setattr(program, "from_engine", lambda: settings(config))
        built = Built()
        component = ENVIRONMENTS[platform]

        def warn(message: str, **_: object) -> None:
            built.warnings.append(message)

        monkeypatch.setattr(pulumi, "warn", warn)
        pulumi.runtime.set_mocks(_Cloud(), project="labelwright", stack="dev", monitor=_Monitor(built, component))

        def run() -> pulumi.Output[Any]:
            made = cast("Any", component)(name, args)
            outputs = {output: getattr(made, output) for output in component.__annotations__}
            secret = pulumi.Output.all(**{output: value.is_secret() for output, value in outputs.items()})
            known = pulumi.Output.all(**outputs).apply(built.outputs.update)
            return pulumi.Output.all(known, secret.apply(built.secrets.update))

        cast("Any", pulumi.runtime).test(run)()
        return built

    return build_one
