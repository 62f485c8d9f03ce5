"""`labelwright explain`: who set each label of an environment, of a submission and of a resource, and whom it beat."""

import json
from typing import Any

import pytest

from tests.cli.project import STACK, STATE, Project, call, document


def test_explain_says_who_won_at_forge_time(project: Project) -> None:
    """Winner, losers, locks, and why a key is left out."""
    labels = {
        one["key"]: one for one in document(call(project(STACK), "explain", "spot", "--format", "json"))["labels"]
    }
    assert set(labels["env"]) == {"key", "value", "scope", "beat", "locked", "rendered", "notes"}
    assert (labels["env"]["scope"], labels["env"]["rendered"]) == ("environment", "test")
    assert labels["env"]["beat"] == [{"scope": "workspace", "value": "dev", "why": "overridden by environment"}]
    assert labels["cost"]["locked"] is True
    assert (labels["tier"]["value"], labels["tier"]["rendered"]) == (None, None)
    assert labels["tier"]["notes"] == ["removed by the environment"]
    assert labels["run"]["rendered"] is None
    assert "4.3" in labels["run"]["notes"][0]


def test_explain_says_who_won_on_a_submission(project: Project) -> None:
    """Dynamic labels are resolved, and a lock beats the launch."""
    result = call(
        project(STACK), "explain", "spot", "--format", "json",
        "--pipeline-label", "pipeline=rnaseq", "--label", "cost=mine", "--label", "team-", "--var", "workflowId=42x",
    )  # fmt: skip
    labels = {one["key"]: one for one in document(result)["labels"]}
    assert labels["run"]["rendered"] == "run-42x"
    assert (labels["pipeline"]["scope"], labels["pipeline"]["rendered"]) == ("pipeline", "rnaseq")
    assert labels["cost"]["rendered"] == "cc-1"
    assert labels["cost"]["beat"] == [{"scope": "run", "value": "mine", "why": "locked by workspace"}]
    assert labels["team"]["rendered"] is None


def test_explain_refuses_an_unresolved_submission(project: Project) -> None:
    """Exit code 1, with the variable to give."""
    result = call(project(STACK), "explain", "spot", "--submission")
    assert result.exit_code == 1
    assert "--var workflowId" in result.stderr


def test_explain_without_an_environment_speaks_of_the_rest_of_the_stack(project: Project) -> None:
    """Scopes 1 to 3."""
    labels = document(call(project(STACK), "explain", "--format", "json"))["labels"]
    assert {one["key"]: one["rendered"] for one in labels} == {
        "cost": "cc-1",
        "env": "dev",
        "run": None,
        "team": "genomics",
        "tier": "gold",
    }


def test_explain_of_a_resource_tells_its_own_labels_from_those_of_its_scopes(project: Project) -> None:
    """Overridden on the resource, only on the resource, and missing from it."""
    root = project(STACK)
    (root / "state.json").write_text(json.dumps(STATE))
    options = ("--resource", "spot-role", "--file", str(root / "state.json"), "--format", "json")
    labels = {one["key"]: one for one in document(call(root, "explain", *options))["labels"]}
    assert labels["cost"]["scope"] == "workspace"
    assert (labels["env"]["scope"], labels["env"]["rendered"]) == ("resource", "own")
    assert [lost["scope"] for lost in labels["env"]["beat"]] == ["workspace", "environment"]
    assert (labels["shelf"]["scope"], labels["shelf"]["beat"]) == ("resource", [])
    assert (labels["team"]["rendered"], labels["team"]["notes"]) == (None, ["not on the resource"])


def test_a_resource_of_an_empty_stack_is_wrong_use(project: Project) -> None:
    """There is nothing that could be meant instead."""
    root = project(STACK)
    (root / "state.json").write_text(json.dumps({"deployment": {"resources": []}}))
    result = call(root, "explain", "--resource", "queue", "--file", str(root / "state.json"))
    assert result.exit_code == 2
    assert "There is none yet." in result.stderr


GOOGLE = """
config:
  labelwright:workspace: {labels: {Team: {value: Lab, default: true}}, required: [Team]}
  labelwright:environments: [{name: gce, platform: google-cloud, labels: {run: "Run-${workflowId}"}}]
"""


@pytest.mark.parametrize("options", [(), ("--var", "workflowId=2mnBxQ")], ids=["forged", "submitted"])
def test_explain_says_how_a_label_was_renamed_for_google(project: Project, options: tuple[str, ...]) -> None:
    """The key is the declared one; what is sent, and under which name, stands beside it."""
    result = call(project(GOOGLE), "explain", "gce", "--format", "json", *options)
    labels = {one["key"]: one for one in document(result)["labels"]}
    assert labels["Team"]["rendered"] == "lab"
    assert labels["Team"]["notes"] == ["Google has lower case only: sent as 'team': 'lab'"]
    assert labels["run"]["rendered"] == ("run-2mnbxq" if options else None)


def test_explain_of_a_google_resource_knows_its_labels_by_their_declared_names(project: Project) -> None:
    """Its own label in the place of a declared one is told as that."""
    root = project(GOOGLE)
    bucket: dict[str, Any] = {
        "urn": "urn:pulumi:dev::labelwright::gcp:storage/bucket:Bucket::data",
        "type": "gcp:storage/bucket:Bucket",
        "custom": True,
        "inputs": {"labels": {"team": "lab", "shelf": "b7"}},
    }
    (root / "state.json").write_text(json.dumps({"deployment": {"resources": [bucket]}}))
    options = ("--resource", "data", "--file", str(root / "state.json"), "--format", "json")
    labels = {one["key"]: one for one in document(call(root, "explain", *options))["labels"]}
    assert (labels["Team"]["scope"], labels["Team"]["rendered"]) == ("workspace", "lab")
    assert labels["shelf"]["scope"] == "resource"
    assert sorted(labels) == ["Team", "shelf"]
