"""The pack run by the real engine: an illegal tag is stopped, in the preview and in the update."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.placement.engine import Engine

pytestmark = pytest.mark.engine
PACK = str(Path(__file__).parents[2] / "policies")
COMMANDS = [("preview",), ("up", "--yes", "--skip-preview")]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The program in a sandbox of its own."""
    engine = Engine(tmp_path_factory.mktemp("policies"), Path(__file__).parent / "stack")
    try:
        yield engine
    finally:
        engine.stop()


@pytest.mark.parametrize("command", COMMANDS, ids=["preview", "up"])
def test_an_illegal_tag_is_stopped(engine: Engine, command: tuple[str, ...]) -> None:
    """Named: the resource, the key, the rule; mandatory although another value is unknown in a preview."""
    engine.run("config", "set", "illegal", "true")
    done = engine.run(*command, "--policy-pack", PACK)
    said = done.stdout + done.stderr
    assert done.returncode != 0, said
    assert "[mandatory]  labels" in said
    assert "jobs (aws:sqs/queue:Queue): 2 problems with its labels" in said
    assert "tags.aws-owner: got 'aws-owner'; rule 2.1.7" in said
    assert "tags: got no 'team'; rule 3.2" in said, "the pack reads the stack's config"
    assert "Traceback" not in said
    assert engine.client("sqs").list_queues().get("QueueUrls", []) == []


@pytest.mark.parametrize("command", COMMANDS, ids=["preview", "up"])
def test_a_legal_program_passes(engine: Engine, command: tuple[str, ...]) -> None:
    """And nothing is said of it."""
    engine.run("config", "set", "illegal", "false")
    done = engine.run(*command, "--policy-pack", PACK)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "problems with its labels" not in said
