"""SPEC 5 row by row: what each platform produces is what the table says, no more and no less.

Labels are looked for wherever they may stand, by their marker and not by the code under test.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest

from labelwright.emit.files import configs_of
from labelwright.emit.launch import Launch
from labelwright.emit.record import EnvironmentRecord, parse_record
from labelwright.placement import is_calm
from labelwright.propagation import TABLE, Config, Resource, Switch, rows_of
from labelwright.vocabulary import Phase, Platform

from .cases import CASES
from .conftest import CONFIG, Build

OWN = {"name": "ce1", "run": "run-${workflowId}"}
MARKER = ("team", "genomics")
"""A label of the stack; wherever it stands, labels stand."""
RUN = {"name": "ce1", "team": "genomics", "pipeline": "pipeline1"}
_NAMES = ("resourceType", "ResourceType")


def places(value: object, way: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every place with labels in a body or in inputs: its path, and what stands there."""
    if isinstance(value, Mapping):
        found = cast("Mapping[str, Any]", value)
        if found.get(MARKER[0]) == MARKER[1]:
            yield way, found
            return
        for name, inner in found.items():
            yield from places(inner, f"{way}.{name}" if way else name)
    elif isinstance(value, list):
        items = cast("list[Any]", value)
        pairs = dict(pair for item in items if isinstance(item, dict) for pair in _pair(cast("dict[str, Any]", item)))
        if pairs.get(MARKER[0]) == MARKER[1]:
            yield way, pairs
            return
        for number, item in enumerate(items):
            known = cast("dict[str, Any]", item if isinstance(item, dict) else {})
            named = next((known[name] for name in _NAMES if name in known), number)
            yield from places(cast("object", item), f"{way}[{named}]")


