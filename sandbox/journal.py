"""The journal: every request that changed the local cloud, in the order in which it was carried out.

moto keeps its state in memory. What survives a restart, or a SIGKILL, is this file: the cloud replays it when it
starts. A line is written before the answer is sent, so whatever a client was told exists, exists after a crash too.

Shape: JSON lines. The first is a header, `{"journal": 1, "moto": "5.2.5"}`; every other one is a `Request`.
A last line without its newline was torn by a crash: nobody got an answer to it, so it is cut off. Any other line that
cannot be read is an error that names the line, because dropping it would silently change every id that follows.
"""

import base64
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

FORMAT = 1


class JournalError(Exception):
    """The journal cannot be replayed; the message says which file and line, and the way out."""


@dataclass(frozen=True)
class Request:
    """One request as the cloud's WSGI application saw it, and how it was answered.

    `number` seeds the random source while the request runs, which is what makes its ids come back the same.
    `environ` holds text entries of the WSGI environment only; `body` is the whole body, already unchunked.
    """

    number: int
    environ: Mapping[str, str]
    body: bytes
    status: int

    def line(self) -> str:
        """The request as one line of the journal. A body that is text stays readable, any other is base64."""
        record: dict[str, Any] = {"n": self.number, "status": self.status, "environ": dict(self.environ)}
        try:
            record["body"] = self.body.decode("utf-8")
        except UnicodeDecodeError:
            record["base64"] = base64.b64encode(self.body).decode("ascii")
        return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def parse_request(line: str) -> Request:
    """Reads one line of the journal; raises ValueError, KeyError or TypeError where it is not one."""
    record = cast(dict[str, Any], json.loads(line))
    body = base64.b64decode(record["base64"]) if "base64" in record else str(record["body"]).encode("utf-8")
    environ = cast(dict[str, Any], record["environ"])
    return Request(int(record["n"]), {key: str(value) for key, value in environ.items()}, body, int(record["status"]))


class Journal:
    """The open journal file of one sandbox. One process writes it; the lock file of the sandbox sees to that."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        _cut_torn_line(path)
        if not path.exists() or path.stat().st_size == 0:
            path.write_text(json.dumps({"journal": FORMAT, "moto": version("moto")}) + "\n", encoding="utf-8")
        self._file = path.open("a", encoding="utf-8")

    def append(self, request: Request) -> None:
        """Writes one request through to the operating system: it survives the death of this process."""
        self._file.write(request.line())
        self._file.flush()

    def requests(self) -> Iterator[Request]:
        """Every request so far, oldest first. Raises JournalError at the first line that is not one."""
        with self.path.open(encoding="utf-8") as lines:
            _check_header(self.path, next(lines))
            for number, line in enumerate(lines, start=2):
                try:
                    yield parse_request(line)
                except (ValueError, KeyError, TypeError) as error:
                    raise JournalError(
                        f"{self.path}:{number}: not a recorded request ({error}); the cloud's state cannot be rebuilt. "
                        "Throw it away and start anew: python -m sandbox reset"
                    ) from error

    def close(self) -> None:
        """Closes the file; what was appended is already with the operating system."""
        self._file.close()


def _check_header(path: Path, line: str) -> None:
    try:
        found = json.loads(line)["journal"]
    except (ValueError, KeyError, TypeError):
        found = line.strip()
    if found != FORMAT:
        raise JournalError(
            f"{path}:1: not a journal of format {FORMAT} (got {found!r}). "
            "Throw it away and start anew: python -m sandbox reset"
        )


def _cut_torn_line(path: Path) -> None:
    if not path.exists():
        return
    with path.open("rb+") as file:
        content = file.read()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            file.truncate(whole)
            file.flush()
            os.fsync(file.fileno())
