"""The resources of a stack, as Pulumi knows them: from the engine's state, from a preview, or from an exported file."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from shutil import which
from typing import Any, NamedTuple

from labelwright.coverage import parse_resources


class Reading(NamedTuple):
    """What was read: the resources, and the document that they stand in, where a preview says what it would do."""

    resources: list[Mapping[str, Any]]
    document: Mapping[str, Any]


def read_state(root: Path, stack: str, *, file: Path | None = None, preview: bool = False) -> Reading:
    """What is known of `stack` in the project at `root`. Raises ValueError with what went wrong and what would work.

    `file` is an export to read instead, `-` for standard input; without one the `pulumi` on PATH is asked.
    """
    if file is not None:
        return _parsed(_read(file), str(file))
    call = ["preview", "--json", "--show-sames"] if preview else ["stack", "export"]
    return _parsed(ask_pulumi(root, [*call, "--stack", stack]), f"pulumi {' '.join(call)}")


def _read(file: Path) -> str:
    """The text of an exported file."""
    if str(file) == "-":
        return sys.stdin.read()
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"--file: {file} cannot be read ({error}). Name what 'pulumi stack export' wrote.") from error


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


def _parsed(text: str, origin: str) -> Reading:
    """The document in what was read, and its resources."""
    try:
        document = json.loads(text)
        return Reading(parse_resources(document), document)
    except json.JSONDecodeError as error:
        raise ValueError(f"{origin}: not JSON ({error}). Name what 'pulumi stack export' wrote.") from error
    except ValueError as error:
        raise ValueError(f"{origin}: {error}") from error
