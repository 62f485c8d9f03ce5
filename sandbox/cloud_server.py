"""The local cloud itself: moto's server, made repeatable, on the loopback interface.

moto makes up ids from one random source. Here every request that changes something is numbered, runs alone, with the
source seeded by its number, and is written to the journal. Replaying the journal therefore gives the same ids, ARNs
and tags, whatever was read in between. What a service is born with (default VPC, subnets) is seeded by its name.

Run by `cloud.py` only: `python -m sandbox.cloud_server DIRECTORY PORT`. Writes `endpoint.json` once it answers.
"""

import io
import json
import logging
import os
import random
import signal
import socket
import sys
import threading
import time
import uuid
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, cast
from urllib.parse import parse_qs

import moto.core.base_backend as moto_backends  # before uuid4 is replaced: the identity of its dictionaries is no id
from werkzeug.serving import BaseWSGIServer, make_server

from sandbox.journal import Journal, JournalError, Request
from sandbox.process import birth_of

uuid.uuid4 = lambda: uuid.UUID(int=random.getrandbits(128), version=4)  # some of moto's services draw here (FSx)

from moto.core.config import default_user_config  # noqa: E402 - must come after uuid4 is replaced
from moto.iam import models as iam_models  # noqa: E402
from moto.moto_api._internal import mock_random  # noqa: E402
from moto.moto_server.werkzeug_app import (  # noqa: E402  # pyright: ignore[reportMissingTypeStubs]
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)

from sandbox.providers.aws.moto_gaps import close_gaps  # noqa: E402

HEALTH_PATH = "/moto-api/sandbox"
ENDPOINT_FILE = "endpoint.json"
JOURNAL_FILE = "journal.jsonl"
LOG = logging.getLogger("sandbox.cloud")

_READING_ACTIONS = ("Describe", "Get", "List", "Head", "BatchGet", "Search", "Lookup", "Query", "Scan", "Simulate")
_READING_METHODS = ("GET", "HEAD", "OPTIONS")
_READING_BATCH_PATHS = ("/v1/describe", "/v1/list")  # AWS Batch reads by POST, without an action's name
_KEPT_KEYS = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "RAW_URI", "REQUEST_URI", "CONTENT_TYPE", "CONTENT_LENGTH")
_DROPPED_HEADERS = ("HTTP_USER_AGENT", "HTTP_ACCEPT", "HTTP_AMZ_SDK", "HTTP_X_AMZ_SECURITY_TOKEN", "HTTP_CONNECTION")

# How AWS spells what moto spells `AWSServiceRoleForbatch`:
# https://docs.aws.amazon.com/batch/latest/userguide/using-service-linked-roles.html
LINKED_ROLE_NAMES = {"batch": "Batch", "spot": "EC2Spot", "spotfleet": "EC2SpotFleet"}

# A WSGI environment is a dict of strings, streams and flags (PEP 3333): Any is its type.
Environ = dict[str, Any]


@contextmanager
def drawn_from(seed: str) -> Generator[None]:
    """Inside, every random draw depends on `seed` only; afterwards the sources go on as if nothing had happened."""
    before = random.getstate(), mock_random.getstate()
    random.seed(seed)
    mock_random.seed(seed)
    try:
        yield
    finally:
        random.setstate(before[0])
        mock_random.setstate(before[1])


def seed_the_birth_of_services() -> None:
    """What a service has from the start depends on service, account and region, not on who asks for it first."""
    of_account: Any = moto_backends.AccountSpecificBackend  # generic over moto's own untyped classes
    original: Any = of_account.__getitem__

    def seeded(self: Any, region_name: str) -> Any:
        if region_name in self.keys():
            return original(self, region_name)
        with drawn_from(f"{self.service_name}/{self.account_id}/{region_name}"):
            return original(self, region_name)

    of_account.__getitem__ = seeded


def is_read(environ: Environ, body: bytes) -> bool:
    """Whether a request cannot change the cloud. In doubt it can: recording a read costs a line, no more."""
    action = str(environ.get("HTTP_X_AMZ_TARGET", "")).rpartition(".")[2]
    if not action:
        action = parse_qs(str(environ.get("QUERY_STRING", ""))).get("Action", [""])[0]
    if not action and str(environ.get("CONTENT_TYPE", "")).startswith("application/x-www-form-urlencoded"):
        action = parse_qs(body.decode("utf-8", errors="replace")).get("Action", [""])[0]
    if action:
        return action.startswith(_READING_ACTIONS)
    if environ["REQUEST_METHOD"] in _READING_METHODS:
        return True
    return "/batch/aws4_request" in str(environ.get("HTTP_AUTHORIZATION", "")) and str(environ["PATH_INFO"]).startswith(
        _READING_BATCH_PATHS
    )


