"""Pulumi's ResourceProvider service in front of any local cloud.

Strict where the real provider is strict, since a sandbox that says yes to everything proves nothing: Check refuses what
the SDK's own types do not have and what the type's rules forbid; Diff says replacement where the real provider does.

Protocol: https://pulumi-developer-docs.readthedocs.io/latest/docs/architecture/providers/README.html
"""

# ruff: noqa: ARG002, N802 - the protocol fixes names and parameters

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from threading import Event
from typing import Any, TypeVar, cast

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from sandbox import sdk
from sandbox.providers import config, inputs, wire
from sandbox.providers.difference import Change, How, changes
from sandbox.providers.naming import is_generated
from sandbox.providers.resource import Provider, ProviderError, Resource
from sandbox.providers.shape_check import Problem, problems_with_properties
from sandbox.providers.wire import UNKNOWN, Properties

_LOG = logging.getLogger(__name__)
LATENCY_VARIABLE = "LABELWRIGHT_SANDBOX_LATENCY"
"""Environment variable: seconds that a creation takes, as it does in a real cloud; without it, none. For benchmarks."""
_KINDS = {
    (How.ADDED, False): provider_pb2.PropertyDiff.ADD,
    (How.ADDED, True): provider_pb2.PropertyDiff.ADD_REPLACE,
    (How.DELETED, False): provider_pb2.PropertyDiff.DELETE,
    (How.DELETED, True): provider_pb2.PropertyDiff.DELETE_REPLACE,
    (How.UPDATED, False): provider_pb2.PropertyDiff.UPDATE,
    (How.UPDATED, True): provider_pb2.PropertyDiff.UPDATE_REPLACE,
}
_Method = TypeVar("_Method", bound=Callable[..., object])


def _speaks(method: _Method) -> _Method:
    """Turn a refusal into a gRPC error with its sentence alone: a user's mistake needs no traceback."""

    @wraps(method)
    def answered(self: ProviderServicer, request: object, context: grpc.ServicerContext) -> object:
        try:
            return method(self, request, context)
        except (ProviderError, sdk.UnknownTokenError) as refusal:
            context.abort(grpc.StatusCode.UNKNOWN, str(refusal))
        except Exception as fault:  # noqa: BLE001 - the engine must hear of every fault, or it waits
            _LOG.exception("the sandbox's provider failed")
            context.abort(grpc.StatusCode.INTERNAL, f"fault in the sandbox's provider: {type(fault).__name__}: {fault}")

    return cast("_Method", answered)


