"""The programs and plugins that the language host runs: started, listened to, and ended with it."""

# ruff: noqa: S603 - running what the engine asks for is what this is for

import os
import queue
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from typing import IO

CHUNK = 64 * 1024
Child = subprocess.Popen[bytes]


def outcome(code: int) -> str:
    """An exit code in words; negative ones are signals, as subprocess has them."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"


class Children:
    """The running children of one host. Safe to use from the threads of the gRPC server."""

    def __init__(self) -> None:
        self._running: set[Child] = set()
        self._lock = threading.Lock()

    def start(self, command: list[str], folder: str, environment: Mapping[str, str], *, piped: bool = False) -> Child:
        """Starts a child in `folder`. Unpiped, it shares our output, which the engine reads as its log."""
        to = subprocess.PIPE if piped else None
        child = subprocess.Popen(
            command, cwd=folder or None, env=dict(environment), stdin=subprocess.DEVNULL, stdout=to, stderr=to
        )
        with self._lock:
            self._running.add(child)
        return child

    def output(self, child: Child) -> Iterator[tuple[str, bytes]]:
        """What a piped child prints, as it prints it: (`stdout` or `stderr`, bytes), until both are closed."""
        heard: queue.SimpleQueue[tuple[str, bytes]] = queue.SimpleQueue()
        streams = {"stdout": child.stdout, "stderr": child.stderr}
        for name, stream in streams.items():
            if stream is not None:
                threading.Thread(target=_listen, args=(name, stream, heard), daemon=True).start()
        still_open = len(streams)
        while still_open:
            name, chunk = heard.get()
            if chunk:
                yield name, chunk
            else:
                still_open -= 1

    def forget(self, child: Child) -> None:
        """The child has ended by itself."""
        with self._lock:
            self._running.discard(child)

    def end(self, child: Child, grace: float = 5.0) -> None:
        """Interrupts a child as Ctrl-C would, and kills it when it does not end within `grace` seconds."""
        for request, seconds in ((signal.SIGINT, grace), (signal.SIGKILL, 5.0)):
            if child.poll() is not None:
                return
            child.send_signal(request)
            try:
                child.wait(seconds)
            except subprocess.TimeoutExpired:
                continue

    def end_all(self, grace: float = 5.0) -> None:
        """Ends every child that still runs."""
        with self._lock:
            running = list(self._running)
        enders = [threading.Thread(target=self.end, args=(child, grace)) for child in running]
        for ender in enders:
            ender.start()
        for ender in enders:
            ender.join()


def _listen(name: str, stream: IO[bytes], heard: "queue.SimpleQueue[tuple[str, bytes]]") -> None:
    with stream:
        while chunk := os.read(stream.fileno(), CHUNK):  # what there is, without waiting for more
            heard.put((name, chunk))
    heard.put((name, b""))
