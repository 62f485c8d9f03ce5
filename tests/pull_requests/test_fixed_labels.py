"""Labels that are fixed: an edit that restarts or replaces what stands is a finding, as bad as the workspace says."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from labelwright.cli import main
from labelwright.review import CHANGES
from labelwright.settings.policies import REVIEWED
from tests.pull_requests.events import END, JOB, QUEUE, URN, log, step
from tests.pull_requests.judges import sarif_schema

Project = Callable[..., Path]
DEPLOYMENT = f"{URN}kubernetes:apps/v1:Deployment::launcher"
POOL = f"{URN}azure-native:batch:Pool::work"
YESTERDAY, TOMORROW = (str(datetime.now(UTC).date() + timedelta(days=days)) for days in (-1, 1))


def stack(rule: str = "") -> str:
    """Stack config with settings for the rule."""
    return f"config:\n  labelwright:policies:\n    changes: {rule}\n" if rule else "config: {}\n"


def template(team: str, **more: Any) -> dict[str, Any]:
    """Inputs of a workload whose pods carry a label."""
    labels = {"metadata": {"labels": {"team": team}}}
    return {**labels, "spec": {"template": labels, **more}}


REPLACED = step("replace", JOB, template("a"), template("b"))
RESTARTED = step("update", DEPLOYMENT, template("a"), template("b"))
IN_PLACE = step("update", QUEUE, {"tags": {"team": "a"}}, {"tags": {"team": "b"}})


def review(root: Path, *events: Any, form: str = "json") -> Result:
    """`labelwright review` of some events."""
    path = root / "events.jsonl"
    path.write_text(log(*events, END), encoding="utf-8")
    return CliRunner().invoke(main, ["review", str(path), "--project", str(root), "--format", form])


def disturbed(root: Path, *events: Any) -> list[tuple[str, str]]:
    """Name and level of each finding."""
    found = json.loads(review(root, *events).stdout)["disturbed"]
    return [(one["urn"].rpartition("::")[2], one["level"]) for one in found]


def test_an_edit_that_disturbs_nothing_is_no_finding(project: Project) -> None:
    """Whatever the level."""
    result = review(project(stack("{level: mandatory}")), IN_PLACE)
    assert (result.exit_code, json.loads(result.stdout)["disturbed"]) == (0, [])


@pytest.mark.parametrize(
    ("rule", "code", "level"),
    [("", 0, "advisory"), ("{level: mandatory}", 1, "mandatory"), ("{level: disabled}", 0, None)],
)
def test_an_edit_that_restarts_or_replaces_is_as_bad_as_the_workspace_says(
    project: Project, rule: str, code: int, level: str | None
) -> None:
    """A warning unless somebody says otherwise: a preview shows it, and stops nothing."""
    result = review(project(stack(rule)), REPLACED, RESTARTED, IN_PLACE)
    found = json.loads(result.stdout)
    assert result.exit_code == code
    assert found["failed"] is bool(code)
    assert [one["level"] for one in found["disturbed"]] == ([level] * 2 if level else [])


def test_a_finding_says_what_happens_to_what_and_the_way_to_agree(project: Project) -> None:
    """With the rule's number, in the form of every other."""
    (text,) = json.loads(review(project(stack()), REPLACED).stdout)["disturbed"][0]["problems"]
    assert text.startswith("metadata.labels, spec.template.metadata.labels: got a change of team, which replaces it")
    assert "; rule 8.8: " in text
    assert "policies.changes.exempt" in text


@pytest.mark.parametrize(("until", "left"), [(TOMORROW, []), (YESTERDAY, [("index", "mandatory")])])
def test_an_exemption_is_how_a_change_is_agreed_on(project: Project, until: str, left: list[Any]) -> None:
    """For what it names, until its day."""
    rule = f"{{level: mandatory, exempt: [{{name: index, reason: agreed, until: {until}}}]}}"
    root = project(stack(rule))
    assert disturbed(root, REPLACED) == left
    assert disturbed(root, RESTARTED) == [("launcher", "mandatory")]


def test_what_is_replaced_for_another_reason_is_not_blamed_on_its_labels(project: Project) -> None:
    """The new one would be made with or without them."""
    other = step("replace", JOB, template("a", completions=1), template("b", completions=2))
    other["resourcePreEvent"]["metadata"]["detailedDiff"] = {"spec.completions": {"diffKind": "update-replace"}}
    assert disturbed(project(stack("{level: mandatory}")), other) == []


def test_a_label_of_a_pool_is_a_finding(project: Project) -> None:
    """SPEC 3: labels of a compute environment are fixed once it exists."""
    pool = step("replace", POOL, *({"metadata": [{"name": "team", "value": team}]} for team in "ab"))
    assert disturbed(project(stack("{level: mandatory}")), pool) == [("work", "mandatory")]


@pytest.mark.parametrize("form", ["text", "github", "sarif", "junit", "markdown"])
def test_every_form_tells_it(project: Project, form: str) -> None:
    """By the number of the rule, or its text; SARIF stays valid."""
    result = review(project(stack("{level: mandatory}")), REPLACED, form=form)
    assert result.exit_code == 1
    assert "8.8" in result.stdout
    if form == "sarif":
        jsonschema.validate(json.loads(result.stdout), sarif_schema())


def test_without_policies_it_is_judged_all_the_same(project: Project) -> None:
    """What `pulumi preview --json` prints says nothing of policies, and enough of labels."""
    root = project(stack("{level: mandatory}"))
    metadata = REPLACED["resourcePreEvent"]["metadata"]
    steps = [{"op": "replace", "urn": JOB, "oldState": metadata["old"], "newState": metadata["new"]}]
    (root / "preview.json").write_text(json.dumps({"steps": steps}), encoding="utf-8")
    result = CliRunner().invoke(
        main, ["review", "--file", str(root / "preview.json"), "--project", str(root), "--format", "json"]
    )
    found = json.loads(result.stdout)
    assert (result.exit_code, found["violations"], len(found["disturbed"])) == (1, None, 1)


def test_the_rule_that_is_reviewed_is_the_one_of_the_settings() -> None:
    """Two modules name it, in different layers."""
    assert REVIEWED == (CHANGES,)
