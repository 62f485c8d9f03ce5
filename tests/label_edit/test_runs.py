"""Runs use labels too: what the store knows of them keeps a label from being edited, and is told by `where`."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from labelwright.cli import main
from labelwright.runs.run import Run, RunLabel
from labelwright.runs.store import open_store, store_url
from labelwright.vocabulary import Platform, Scope
from tests.label_edit.conftest import Called, document

LAST = datetime(2026, 11, 1, 12, tzinfo=UTC)
KIND = RunLabel("kind", "rnaseq", Scope.PIPELINE)
TIER = RunLabel("tier", "gold", Scope.ENVIRONMENT)
RUN = RunLabel("run", "run-1", Scope.ENVIRONMENT, template="run-${workflowId}")


def run(number: int, *labels: RunLabel, environment: str = "spot", pipeline: str = "", project: str = "lab") -> Run:
    """A run of the stack."""
    return Run(
        project=project,
        stack="dev",
        id=f"run-{number}",
        environment=environment,
        platform=Platform.AWS_BATCH,
        launched=LAST,
        pipeline=pipeline,
        labels=labels,
    )


@pytest.fixture
def recorded(root: Path) -> None:
    """The project's own store, with some runs."""
    open_store(store_url(root)).record(
        [
            run(1, KIND, RUN, TIER, pipeline="rnaseq"),
            run(2, KIND, RUN, pipeline="rnaseq"),
            run(3, KIND, TIER, environment="bench", pipeline="exome"),
            run(4, KIND, RUN, TIER, pipeline="rnaseq", project="other"),
        ]
    )


@pytest.mark.usefixtures("recorded")
def test_a_label_that_runs_were_launched_with_is_in_use(root: Path, labels: Called) -> None:
    """Those of the pipeline itself, in this project: how many, where, the last; and what frees it does free it."""
    result = labels("remove", "kind", "--scope", "pipeline:rnaseq", state=None)
    assert result.exit_code == 1
    assert "2 runs (in spot; the last of 2026-11-01)" in result.stderr
    freed = "labelwright runs label label:kind=rnaseq project:lab pipeline:rnaseq --remove kind"
    assert freed in result.stderr
    words = [*freed.split()[1:], "--yes", "--project", str(root)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    assert labels("remove", "kind", "--scope", "pipeline:rnaseq", state=None).exit_code == 0


@pytest.mark.usefixtures("recorded")
def test_a_value_is_kept_while_runs_have_it(labels: Called) -> None:
    """As the label itself is."""
    assert labels("edit", "kind=exome", "--scope", "pipeline:rnaseq", state=None).exit_code == 1


@pytest.mark.usefixtures("recorded")
def test_runs_of_an_environment_keep_its_labels(labels: Called) -> None:
    """Of a static label those with its value; of a dynamic one all that have its key."""
    assert "1 run (in spot" in labels("remove", "tier", "--scope", "environment:spot", state=[]).stderr
    assert "2 runs (in spot" in labels("remove", "run", "--scope", "environment:spot", state=[]).stderr


@pytest.mark.usefixtures("recorded")
def test_a_label_that_no_run_has_is_removed(labels: Called) -> None:
    """The store is asked, and says so."""
    assert labels("remove", "shelf", "--scope", "workspace").exit_code == 0


@pytest.mark.usefixtures("recorded")
def test_runs_are_counted_in_reports(labels: Called) -> None:
    """Of the project, by environment."""
    told = document(labels("where", "kind", "--format", "json"))
    assert [(one["environment"], one["runs"]) for one in told["runs"]] == [("bench", 1), ("spot", 2)]
    assert told["totals"]["runs"] == 3
    assert told["runs"][0]["last"].startswith("2026-11-01T12:00")
    listed = document(labels("list", "--format", "json"))["labels"]
    assert {one["key"]: one["runs"] for one in listed if one["runs"]} == {"kind": 2, "tier": 1, "run": 2}
    assert "bench" in labels("where", "kind").stdout


def test_no_store_is_no_run_and_none_is_made(root: Path, labels: Called) -> None:
    """Asking leaves nothing behind."""
    assert labels("edit", "kind=exome", "--scope", "pipeline:rnaseq").exit_code == 0
    assert not (root / ".labelwright").exists()


def test_a_store_that_was_named_and_is_not_there_is_no_proof(root: Path, labels: Called) -> None:
    """Unknown is not unused."""
    result = labels("edit", "kind=exome", "--scope", "pipeline:rnaseq", "--runs", f"sqlite:///{root / 'none.db'}")
    assert result.exit_code == 2
    assert "no store" in result.stderr
    assert not (root / "none.db").exists()


def test_where_runs_will_be_kept_there_are_none_yet(
    root: Path, labels: Called, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The variable names a place for all that is launched, before anything is."""
    monkeypatch.setenv("LABELWRIGHT_RUNS", f"sqlite:///{root / 'later.db'}")
    assert labels("edit", "kind=exome", "--scope", "pipeline:rnaseq").exit_code == 0
    assert not (root / "later.db").exists()
