"""What the commands say of labels that change often, and of types that stack config declares."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.cli.project import call, document

Project = Callable[..., Path]

STACK = """
config:
  labelwright:workspace:
    labels:
      commit: {value: c0ffee1, default: true, volatile: true}
      team: {value: shop, default: true}
  labelwright:placement:
    - {type: "datadog:index/monitor:Monitor", dialect: kubernetes, places: [{path: tags, shape: text-list}]}
"""
DEPLOYMENT, MONITOR = "kubernetes:apps/v1:Deployment", "datadog:index/monitor:Monitor"
POOL = "azure-native:batch:Pool"
BOTH, STEADY = {"commit": "c0ffee1", "team": "shop"}, {"team": "shop"}


def state(token: str, name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """A resource as state has it."""
    return {"urn": f"urn:pulumi:dev::p::{token}::{name}", "type": token, "custom": True, "inputs": inputs}


@pytest.fixture
def exported(project: Project) -> Path:
    """A project with an exported state beside it."""
    root = project(STACK)
    template = {"template": {"metadata": {"labels": STEADY}}}
    resources = [
        state(DEPLOYMENT, "web", {"metadata": {"labels": BOTH}, "spec": template}),
        state(DEPLOYMENT, "bare", {"spec": template}),
        state(POOL, "pool", {"tags": STEADY}),
        state(MONITOR, "alarm", {"tags": ["urgent", "team:shop", "commit:c0ffee1"]}),
    ]
    (root / "state.json").write_text(json.dumps({"deployment": {"resources": resources}}))
    return root


def explained(root: Path, name: str) -> dict[str, dict[str, Any]]:
    """What `explain` says of each label of one resource."""
    options = ("--resource", name, "--file", str(root / "state.json"), "--format", "json")
    return {one["key"]: one for one in document(call(root, "explain", *options))["labels"]}


def test_explain_says_where_a_volatile_label_stays_off(exported: Path) -> None:
    """In general, and by place of one resource; not of a resource that has no such place."""
    labels = {one["key"]: one for one in document(call(exported, "explain", "--format", "json"))["labels"]}
    assert labels["commit"]["rendered"] == "c0ffee1"
    assert labels["commit"]["notes"] == [
        "volatile: left off places where a change restarts or replaces something (rule 4.7)"
    ]
    kept_off = "volatile: not at spec.template.metadata.labels (rule 4.7)"
    assert explained(exported, "web")["commit"]["notes"] == [kept_off]
    assert explained(exported, "web")["team"]["notes"] == []
    assert explained(exported, "bare")["commit"]["rendered"] is None
    assert explained(exported, "bare")["commit"]["notes"] == ["not on the resource", kept_off]
    assert explained(exported, "pool")["commit"]["notes"] == ["volatile: not at tags, metadata (rule 4.7)"]
    alarm = explained(exported, "alarm")
    assert (alarm["commit"]["rendered"], alarm["commit"]["notes"]) == ("c0ffee1", [])


def test_coverage_judges_by_stack_config(exported: Path) -> None:
    """A declared type is covered, a volatile label is missed on an object and never in its pod template."""
    report = document(call(exported, "coverage", "--file", str(exported / "state.json"), "--format", "json"))
    found = {one["urn"].rpartition("::")[2]: one for one in report["resources"]}
    assert (found["web"]["status"], found["alarm"]["status"]) == ("covered", "covered")
    assert found["alarm"]["labels"] == {"tags": BOTH}
    assert found["bare"]["missing"] == {"metadata.labels": ["commit", "team"]}


def test_check_warns_of_a_label_that_cannot_but_change(project: Project) -> None:
    """And finds nothing wrong with it."""
    root = project(STACK.replace("c0ffee1, default: true, volatile: true", "20260131T1030Z, default: true"))
    result = call(root, "check")
    assert result.exit_code == 0
    assert "rule 4.7" in result.stderr
    assert '{value: "20260131T1030Z", volatile: true}' in result.stderr
    assert "rule 4.7" not in call(project(STACK), "check").stderr
