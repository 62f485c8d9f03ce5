"""What the engine talks to instead of a policy pack: it holds the stack's config back until the pack can have it.

Pulumi's policy SDK for Python reads project, stack and config from its environment, so they must be known before the
pack's process starts; the engine sends them to the process that it has started (`ConfigureStack`). In between stands
this: a gRPC server that takes the configuration, and hands every other call on to the pack, byte for byte.
"""

# ruff: noqa: ARG002 - gRPC's signatures

import json
import queue
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import grpc  # type: ignore[import-untyped]
from pulumi.runtime.proto import analyzer_pb2

START_SECONDS = 120.0
_CONFIGURE = "/pulumirpc.Analyzer/ConfigureStack"
_HANDSHAKE = "/pulumirpc.Analyzer/Handshake"
_UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
# gRPC for Python has no types: calls are functions of bytes and a context.
Call = Callable[[bytes, Any], bytes]


def environment_of(configuration: analyzer_pb2.AnalyzerStackConfigureRequest) -> dict[str, str]:
    """The variables in which the policy SDK looks for the stack that it judges."""
    given = {
        "PULUMI_ORGANIZATION": configuration.organization,
        "PULUMI_PROJECT": configuration.project,
        "PULUMI_STACK": configuration.stack,
        "PULUMI_DRY_RUN": "true" if configuration.dry_run else "false",
        "PULUMI_CONFIG": json.dumps(dict(configuration.config)),
        "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(configuration.config_secret_keys)),
    }
    return {name: value for name, value in given.items() if value}


class PolicyFront(grpc.GenericRpcHandler):  # type: ignore[misc]
    """The server in front of one policy pack. `port` is where the engine finds it."""

    def __init__(self) -> None:
        self._configuration: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._pack: Future[Any] = Future()
        self._server: Any = grpc.server(ThreadPoolExecutor(max_workers=16), options=_UNLIMITED)
        self._server.add_generic_rpc_handlers((self,))
        self.port = int(self._server.add_insecure_port("127.0.0.1:0"))
        self._server.start()

    def configuration(self, is_wanted: Callable[[], bool]) -> bytes | None:
        """Waits for the stack's configuration. None: the engine asks without one, or `is_wanted` says no more."""
        while is_wanted():
            try:
                return self._configuration.get(timeout=0.2)
            except queue.Empty:
                continue
        return None

    def attach(self, port: int, configuration: bytes | None) -> None:
        """The pack's process serves at `port`: from now on it answers."""
        channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=_UNLIMITED)
        if configuration is not None:  # the SDK takes the stack's tags from it
            channel.unary_unary(_CONFIGURE)(configuration, wait_for_ready=True, timeout=START_SECONDS)
        self._pack.set_result(channel)

    def close(self) -> None:
        """The pack has ended; a call that still waits for it is told so."""
        if not self._pack.done():
            self._pack.set_exception(RuntimeError("the policy pack ended before it could answer"))
        self._server.stop(None)

    def service(self, handler_call_details: Any) -> Any:
        """Who answers a method: gRPC asks here."""
        method = str(handler_call_details.method)
        known: dict[str, Call] = {_CONFIGURE: self._configure, _HANDSHAKE: self._greet}
        make_handler: Any = grpc.unary_unary_rpc_method_handler  # pyright: ignore[reportUnknownMemberType]
        return make_handler(known.get(method) or self._hand_on(method))

    def _configure(self, request: bytes, context: Any) -> bytes:
        self._configuration.put(request)
        return analyzer_pb2.AnalyzerStackConfigureResponse().SerializeToString()

    def _greet(self, request: bytes, context: Any) -> bytes:
        return analyzer_pb2.AnalyzerHandshakeResponse().SerializeToString()

    def _hand_on(self, method: str) -> Call:
        def call(request: bytes, context: Any) -> bytes:
            self._configuration.put(None)  # nothing happens when the configuration came before
            try:
                channel = self._pack.result(START_SECONDS)
                return channel.unary_unary(method)(request)
            except grpc.RpcError as error:
                context.abort(error.code(), error.details())
            except (RuntimeError, TimeoutError) as error:
                context.abort(grpc.StatusCode.UNAVAILABLE, str(error) or "the policy pack did not start in time")
            raise AssertionError("abort raises")

        return call
