"""One line in somebody else's program: every resource gets its labels, and nothing else changes."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from labelwright.coverage import Status, coverage
from labelwright.placement.wire import SECRET_SIGNATURE, SIGNATURE
from labelwright.settings import from_files
from labelwright.settings.injections import injections_of
from tests.placement.engine import Engine

pytestmark = pytest.mark.engine
LABELS = {"app": "shop", "team": "checkout", "workspace": "shop"}
"""The program's own label, and those of stack config, which win over the program's."""
LATER = ("inlinePolicies",)
"""What the cloud tells of a role only once another resource has come about."""
LABELLED = ("tags", "tagsAll", "labels", "effectiveLabels", "pulumiLabels", "metadata", "rootBlockDevice")
"""Root properties in which labels stand, computed ones among them."""
PROGRAM = Path(__file__).parent / "foreign"


class Foreign:
    """The program's stack before and after the line, and what came of a second update with it."""

    def __init__(self, engine: Engine) -> None:
        self.before = self._updated(engine)
        engine.environment["FOREIGN_LABELS"] = "1"
        self.preview = engine.document("preview", "--json")
        self.after = self._updated(engine)
        self.second = engine.run("up", "--yes", "--skip-preview", "--expect-no-changes")

    def _updated(self, engine: Engine) -> dict[str, dict[str, Any]]:
        """The state after an update, by URN."""
        done = engine.run("up", "--yes", "--skip-preview")
        assert done.returncode == 0, done.stdout + done.stderr
        found = engine.document("stack", "export")["deployment"]["resources"]
        return {one["urn"]: one for one in found}

    def labels(self, name: str) -> Any:
        """What stands on a resource after the line."""
        (one,) = (one for urn, one in self.after.items() if urn.endswith(f"::{name}") and one.get("custom"))
        inputs = one["inputs"]
        return inputs.get("tags") or inputs.get("labels") or inputs.get("metadata", {}).get("labels")


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Foreign]:
    """That program with and without the line, in a sandbox of its own."""
    engine = Engine(tmp_path_factory.mktemp("foreign"), PROGRAM)
    try:
        yield Foreign(engine)
    finally:
        engine.stop()


def without_labels(resource: Mapping[str, Any]) -> dict[str, Any]:
    """A resource as state has it, less its labels and the time of its last change."""
    kept = {name: value for name, value in resource.items() if name not in ("modified", "inputs", "outputs")}
    depends: dict[str, Any] = dict(resource.get("propertyDependencies") or {})
    kept["propertyDependencies"] = {name: urns for name, urns in depends.items() if urns or name not in LABELLED}
    for side in ("inputs", "outputs"):
        props: dict[str, Any] = dict(resource.get(side) or {})
        metadata = dict(props.get("metadata") or {})
        for name in ("labels", "resourceVersion"):  # the server counts every change of an object
            metadata.pop(name, None)
        kept[side] = {name: value for name, value in props.items() if name not in (*LABELLED, *LATER)} | {
            "metadata": metadata
        }
    return kept


def test_nothing_but_labels_changes(foreign: Foreign) -> None:
    """Same resources, ids, parents, providers, aliases and dependencies: the state differs in labels only."""
    assert foreign.after.keys() == foreign.before.keys()
    for urn, resource in foreign.after.items():
        assert without_labels(resource) == without_labels(foreign.before[urn]), urn


def test_no_resource_is_replaced(foreign: Foreign) -> None:
    """Labels are added in place."""
    assert {step["op"] for step in foreign.preview["steps"]} <= {"same", "update"}


def test_the_second_update_finds_nothing_to_do(foreign: Foreign) -> None:
    """No difference that never ends."""
    assert foreign.second.returncode == 0, foreign.second.stdout


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("worker", LABELS),
        ("shop-files", LABELS),
        ("shop-settings", LABELS),
        ("shop-orders", {**LABELS, "team": "orders", "made-by": "own-transform"}),
        ("old-name", LABELS),
        ("steadfast", None),
        ("spared-queue", {"app": "shop", "workspace": "shop"}),
        ("spared-orders", {"team": "orders"}),
        ("spared-files", None),
    ],
)
def test_each_resource_has_its_labels(foreign: Foreign, name: str, labels: Mapping[str, str] | None) -> None:
    """On every cloud, below components and explicit providers; explicit values and own transforms stay."""
    assert foreign.labels(name) == labels


def test_a_secret_stays_one(foreign: Foreign) -> None:
    """The map that holds it got the labels beside it."""
    tags = foreign.labels("secretive")
    assert tags["team"] == "checkout"
    assert tags["token"][SIGNATURE] == SECRET_SIGNATURE


def test_coverage_agrees_with_what_was_injected(foreign: Foreign) -> None:
    """What is exempt is skipped with its reason, what ignoreChanges keeps away is pointed out, the rest covered."""
    settings = from_files(PROGRAM, "dev").settings
    report = {
        one.urn.rpartition("::")[2]: one for one in coverage(foreign.after.values(), injections_of(settings)).resources
    }
    assert report["spared-orders"].reason == "exempt in stack config: on its way out"
    assert report["steadfast"].status is Status.PARTLY
    partly = {name for name, one in report.items() if one.status is Status.PARTLY}
    assert partly == {"steadfast"}
