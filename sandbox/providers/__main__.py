"""Serve one provider to the engine: `python -m sandbox.providers aws`.

The engine starts `pulumi-resource-aws` (which execs this), reads the port from the first line of stdout, and expects
the process to end with it: on Cancel, when the pipe to stdin closes, or when the parent is gone.
"""

from __future__ import annotations

import importlib
import os
import signal
import stat
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from sandbox.providers.resource import Provider
from sandbox.providers.servicer import ProviderServicer

_PROVIDERS = {
    "aws": "sandbox.providers.aws.provider:AwsProvider",
    "azure-native": "sandbox.providers.azure.provider:AzureProvider",
    "gcp": "sandbox.providers.google.provider:GoogleProvider",
    "kubernetes": "sandbox.providers.kubernetes.provider:KubernetesProvider",
}
_LARGEST_MESSAGE = 400 * 1024 * 1024  # what the engine itself allows
_THREADS = 16
_GRACE = 5.0
_PATIENCE = 0.5  # seconds between two looks at the parent


def main(arguments: list[str]) -> int:
    """Serve until the engine is done; exit code 2 for an unknown provider."""
    if not arguments or arguments[0] not in _PROVIDERS:
        known = ", ".join(sorted(_PROVIDERS))
        sys.stderr.write(f"which provider? one of: {known} (got {' '.join(arguments) or 'nothing'})\n")
        return 2
    servicer = ProviderServicer(_provider(arguments[0]))
    # The engine interrupts a plugin that is slow to end; a traceback would then stand in the engine's own output.
    signal.signal(signal.SIGINT, lambda _number, _frame: servicer.stopped.set())
    server, port = serve(servicer)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    _stop_with_parent(servicer.stopped)
    servicer.stopped.wait()
    server.stop(_GRACE).wait()
    return 0


def _provider(name: str) -> Provider:
    """Make a provider. Only its own cloud's libraries are loaded: boto3 alone takes half a second."""
    module, _, kind = _PROVIDERS[name].partition(":")
    made: Provider = getattr(importlib.import_module(module), kind)()
    return made


def serve(servicer: ProviderServicer) -> tuple[grpc.Server, int]:
    """Start serving on a free loopback port; returns the server and its port."""
    limits = [("grpc.max_receive_message_length", _LARGEST_MESSAGE), ("grpc.max_send_message_length", _LARGEST_MESSAGE)]
    server = grpc.server(ThreadPoolExecutor(_THREADS), options=limits)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


def _stop_with_parent(stopped: threading.Event) -> None:
    """Set the event when the engine is gone: its end of a stdin pipe closes, or another process adopts this one."""
    parent = os.getppid()

    def watch_parent() -> None:
        while not stopped.wait(_PATIENCE):
            if os.getppid() != parent:
                stopped.set()

    def watch_stdin() -> None:
        while os.read(0, 4096):
            pass
        stopped.set()

    threading.Thread(target=watch_parent, daemon=True).start()
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        threading.Thread(target=watch_stdin, daemon=True).start()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
