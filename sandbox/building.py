"""The build of the Pulumi CLI from source with the go tool, and what is shown to the person who waits for it.

`go build` prints nothing for minutes. With `-v` it names each package when it is compiled, which is what is counted
here. On a terminal one line is rewritten; in a log a line appears now and then.
"""

# ruff: noqa: S603, T201 - the command is made here, from no one's input; progress is printed

import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
LOG_SECONDS = 20.0

Say = Callable[[str], object]


class BuildError(Exception):
    """`go build` failed; the message ends with the last of what it printed."""


class _Progress:
    """What go build has done so far, shown as one line."""

    def __init__(self, say: Say) -> None:
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
            f"Pulumi CLI: {self._downloaded} modules downloaded, {self._compiled} packages compiled, "
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


def run_go_build(module: Path, version: str, target: Path, say: Say) -> None:
    """Builds the CLI of the go.mod in `module` to the file `target`; raises BuildError.

    Everything that decides the result is passed here: the environment's GOFLAGS and workspace are not used, and
    go.mod is never rewritten.
    """
    command = ["go", "build", "-v", "-mod=readonly", "-buildvcs=false", "-trimpath"]
    command += ["-ldflags", f"-s -w -X {VERSION_VARIABLE}=v{version}", "-o", str(target), PACKAGE]
    environment = {**os.environ, "GOFLAGS": "", "GOWORK": "off", "CGO_ENABLED": "0"}
    progress = _Progress(say)
    with subprocess.Popen(
        command, cwd=module, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
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
            "the Pulumi CLI could not be built from source (go build failed); it said last:\n  "
            + "\n  ".join(progress.last)
        )
