"""The local cloud's control: start it, stop it, find it again. The server itself is `cloud_server.py`.

It runs in the background in a session of its own, on the loopback interface, with its log and journal in one
directory. It is known by process number and birth time together, so a stale file never leads to a stranger.
"""

# ruff: noqa: S603 - the commands are made here, from no one's input

import json
import os
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from sandbox import process

# The same names as in cloud_server.py, which is not imported here: moto takes a second to load.
ENDPOINT_FILE = "endpoint.json"
PORT_FILE = "port"
LOG_FILE = "cloud.log"
HEALTH_PATH = "/moto-api/sandbox"
START_SECONDS = 120.0
ROOT = Path(__file__).resolve().parent.parent


class CloudError(Exception):
    """The local cloud did not start; the message says where its log is and what it ended with."""


@dataclass(frozen=True)
class Endpoint:
    """Where the cloud answers and which process it is. `born` is the process's birth (`process.birth_of`)."""

    pid: int
    born: str
    port: int

    @property
    def url(self) -> str:
        """The value of AWS_ENDPOINT_URL."""
        return f"http://127.0.0.1:{self.port}"


class Cloud:
    """The local cloud of one directory. Several of them run side by side, each on its own port."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.log = directory / LOG_FILE

    def endpoint(self) -> Endpoint | None:
        """The running cloud, or None. A file left behind by a dead process, or by none of ours, counts as None."""
        try:
            found = cast(dict[str, Any], json.loads((self.directory / ENDPOINT_FILE).read_text(encoding="utf-8")))
            endpoint = Endpoint(int(found["pid"]), str(found["born"]), int(found["port"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return endpoint if process.is_alive(endpoint.pid, endpoint.born) else None

    def start(self) -> Endpoint:
        """Starts the cloud and returns when it answers; one that already runs is returned as it is.

        The port of the last time is taken again where it is free, so that shells which already hold it stay right.
        """
        running = self.endpoint()
        if running is not None:
            return running
        self.directory.mkdir(parents=True, exist_ok=True)
        (self.directory / ENDPOINT_FILE).unlink(missing_ok=True)
        child = self._spawn()
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            endpoint = self.endpoint()
            if endpoint is not None and self.health(endpoint) is not None:
                (self.directory / PORT_FILE).write_text(str(endpoint.port), encoding="utf-8")
                child.returncode = 0  # it lives on without us: nobody waits for it, and Python shall not warn of it
                return endpoint
            if child.poll() is not None:
                raise CloudError(f"the local cloud ended while it started; {self._last_words()}")
            time.sleep(0.05)
        child.kill()
        child.wait()
        raise CloudError(f"the local cloud did not answer within {START_SECONDS:.0f} s; {self._last_words()}")

    def stop(self) -> bool:
        """Ends the cloud and waits until it has; False when none was running. What it holds stays in the journal."""
        endpoint = self.endpoint()
        if endpoint is not None:
            process.end(endpoint.pid, endpoint.born)
        (self.directory / ENDPOINT_FILE).unlink(missing_ok=True)
        return endpoint is not None

    def health(self, endpoint: Endpoint) -> dict[str, Any] | None:
        """What the cloud says of itself (`pid`, `requests`, `diverged`); None where it does not answer."""
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(endpoint.url + HEALTH_PATH, timeout=5) as answer:
                found = cast(dict[str, Any], json.load(answer))
        except (OSError, ValueError):
            return None
        return found if found.get("pid") == endpoint.pid else None

    def _spawn(self) -> subprocess.Popen[bytes]:
        try:
            port = int((self.directory / PORT_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            port = 0
        # The hash seed decides the order of sets, and with it which id moto draws first.
        environment = {**os.environ, "PYTHONHASHSEED": "0", "MOTO_IAM_LOAD_MANAGED_POLICIES": "true"}
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "sandbox.cloud_server", str(self.directory), str(port)],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _last_words(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines() if self.log.exists() else []
        return f"its log is {self.log} and ends with:\n  " + "\n  ".join(lines[-8:])
