"""The engine's side of the provider protocol, and moto, for tests that need no engine process.

`Engine` sends what `pulumi` sends, over real gRPC on loopback; the judge is boto3, which reads the cloud past the
provider. Fixtures are imported by name by the tests that use them.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import boto3  # pyright: ignore[reportMissingTypeStubs]
import grpc
import pytest
from google.protobuf import empty_pb2
from moto.server import ThreadedMotoServer
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from sandbox.providers import wire
from sandbox.providers.__main__ import serve
from sandbox.providers.aws.moto_gaps import close_gaps
from sandbox.providers.aws.provider import AwsProvider
from sandbox.providers.resource import Provider
from sandbox.providers.servicer import ProviderServicer
from sandbox.providers.wire import Properties, Value

SEED = b"seed"


@dataclass
class Held:
    """A resource as the engine's state holds it."""

    token: str
    name: str
    id: str
    inputs: Properties
    outputs: Properties


@dataclass
class Engine:
    """What the engine asks a provider, in its order: Check, Diff, Create or Update, Read, Delete."""

    stub: Any  # gRPC stubs have no usable types
    endpoint: str
    seed: bytes = SEED
    held: list[Held] = field(default_factory=list["Held"])

    def urn(self, token: str, name: str) -> str:
        """Build the URN of a resource of the test stack."""
        return f"urn:pulumi:dev::test::{token}::{name}"

    def check(self, token: str, inputs: Mapping[str, Value], name: str = "it", olds: Properties | None = None) -> Any:
        """Send Check and return the response."""
        return self.stub.Check(provider_pb2.CheckRequest(
            urn=self.urn(token, name), name=name, type=token, randomSeed=self.seed,
            news=wire.to_struct(inputs), olds=wire.to_struct(olds or {}),
        ))  # fmt: skip

    def checked(
        self, token: str, inputs: Mapping[str, Value], name: str = "it", olds: Properties | None = None
    ) -> Properties:
        """Check inputs that must pass, and return them completed."""
        response = self.check(token, inputs, name, olds)
        assert not response.failures, [failure.reason for failure in response.failures]
        return wire.parse_properties(response.inputs)

    def failures(self, token: str, inputs: Mapping[str, Value], name: str = "it") -> list[str]:
        """Check inputs, and return the sentences of all failures."""
        return [failure.reason for failure in self.check(token, inputs, name).failures]

    def create(self, token: str, name: str, inputs: Mapping[str, Value]) -> Held:
        """Check and create."""
        checked = self.checked(token, inputs, name)
        made = self.stub.Create(provider_pb2.CreateRequest(
            urn=self.urn(token, name), name=name, type=token, properties=wire.to_struct(checked)
        ))  # fmt: skip
        held = Held(token, name, made.id, checked, wire.parse_properties(made.properties))
        self.held.append(held)
        return held

    def preview(self, token: str, name: str, inputs: Mapping[str, Value]) -> Properties:
        """Check, and ask what a creation would give."""
        made = self.stub.Create(provider_pb2.CreateRequest(
            urn=self.urn(token, name), name=name, type=token, preview=True,
            properties=wire.to_struct(self.checked(token, inputs, name)),
        ))  # fmt: skip
        return wire.parse_properties(made.properties)

    def diff(self, held: Held, inputs: Mapping[str, Value]) -> dict[str, str]:
        """Check and diff; returns path -> kind (`UPDATE`, `UPDATE_REPLACE`...)."""
        checked = self.checked(held.token, inputs, held.name, held.inputs)
        answer = self.raw_diff(held, checked)
        return {path: provider_pb2.PropertyDiff.Kind.Name(each.kind) for path, each in answer.detailedDiff.items()}

    def raw_diff(self, held: Held, checked: Properties) -> Any:
        """Send Diff of checked inputs and return the response."""
        return self.stub.Diff(provider_pb2.DiffRequest(
            id=held.id, urn=self.urn(held.token, held.name), name=held.name, type=held.token,
            olds=wire.to_struct(held.outputs), old_inputs=wire.to_struct(held.inputs), news=wire.to_struct(checked),
        ))  # fmt: skip

    def update(self, held: Held, inputs: Mapping[str, Value]) -> Held:
        """Check and update in place."""
        checked = self.checked(held.token, inputs, held.name, held.inputs)
        answer = self.stub.Update(provider_pb2.UpdateRequest(
            id=held.id, urn=self.urn(held.token, held.name), name=held.name, type=held.token,
            olds=wire.to_struct(held.outputs), old_inputs=wire.to_struct(held.inputs), news=wire.to_struct(checked),
        ))  # fmt: skip
        held.inputs, held.outputs = checked, wire.parse_properties(answer.properties)
        return held

    def read(self, held: Held) -> tuple[str, Properties, Properties]:
        """Refresh; returns id (empty when gone), outputs, inputs."""
        answer = self.stub.Read(provider_pb2.ReadRequest(
            id=held.id, urn=self.urn(held.token, held.name), name=held.name, type=held.token,
            properties=wire.to_struct(held.outputs), inputs=wire.to_struct(held.inputs),
        ))  # fmt: skip
        return answer.id, wire.parse_properties(answer.properties), wire.parse_properties(answer.inputs)

    def adopt(self, token: str, identity: str) -> tuple[str, Properties, Properties]:
        """Import by id, as `pulumi import` does: nothing else is known."""
        answer = self.stub.Read(provider_pb2.ReadRequest(
            id=identity, urn=self.urn(token, "adopted"), name="adopted", type=token
        ))  # fmt: skip
        return answer.id, wire.parse_properties(answer.properties), wire.parse_properties(answer.inputs)

    def delete(self, held: Held) -> None:
        """Delete."""
        self.stub.Delete(provider_pb2.DeleteRequest(
            id=held.id, urn=self.urn(held.token, held.name), name=held.name, type=held.token,
            properties=wire.to_struct(held.outputs),
        ))  # fmt: skip
        self.held.remove(held)

    def invoke(self, token: str, arguments: Mapping[str, Value]) -> tuple[Properties, list[str]]:
        """Call a function; returns the result and the failures."""
        answer = self.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=wire.to_struct(arguments)))
        return wire.parse_properties(getattr(answer, "return")), [failure.reason for failure in answer.failures]

    def aws(self, service: str) -> Any:
        """Return a boto3 client of the test's cloud: the judge, past the provider."""
        keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x"}
        make = cast("Any", boto3).client  # boto3 ships no types
        return make(service, region_name="us-east-1", endpoint_url=self.endpoint, **keys)


