"""What holds for the component of every platform, whatever it builds."""

import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

from components import ENVIRONMENTS
from labelwright.placement import Injection, is_taggable, place

from .cases import CASES
from .conftest import Build

LABELS = {"data-class": "internal", "environment": "demo", "organization": "acme", "team": "genomics"}
OWN = {"environment": "demo", "run": "run-${workflowId}"}
EVERY = [(platform, args) for platform, cases in CASES.items() for args in cases]
MAY_BE_EMPTY = {"forged_annotations"}


def test_every_platform_has_a_case() -> None:
    """One that is forgotten would hold nothing."""
    assert set(CASES) == set(ENVIRONMENTS)


@pytest.mark.parametrize(("platform", "args"), EVERY)
def test_the_transform_finds_nothing_to_fill(build: Build, platform: str, args: Mapping[str, Any]) -> None:
    """The component passes every label itself, so it is whole where no transform runs, as inside a package."""
    built = build({**args, "labels": dict(OWN)}, platform=platform)
    taggable = [child for child in built.children.values() if is_taggable(child.type)]
    filled = [child for child in taggable if place(child.type, dict(child.props), Injection(labels=LABELS)) is not None]
    assert filled == []
    assert len(taggable) >= 1


@pytest.mark.parametrize(("platform", "args"), EVERY)
def test_no_placeholder_reaches_forge_time(build: Build, platform: str, args: Mapping[str, Any]) -> None:
    """A dynamic label of the environment stays off everything that is forged, the record included."""
    built = build({**args, "labels": dict(OWN)}, platform=platform)
    assert "workflowId" not in json.dumps([child.props for child in built.children.values()])
    assert "workflowId" not in json.dumps(built.outputs)


@pytest.mark.parametrize(("platform", "args"), EVERY)
def test_every_child_has_the_component_as_parent(build: Build, platform: str, args: Mapping[str, Any]) -> None:
    """No orphan: the transform and `pulumi destroy --target` find the environment's children by their parent."""
    built = build(args, platform=platform)
    assert {child.parent for child in built.children.values()} == {built.component_urn}


@pytest.mark.parametrize("platform", sorted(CASES))
def test_every_annotated_output_is_registered_and_known(build: Build, platform: Any) -> None:
    """Programs in other languages see what register_outputs was given, and nothing else."""
    built = build({**CASES[platform][0], "labels": dict(OWN)}, platform=platform)
    assert set(built.outputs) == set(ENVIRONMENTS[platform].__annotations__)
    assert set(built.registered_outputs) == set(built.outputs)
    assert {output for output, value in built.outputs.items() if not value} <= MAY_BE_EMPTY
    assert built.outputs["forged_labels"] == LABELS
    assert not any(built.secrets.values())


@pytest.mark.parametrize("platform", sorted(CASES))
def test_a_locked_label_cannot_be_changed_by_the_component(build: Build, platform: str) -> None:
    """Locks hold in a program too, and are said aloud rather than obeyed in silence."""
    with pytest.raises(pulumi.RunError, match=r"labels\.data-class.*2\.5"):
        build({"labels": {"data-class": "public"}}, platform=platform)