def kept_environ(environ: Environ) -> dict[str, str]:
    """What a replay needs of a request's environment. Signatures and session tokens are never written to disk."""
    kept: dict[str, str] = {}
    for key, value in environ.items():
        if key in _KEPT_KEYS or (key.startswith("HTTP_") and not key.startswith(_DROPPED_HEADERS)):
            kept[key] = str(value)
    if "Signature=" in kept.get("HTTP_AUTHORIZATION", ""):
        kept["HTTP_AUTHORIZATION"] = kept["HTTP_AUTHORIZATION"].partition("Signature=")[0] + "Signature=-"
    return kept


class RecordingCloud:
    """moto's WSGI application behind one lock: a request runs alone, and what changes something is recorded."""

    def __init__(self, journal: Journal) -> None:
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._journal = journal
        self._lock = threading.Lock()
        self._count = 0
        self.diverged: list[int] = []

    def replay(self) -> int:
        """Brings the state back; returns how many requests that took. Differing answers are noted in `diverged`."""
        for request in self._journal.requests():
            with drawn_from(f"request/{request.number}"):
                status, _, _ = self._answer(dict(request.environ), request.body)
            if int(status.split()[0]) != request.status:
                self.diverged.append(request.number)
                LOG.warning("request %s answered %s, once %s", request.number, status, request.status)
            self._count = request.number
        return self._count

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answers one request (PEP 3333)."""
        if environ["PATH_INFO"] == HEALTH_PATH:
            start_response("200 OK", [("Content-Type", "application/json")])
            return [json.dumps({"pid": os.getpid(), "requests": self._count, "diverged": self.diverged}).encode()]
        body = _whole_body(environ)
        with self._lock:
            status, headers, answer = self._carry_out(environ, body)
        start_response(status, headers)
        return [answer]

    def _carry_out(self, environ: Environ, body: bytes) -> tuple[str, list[tuple[str, str]], bytes]:
        if is_read(environ, body):
            return self._answer(environ, body)
        number = self._count + 1
        kept = kept_environ(environ)
        with drawn_from(f"request/{number}"):
            status, headers, answer = self._answer(environ, body)
        self._journal.append(Request(number, kept, body, int(status.split()[0])))
        self._count = number
        return status, headers, answer

    def _answer(self, environ: Environ, body: bytes) -> tuple[str, list[tuple[str, str]], bytes]:
        """Asks moto; the body of the answer is read to its end while the caller holds the lock."""
        answered: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> Any:
            answered.append((status, headers))

        full: Environ = {
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "SCRIPT_NAME": "",
            "wsgi.url_scheme": "http",
            **environ,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }
        parts = cast(Iterable[bytes], self._moto(full, start_response))
        answer = b"".join(parts)
        return *answered[-1], answer


def _whole_body(environ: Environ) -> bytes:
    stream = environ["wsgi.input"]
    if environ.get("wsgi.input_terminated"):  # chunked: the server hands out the chunks' content, to its end
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        return bytes(stream.read())
    return bytes(stream.read(int(environ.get("CONTENT_LENGTH") or 0)))


def _listen(wanted: int) -> socket.socket:
    """A loopback socket on the wanted port, or on any free one where that is taken (0: any)."""
    for port in (wanted, 0):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            listener.close()
            continue
        listener.listen(128)
        return listener
    raise OSError("no free port on 127.0.0.1")


def _serve(directory: Path, wanted: int) -> None:
    default_user_config["batch"] = {"use_docker": False}
    iam_models.SERVICE_NAME_CONVERSION |= LINKED_ROLE_NAMES
    close_gaps()
    seed_the_birth_of_services()
    began = time.monotonic()
    cloud = RecordingCloud(Journal(directory / JOURNAL_FILE))
    count = cloud.replay()
    LOG.warning("%d requests replayed in %.2f s", count, time.monotonic() - began)
    with _listen(wanted) as listener:
        port = int(listener.getsockname()[1])
        server: BaseWSGIServer = make_server(
            "127.0.0.1", port, cloud, threaded=True, request_handler=MotoRequestHandler, fd=listener.fileno()
        )

        def end(_number: int, _frame: FrameType | None) -> None:
            threading.Thread(target=server.shutdown).start()  # it waits for the loop that this handler interrupts

        signal.signal(signal.SIGTERM, end)
        endpoint = {"pid": os.getpid(), "born": birth_of(os.getpid()), "port": port}
        unfinished = directory / f"{ENDPOINT_FILE}.new"
        unfinished.write_text(json.dumps(endpoint), encoding="utf-8")
        unfinished.replace(directory / ENDPOINT_FILE)
        server.serve_forever(poll_interval=0.05)


def main(arguments: list[str]) -> int:
    """Serves until SIGTERM. Exit code 1, with the reason in the log, where the journal cannot be replayed."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    try:
        _serve(Path(arguments[0]), int(arguments[1]))
    except JournalError as error:
        LOG.critical("%s", error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
