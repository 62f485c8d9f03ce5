"""The Pulumi CLI that the sandbox runs: the one on PATH, else the official one, else one built from source.

The version is pinned in one place, `engine/go.mod`. What is installed or built lies in the user's cache, by version,
and is used by every checkout: `${XDG_CACHE_HOME:-~/.cache}/labelwright/engine/<version>/pulumi`.
"""

# ruff: noqa: S603 - the commands are made here, from no one's input

import os
import re
import shutil
import subprocess
import tempfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from sandbox.building import BuildError, GoTool, Say, one_at_a_time, run_go_build

# Stack transforms deadlocked the engine before (pulumi/pulumi releases 3.180.0 and 3.181.0).
OLDEST = (3, 181, 0)
TOOL = GoTool(
    "Pulumi CLI",
    "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    Path(__file__).resolve().parent / "engine",
    "github.com/pulumi/pulumi/pkg/v3",
)
VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
# Pulumi's own installer: https://www.pulumi.com/docs/iac/download-install/
INSTALLER_URL = "https://get.pulumi.com/install.sh"
INSTALLER_SECONDS = 5.0
# A directory with this file in it holds our own shims: a `pulumi` found there is not one of the user's.
SHIM_MARKER = ".labelwright-sandbox"


class EngineError(Exception):
    """There is no usable Pulumi CLI and none could be had; the message says what to do."""


@dataclass(frozen=True)
class Engine:
    """A Pulumi CLI: where it lies, its version without the `v`, and where it came from (`PATH` or `cache`)."""

    path: Path
    version: str
    origin: str

    @property
    def has_python_host(self) -> bool:
        """Whether it brings Pulumi's own Python language host. The engine looks beside the resolved executable."""
        return (self.path.resolve().parent / "pulumi-language-python").exists()


def pinned_version() -> str:
    """The version that is installed or built where there is no CLI: the one that `engine/go.mod` requires."""
    try:
        return TOOL.version
    except BuildError as error:
        raise EngineError(str(error)) from error


def cache_directory() -> Path:
    """Where engines are kept, one directory a version; follows XDG_CACHE_HOME."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "labelwright" / "engine"


def parse_version(text: str) -> tuple[int, int, int]:
    """`v3.255.0-dev.1` -> (3, 255, 0); raises ValueError where the text names no version."""
    found = re.match(r"v?(\d+)\.(\d+)\.(\d+)", text.strip())
    if found is None:
        raise ValueError(f"not a version: {text.strip()!r}")
    return int(found.group(1)), int(found.group(2)), int(found.group(3))


def locate() -> Engine | None:
    """The CLI that can be used right now: PATH first, then the cache; None where there is neither.

    Raises EngineError where the one on PATH is too old or does not run: it would be used by hand, too.
    """
    on_path = _on_path()
    if on_path is not None:
        return Engine(on_path, _checked_version(on_path), "PATH")
    version = pinned_version()
    cached = cache_directory() / version / "pulumi"
    return Engine(cached, version, "cache") if os.access(cached, os.X_OK) else None


def obtain(say: Say = print) -> Engine:
    """The CLI, installed or built first where need be, which may take minutes; `say` hears of the progress."""
    found = locate()
    if found is not None:
        return found
    version = pinned_version()
    target = cache_directory() / version
    with one_at_a_time(target.parent / f"{version}.lock", TOOL.title, say):
        found = locate()  # someone else may have built it while we waited
        if found is not None:
            return found
        with tempfile.TemporaryDirectory(prefix=f".{version}-", dir=target.parent) as temporary:
            new = _install(version, Path(temporary), say) or _build(version, Path(temporary), say)
            if target.exists():  # without an executable in it, or `locate` had found that
                shutil.rmtree(target)
            new.rename(target)
    return Engine(target / "pulumi", version, "cache")


def _on_path() -> Path | None:
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    foreign = [str(folder) for folder in folders if not (folder / SHIM_MARKER).exists()]
    found = shutil.which("pulumi", path=os.pathsep.join(foreign)) if foreign else None
    return Path(found) if found else None


def _checked_version(path: Path) -> str:
    quiet = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        shown = subprocess.run([path, "version"], capture_output=True, text=True, timeout=60, env=quiet, check=True)
        version = parse_version(shown.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise EngineError(
            f"{path}: does not tell its version ({error}); the sandbox uses the pulumi on PATH. "
            "Repair it or take it off PATH: the sandbox then gets its own"
        ) from error
    if version < OLDEST:
        raise EngineError(
            f"{path}: pulumi is too old (got {shown.stdout.strip()}); at least {'.'.join(map(str, OLDEST))} is needed, "
            f"stack transforms deadlock before it. Upgrade it (e.g. to {pinned_version()}) or take it off PATH: "
            "the sandbox then gets its own"
        )
    return shown.stdout.strip().removeprefix("v")


def _install(version: str, temporary: Path, say: Say) -> Path | None:
    """The official release through Pulumi's installer, or None where it cannot be had. Edits no shell profile."""
    script = temporary / "install.sh"
    try:
        with urllib.request.urlopen(INSTALLER_URL, timeout=INSTALLER_SECONDS) as answer:
            script.write_bytes(answer.read())
    except OSError as error:
        say(f"Pulumi CLI: its installer cannot be reached ({error})")
        return None
    say(f"Pulumi CLI: installing {version} with Pulumi's own installer")
    root = temporary / "installed"
    command = ["sh", str(script), "--version", version, "--install-root", str(root), "--no-edit-path"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    except subprocess.TimeoutExpired:
        say("Pulumi CLI: its installer did not end within 10 minutes")
        return None
    if done.returncode != 0 or not os.access(root / "bin" / "pulumi", os.X_OK):
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        say(f"Pulumi CLI: its installer failed ({' '.join(last)})")
        return None
    return root / "bin"


def _build(version: str, temporary: Path, say: Say) -> Path:
    if shutil.which("go") is None:
        raise EngineError(
            "there is no pulumi on PATH, its installer cannot be reached, and there is no go to build it with. "
            f"Install one of them: Pulumi {version} (https://www.pulumi.com/docs/iac/download-install/) or "
            "Go (https://go.dev/dl/), and run the same command again"
        )
    target = temporary / "built"
    target.mkdir()
    say(f"Pulumi CLI: building {version} from source, once; about 3 minutes on 2 cores")
    try:
        run_go_build(TOOL, {VERSION_VARIABLE: f"v{version}"}, target / "pulumi", say)
    except BuildError as error:
        raise EngineError(str(error)) from error
    return target
