"""The two records that a local cloud fills in: a provider, and each of its resource types.

The servicer speaks Pulumi's protocol and knows no cloud; a cloud (moto, a Kubernetes API server, a dictionary) knows no
protocol. What is common to every type of every cloud is said in `Resource`; a type overrides what is its own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from pulumi.runtime.proto import provider_pb2

from sandbox.providers.naming import NameRule
from sandbox.providers.shape_check import Problem
from sandbox.providers.wire import Properties, Value


class ProviderError(Exception):
    """A refusal that the user must read: the cloud said no, or the sandbox cannot do it. Never a traceback."""


class Resource(ABC):
    """One resource type: its rules (pure), and its life in the cloud.

    Properties have wire names. The inputs that reach the four life-cycle methods were checked, completed and revealed.
    """

    token: ClassVar[str]
    naming: ClassVar[NameRule | None] = NameRule()
    """How a name is made when none is given; None: the type is never named for the user."""
    defaults: ClassVar[Mapping[str, Value]] = {}
    """What the real provider fills in where it shows in a diff or matters to the cloud."""
    force_new: ClassVar[frozenset[str]] = frozenset()
    """Paths (and all below them) whose change replaces the resource."""
    sets: ClassVar[frozenset[str]] = frozenset()
    """Paths of lists without order."""
    documents: ClassVar[frozenset[str]] = frozenset()
    """Top-level string properties that hold JSON."""
    delete_before_replace: ClassVar[bool] = False

    def problems(self, inputs: Mapping[str, Value]) -> Sequence[Problem]:
        """List the cross-field rules that the inputs break; unknown values break none."""
        del inputs
        return ()

    def complete(self, inputs: Properties, old: Mapping[str, Value]) -> Properties:
        """Add to the inputs what the provider takes from its own configuration; `old` are the inputs until now."""
        del old
        return inputs

    def foreseen(self, inputs: Mapping[str, Value], state: Mapping[str, Value]) -> Properties:
        """Compute the outputs that the provider can tell without the cloud, and which make a difference of their own.

        `state` is what the resource's outputs are now, empty before it is created.
        """
        del inputs, state
        return {}

    def seen(self, live: Properties, inputs: Mapping[str, Value]) -> Properties:
        """Show what the cloud holds as the state of a program that gives these inputs does; the whole, mostly."""
        del inputs
        return live

    def told(self, outputs: Properties) -> Properties:
        """Put outputs into the form that the SDK reads, where a cloud's answer has another form than the request."""
        return outputs

    def replaces(self, path: str, old: Mapping[str, Value], new: Mapping[str, Value]) -> bool:
        """Say whether a change at this path replaces the resource."""
        del old, new
        return is_under(path, self.force_new)

    def deletes_first(self, old: Mapping[str, Value], new: Mapping[str, Value]) -> bool:
        """Say whether a replacement must delete the old one before it can create the new."""
        del old, new
        return self.delete_before_replace

    def recomputed(self, changed: frozenset[str]) -> frozenset[str]:
        """Name the outputs that an update of these top-level properties gives a new value."""
        del changed
        return frozenset()

    @abstractmethod
    def create(self, inputs: Properties, *, token: str | None) -> str:
        """Create it and return its id.

        `token` is the same whenever the same resource is created anew: where the cloud knows idempotency tokens, an
        update that was killed between the cloud's yes and the state file then finds what it left. It is None when the
        engine still has an older one (a replacement), which must not be taken for the new.
        """

    @abstractmethod
    def read(self, identity: str) -> Properties | None:
        """Return everything the SDK knows as output, or None when the cloud has no such thing."""

    @abstractmethod
    def update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        """Bring it from the old inputs to the new, and return its id (which may be another one)."""

    @abstractmethod
    def delete(self, identity: str, state: Properties) -> None:
        """Delete it, waiting until it is gone; one that is gone already is no error."""


class Provider(ABC):
    """One provider: its package, its configuration, its resource types and functions."""

    package: ClassVar[str]

    @property
    @abstractmethod
    def version(self) -> str:
        """The version of the SDK whose shapes it enforces."""

    @abstractmethod
    def configure(self, config: Properties) -> None:
        """Take checked provider properties; raises `ProviderError`."""

    @abstractmethod
    def resource(self, token: str) -> Resource:
        """Return the record of a type that the SDK has, also when the sandbox cannot create it."""

    @abstractmethod
    def invoke(self, token: str, arguments: Properties) -> Properties:
        """Answer a function call; raises `ProviderError`."""

    def construct(self, request: provider_pb2.ConstructRequest) -> provider_pb2.ConstructResponse:
        """Make a component: the engine's own request, for a component speaks to the engine itself."""
        raise ProviderError(f"the sandbox does not make {request.type}")


def is_under(path: str, roots: frozenset[str]) -> bool:
    """Say whether a property path is one of these or lies below one."""
    return any(path == root or path.startswith((root + ".", root + "[")) for root in roots)
