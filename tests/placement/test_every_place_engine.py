"""One resource of every special type, through the real engine and providers that refuse what the SDK does not have.

What stands in the state and in the preview is read by `paths.found_at`: our own reader has no say here.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from labelwright.placement.special import SPECIAL
from tests.placement.engine import Engine
from tests.placement.paths import found_at

pytestmark = pytest.mark.engine
ROOM = Path(__file__).parent
SPECIAL_INPUTS: Mapping[str, dict[str, Any]] = json.loads((ROOM / "cases.json").read_text(encoding="utf-8"))["special"]
MADE = ("gcp:", "kubernetes:", "aws:iam/role:")
"""Types that the sandbox makes from their smallest inputs; of the others its cloud wants more (networks, groups)."""
TEAM = "genomics"


class Every:
    """A preview of all special types, an update of those that can be made, and one with a misplaced label."""

    def __init__(self, engine: Engine, directory: Path) -> None:
        every = enumerate(SPECIAL_INPUTS.items())  # numbers, for some types take short names only
        cases = {f"r{at}": {"type": token, "props": props} for at, (token, props) in every}
        file = directory / "special.json"
        engine.environment["CASES"] = str(file)
        file.write_text(json.dumps(cases), encoding="utf-8")
        plan = engine.document("preview", "--json")
        self.previewed = _inputs_by_type(step["newState"] for step in plan["steps"])
        made = {name: case for name, case in cases.items() if str(case["type"]).startswith(MADE)}
        file.write_text(json.dumps(made), encoding="utf-8")
        done = engine.run("up", "--yes", "--skip-preview")
        assert done.returncode == 0, done.stdout + done.stderr
        self.state = _inputs_by_type(engine.document("stack", "export")["deployment"]["resources"])
        self.second = engine.run("up", "--yes", "--skip-preview", "--expect-no-changes")
        wrong: dict[str, Any] = {
            "type": "gcp:sql/databaseInstance:DatabaseInstance",
            "props": {"databaseVersion": "x", "labels": {}},
        }
        file.write_text(json.dumps({"wrong": wrong}), encoding="utf-8")
        self.misplaced = engine.run("preview")


def _inputs_by_type(resources: Any) -> dict[str, dict[str, Any]]:
    """Checked inputs by type; there is one resource a type."""
    return {one["type"]: one.get("inputs", {}) for one in resources}


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Every]:
    """All of it once, in a sandbox of its own."""
    directory = tmp_path_factory.mktemp("every")
    engine = Engine(directory, ROOM / "every")
    try:
        yield Every(engine, directory)
    finally:
        engine.stop()


def _assert_labelled(token: str, inputs: Mapping[str, Any]) -> None:
    """Our label stands at every special place of a type, and every setting is made."""
    given = SPECIAL_INPUTS[token]
    for spot in SPECIAL[token].places:
        if spot.path == "volumeTags":  # refused beside the tags of block devices, and not given here
            continue
        for found in found_at(inputs, spot.path):
            assert TEAM in json.dumps(found), f"{token}: nothing at {spot.path}"
        assert found_at(inputs, spot.path), f"{token}: {spot.path} is gone"
    for item in SPECIAL[token].settings:
        if item.when(given):
            assert set(found_at(inputs, item.path)) == {item.value}, f"{token}: {item.path}"


@pytest.mark.parametrize("token", sorted(SPECIAL))
def test_the_strict_check_takes_labels_at_every_special_place(every: Every, token: str) -> None:
    """A place that the SDK does not have would be refused, and a label that got lost on the way would be missing."""
    _assert_labelled(token, every.previewed[token])


@pytest.mark.parametrize("token", sorted(token for token in SPECIAL if token.startswith(MADE)))
def test_labels_stand_at_every_special_place_in_the_state(every: Every, token: str) -> None:
    """What was made has them, as the engine wrote it down."""
    _assert_labelled(token, every.state[token])


def test_a_second_update_of_special_places_changes_nothing(every: Every) -> None:
    """No difference that never ends, at any of them."""
    assert every.second.returncode == 0, every.second.stdout


def test_a_misplaced_label_is_refused(every: Every) -> None:
    """Otherwise the tests above would prove nothing: a database has its labels in its settings."""
    assert every.misplaced.returncode != 0
    assert "Invalid or unknown key" in every.misplaced.stdout + every.misplaced.stderr