@pytest.fixture(scope="session")
def moto_endpoint() -> Iterator[str]:
    """One moto server on a free loopback port."""
    close_gaps()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def engine(moto_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An engine with an AWS provider over gRPC, configured, on an empty cloud."""
    reset = urllib.request.Request(f"{moto_endpoint}/moto-api/reset", method="POST")  # noqa: S310 - it is http
    urllib.request.urlopen(reset).close()  # noqa: S310
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto_endpoint)
    yield from served(AwsProvider(), {"region": "us-east-1"}, moto_endpoint)


@pytest.fixture
def tagging_engine(moto_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The same, with the provider's default tags set to `owner=platform`."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto_endpoint)
    yield from served(AwsProvider(), {"defaultTags": json.dumps({"tags": {"owner": "platform"}})}, moto_endpoint)


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty sandbox, for every test of a folder whose conftest takes this over."""
    monkeypatch.setenv("LABELWRIGHT_SANDBOX", str(tmp_path))
    return tmp_path


Open = Callable[[Properties], Engine]


@contextmanager
def opening(provider: Callable[[], Provider]) -> Generator[Open]:
    """Open engines, each with a provider of its own over gRPC, that is told some configuration."""
    with ExitStack() as stack:
        yield lambda config: stack.enter_context(served_until_exit(provider(), config))


@contextmanager
def served_until_exit(provider: Provider, config: Properties) -> Generator[Engine]:
    """Serve a provider for the time of a `with` block."""
    yield from served(provider, config)


def served(provider: Provider, config: Properties, endpoint: str = "") -> Iterator[Engine]:
    """Serve a provider over gRPC, configured; `endpoint` is that of its cloud."""
    server, port = serve(ProviderServicer(provider))
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub: Any = provider_pb2_grpc.ResourceProviderStub(channel)
        stub.GetPluginInfo(empty_pb2.Empty())
        stub.Configure(provider_pb2.ConfigureRequest(args=wire.to_struct(config), acceptSecrets=True))
        yield Engine(stub, endpoint)
    server.stop(None)
