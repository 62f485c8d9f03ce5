"""The file from which an interrupted run goes on: what was judged already, a line each, below a line that says of what.

A batch is written in one step. A kill may leave half a line at the end; it is cut off, and its resource judged again.
"""

import json
import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from labelwright.drift.verdict import Judged

FORM = 1
"""Of the file; another number is another form."""
_BEGIN = b'{"labelwright-drift"'


def fingerprint(resources: Iterable[Mapping[str, Any]], clouds: Iterable[str]) -> str:
    """What tells one question from another: each resource with its id and inputs, and which clouds are asked."""
    made = sha256(",".join(sorted(clouds)).encode())
    for one in resources:
        made.update(json.dumps([one["urn"], one.get("id"), one.get("inputs")], sort_keys=True).encode())
    return made.hexdigest()


class Journal:
    """One such file. Raises ValueError where it cannot be read or written, or belongs to another state."""

    def __init__(self, path: Path, of: str) -> None:
        self._path = path
        self.known: dict[str, Judged] = {}
        """URN -> what was judged before."""
        head = json.dumps({"labelwright-drift": FORM, "of": of})
        try:
            whole = self._whole()
            if not whole:
                path.write_text(f"{head}\n", encoding="utf-8")
            elif whole[0] != head:
                raise ValueError(
                    f"--resume: {path} is of another state or other clouds. Name another file, or delete it."
                )
            self.known = {one.urn: one for one in (Judged.of(json.loads(line)) for line in whole[1:])}
        except (OSError, UnicodeDecodeError, KeyError, TypeError, json.JSONDecodeError) as error:
            raise ValueError(
                f"--resume: {path} cannot be used ({error}). Name a file of an earlier run, or a new one."
            ) from error

    def _whole(self) -> list[str]:
        """The lines that were written to their end; half a line of ours is cut off the file."""
        if not self._path.exists():
            return []
        text = self._path.read_bytes()
        end = text.rfind(b"\n") + 1
        if end < len(text) and text.startswith(_BEGIN):
            os.truncate(self._path, end)
            text = text[:end]
        return text.decode().splitlines()

    def add(self, judged: Iterable[Judged]) -> None:
        """Write a batch down."""
        lines = "".join(f"{json.dumps(one.document(), ensure_ascii=False)}\n" for one in judged)
        with self._path.open("ab", buffering=0) as file:
            file.write(lines.encode())
            os.fsync(file.fileno())

    def done(self) -> None:
        """Remove the file: nothing is left to go on with."""
        self._path.unlink(missing_ok=True)
