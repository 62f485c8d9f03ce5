"""The file around a document: read as bytes, written whole or not at all, and never over somebody else's edit."""

import os
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: two edits in the same instant are then told apart by what they read alone
    fcntl = None


_NEW = 0o644


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A file as it was when it was read."""

    path: Path
    data: bytes

    @property
    def text(self) -> str:
        """What stands in it, line ends and byte order mark included. Raises ValueError for what is not UTF-8."""
        try:
            return self.data.decode()
        except UnicodeDecodeError as error:
            raise ValueError(f"{self.path.name}: not UTF-8 ({error}). Save it as UTF-8 first.") from error


def read_text(path: Path) -> Snapshot:
    """A file as it is now; of a link, the file behind it. Raises ValueError for one that cannot be read."""
    try:
        return Snapshot(path.resolve(), path.read_bytes())
    except OSError as error:
        raise ValueError(f"{path}: cannot be read ({error.strerror}).") from error


def write_text(read: Snapshot, text: str) -> None:
    """Put `text` in the place of what was read, in one step: a reader, or a kill in the middle, meets one or the other.

    Its mode stays. Raises ValueError where it cannot be written, or is no longer what was read.
    """
    path = read.path
    try:
        with path.open("r+b") as held:
            if fcntl is not None:
                fcntl.flock(held, fcntl.LOCK_EX)
            _replace(read, text.encode())
    except OSError as error:
        raise ValueError(f"{path}: cannot be written ({error.strerror}). Nothing was changed.") from error


def put_text(path: Path, text: str) -> None:
    """Put `text` at `path` in one step, whatever stood there. Raises ValueError where it cannot be written."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else _NEW
        _put(path.resolve(), text.encode(), mode, lambda: None)
    except OSError as error:
        raise ValueError(f"{path}: cannot be written ({error.strerror}). Nothing was changed.") from error


def _replace(read: Snapshot, data: bytes) -> None:
    """The new file in the place of the old one, where that is still what was read."""
    _put(read.path, data, stat.S_IMODE(read.path.stat().st_mode), lambda: _refuse_changed(read))


def _put(path: Path, data: bytes, mode: int, check: Callable[[], None]) -> None:
    """A file put in place whole; `check` is asked at the last moment, and may raise."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(mode)
        check()
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _refuse_changed(read: Snapshot) -> None:
    """Raise ValueError where the file is no longer what was read."""
    if read.path.read_bytes() != read.data:
        remedy = "Nothing was changed; give the same command again."
        raise ValueError(f"{read.path.name}: somebody else has edited it since it was read. {remedy}")
