"""A thousand resources of four clouds through the real engine: forty break a rule, and those alone are named."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.placement.engine import Engine

pytestmark = pytest.mark.engine
PREVIEW = ("preview", "--policy-pack", str(Path(__file__).parents[2] / "policies"))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The program in a sandbox of its own."""
    engine = Engine(tmp_path_factory.mktemp("thousand"), Path(__file__).parent / "thousand")
    try:
        yield engine
    finally:
        engine.stop()


def test_forty_of_a_thousand_are_found(engine: Engine) -> None:
    """Each in one summary with one problem; the command fails."""
    engine.run("config", "set", "planted", "true")
    done = engine.run(*PREVIEW)
    said = done.stdout + done.stderr
    assert done.returncode != 0, said
    found = Counter(re.findall(r"^ *(\S+) \(\S+\): 1 problem with its labels$", said, re.MULTILINE))
    assert len(found) == 40, found
    assert set(found.values()) == {1}
    assert all(name.startswith("planted-") for name in found)
    assert said.count("with its labels") == 40


def test_a_thousand_that_are_legal_are_not_mentioned(engine: Engine) -> None:
    """The command passes, and says nothing of labels."""
    engine.run("config", "set", "planted", "false")
    done = engine.run(*PREVIEW)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "with its" not in said