def _pair(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A label as AWS and Azure write it in lists; as a variable of a task's environment its key is in capitals."""
    if "Key" in item:
        yield item["Key"], item["Value"]
    elif set(item) == {"name", "value"}:
        variable = str(item["name"])
        key = variable.removeprefix("LABEL_")
        yield (key if key == variable else key.lower().replace("_", "-")), item["value"]


def _ours(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels without those by which a selector finds its pods: they are no labels of the model."""
    return {key: value for key, value in labels.items() if not key.startswith("labelwright-")}


def built(build: Build, platform: Platform) -> tuple[dict[Resource, Mapping[str, str]], list[EnvironmentRecord]]:
    """All that the platform's cases forge: every place with labels, and the records that they leave behind."""
    forged: dict[Resource, Mapping[str, str]] = {}
    records: list[EnvironmentRecord] = []
    for case in CASES[platform]:
        made = build({**case, "labels": dict(OWN)}, platform=platform)
        for child in made.children.values():
            for path, labels in places(child.props):
                forged[Resource(child.type, child.name.removeprefix("demo-"), path)] = _ours(labels)
        records.append(parse_record(json.loads(made.outputs["record"])))
    return forged, records


@pytest.mark.parametrize("platform", tuple(Platform))
def test_what_is_forged_is_what_the_table_says(build: Build, platform: Platform) -> None:
    """SPEC 5, forge time: every row is produced with the labels of scopes 1 to 4, and nothing else is labelled."""
    forged, _ = built(build, platform)
    assert set(forged) == {row.where for row in rows_of(platform, Phase.FORGE)}
    static = {"data-class": "internal", "name": "ce1", "organization": "acme", "team": "genomics"}
    assert {str(where): dict(labels) for where, labels in forged.items()} == {str(where): static for where in forged}


VOLATILE = {
    **CONFIG,
    "teams": {"genomics": {"labels": {"team": "genomics", "commit": {"value": "c0ffee1", "volatile": True}}}},
}


@pytest.mark.parametrize("platform", tuple(Platform))
def test_a_volatile_label_stands_where_a_change_disturbs_nothing(build: Build, platform: Platform) -> None:
    """SPEC 6, change safety: on every place of every child but those that roll or replace, and with every run."""
    for case in CASES[platform]:
        made = build({**case, "labels": dict(OWN)}, platform=platform, config=VOLATILE)
        standing = {
            (child.type, path): "commit" in labels
            for child in made.children.values()
            for path, labels in places(child.props)
        }
        expected = {
            (child.type, path): is_calm(child.type, path, child.props)
            for child in made.children.values()
            for path, _ in places(child.props)
        }
        assert standing == expected
        assert parse_record(json.loads(made.outputs["record"])).labels["commit"] == "c0ffee1"


@pytest.mark.parametrize(
    ("platform", "kept_off"),
    [
        (Platform.AWS_BATCH, {"computeResources.tags", "tagSpecifications[volume].tags"}),
        (Platform.GOOGLE_CLOUD, {"labels", "disks[0].labels"}),
        (Platform.AZURE_BATCH, {"tags", "metadata"}),
        (Platform.KUBERNETES, {"spec.template.metadata.labels"}),
    ],
)
def test_a_new_volatile_value_changes_none_of_what_it_would_disturb(
    build: Build, platform: Platform, kept_off: set[str]
) -> None:
    """Not the pool and its name, not the launcher's pods, not what instances are launched from; named here by hand."""
    made = build({**CASES[platform][0], "labels": dict(OWN)}, platform=platform, config=VOLATILE)
    without = {path for child in made.children.values() for path, found in places(child.props) if "commit" not in found}
    assert kept_off <= without
    if platform is Platform.AZURE_BATCH:
        plain = build({**CASES[platform][0], "labels": dict(OWN)}, platform=platform)
        assert made.one(":Pool").props == plain.one(":Pool").props


@pytest.mark.parametrize("platform", tuple(Platform))
def test_what_is_emitted_is_what_the_table_says(build: Build, platform: Platform) -> None:
    """SPEC 5, submission and execution: each config carries labels in the places of the table, and in no other."""
    _, records = built(build, platform)
    emitted = {
        Config(name, path)
        for record in records
        for configs in configs_of(record).values()
        for name, body in configs.items()
        for path, _ in places(body)
    }
    rows = rows_of(platform, Phase.SUBMISSION, Phase.EXECUTION)
    assert emitted == {row.where for row in rows if isinstance(row.where, Config)}


@pytest.mark.parametrize("platform", tuple(Platform))
def test_the_cloud_is_told_to_hand_labels_on(build: Build, platform: Platform) -> None:
    """SPEC 5: what reaches its labels by the cloud's own hand has the switch for it in every config."""
    _, records = built(build, platform)
    switches = [row.where for row in rows_of(platform) if isinstance(row.where, Switch)]
    for record in records:
        for configs in configs_of(record).values():
            assert {one: configs[one.name].get(one.path) for one in switches} == {one: one.value for one in switches}


@pytest.mark.parametrize("platform", tuple(Platform))
def test_a_run_reaches_submission_and_execution_with_all_its_labels(build: Build, platform: Platform) -> None:
    """SPEC 3: a pipeline's label is on what the run submits; what was forged without it is not asked to change."""
    forged, records = built(build, platform)
    labels = {**records[0].labels, **RUN}
    carried = [
        _ours(found)
        for job in records[0].job_names
        for body in records[0].configs(job, Launch(labels)).values()
        for _, found in places(body)
        if "pipeline" in found
    ]
    assert carried
    assert carried == [labels] * len(carried)
    assert all("pipeline" not in found for found in forged.values())


@pytest.mark.parametrize("platform", tuple(Platform))
def test_every_phase_that_labels_has_a_row_and_no_row_stands_twice(platform: Platform) -> None:
    """A platform without rows would pass every other test."""
    assert {row.phase for row in rows_of(platform)} == set(Phase)
    assert len(set(TABLE)) == len(TABLE)
