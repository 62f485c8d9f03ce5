"""Through the real engine: what the provider promises holds for plain `pulumi`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.session import Sandbox

pytestmark = pytest.mark.engine

PROGRAM = """
import json, pulumi, pulumi_aws as aws
team = pulumi.Config().get("team") or "a"
trust = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "batch.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
role = aws.iam.Role("role", assume_role_policy=json.dumps(trust), tags={"team": team})
shares = {"share_decay_seconds": 60}
aws.batch.SchedulingPolicy("fair", fair_share_policy=shares, tags={"team": team, "role": role.name})
aws.efs.FileSystem("files", encrypted=pulumi.Config().get_bool("encrypted") or False, tags={"team": team})
MISTAKE
pulumi.export("role", role.arn)
"""


class Project:
    """A scratch project in a sandbox of its own."""

    def __init__(self, folder: Path, sandbox: Sandbox) -> None:
        self.folder, self.sandbox = folder, sandbox
        (folder / "Pulumi.yaml").write_text("name: provider\nruntime: python\n")
        self.write("")
        self.run("stack", "init", "dev")

    def write(self, mistake: str) -> None:
        """Write the program, with a line more."""
        (self.folder / "__main__.py").write_text(PROGRAM.replace("MISTAKE", mistake))

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run pulumi, and return what it says."""
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive"],  # noqa: S607 - found on the sandbox's own PATH
            cwd=self.folder,
            env=self.sandbox.environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """An empty project; its cloud ends with the test."""
    sandbox = Sandbox(tmp_path / "state")
    folder = tmp_path / "program"
    folder.mkdir()
    sandbox.start()
    yield Project(folder, sandbox)
    sandbox.reset()


def test_a_stack_lives_from_up_to_destroy(project: Project) -> None:
    """Up creates, up again changes nothing, a label changes in place, encryption replaces, destroy leaves nothing."""
    project.run("up", "--yes", "--skip-preview")
    project.run("up", "--yes", "--skip-preview", "--expect-no-changes")
    project.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")

    project.run("config", "set", "team", "b")
    steps = {
        step["urn"].rsplit("::", 1)[1]: step["op"] for step in json.loads(project.run("preview", "--json"))["steps"]
    }
    assert {steps["role"], steps["fair"], steps["files"]} == {"update"}
    project.run("up", "--yes", "--skip-preview")

    project.run("config", "set", "encrypted", "true")
    assert "replace" in project.run("preview", "--diff")
    project.run("up", "--yes", "--skip-preview")
    project.run("destroy", "--yes", "--skip-preview")


def test_a_misspelt_property_stops_the_update(project: Project) -> None:
    """The engine shows the real provider's sentence, and nothing is created."""
    project.write('pulumi.CustomResource("aws:sqs/queue:Queue", "jobs", {"visibilityTimeout": 3, "tagz": {}})')
    said = project.run("preview", code=1)
    assert "has a problem: Invalid or unknown key. Did you mean 'tags'? Examine values at 'jobs.tagz'." in said
    assert "jobs.visibilityTimeout" in said
