"""Drift of a stack that the engine built: found through AWS's own API, and nothing is changed on the way."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from labelwright.cli import main
from tests.e2e.cloud import everything
from tests.e2e.project import without_virtualenv
from tests.placement.engine import ROOT, Engine

pytestmark = pytest.mark.engine

PROGRAM = Path(__file__).parent / "stack"


@dataclass(frozen=True)
class Report:
    """What `labelwright drift` said: its exit code and its JSON."""

    code: int
    document: Mapping[str, Any]

    def one(self, name: str) -> Mapping[str, Any]:
        """What is said of a resource."""
        (found,) = (one for one in self.document["resources"] if one["urn"].endswith(f"::{name}"))
        return found

    def differences(self, name: str) -> list[tuple[Any, ...]]:
        """The same, label by label."""
        return [
            (one["place"], one["key"], one["change"], one["declared"], one["found"])
            for one in self.one(name)["differences"]
        ]


class Drifted:
    """A stack that is up, what was done to it by hand, and what was said before and after."""

    def __init__(self, engine: Engine, file: Path) -> None:
        self.engine, self.file = engine, file
        done = engine.run("up", "--yes", "--skip-preview")
        assert done.returncode == 0, done.stdout + done.stderr
        self.state = engine.document("stack", "export")
        file.write_text(json.dumps(self.state), encoding="utf-8")
        self.clean = self.drift()
        self._by_hand()
        self.before = self.cloud()
        self.found = self.drift()
        self.after = self.cloud()

    def drift(self, *words: str, code: int | None = None) -> Report:
        """The command, as a person types it."""
        done = CliRunner().invoke(main, ["drift", str(self.file), "--format", "json", *words], env=self.settings)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.output
        assert code is None or done.exit_code == code, done.output
        return Report(done.exit_code, json.loads(done.stdout))

    @property
    def settings(self) -> Mapping[str, str]:
        """The surroundings in which boto3 finds the local cloud."""
        return self.engine.environment

    def of(self, name: str) -> Mapping[str, Any]:
        """What the cloud said of a resource when it was made."""
        (one,) = (
            one for one in self.state["deployment"]["resources"] if one["urn"].endswith(f"::{name}") and one["custom"]
        )
        return {**one["outputs"], "id": one["id"]}

    def cloud(self) -> tuple[int, list[Any]]:
        """How often the cloud was ever asked to change anything, and what it holds."""
        return self.engine.requests(), everything(self.engine.client)

    def _by_hand(self) -> None:
        ask = self.engine.client
        ask("sqs").tag_queue(QueueUrl=self.of("queue")["id"], Tags={"team": "sales", "by-hand": "yes"})
        ask("sqs").untag_queue(QueueUrl=self.of("queue")["id"], TagKeys=["owner"])
        ask("iam").tag_role(RoleName=self.of("role")["name"], Tags=[{"Key": "team", "Value": "sales"}])
        ask("iam").untag_instance_profile(InstanceProfileName=self.of("profile")["name"], TagKeys=["team"])
        ask("sqs").delete_queue(QueueUrl=self.of("doomed")["id"])
        ask("efs").tag_resource(ResourceId=self.of("shared")["id"], Tags=[{"Key": "hush", "Value": "found out"}])
        template = self.of("template")["id"]
        ask("ec2").create_tags(Resources=[template], Tags=[{"Key": "by-hand", "Value": "yes"}])
        instance = {"ResourceType": "instance", "Tags": [{"Key": "team", "Value": "genomics"}]}
        ask("ec2").create_launch_template_version(
            LaunchTemplateId=template, LaunchTemplateData={"ImageId": "ami-12c6146b", "TagSpecifications": [instance]}
        )
        batch = ask("batch")
        batch.untag_resource(resourceArn=self.of("job")["arn"], tagKeys=["team"])


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drifted]:
    """That stack, in a sandbox of its own."""
    folder = tmp_path_factory.mktemp("drift")
    engine = Engine(folder, PROGRAM)
    try:
        yield Drifted(engine, folder / "state.json")
    finally:
        engine.stop()


def test_a_stack_that_nobody_touched_has_not_drifted(stack: Drifted) -> None:
    """Every resource that takes tags is checked, and none is reported: default tags of the provider are declared."""
    assert stack.clean.document["resources"] == []
    assert stack.clean.document["totals"] == {
        "resources": 9, "same": 9, "drifted": 0, "gone": 0, "not-checked": 0
    }  # fmt: skip
    assert stack.clean.code == 0


def test_a_tag_that_was_changed_removed_or_added_is_found(stack: Drifted) -> None:
    """Each with what is declared and what was found."""
    assert stack.found.code == 1
    assert stack.found.differences("queue") == [
        ("tags", "by-hand", "added", None, "yes"),
        ("tags", "owner", "removed", "org", None),
        ("tags", "team", "changed", "genomics", "sales"),
    ]


def test_what_the_tagging_api_leaves_out_is_asked_at_its_service(stack: Drifted) -> None:
    """IAM, and here AWS Batch, which moto's Tagging API does not list."""
    assert stack.found.differences("role") == [("tags", "team", "changed", "genomics", "sales")]
    assert stack.found.differences("profile") == [("tags", "team", "removed", "genomics", None)]
    assert stack.found.differences("job") == [("tags", "team", "removed", "genomics", None)]


