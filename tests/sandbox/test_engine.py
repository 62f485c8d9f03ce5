"""The engine: which Pulumi CLI is taken, how one is had where there is none, and what is refused."""

import os
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sandbox import engine
from sandbox.engine import SHIM_MARKER, EngineError, locate, obtain, parse_version, pinned_version

# A `go` that does what `go build -v -o TARGET PACKAGE` does, and leaves a line behind for each time it ran.
GO = """#!/bin/sh
echo run >> "$RUNS"
while [ "$1" != -o ]; do shift; done
echo "go: downloading example.org/module v1.0.0" >&2
echo example.org/package >&2
sleep 0.3
[ -n "$BROKEN" ] && echo "cannot find module" >&2 && exit 1
printf '#!/bin/sh\\necho v1.2.3\\n' > "$2"
chmod +x "$2"
"""


def executable(path: Path, text: str) -> Path:
    """Writes a script that can be run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture(autouse=True)
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without pulumi and go, with an empty cache and no way to Pulumi's installer."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "sleep", "chmod", "mkdir", "cat"):
        (tools / name).symlink_to(
            next(Path(folder) / name for folder in ("/bin", "/usr/bin") if Path(folder, name).exists())
        )
    monkeypatch.setenv("PATH", str(tools))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("RUNS", str(tmp_path / "runs"))
    monkeypatch.setattr(engine, "INSTALLER_URL", "http://127.0.0.1:9/install.sh")
    return tools


def silent(_: str) -> None:
    """Nobody listens."""


def test_the_pinned_version_is_the_one_in_go_mod() -> None:
    """There is one place to change it."""
    required = f"github.com/pulumi/pulumi/pkg/v3 v{pinned_version()} "
    assert required in (engine.TOOL.module / "go.mod").read_text("utf-8").replace("\n", " ")


def test_the_pinned_version_is_new_enough() -> None:
    """What we build ourselves is not what we refuse from others."""
    assert parse_version(pinned_version()) >= engine.OLDEST


@pytest.mark.parametrize(
    ("text", "version"),
    [("v3.255.0\n", (3, 255, 0)), ("3.181.0", (3, 181, 0)), ("v3.255.0-dev.1+abc", (3, 255, 0))],
)
def test_a_version_is_read(text: str, version: tuple[int, int, int]) -> None:
    """With and without the v, with and without a suffix."""
    assert parse_version(text) == version


@pytest.mark.parametrize("text", ["", "3.181", "command not found"])
def test_what_is_no_version_is_refused(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError, match="not a version"):
        parse_version(text)


@pytest.mark.parametrize("version", ["v3.181.0", "v3.255.0", "v4.0.0"])
def test_pulumi_on_path_is_used(bare_machine: Path, version: str) -> None:
    """Nothing is installed or built where the user has a CLI, the oldest one allowed included."""
    path = executable(bare_machine / "pulumi", f"#!/bin/sh\necho {version}\n")
    found = obtain(silent)
    assert (found.path, found.version, found.origin) == (path, version[1:], "PATH")


@pytest.mark.parametrize("version", ["v3.180.9", "v2.25.0"])
def test_a_pulumi_too_old_is_refused(bare_machine: Path, version: str) -> None:
    """With both versions, and both ways out."""
    executable(bare_machine / "pulumi", f"#!/bin/sh\necho {version}\n")
    with pytest.raises(EngineError, match=rf"too old \(got {version}\); at least 3\.181\.0 .* take it off PATH"):
        obtain(silent)


def test_a_pulumi_that_does_not_run_is_an_error(bare_machine: Path) -> None:
    """It would be used by hand as well, so going round it would only hide the trouble."""
    executable(bare_machine / "pulumi", "#!/bin/sh\nexit 3\n")
    with pytest.raises(EngineError, match="does not tell its version"):
        locate()


def test_our_own_shim_is_not_a_pulumi_of_the_users(
    bare_machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a shell that has the sandbox's environment the shim comes first on PATH; it must not lead to itself."""
    executable(tmp_path / "bin" / "pulumi", "#!/bin/sh\necho v9.9.9\n")
    (tmp_path / "bin" / SHIM_MARKER).touch()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{bare_machine}")
    assert locate() is None


def test_without_pulumi_installer_and_go_the_error_says_what_to_install() -> None:
    """Either of the two ways out, and the version."""
    with pytest.raises(EngineError, match=rf"Pulumi {pinned_version()} .* or Go .*run the same command again"):
        obtain(silent)


def test_it_is_built_where_there_is_go(bare_machine: Path, tmp_path: Path) -> None:
    """The result lies in the user's cache under its version, and the second time it is only found."""
    executable(bare_machine / "go", GO)
    heard: list[str] = []
    found = obtain(heard.append)
    assert found.path == tmp_path / "cache" / "labelwright" / "engine" / pinned_version() / "pulumi"
    assert found == obtain(silent) == locate()
    assert (tmp_path / "runs").read_text("utf-8").count("run") == 1
    assert "1 modules downloaded, 1 packages compiled" in heard[-1]
    assert not found.has_python_host


def test_two_at_once_build_once(bare_machine: Path, tmp_path: Path) -> None:
    """The second one waits for the first and takes what it built."""
    executable(bare_machine / "go", GO)
    paths: list[Path] = []
    both = [threading.Thread(target=lambda: paths.append(obtain(silent).path)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(paths) == 2
    assert (tmp_path / "runs").read_text("utf-8").count("run") == 1


def test_a_failed_build_says_why_and_leaves_nothing(
    bare_machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No half engine is ever found in the cache."""
    executable(bare_machine / "go", GO)
    monkeypatch.setenv("BROKEN", "yes")
    with pytest.raises(EngineError, match="cannot find module"):
        obtain(silent)
    left = {path.name for path in (tmp_path / "cache" / "labelwright" / "engine").iterdir()}
    assert left == {f"{pinned_version()}.lock"}


@pytest.fixture
def installer(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Serves a script as Pulumi's installer would be."""

    def serve(script: str) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(script.encode())

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(engine, "INSTALLER_URL", f"http://127.0.0.1:{server.server_port}/install.sh")

    return serve


def test_the_official_installer_comes_before_a_build(
    bare_machine: Path, tmp_path: Path, installer: Callable[[str], None]
) -> None:
    """It is asked for the pinned version, and what it brings (the language host too) is kept together."""
    executable(bare_machine / "go", GO)
    installer(
        f'[ "$1 $2 $3 $5" = "--version {pinned_version()} --install-root --no-edit-path" ] || exit 1\n'
        'mkdir -p "$4/bin"; cd "$4/bin"\n'
        'for name in pulumi pulumi-language-python; do echo "#!/bin/sh" > $name; chmod +x $name; done\n'
    )
    found = obtain(silent)
    assert os.access(found.path, os.X_OK)
    assert found.has_python_host
    assert not (tmp_path / "runs").exists()


def test_a_failing_installer_leads_to_the_build(
    bare_machine: Path, tmp_path: Path, installer: Callable[[str], None]
) -> None:
    """And the user hears of it."""
    executable(bare_machine / "go", GO)
    installer("echo no such release >&2; exit 1")
    heard: list[str] = []
    obtain(heard.append)
    assert any("installer failed (no such release)" in line for line in heard)
    assert (tmp_path / "runs").exists()
