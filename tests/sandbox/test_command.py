"""The sandbox's command line: what it prints, how it ends, and what the environment that it prints leads to."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.session import FOREIGN_VARIABLES, ROOT, Sandbox, SandboxError, foreign_variables

engine = pytest.mark.engine


def run(state: Path, command: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Runs `python -m sandbox COMMAND --state STATE`."""
    return subprocess.run(
        [sys.executable, "-m", "sandbox", command, "--state", str(state)],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    """A state directory (with a name that needs quoting) whose sandbox is ended afterwards."""
    directory = tmp_path / "it's a state"
    yield directory
    Sandbox(directory).stop()


@engine
def test_status_ends_with_0_only_while_it_runs(state: Path) -> None:
    """Not started, started, stopped."""
    assert run(state, "status").returncode == 1
    assert run(state, "start").returncode == 0
    shown = run(state, "status")
    assert shown.returncode == 0
    assert "http://127.0.0.1:" in shown.stdout
    assert str(state) in shown.stdout
    assert run(state, "stop").returncode == 0
    assert run(state, "status").returncode == 1


@engine
def test_start_and_stop_twice_are_fine(state: Path) -> None:
    """Both say so and change nothing."""
    assert "The sandbox runs at" in run(state, "start").stdout
    again = run(state, "start")
    assert (again.returncode, "already runs" in again.stdout) == (0, True)
    assert "has stopped" in run(state, "stop").stdout
    again = run(state, "stop")
    assert (again.returncode, again.stdout) == (0, "The sandbox was not running.\n")


def test_env_of_a_stopped_sandbox_is_an_error(tmp_path: Path) -> None:
    """Standard output stays empty, so that a shell evaluates nothing; the way on is named."""
    shown = run(tmp_path / "state", "env")
    assert (shown.returncode, shown.stdout) == (1, "")
    assert "python -m sandbox start" in shown.stderr


def test_an_unknown_command_is_wrong_use(tmp_path: Path) -> None:
    """Exit code 2."""
    assert run(tmp_path, "restart").returncode == 2


SCRIPT = """
eval "$("$PYTHON" -m sandbox env --state "$STATE")" || exit 1
cd "$PROJECT" && pulumi stack init dev --non-interactive && pulumi up --yes --non-interactive || exit 1
"$PYTHON" -c '
import boto3
boto3.client("s3").create_bucket(Bucket="by-hand")
print([bucket["Name"] for bucket in boto3.client("s3").list_buckets()["Buckets"]])'
"""


@engine
def test_after_env_plain_pulumi_and_boto3_work(state: Path, tmp_path: Path) -> None:
    """In a plain shell, with somebody's real account in its environment, which is never asked."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "Pulumi.yaml").write_text("name: by-hand\nruntime: python\n", "utf-8")
    (project / "__main__.py").write_text("import pulumi\npulumi.export('said', 'hello')\n", "utf-8")
    assert run(state, "start").returncode == 0
    elsewhere = {"AWS_PROFILE": "production", "AWS_SESSION_TOKEN": "real", "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9"}
    given = {"PYTHON": sys.executable, "STATE": str(state), "PROJECT": str(project), "HTTP_PROXY": "http://127.0.0.1:9"}
    done = subprocess.run(
        ["/bin/sh", "-c", SCRIPT],
        cwd=ROOT,
        env={**os.environ, **elsewhere, **given},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert 'said: "hello"' in done.stdout
    assert "['by-hand']" in done.stdout
    assert not list(state.rglob("*.attrs")), "a file that a SIGKILL can leave half written, and the stack unreadable"


@engine
def test_sandboxes_run_side_by_side(tmp_path: Path) -> None:
    """Each has its own port, cloud and stacks."""
    both = [Sandbox(tmp_path / name) for name in ("one", "two")]
    try:
        ports = {sandbox.start().port for sandbox in both}
        backends = {sandbox.environment()["PULUMI_BACKEND_URL"] for sandbox in both}
        assert (len(ports), len(backends)) == (2, 2)
    finally:
        for sandbox in both:
            sandbox.stop()


@engine
def test_reset_removes_all_state(state: Path) -> None:
    """And a second time there is nothing to remove."""
    assert run(state, "start").returncode == 0
    assert run(state, "reset").returncode == 0
    assert not state.exists()
    assert run(state, "reset").stdout == "There was nothing to remove.\n"


def test_reset_leaves_a_directory_that_is_not_a_sandbox(tmp_path: Path) -> None:
    """A mistyped --state costs nobody his files."""
    (tmp_path / "thesis.txt").write_text("years of work", "utf-8")
    shown = run(tmp_path, "reset")
    assert (shown.returncode, "nothing was removed" in shown.stderr) == (1, True)
    assert (tmp_path / "thesis.txt").exists()


def test_start_refuses_a_directory_with_other_files(tmp_path: Path) -> None:
    """Or a later reset would take them along."""
    (tmp_path / "thesis.txt").write_text("years of work", "utf-8")
    with pytest.raises(SandboxError, match="holds files that are not a sandbox's"):
        Sandbox(tmp_path).start()


def test_whatever_leads_to_a_real_account_is_unset() -> None:
    """Profiles, tokens, roles, logins, and endpoints of single services; our own variables stay."""
    families = ["AWS_ENDPOINT_URL_BATCH", "ARM_CLIENT_SECRET", "AZURE_CLIENT_SECRET", "CLOUDSDK_CONFIG"]
    families += ["GCE_METADATA_HOST", "GCLOUD_PROJECT", "GOOGLE_APPLICATION_CREDENTIALS"]
    given = dict.fromkeys([*FOREIGN_VARIABLES, *families, "AWS_REGION", "HOME"], "x")
    assert set(foreign_variables(given)) == {*FOREIGN_VARIABLES, *families}
