"""A team's label edited where that costs something: announced word by word, then done, with nothing lost on the way.

Without AWS, whose own test is `test_dev_stack`. The tests run in order and build on each other.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.project import UP, Project, steps_of, with_platforms

pytestmark = pytest.mark.engine

STACK = with_platforms("google-batch", "google-cloud", "azure-batch", "azure-cloud", "kubernetes")
REPLACED = {"variants-template", "notebook-template", "assembly-pool"}
"""An instance template is fixed once it is there, and so are the labels of a pool."""
ROLLED_OUT = {"cluster-launcher"}
DISK = "analysis-machine-disk"
"""Tags of a disk that Azure makes: a resource of their own, which takes none."""
BEFORE, AFTER = "cc-1234", "cc-9999"
POOL, TEMPLATE = "azure-native:batch:Pool", "gcp:compute/instanceTemplate:InstanceTemplate"


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Five platforms that stand, and a team's label that was edited since."""
    project = Project(tmp_path_factory.mktemp("edited"), STACK)
    try:
        project.done(*UP)
        project.configure(f"cost-center: {BEFORE}", f"cost-center: {AFTER}")
        yield project
    finally:
        project.stop()


@pytest.fixture(scope="module")
def preview(edited: Project) -> Mapping[str, Any]:
    """What the engine says of the edit before it is done."""
    return edited.document("preview", "--json")