class ProviderServicer(provider_pb2_grpc.ResourceProviderServicer):
    """One running provider; `stopped` is set when the engine cancels it."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.stopped = Event()
        self._known: set[str] = set()
        """URNs that the engine has in its state: creating one of them is a replacement, not a second try."""

    def Handshake(
        self, request: provider_pb2.ProviderHandshakeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ProviderHandshakeResponse:
        """Agree on secrets and naming; outputs and resource references arrive as plain values."""
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, supports_autonaming_configuration=True)

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """Tell the version of the SDK whose shapes are enforced."""
        return plugin_pb2.PluginInfo(version=self.provider.version)

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Stop: no operation here takes long, so those under way may end.

        The answer goes first. A provider that is gone before it counts as one that has crashed, and fails the update.
        """
        if not context.add_callback(self.stopped.set):
            self.stopped.set()  # nobody waits for an answer
        return empty_pb2.Empty()

    @_speaks
    def GetSchema(
        self, request: provider_pb2.GetSchemaRequest, context: grpc.ServicerContext
    ) -> provider_pb2.GetSchemaResponse:
        """Give the smallest schema there is: the engine binds YAML programs and imports by it, and needs the name."""
        name, version = self.provider.package, self.provider.version
        return provider_pb2.GetSchemaResponse(schema=f'{{"name": "{name}", "version": "{version}"}}')

    @_speaks
    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        """Refuse provider properties that the SDK's provider does not have."""
        given = wire.parse_properties(request.news)
        problems = config.problems_in_config(self.provider.package, given)
        return provider_pb2.CheckResponse(
            inputs=wire.to_struct(given), failures=_failures(problems, request.name or "provider")
        )

    @_speaks
    def DiffConfig(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """Compare provider properties; no change of them replaces the provider, and with it everything it made."""
        old = wire.revealed_properties(wire.parse_properties(request.old_inputs))
        new = wire.revealed_properties(wire.parse_properties(request.news))
        return _diff_response(changes(old, new), lambda _change: False, delete_first=False)

    @_speaks
    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        """Take the provider's configuration; a cloud that is not a local one is refused here."""
        self.provider.configure(config.parse_config(self.provider.package, wire.parse_properties(request.args)))
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True, supportsPreview=True, supports_autonaming_configuration=True
        )

    @_speaks
    def Check(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        """Judge inputs by the SDK's types and the type's rules, then name and complete them."""
        if request.olds.fields:
            self._known.add(request.urn)
        checked, problems = inputs.checked_inputs(self.provider.resource(_type(request)), request)
        if problems:
            return provider_pb2.CheckResponse(failures=_failures(problems, request.name or _name(request.urn)))
        return provider_pb2.CheckResponse(inputs=wire.to_struct(checked))

    @_speaks
    def Diff(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """Say which properties changed, and which of the changes need a new resource."""
        resource = self.provider.resource(_type(request))
        before = request.old_inputs if request.HasField("old_inputs") else request.olds
        old = wire.revealed_properties(wire.parse_properties(before))
        new = wire.revealed_properties(wire.parse_properties(request.news))
        state = wire.revealed_properties(wire.parse_properties(request.olds))
        foreseen = resource.foreseen(new, state)
        known = {name: value for name, value in state.items() if name in foreseen}
        found = changes({**known, **old}, {**foreseen, **new}, sets=resource.sets, documents=resource.documents)
        kept = [change for change in found if change.top not in request.ignoreChanges]
        # A generated name is another one for the new resource, whatever Check has said of the old one.
        frees_name = resource.delete_before_replace or not is_generated(resource.naming, old, request.name)
        return _diff_response(
            kept,
            lambda change: resource.replaces(change.path, old, new),
            delete_first=frees_name and resource.deletes_first({**known, **old}, {**foreseen, **new}),
        )

    @_speaks
    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        """Create it in the cloud, or foresee its outputs in a preview."""
        resource, given = self.provider.resource(_type(request)), wire.parse_properties(request.properties)
        if request.preview:
            unknown = dict.fromkeys(inputs.computed_outputs(resource.token, given), UNKNOWN)
            foreseen = resource.foreseen(wire.revealed_properties(given), {})
            return provider_pb2.CreateResponse(
                properties=wire.to_struct(resource.told({**unknown, **foreseen, **given}))
            )
        time.sleep(float(os.environ.get(LATENCY_VARIABLE, "0")))
        revealed = wire.revealed_properties(given)
        identity = resource.create(revealed, token=None if request.urn in self._known else request.urn)
        outputs = self._outputs(resource, identity, revealed)
        shown = wire.hidden_like(resource.told(outputs), given)
        return provider_pb2.CreateResponse(id=identity, properties=wire.to_struct(shown))

    @_speaks
    def Read(self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext) -> provider_pb2.ReadResponse:
        """Read it back for a refresh, an import or a `get`; an empty id says that the cloud has it no more."""
        resource = self.provider.resource(_type(request))
        live = resource.read(request.id)
        if live is None:
            return provider_pb2.ReadResponse()
        known = wire.parse_properties(request.inputs)
        state = wire.parse_properties(request.properties)
        live = resource.seen(live, wire.revealed_properties(known))
        found = inputs.refreshed_inputs(resource, wire.revealed_properties(known), live)
        outputs = {**wire.revealed_properties(state), **live} if known else live
        return provider_pb2.ReadResponse(
            id=request.id,
            properties=wire.to_struct(wire.hidden_like(resource.told(outputs), state)),
            inputs=wire.to_struct(wire.hidden_like(found, known)),
        )

    @_speaks
    def Update(self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext) -> provider_pb2.UpdateResponse:
        """Change it in place, or foresee its outputs in a preview."""
        resource, given = self.provider.resource(_type(request)), wire.parse_properties(request.news)
        state = wire.parse_properties(request.olds)
        before = wire.parse_properties(request.old_inputs) if request.HasField("old_inputs") else state
        old, new = wire.revealed_properties(before), wire.revealed_properties(given)
        found = changes(old, new, sets=resource.sets, documents=resource.documents)
        changed = frozenset(change.top for change in found)
        if request.preview:
            removed = old.keys() - new.keys()
            kept: Properties = {name: value for name, value in state.items() if name not in removed}
            foreseen = resource.foreseen(new, wire.revealed_properties(state))
            unknown = dict.fromkeys(resource.recomputed(changed), UNKNOWN)
            planned = resource.told({**kept, **foreseen, **given, **unknown})
            return provider_pb2.UpdateResponse(properties=wire.to_struct(planned))
        identity = resource.update(request.id, {**wire.revealed_properties(state), **old}, new, changed)
        outputs = self._outputs(resource, identity, new)
        shown = wire.hidden_like(resource.told(outputs), given)
        return provider_pb2.UpdateResponse(properties=wire.to_struct(shown))

    @_speaks
    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Delete it from the cloud."""
        state = wire.revealed_properties(wire.parse_properties(request.properties))
        self.provider.resource(_type(request)).delete(request.id, state)
        return empty_pb2.Empty()

    @_speaks
    def Invoke(self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext) -> provider_pb2.InvokeResponse:
        """Answer a function; its arguments are judged as strictly as a resource's inputs."""
        shape, given = sdk.function_shape(request.tok), wire.parse_properties(request.args)
        problems = problems_with_properties(given, shape.inputs)
        if problems:
            return provider_pb2.InvokeResponse(failures=_failures(problems, request.tok))
        response = provider_pb2.InvokeResponse()
        answer = self.provider.invoke(request.tok, wire.revealed_properties(given))
        getattr(response, "return").CopyFrom(wire.to_struct(answer))
        return response

    @_speaks
    def Construct(
        self, request: provider_pb2.ConstructRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConstructResponse:
        """Make a component of the provider's own, by registering its children with the engine."""
        return self.provider.construct(request)

    def _outputs(self, resource: Resource, identity: str, given: Properties) -> Properties:
        live = resource.read(identity)
        if live is None:
            raise ProviderError(f"{resource.token} {identity}: the cloud lost it right after accepting it")
        return {**given, **resource.seen(live, given)}


def _type(request: Any) -> str:  # the six request types that have `urn` and `type` share no base
    """Return the type token; engines before 3.133 send it in the URN only."""
    return cast("str", request.type) or cast("str", request.urn).split("::")[2].split("$")[-1]


def _name(urn: str) -> str:
    return urn.split("::", 3)[-1]


def _failures(problems: Iterable[Problem], name: str) -> list[provider_pb2.CheckFailure]:
    # The engine prints a failure's property with the value of the top-level input of that name, which for a nested
    # path is always `<nil>`; so the path stands in the sentence, as the real provider does it.
    return [provider_pb2.CheckFailure(reason=problem.sentence(name)) for problem in problems]


def _diff_response(
    found: list[Change], replaces: Callable[[Change], bool], *, delete_first: bool
) -> provider_pb2.DiffResponse:
    verdicts: Mapping[Change, bool] = {change: replaces(change) for change in found}
    some = provider_pb2.DiffResponse.DIFF_SOME if found else provider_pb2.DiffResponse.DIFF_NONE
    detailed = {
        change.path: provider_pb2.PropertyDiff(kind=_KINDS[change.how, verdict], inputDiff=True)
        for change, verdict in verdicts.items()
    }
    return provider_pb2.DiffResponse(
        changes=some,
        diffs=sorted({change.top for change in found}),
        replaces=sorted({change.top for change, verdict in verdicts.items() if verdict}),
        detailedDiff=detailed,
        hasDetailedDiff=True,
        deleteBeforeReplace=delete_first and any(verdicts.values()),
    )
