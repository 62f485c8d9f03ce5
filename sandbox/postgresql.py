"""A real PostgreSQL server for the tests: Debian's, in a folder of its own, for as long as a block lasts.

It listens on loopback only, under a password that is made for it, and leaves nothing behind. PostgreSQL refuses to run
as root; for root it runs as the user of Debian's package, or as nobody.

    python -m sandbox.postgresql     gets PostgreSQL by apt, or says why it cannot
"""

# ruff: noqa: S603, T201 - the commands are made here, from no one's input; progress is printed

import itertools
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import IO

from sandbox.building import Say
from sandbox.debian import install_by_apt

PACKAGE = "postgresql"
START_SECONDS = 60.0
STOP_SECONDS = 20.0
_TITLE = "PostgreSQL"
_DEBIAN = Path("/usr/lib/postgresql")
_PROGRAMS = ("initdb", "postgres", "pg_isready", "createdb", "dropdb")
_USER = "labelwright"
_USERS = ("postgres", "nobody")
_CARELESS = MappingProxyType({"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"})
"""Nothing of a test has to outlive a power cut."""


class PostgresqlError(Exception):
    """There is no PostgreSQL, or it did not start; the message says why and what would help."""


@dataclass(frozen=True)
class Server:
    """A running server. `url` leads to a database with every right on the server."""

    port: int
    password: str
    programs: Path
    _names: "itertools.count[int]" = field(default_factory=itertools.count)

    def url(self, database: str = "postgres") -> str:
        """The URL of a database on it."""
        return f"postgresql://{_USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def make_database(self) -> str:
        """The URL of a database that is new and empty."""
        name = f"labelwright_{os.getpid()}_{next(self._names)}"
        self._run("createdb", name)
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Take away one that `make_database` made, whoever is still connected."""
        self._run("dropdb", "--force", url.rpartition("/")[2])

    def _run(self, program: str, *arguments: str) -> None:
        where = ["--host=127.0.0.1", f"--port={self.port}", f"--username={_USER}"]
        environment = {**os.environ, "PGPASSWORD": self.password}
        command = [str(self.programs / program), *where, *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise PostgresqlError(f"{program} failed: {done.stderr.strip()}")


def programs() -> Path | None:
    """The folder with all programs of a server: one on PATH, else Debian's newest; None where there is none."""
    on_path = [Path(one) for one in os.get_exec_path()]
    versions = sorted(_DEBIAN.glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    whole = (path for path in (*on_path, *versions) if all(os.access(path / name, os.X_OK) for name in _PROGRAMS))
    return next(whole, None)


def install(say: Say = print) -> bool:
    """Have PostgreSQL installed by apt, where this user may; whether it is there afterwards."""
    if programs() is None and not install_by_apt(_TITLE, {"server": PACKAGE}, say):
        return False
    return programs() is not None


@contextmanager
def running(settings: Mapping[str, str] = _CARELESS) -> Generator[Server]:
    """Run a server until the block ends. Raises `PostgresqlError`."""
    found = programs()
    if found is None:
        raise PostgresqlError(f"there is no {_TITLE}; get it: python -m sandbox.postgresql, or apt {PACKAGE}")
    with tempfile.TemporaryDirectory(prefix="labelwright-postgresql-") as temporary:
        folder, user = Path(temporary), _user()
        password = secrets.token_hex(16)
        (folder / "password").write_text(password, encoding="utf-8")
        if user is not None:
            for path in (folder, folder / "password"):
                shutil.chown(path, user.pw_uid, user.pw_gid)
        _make(found, folder, user)
        server = Server(_free_port(), password, found)
        with (folder / "log").open("ab") as log:
            process = _start(_command(server, folder, settings), folder, user, stdout=log)
            try:
                _wait(process, server, folder)
                yield server
            finally:
                _stop(process)


def _user() -> pwd.struct_passwd | None:
    """As whom the server runs; None: as whoever runs this."""
    if os.geteuid() != 0:
        return None
    known = {one.pw_name: one for one in pwd.getpwall()}
    found = next((known[name] for name in _USERS if name in known), None)
    if found is None:
        raise PostgresqlError(f"{_TITLE} does not run as root, and there is no user {' or '.join(_USERS)}")
    return found


def _make(found: Path, folder: Path, user: pwd.struct_passwd | None) -> None:
    """An empty cluster below `folder`."""
    command = [
        str(found / "initdb"), f"--pgdata={folder / 'data'}", f"--username={_USER}", "--auth=scram-sha-256",
        f"--pwfile={folder / 'password'}", "--encoding=UTF8", "--no-locale", "--no-sync",
    ]  # fmt: skip
    with (folder / "initdb.log").open("wb") as log:
        code = _start(command, folder, user, stdout=log).wait()
    if code != 0:
        raise PostgresqlError(f"initdb failed; its log ends with:\n  {_last(folder / 'initdb.log')}")


def _command(server: Server, folder: Path, settings: Mapping[str, str]) -> list[str]:
    own = {
        "listen_addresses": "127.0.0.1",
        "port": str(server.port),
        "unix_socket_directories": "",
        "max_connections": "120",
        **settings,
    }
    options = [part for name, value in own.items() for part in ("-c", f"{name}={value}")]
    return [str(server.programs / "postgres"), "-D", str(folder / "data"), *options]


def _start(
    command: Sequence[str], folder: Path, user: pwd.struct_passwd | None, *, stdout: IO[bytes]
) -> subprocess.Popen[bytes]:
    """Start a program of the server, as its user."""
    if user is None:
        return subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stdout)
    return subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stdout,
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[],
    )


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], server: Server, folder: Path) -> None:
    """Return when the server takes connections."""
    command = [str(server.programs / "pg_isready"), "--host=127.0.0.1", f"--port={server.port}", "--quiet"]
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if subprocess.run(command, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise PostgresqlError(f"{_TITLE} did not start; its log ends with:\n  {_last(folder / 'log')}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End it at once, with all its connections."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _last(log: Path) -> str:
    return "\n  ".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:])


def main() -> int:
    """Get all that the tests need; what cannot be had is said, and is no failure."""
    if install():
        print(f"{_TITLE}: {programs()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
