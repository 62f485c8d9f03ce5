"""What the local clouds hold is read back with its labels, from the files alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sandbox.held import Labelled, held
from sandbox.session import ROOT

TEAM = {"team": "a"}


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A sandbox with a thing or two in each cloud."""
    template: dict[str, Any] = {
        "effectiveLabels": {"team": "a", "b": "c"},
        "disks": [{}, {"labels": TEAM}],
        "metadata": {"startup-script": "no label"},
    }
    named = [{"name": "team", "value": "a"}]
    documents: dict[str, dict[str, Any]] = {
        "gcp/t.json": {"type": "gcp:t:Template", "id": "t", "properties": template},
        "gcp/n.json": {"type": "gcp:n:Network", "id": "n", "properties": {"labels": {"not": "whole"}}},
        "azure-native/d.json": {
            "type": "azure-native:resources:TagAtScope",
            "id": "d",
            "properties": {"scope": "disk", "properties": {"tags": TEAM}},
        },
        "azure-native/p.json": {"type": "azure-native:batch:Pool", "id": "p", "properties": {"metadata": named}},
        "kubernetes/j.json": {
            "apiVersion": "batch/v1",
            "kind": "Job",
            "metadata": {"name": "j", "namespace": "n", "labels": TEAM},
            "spec": {"template": {"metadata": {"labels": TEAM}}},
        },
        "kubernetes/p.json": {
            "apiVersion": "v1",
            "kind": "PodTemplate",
            "metadata": {"name": "p"},
            "template": {"metadata": {"labels": TEAM}},
        },
    }
    for name, document in documents.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(document))
    return tmp_path


def test_every_place_of_labels_is_listed(state: Path) -> None:
    """Nested ones with where they are, and what has none once."""
    team = (("team", "a"),)
    assert held(state) == [
        Labelled("azure-native:batch:Pool", "p", "metadata", team),
        Labelled("azure-native:resources:TagAtScope", "d", "properties.tags", team),
        Labelled("gcp:n:Network", "n", "", ()),
        Labelled("gcp:t:Template", "t", "disks[1].labels", team),
        Labelled("gcp:t:Template", "t", "effectiveLabels", (("b", "c"), ("team", "a"))),
        Labelled("kubernetes:batch/v1:Job", "n/j", "metadata.labels", team),
        Labelled("kubernetes:batch/v1:Job", "n/j", "spec.template.metadata.labels", team),
        Labelled("kubernetes:v1:PodTemplate", "p", "template.metadata.labels", team),
    ]


def test_a_prefix_chooses_types(state: Path) -> None:
    """And an empty cloud is an empty list."""
    assert {each.type for each in held(state, "gcp:t")} == {"gcp:t:Template"}
    assert held(state / "nothing") == []


def test_the_command_prints_for_people_and_for_programs(state: Path) -> None:
    """A line a thing and a place; or JSON."""
    command = [sys.executable, "-m", "sandbox", "labels", "--state", str(state)]
    shown = subprocess.run([*command, "gcp:t"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "gcp:t:Template  t\n" in shown
    assert "    effectiveLabels: b=c team=a\n" in shown
    found = subprocess.run([*command, "--format", "json"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert json.loads(found)[0] == {"type": "azure-native:batch:Pool", "id": "p", "place": "metadata", "labels": TEAM}