@pytest.fixture(scope="module")
def file(preview: Mapping[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a file, for `labelwright coverage`."""
    path = tmp_path_factory.mktemp("preview") / "preview.json"
    path.write_text(json.dumps(preview), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def announced(edited: Project, file: Path) -> Mapping[str, Any]:
    """What `labelwright coverage` makes of it."""
    return json.loads(edited.labelwright("coverage", "--file", str(file), "--format", "json"))


def name_of(one: Mapping[str, Any]) -> str:
    """The name of a resource in a report."""
    return one["urn"].rpartition("::")[2]


def labelled(project: Project) -> list[dict[str, Any]]:
    """The places with the team's label, as the clouds hold them."""
    return [one for one in project.standing() if "cost-center" in one["labels"]]


def ids(project: Project, *types: str) -> set[str]:
    """The ids of what the clouds hold, of some types where any is named."""
    return {one["id"] for one in project.standing() if not types or one["type"] in types}


def test_the_engine_calls_a_replacement_a_replacement(preview: Mapping[str, Any], announced: Mapping[str, Any]) -> None:
    """`replace` for a pool and for templates, `update` for everything else with labels; nothing more."""
    steps = steps_of(preview)
    covered = {name_of(one) for one in announced["resources"] if one["status"] == "covered"}
    assert {op: names - {"labelwright-dev"} for op, names in steps.items()} == {
        "replace": REPLACED,
        "update": (covered - REPLACED) | {DISK},
    }


def test_coverage_announces_what_each_resource_feels(announced: Mapping[str, Any]) -> None:
    """Replacements and the rollout by name, everything else in place, and all of it counted."""
    changes = announced["changes"]
    effects = {name_of(one): one["effect"] for one in changes["resources"]}
    assert {name for name, effect in effects.items() if effect == "replacement"} == REPLACED
    assert {name for name, effect in effects.items() if effect == "rollout"} == ROLLED_OUT
    assert {"analysis-machine", "assembly-account", "variants-work", "cluster-work"} <= effects.keys()
    costly = {"rollout": len(ROLLED_OUT), "replacement": len(REPLACED)}
    in_place = len(changes["resources"]) - len(REPLACED) - len(ROLLED_OUT)  # some names are those of several types
    assert changes["totals"] == {"labels": 1, "in-place": in_place, **costly, "besides": 0}
    assert changes["keys"] == ["cost-center"]


def test_a_replacement_for_labels_names_no_other_reason(announced: Mapping[str, Any]) -> None:
    """What a provider adds up of labels is not something else; a pool's name is made of its labels, and is said."""
    reasons = {name_of(one): one["reason"] for one in announced["changes"]["resources"]}
    assert {name: reasons[name] for name in REPLACED} == {
        "variants-template": "",
        "notebook-template": "",
        "assembly-pool": "for poolName too",
    }


def test_a_person_reads_it_in_words(edited: Project, preview: Mapping[str, Any], file: Path) -> None:
    """A row for each resource that does not keep running, one line for the edit; the preview itself warns."""
    said = edited.labelwright("coverage", "--file", str(file))
    rows = [row.split() for row in said.splitlines()]
    assert {row[2] for row in rows if row[:1] == ["replacement"]} == REPLACED
    assert {row[2] for row in rows if row[:1] == ["rollout"]} == ROLLED_OUT
    assert "1 label changes (cost-center): " in said
    assert "1 rollout (cluster-launcher), 3 replacements (" in said
    warning = "environment 'cluster': the change of cost-center restarts the pods of the Deployment (a rollout)"
    assert [one["severity"] for one in preview["diagnostics"] if warning in one["message"]] == ["warning"]


def test_a_review_makes_a_finding_of_whatever_does_not_keep_running(
    edited: Project, preview: Mapping[str, Any], tmp_path: Path
) -> None:
    """SPEC 3: labels of what stands are fixed. Advice by default; where the workspace says so, it stops the change."""
    steps = tmp_path / "steps.json"
    steps.write_text(json.dumps({"steps": preview["steps"]}), encoding="utf-8")
    told = json.loads(edited.labelwright("review", str(steps), "--format", "json"))["disturbed"]
    assert {name_of(one) for one in told} == REPLACED | ROLLED_OUT
    assert {one["level"] for one in told} == {"advisory"}
    stack, team = "  labelwright:policies: {changes: {level: mandatory}}\n", "  labelwright:team: "
    edited.configure(team, f"{stack}{team}")
    refused = json.loads(edited.labelwright("review", str(steps), "--format", "json", code=1))["disturbed"]
    assert {name_of(one) for one in refused} == REPLACED | ROLLED_OUT
    edited.configure(stack, "")


def test_nothing_of_it_has_happened_yet(edited: Project, preview: Mapping[str, Any]) -> None:
    """A preview is words."""
    assert preview["steps"]
    assert {one["labels"]["cost-center"] for one in labelled(edited)} == {BEFORE}


def test_it_is_done_as_announced_and_nothing_is_lost(edited: Project) -> None:
    """A new pool stands under another name before the old one goes; all else is what it was, with the new value."""
    places, old = len(labelled(edited)), ids(edited, POOL, TEMPLATE)
    others = ids(edited) - old
    said = edited.done(*UP).splitlines()
    for name in REPLACED:
        of_it = [line for line in said if f" {name} " in line]
        ((made, _), (gone, _)) = [
            next((number, line) for number, line in enumerate(of_it) if word in line) for word in ("created", "deleted")
        ]
        assert made < gone, of_it
    new = ids(edited, POOL, TEMPLATE)
    assert (len(new), new & old) == (len(REPLACED), set())
    assert ids(edited) - new == others
    assert len(labelled(edited)) == places
    assert {one["labels"]["cost-center"] for one in labelled(edited)} == {AFTER}


def test_jobs_go_to_the_new_pool_and_start_from_the_new_template(edited: Project) -> None:
    """What is emitted names what stands."""
    (pool,) = ids(edited, POOL)
    job = json.loads((edited.home / "dist/dev/assembly/head/job.json").read_text(encoding="utf-8"))
    assert job["poolInfo"]["poolId"] == pool.rpartition("/")[2]
    request = (edited.home / "dist/dev/variants/work/create-job.json").read_text(encoding="utf-8")
    assert [name for name in ids(edited, TEMPLATE) if name in request] == [
        name for name in ids(edited, TEMPLATE) if "/variants-" in name
    ]


def test_once_it_is_done_nothing_changes(edited: Project) -> None:
    """Neither for the engine nor for the report, and no warning is left."""
    after = edited.document("preview", "--json")
    assert steps_of(after) == {}
    assert "(a rollout)" not in json.dumps(after.get("diagnostics", []))
