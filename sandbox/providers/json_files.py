"""Where the sandbox's own clouds keep what they hold: a file for each thing, so that it outlives every process.

A file is found by steps, which are folders and at last its name; clouds take the parts of their own ids. Each file is
written in one step: a process that is killed leaves the old one or the new one, never half of one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sandbox.providers.resource import ProviderError

STATE_VARIABLE = "LABELWRIGHT_SANDBOX"
_LONGEST = 200  # bytes; most file systems take 255 for a name, and some of them are for our own endings

Document = dict[str, Any]
"""What a file holds: a JSON object."""


class JsonFiles:
    """The files of one cloud, below one folder. Several processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, steps: Sequence[str]) -> Document | None:
        """Read a file; None where there is none."""
        try:
            return json.loads(self._path(steps).read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def put(self, steps: Sequence[str], document: Document) -> None:
        """Write a file, in place of the one that was there."""
        _draft(self._path(steps), document).replace(self._path(steps))

    def add(self, steps: Sequence[str], document: Document) -> bool:
        """Write a file where there is none; False, and nothing written, where there is one."""
        draft = _draft(self._path(steps), document)
        try:
            self._path(steps).hardlink_to(draft)
        except FileExistsError:
            return False
        finally:
            draft.unlink()
        return True

    def delete(self, steps: Sequence[str]) -> None:
        """Remove a file and all below it; one that is gone already is no error."""
        self._path(steps).unlink(missing_ok=True)
        shutil.rmtree(self._folder(steps), ignore_errors=True)

    def below(self, steps: Sequence[str] = ()) -> Iterator[Document]:
        """Yield all documents below some steps, in the order of their paths."""
        for path in sorted(_files_in(self._folder(steps))):
            try:
                yield json.loads(path.read_text(encoding="utf-8"))
            except FileNotFoundError:  # deleted since it was listed
                continue

    def _folder(self, steps: Sequence[str]) -> Path:
        return self.folder.joinpath(*map(_step, steps))

    def _path(self, steps: Sequence[str]) -> Path:
        folder = self._folder(steps)
        return folder.with_name(f"{folder.name}.json")


def files_of(cloud: str) -> JsonFiles:
    """Return the files of a cloud in the sandbox's state directory; raises `ProviderError` outside of a sandbox."""
    directory = os.environ.get(STATE_VARIABLE)
    if not directory:
        raise ProviderError(
            f"{STATE_VARIABLE} is not set: the sandbox keeps what {cloud} holds in its own directory; "
            "run `python -m sandbox start`, then `eval $(python -m sandbox env)`"
        )
    return JsonFiles(Path(directory) / cloud)


def _files_in(folder: Path) -> Iterator[Path]:
    """Find every document below a folder; one that another process deletes meanwhile is passed by.

    `Path.rglob` raises for that one.
    """
    for where, _, names in os.walk(folder):
        yield from (Path(where, name) for name in names if name.endswith(".json"))


def _step(text: str) -> str:
    """Make a file name of any text: no separators, no names with a meaning, none that is too long."""
    name = quote(text, safe="@:+~")
    if name.endswith(".json") or set(name) <= {"."}:
        name = name.replace(".", "%2E")
    if len(name) > _LONGEST:
        digest = hashlib.sha256(text.encode()).hexdigest()
        name = f"{name[: _LONGEST - len(digest) - 1]}~{digest}"
    return name


def _draft(path: Path, document: Document) -> Path:
    """Write a document beside its place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=2, sort_keys=True)
    return Path(draft)
