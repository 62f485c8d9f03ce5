"""After a killed `pulumi up`: what was made is adopted, what was not is forgotten, and nothing is orphaned."""

import copy
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner

from labelwright.cli import main
from labelwright.recovery.aws import find
from labelwright.recovery.pending import PendingCreate
from sandbox import Sandbox

PROGRAM = """
import json
import pulumi_aws as aws

trust = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "batch.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
role = aws.iam.Role("role", assume_role_policy=json.dumps(trust), tags={"team": "genomics"})
aws.iam.InstanceProfile("profile", role=role.name, tags={"team": "genomics"})
aws.cloudwatch.LogGroup("logs", tags={"team": "genomics"})
aws.efs.FileSystem("shared", creation_token="shared-1", tags={"team": "genomics", "what": "shared"})
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project whose stack `dev` is up, in a sandbox into which this process has been put."""
    sandbox = Sandbox(tmp_path / "sandbox")
    sandbox.start()
    for name, value in sandbox.environment().items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: killed\nruntime: python\n", "utf-8")
    (folder / "__main__.py").write_text(PROGRAM, "utf-8")
    pulumi(folder, "stack", "init", "dev")
    pulumi(folder, "up", "--yes", "--skip-preview")
    yield folder
    sandbox.stop()


def pulumi(folder: Path, *arguments: str) -> str:
    """Runs the CLI to a good end."""
    command = ["pulumi", *arguments, "--non-interactive"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def export(folder: Path) -> dict[str, Any]:
    """The stack's state."""
    return cast(dict[str, Any], json.loads(pulumi(folder, "stack", "export", "--stack", "dev")))


def ids(state: dict[str, Any]) -> dict[str, str]:
    """Logical name -> id, of what stands in the cloud."""
    found = [resource for resource in state["deployment"]["resources"] if resource["type"].startswith("aws:")]
    return {str(resource["urn"].rpartition("::")[2]): str(resource["id"]) for resource in found}


def forget(folder: Path, *names: str, never_made: str) -> None:
    """Puts the state back to the moment of a kill: these resources are asked for, and nobody heard of them again."""
    (checkpoint,) = (folder.parent / "sandbox" / "stacks").rglob("dev.json")  # `stack import` takes no operations
    state = cast(dict[str, Any], json.loads(checkpoint.read_text("utf-8")))
    deployment = state["checkpoint"]["latest"]
    lost = [resource for resource in deployment["resources"] if resource["urn"].rpartition("::")[2] in names]
    deployment["resources"] = [resource for resource in deployment["resources"] if resource not in lost]
    phantom = copy.deepcopy(next(resource for resource in lost if "name" in resource["inputs"]))
    phantom["urn"] = phantom["urn"].rpartition("::")[0] + f"::{never_made}"
    phantom["inputs"]["name"] = never_made
    deployment["pending_operations"] = [
        {
            "type": "creating",
            "resource": {key: value for key, value in resource.items() if key not in ("id", "outputs")},
        }
        for resource in [*lost, phantom]
    ]
    checkpoint.write_text(json.dumps(state), "utf-8")


def recover(folder: Path, *options: str) -> dict[str, str | None]:
    """What `labelwright recover` says of each unfinished creation, by name."""
    result = CliRunner().invoke(main, ["recover", "--project", str(folder), "--format", "json", *options])
    assert result.exit_code == 0, result.output
    return {one["urn"].rpartition("::")[2]: one["id"] for one in json.loads(result.stdout)["pending"]}


@pytest.mark.engine
def test_what_was_made_is_adopted_and_what_was_not_is_forgotten(project: Path) -> None:
    """Ids stay what they were, the next up changes nothing, and no operation is left pending."""
    before = ids(export(project))
    assert set(before) == {"role", "profile", "logs", "shared"}
    forget(project, "logs", "profile", "shared", never_made="phantom")
    assert set(ids(export(project))) == {"role"}
    expected = {name: before[name] for name in ("logs", "profile", "shared")} | {"phantom": None}
    assert recover(project, "--dry-run") == expected
    assert set(ids(export(project))) == {"role"}, "a dry run changes nothing"
    assert recover(project) == expected
    state = export(project)
    assert ids(state) == before
    assert not state["deployment"].get("pending_operations")
    pulumi(project, "up", "--yes", "--expect-no-changes")
    assert recover(project) == {}, "recovering a sound stack is harmless"
    assert ids(export(project)) == before


def test_a_type_that_cannot_be_looked_for_is_an_error() -> None:
    """Dropping it without a word might leave it in the cloud, and on the bill, for ever."""
    with pytest.raises(ValueError, match="cannot be looked for"):
        find(PendingCreate({"type": "aws:glue/job:Job", "urn": "urn:pulumi:dev::p::aws:glue/job:Job::j"}), ())
