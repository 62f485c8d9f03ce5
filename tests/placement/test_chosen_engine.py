"""What a person chose, through the engine: labels that change often, types of other providers, opt-in, imports."""

import shlex
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from labelwright.changes import label_changes
from labelwright.coverage import Status, coverage
from labelwright.settings import from_files
from labelwright.settings.injections import injections_of
from tests.placement.engine import Engine

pytestmark = pytest.mark.engine
PROGRAM = Path(__file__).parent / "chosen"
FIRST, SECOND = "c0ffee1", "c0ffee2"
STACK = {"app": "shop", "managed-by": "labelwright", "workspace": "shop"}
TAKEN = "/shop/taken"


class Chosen:
    """The program's stack: made, previewed with another commit, updated to it with an import beside."""

    def __init__(self, engine: Engine) -> None:
        _serve_dynamic_resources(engine)
        engine.client("logs").create_log_group(logGroupName=TAKEN, tags={"kept": "by-hand"})
        engine.environment["CHOSEN_COMMIT"] = FIRST
        self.before = self._updated(engine)
        engine.environment["CHOSEN_COMMIT"] = SECOND
        self.preview: dict[str, Any] = engine.document("preview", "--json", "--show-sames")
        engine.environment["CHOSEN_IMPORT"] = TAKEN
        self.after = self._updated(engine)
        self.taken: dict[str, str] = engine.client("logs").list_tags_log_group(logGroupName=TAKEN)["tags"]
        self.second = engine.run("preview", "--expect-no-changes")

    def _updated(self, engine: Engine) -> dict[str, dict[str, Any]]:
        """The state after an update, by name."""
        done = engine.run("up", "--yes", "--skip-preview")
        assert done.returncode == 0, done.stdout + done.stderr
        return {
            one["urn"].rpartition("::")[2]: one
            for one in engine.document("stack", "export")["deployment"]["resources"]
            if one.get("custom")
        }

    @property
    def steps(self) -> dict[str, str]:
        """What the preview of another commit does with each resource."""
        return {step["urn"].rpartition("::")[2]: step["op"] for step in self.preview["steps"]}


def _serve_dynamic_resources(engine: Engine) -> None:
    """Put the SDK's own provider of dynamic resources where the engine finds it."""
    folder = Path(engine.environment["PULUMI_HOME"]) / "plugins" / f"resource-pulumi-python-v{version('pulumi')}"
    folder.mkdir(parents=True)
    plugin = folder / "pulumi-resource-pulumi-python"
    plugin.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -u -m pulumi.dynamic "$@"\n', encoding="utf-8")
    plugin.chmod(0o755)


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chosen]:
    """The stack in a sandbox of its own."""
    engine = Engine(tmp_path_factory.mktemp("chosen"), PROGRAM)
    try:
        yield Chosen(engine)
    finally:
        engine.stop()


def labels_of(resource: Mapping[str, Any]) -> Any:
    """What stands at the root of a resource, in the words of its cloud."""
    inputs = resource["inputs"]
    metadata: dict[str, Any] = inputs.get("metadata") or {}
    return inputs.get("tags") or inputs.get("labels") or metadata.get("labels")


def test_a_new_commit_is_an_update_in_place(chosen: Chosen) -> None:
    """No replacement and no rollout, of a Deployment and of a compute environment that tags would replace."""
    assert set(chosen.steps.values()) <= {"same", "update"}
    changes = label_changes(chosen.preview)
    assert changes is not None
    assert changes.keys == ("commit", "team")
    assert changes.totals["rollout"] == changes.totals["replacement"] == 0
    assert {chosen.steps["web"], chosen.steps["replaced"], chosen.steps["optional-chosen-google"]} == {"update"}


def test_the_volatile_label_is_where_nothing_restarts(chosen: Chosen) -> None:
    """And its new value has arrived there."""
    web, compute = chosen.after["web"]["inputs"], chosen.after["replaced"]["inputs"]
    assert web["metadata"]["labels"] == {**STACK, "commit": SECOND}
    assert web["spec"]["template"]["metadata"]["labels"] == {**STACK, "part": "web"}
    assert compute["tags"] == {**STACK, "commit": SECOND}
    assert compute["computeResources"]["tags"] == STACK
    assert labels_of(chosen.after["optional-chosen-google"])["commit"] == SECOND


def test_a_declared_type_has_its_labels_where_it_was_declared(chosen: Chosen) -> None:
    """In the shape of the provider, what stands there kept; nothing elsewhere, nothing volatile where it replaces."""
    inputs = chosen.after["ticket"]["inputs"]
    assert inputs["marks"] == [
        "urgent",
        "app:own",
        f"commit:{SECOND}",
        "managed-by:labelwright",
        "workspace:shop",
    ]
    assert inputs["parts"] == [{"no": 1, "labels": {"a": "b", **STACK}}, {"no": 2, "labels": STACK}]
    assert inputs.get("labels") is None


def test_a_type_without_places_is_left_alone(chosen: Chosen) -> None:
    """Though the table has places for it."""
    assert labels_of(chosen.after["queue"]) is None


CLOUDS = ("aws", "google", "azure", "kubernetes")


@pytest.mark.parametrize("cloud", CLOUDS)
def test_opting_in_labels_what_was_chosen_and_nothing_else(chosen: Chosen, cloud: str) -> None:
    """By name, and below a parent; on Google one key of those that were not."""
    everything = {**STACK, "commit": SECOND}
    assert labels_of(chosen.after[f"optional-chosen-{cloud}"]) == everything
    assert labels_of(chosen.after[f"optional-below-{cloud}"]) == everything
    assert labels_of(chosen.after[f"optional-{cloud}"]) == ({"workspace": "shop"} if cloud == "google" else None)


def test_a_program_may_exempt_what_it_makes(chosen: Chosen) -> None:
    """In the form of stack config."""
    assert labels_of(chosen.after["spared-logs"]) is None


@pytest.mark.parametrize(
    ("path", "labels"),
    [
        ("tags", {"team": "before"}),
        ("tags.team", {**STACK, "commit": SECOND, "team": "before"}),
        ('tags["commit"]', {**STACK, "commit": FIRST, "team": "after"}),
        ("metadata.labels", {"team": "before"}),
        ('metadata.labels["team"]', {**STACK, "commit": SECOND, "team": "before"}),
        ("*", {"team": "before"}),
    ],
)
def test_what_changes_are_ignored_of_keeps_its_labels(chosen: Chosen, path: str, labels: Mapping[str, str]) -> None:
    """A whole place gets no labels of ours; of a single key the engine keeps the old value, and we fill the others."""
    assert labels_of(chosen.after[f"ignoring-{path}"]) == labels


def test_an_import_takes_over_what_is_there(chosen: Chosen) -> None:
    """It would fail on a label that the resource does not have yet; and the cloud's own labels stay."""
    assert chosen.taken == {"kept": "by-hand"}
    assert chosen.second.returncode == 0, chosen.second.stdout


def test_coverage_knows_what_was_chosen(chosen: Chosen) -> None:
    """Declared types are judged by their places, those without are not, and nothing volatile is missed."""
    expected = injections_of(from_files(PROGRAM, "dev").settings)
    found = coverage(chosen.after.values(), expected).resources
    report = {one.urn.rpartition("::")[2]: one for one in found}
    assert report["ticket"].status is Status.COVERED
    assert set(report["ticket"].labels) == {"marks", "parts[0].labels", "parts[1].labels"}
    assert (report["queue"].status, report["web"].status) == (Status.UNTAGGABLE, Status.COVERED)
    assert report["optional-aws"].reason == "exempt in stack config: opt-in"