def test_places_within_a_resource_are_judged_each(stack: Drifted) -> None:
    """A newer version of a launch template tags its volumes no more."""
    assert stack.found.differences("template") == [
        ("tags", "by-hand", "added", None, "yes"),
        ("tagSpecifications[volume].tags", "team", "removed", "genomics", None),
    ]


def test_a_secret_is_known_by_its_key_only(stack: Drifted) -> None:
    """Its value is not compared, and what was found is not shown."""
    assert "found out" not in json.dumps(stack.found.document)
    assert all(not one["urn"].endswith("::shared") for one in stack.found.document["resources"])


def test_what_is_not_there_any_more_is_gone(stack: Drifted) -> None:
    """It is no removal of every tag."""
    assert stack.found.one("doomed")["status"] == "gone"
    assert stack.found.document["totals"] == {
        "resources": 9, "same": 3, "drifted": 5, "gone": 1, "not-checked": 0
    }  # fmt: skip


def test_nothing_is_changed(stack: Drifted) -> None:
    """The local cloud, which writes each changing request down, had none; and everything is as it was."""
    assert stack.before == stack.after
    assert stack.engine.document("stack", "export")["deployment"] == stack.state["deployment"]


def test_without_credentials_it_says_so(stack: Drifted) -> None:
    """Wrong use: one sentence with a remedy, no traceback, and no resource that seems gone."""
    nobody = {name: value for name, value in stack.settings.items() if not name.startswith("AWS_")}
    command = [str(Path(sys.executable).parent / "labelwright"), "drift", str(stack.file)]
    surroundings = {**nobody, "AWS_EC2_METADATA_DISABLED": "true", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "Unable to locate credentials" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_the_policy_pack_judges_an_exported_state(stack: Drifted, tmp_path: Path) -> None:
    """`pulumi policy analyze`: without the program, silent on a sound state, and not on one that breaks a rule."""
    pack = tmp_path / "policies"
    shutil.copytree(ROOT / "policies", pack, ignore=shutil.ignore_patterns("__pycache__"))
    manifest = pack / "PulumiPolicy.yaml"
    manifest.write_text(without_virtualenv(manifest.read_text(encoding="utf-8")), encoding="utf-8")
    broken = tmp_path / "broken.json"
    text = json.dumps(stack.state).replace('{"team": "genomics"}', json.dumps({"team": "x" * 300}))
    broken.write_text(text, encoding="utf-8")
    pulumi = shutil.which("pulumi", path=stack.settings["PATH"])
    assert pulumi is not None
    said: list[tuple[int, bool]] = []
    for file in (stack.file, broken):
        command = [pulumi, "policy", "analyze", "--file", str(file), "--policy-pack", str(pack), "--non-interactive"]
        done = subprocess.run(
            command, cwd=tmp_path, env=stack.settings, capture_output=True, text=True, timeout=120, check=False
        )
        said.append((done.returncode, "tags.team: got" in done.stdout))
    assert said == [(0, False), (1, True)]
