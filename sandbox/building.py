"""The build of a program from source with the go tool, and what is shown to the person who waits for it.

`go build` prints nothing for minutes. With `-v` it names each package when it is compiled, which is what is counted
here. On a terminal one line is rewritten; in a log a line appears now and then.
"""

# ruff: noqa: S603, T201 - the command is made here, from no one's input; progress is printed

import fcntl
import os
import re
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LOG_SECONDS = 20.0

Say = Callable[[str], object]


class BuildError(Exception):
    """`go build` failed; the message ends with the last of what it printed."""


@dataclass(frozen=True)
class GoTool:
    """A program of a go.mod in `module`: what it is called, the package of its main, and its version's home.

    `requirement` is the Go module whose version in go.mod is the program's.
    """

    title: str
    package: str
    module: Path
    requirement: str

    @property
    def version(self) -> str:
        """The pinned version, without the `v`."""
        text = (self.module / "go.mod").read_text(encoding="utf-8")
        found = re.search(rf"^\s*(?:require\s+)?{re.escape(self.requirement)} v(\S+)", text, re.MULTILINE)
        if found is None:
            raise BuildError(f"{self.module / 'go.mod'}: no requirement of {self.requirement}")
        return found.group(1)


class _Progress:
    """What go build has done so far, shown as one line."""

    def __init__(self, title: str, say: Say) -> None:
        self._title = title
        self._say = say
        self._began = time.monotonic()
        self._terminal = sys.stderr.isatty() and "CI" not in os.environ
        self._downloaded = 0
        self._compiled = 0
        self._done = threading.Event()
        self.last: deque[str] = deque(maxlen=15)

    def hear(self, line: str) -> None:
        """Counts one line of go's output; what is no package name is kept for the error message."""
        if line.startswith("go: downloading"):
            self._downloaded += 1
        elif line and " " not in line and not line.startswith("#"):
            self._compiled += 1
        else:
            self.last.append(line)

    def line(self) -> str:
        """The state in words."""
        minutes, seconds = divmod(int(time.monotonic() - self._began), 60)
        return (
            f"{self._title}: {self._downloaded} modules downloaded, {self._compiled} packages compiled, "
            f"{minutes}:{seconds:02d} elapsed"
        )

    def show_until_done(self) -> None:
        """Shows the line again and again; runs in a thread of its own."""
        while not self._done.wait(1.0 if self._terminal else LOG_SECONDS):
            if self._terminal:
                print(f"\r\033[K{self.line()}", end="", file=sys.stderr, flush=True)
            else:
                self._say(self.line())

    def finish(self) -> None:
        """The last line stays."""
        self._done.set()
        if self._terminal:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
        self._say(self.line())


def run_go_build(tool: GoTool, variables: Mapping[str, str], target: Path, say: Say) -> None:
    """Builds a program to the file `target`, with `variables` set by the linker; raises BuildError.

    Everything that decides the result is passed here: the environment's GOFLAGS and workspace are not used, and
    go.mod is never rewritten.
    """
    command = ["go", "build", "-v", "-mod=readonly", "-buildvcs=false", "-trimpath"]
    linked = " ".join(["-s -w", *(f"-X {name}={value}" for name, value in variables.items())])
    command += ["-ldflags", linked, "-o", str(target), tool.package]
    environment = {**os.environ, "GOFLAGS": "", "GOWORK": "off", "CGO_ENABLED": "0"}
    progress = _Progress(tool.title, say)
    with subprocess.Popen(
        command, cwd=tool.module, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as build:
        shower = threading.Thread(target=progress.show_until_done, daemon=True)
        shower.start()
        assert build.stdout is not None
        try:
            for line in build.stdout:
                progress.hear(line.rstrip())
        except BaseException:  # an interrupted wait must not leave the compiler running
            build.terminate()
            raise
        finally:
            progress.finish()
    if build.returncode != 0:
        raise BuildError(
            f"the {tool.title} could not be built from source (go build failed); it said last:\n  "
            + "\n  ".join(progress.last)
        )


@contextmanager
def one_at_a_time(path: Path, title: str, say: Say) -> Generator[None]:
    """Hold the lock file at `path`: two checkouts that need the same program build it once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"{title}: another process is getting it; waiting")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
