"""The file from which an interrupted run goes on: what was judged already, a line each, below a line that says of what.

A batch is written in one step. A kill may leave half a line at the end; it is cut off, and its resource judged again.
"""

import json
import os
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from labelwright.drift.verdict import Judged
from labelwright.placement import NO_ADDITIONS, Additions

FORM = 1
"""Of the file; another number is another form."""
_BEGIN = b'{"labelwright-drift"'


def fingerprint(
    resources: Iterable[Mapping[str, Any]], clouds: Iterable[str], additions: Additions = NO_ADDITIONS
) -> str:
    """What tells one question from another: each resource with its id and inputs, which clouds are asked, and where.

    `additions` are the types that stack config declares.
    """
    made = sha256(",".join(sorted(clouds)).encode())
    for kind, added in sorted(additions.items()):
        places = added.taggable.places if added.taggable else ()
        made.update(json.dumps([kind, added.package, [(one.path, one.shape) for one in places]]).encode())
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
        with self._usable(OSError, UnicodeDecodeError):
            whole = self._whole()
            if not whole:
                path.write_text(f"{head}\n", encoding="utf-8")
        if whole and whole[0] != head:
            raise ValueError(f"--resume: {path} is of another state or other clouds. Name another file, or delete it.")
        with self._usable(KeyError, TypeError, ValueError):
            self.known = {one.urn: one for one in (Judged.of(json.loads(line)) for line in whole[1:])}

    @contextmanager
    def _usable(self, *errors: type[Exception]) -> Generator[None]:
        """A block that reads or writes the file; what these errors say is said of it."""
        try:
            yield
        except errors as error:
            remedy = "Name a file of an earlier run, or a new one."
            raise ValueError(f"--resume: {self._path} cannot be used ({error}). {remedy}") from error

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
        with self._usable(OSError), self._path.open("ab", buffering=0) as file:
            file.write(lines.encode())
            os.fsync(file.fileno())

    def done(self) -> None:
        """Remove the file: nothing is left to go on with."""
        with self._usable(OSError):
            self._path.unlink(missing_ok=True)
