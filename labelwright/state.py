"""The resources of a stack, as Pulumi knows them: from the engine's state, from a preview, or from an exported file.

A state is mostly what few ask for: outputs, dependencies, times. The types below say what is read; the decoder steps
over the rest, which takes a third of the time and half of the memory, and refuses what has another form.
"""

import gzip
import json
import subprocess
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path
from shutil import which
from typing import Any, NamedTuple, Required, TypedDict

import msgspec

from labelwright.coverage import parse_resources

_GZIP = b"\x1f\x8b"
_REMEDY = "Name what 'pulumi stack export' or 'pulumi preview --json' wrote."


class Resource(TypedDict, total=False):
    """One resource, of a state or of a step in a preview. What is missing is empty or false."""

    urn: Required[str]
    type: Required[str]
    custom: bool
    delete: bool
    external: bool
    pendingReplacement: bool
    importID: str
    parent: str | None
    provider: str | None
    inputs: dict[str, Any] | None
    ignoreChanges: list[str] | None


class Step(TypedDict, total=False):
    """What a preview would do with one resource."""

    op: Required[str]
    urn: Required[str]
    oldState: Resource | None
    newState: Resource | None
    detailedDiff: dict[str, dict[str, Any]] | None


class Deployment(TypedDict, total=False):
    """The stack as it stands. What was under way when it was written (`pending_operations`) is no resource yet."""

    resources: list[Resource] | None


class Checkpoint(TypedDict, total=False):
    """A stack in a file of Pulumi's own backend."""

    latest: Deployment | None


class Document(Checkpoint, total=False):
    """A state or a preview. Files of the backend wrap a checkpoint; the oldest, without a version, are one."""

    stack: str
    checkpoint: Checkpoint | None
    deployment: Deployment | None
    steps: list[Step] | None


class Reading(NamedTuple):
    """What was read: the resources, and the document that they stand in, where a preview says what it would do."""

    resources: list[Mapping[str, Any]]
    document: Mapping[str, Any]


def read_state(
    root: Path, stack: str, *, file: Path | None = None, preview: bool = False, whole: bool = False
) -> Reading:
    """What is known of `stack` in the project at `root`. Raises ValueError with what went wrong and what would work.

    `file` is an export to read instead, `-` for standard input; without one the `pulumi` on PATH is asked. With
    `whole`, resources have everything that stands there, ids and outputs too.
    """
    if file is not None:
        return _parsed(_read(file), "standard input" if str(file) == "-" else str(file), whole=whole)
    call = ["preview", "--json", "--show-sames"] if preview else ["stack", "export"]
    answer = ask_pulumi(root, [*call, "--stack", stack])
    return _parsed(answer.encode(), f"pulumi {' '.join(call)}", whole=whole)


def _read(file: Path) -> bytes:
    """The JSON of an exported file, in UTF-8.

    Backends compress their files where asked to, and Windows' PowerShell writes what it redirects in UTF-16.
    """
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        if data.startswith(_GZIP):
            data = gzip.decompress(data)
        encoding = json.detect_encoding(data)
        return data if encoding == "utf-8" else data.decode(encoding).encode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise ValueError(f"{file}: cannot be read ({error}). {_REMEDY}") from error
    except MemoryError as error:
        raise ValueError(f"{file}: larger than the memory of this machine. Export fewer stacks.") from error


def ask_pulumi(root: Path, call: list[str], *, given: str | None = None) -> str:
    """What `pulumi` prints on standard output, called in the project at `root` with `given` as its standard input.

    Raises ValueError when it fails. A preview with findings fails too, and is still the answer.
    """
    program = which("pulumi")
    if program is None:
        remedy = 'install it, or run: eval "$(python -m sandbox env)"; or give an exported state with --file'
        raise ValueError(f"pulumi: not on PATH. To read a state, {remedy}.")
    command = [program, *call, "--non-interactive"]
    answer = subprocess.run(command, cwd=root, input=given, capture_output=True, text=True, check=False)  # noqa: S603
    if answer.returncode and not answer.stdout.strip().startswith("{"):
        raise ValueError(f"pulumi {' '.join(call)}: {answer.stderr.strip() or answer.stdout.strip()}")
    return answer.stdout


def _parsed(data: bytes, origin: str, *, whole: bool) -> Reading:
    """The document in what was read, and its resources."""
    if not data.strip():
        raise ValueError(f"{origin}: got nothing, an empty file. {_REMEDY}")
    try:
        document = msgspec.json.decode(data, type=Document)
        # Where nothing of it is known, the refusal names what it holds instead.
        everything = msgspec.json.decode(data) if whole or not document else document
        return Reading(parse_resources(everything), document)
    except msgspec.ValidationError as error:
        raise ValueError(f"{origin}: not a stack ({error}). {_REMEDY}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{origin}: not JSON ({error}). {_REMEDY}") from error
    except ValueError as error:
        raise ValueError(f"{origin}: {error}") from error
