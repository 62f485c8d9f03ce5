"""Remediation by the real engine: off it changes nothing, on it adds what is missing, and spoils nothing besides."""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from labelwright.placement.wire import SECRET_SIGNATURE, SIGNATURE
from tests.placement.engine import Engine

pytestmark = pytest.mark.engine
PACK = ("--policy-pack", str(Path(__file__).parents[2] / "policies"))
TEAM = {"Team": "Lab"}


class Run(NamedTuple):
    """What an update said, and what the state has by then: name -> inputs."""

    said: str
    inputs: Mapping[str, dict[str, Any]]


class Story(NamedTuple):
    """Three commands on one stack, one after the other."""

    off: Run
    """An update with the pack as it is: everything is made."""
    on: Run
    """Preview and update with remediation; one resource is replaced in it, and others come."""
    preview: subprocess.CompletedProcess[str]
    """A preview of the same once more."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The program in a sandbox of its own."""
    directory = tmp_path_factory.mktemp("remediation")
    engine = Engine(directory, Path(__file__).parent / "remediation")
    config = directory / "config.json"
    config.write_text(json.dumps({"labels-remediation": "remediate"}), encoding="utf-8")
    switched_on = (*PACK, "--policy-pack-config", str(config))

    def update(*words: str) -> Run:
        done = engine.run("up", "--yes", *words)
        assert done.returncode == 0, done.stdout + done.stderr
        resources: list[dict[str, Any]] = engine.document("stack", "export")["deployment"]["resources"]
        inputs = {one["urn"].rpartition("::")[2]: one.get("inputs", {}) for one in resources}
        return Run(done.stdout + done.stderr, inputs)

    try:
        off = update("--skip-preview", *PACK)
        engine.run("config", "set", "later", "true")
        on = update(*switched_on)
        yield Story(off, on, engine.run("preview", *switched_on))
    finally:
        engine.stop()


def test_off_by_default(story: Story) -> None:
    """A pack that writes is one that somebody switched on."""
    inputs = story.off.inputs
    assert "tags" not in inputs["group"]
    assert "labels" not in inputs["plain"]["metadata"]
    assert "labels" not in inputs["bucket"]


def test_what_is_missing_is_added(story: Story) -> None:
    """As each cloud takes it, to what stood there already and to what is new."""
    inputs = story.on.inputs
    assert inputs["plain"]["metadata"]["labels"] == TEAM
    assert inputs["group"]["tags"] == TEAM
    assert inputs["bucket"]["labels"] == {"team": "lab"}
    assert "labels-remediation" in story.on.said


def test_what_the_program_says_stays(story: Story) -> None:
    """So does what somebody exempted, and all of AWS, whose provider has summed up the tags by then."""
    inputs = story.on.inputs
    assert inputs["explicit"]["tags"] == {"Team": "mine"}
    assert "tags" not in inputs["exempt"]
    for queue in ("queue", "later"):
        assert "tags" not in inputs[queue]
        assert inputs[queue]["tagsAll"] == {}


def test_a_secret_stays_a_secret(story: Story) -> None:
    """Beside the labels, and among them: its text stands nowhere in the state."""
    inputs = story.on.inputs
    assert inputs["hidden"]["metadata"]["labels"] == TEAM
    for value in (
        inputs["hidden"]["metadata"]["annotations"]["note"],
        inputs["hidden"]["stringData"],
        inputs["unknown"]["data"]["hidden"],
        inputs["partly"]["tags"]["queue"],
        inputs["wholly"]["tags"],
    ):
        assert value[SIGNATURE] == SECRET_SIGNATURE
        assert "ciphertext" in value
    assert "unspeakable" not in json.dumps(inputs) + story.off.said + story.on.said + story.preview.stdout
    assert inputs["partly"]["tags"]["Team"] == "Lab"


def test_what_was_unknown_in_the_preview_is_itself_in_the_update(story: Story) -> None:
    """No mark of an unknown value is ever taken for a text."""
    unknown = story.on.inputs["unknown"]
    assert unknown["data"]["arn"].startswith("arn:aws:sqs:")
    assert unknown["metadata"]["labels"] == {"queue": unknown["data"]["arn"].rpartition(":")[2], **TEAM}


def test_the_next_preview_is_empty_but_for_what_was_replaced(story: Story) -> None:
    """The engine makes a replacement from what the program gave, as docs/policies.md says; it is labelled next time."""
    assert "tags" not in story.on.inputs["moved"]
    assert story.preview.returncode == 0, story.preview.stdout + story.preview.stderr
    assert "ResourceGroup moved update [diff: +tags]" in story.preview.stdout
    assert re.search(r"~ 1 to update\n +12 unchanged", story.preview.stdout), story.preview.stdout
