"""`labelwright review`: what a pull request means for labels, in every form."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from labelwright.cli import main
from labelwright.placement.wire import SECRET_SIGNATURE, SIGNATURE, UNKNOWN_TEXT
from labelwright.problem import Problem
from tests.pull_requests.events import END, JOB, QUEUE, URN, log, said, step, violation
from tests.pull_requests.judges import sarif_schema

Project = Callable[..., Path]
STACK = """config:
  labelwright:teams: {genomics: {labels: {team: genomics}}}
  labelwright:team: genomics
  labelwright:environments:
    - name: spot
      platform: aws-batch
"""
SOUND = log(step("update", QUEUE, {"tags": {"team": "old"}}, {"tags": {"team": "genomics"}}), END)
FORMS = ("text", "json", "github", "sarif", "junit", "markdown")


def review(root: Path, events: str, form: str = "json") -> Result:
    """Run `labelwright review` on a log beside the project."""
    path = root / "events.jsonl"
    path.write_text(events, encoding="utf-8")
    return CliRunner().invoke(main, ["review", str(path), "--project", str(root), "--format", form])


def document(root: Path, *events: Any) -> dict[str, Any]:
    """The JSON report on some events."""
    return json.loads(review(root, log(*events, END)).stdout)


@pytest.mark.parametrize("form", FORMS)
def test_a_sound_change_passes(project: Project, form: str) -> None:
    """In every form."""
    result = review(project(STACK), SOUND, form)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("stack", "events"),
    [
        (STACK, log(violation(), END)),
        (STACK, log(said("the program has failed"), END)),
        (STACK, log(step("same", QUEUE, {}, {}))),
        (STACK.replace("genomics: {labels", "genomics: {lbels"), SOUND),
    ],
    ids=["violation", "error", "killed", "config"],
)
def test_what_must_not_be_deployed_fails(project: Project, form: str, stack: str, events: str) -> None:
    """In every form, by exit code 1."""
    result = review(project(stack), events, form)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("form", FORMS)
def test_an_advisory_violation_is_told_and_passes(project: Project, form: str) -> None:
    """As a warning."""
    result = review(project(STACK), log(violation(level="advisory"), END), form)
    assert result.exit_code == 0
    assert "2.1.4" in result.stdout


def test_the_report_has_the_fields_of_its_contract(project: Project) -> None:
    """docs/cli.md has them."""
    found = document(project(STACK), violation())
    assert list(found) == [
        "stack",
        "failed",
        "problems",
        "warnings",
        "violations",
        "disturbed",
        "errors",
        "labels",
        "changes",
        "coverage",
    ]
    assert found["failed"] is True
    assert found["violations"][0]["level"] == "mandatory"
    assert found["violations"][0]["urn"] == QUEUE


def test_labels_change_from_and_to(project: Project) -> None:
    """Alike ones are counted together; a label that comes and one that goes have no value on one side."""
    changes = (
        step("update", QUEUE, {"tags": {"team": "a", "old": "x"}}, {"tags": {"team": "b", "new": "y"}}),
        step("update", f"{QUEUE}-2", {"tags": {"team": "a"}}, {"tags": {"team": "b"}}),
        step("create", f"{QUEUE}-3", None, {"tags": {"team": "b"}}),
    )
    labels = document(project(STACK), *changes)["labels"]
    assert labels == [
        {"key": "new", "before": None, "after": "y", "resources": [QUEUE]},
        {"key": "old", "before": "x", "after": None, "resources": [QUEUE]},
        {"key": "team", "before": "a", "after": "b", "resources": [QUEUE, f"{QUEUE}-2"]},
    ]


def test_a_secret_value_is_never_shown(project: Project) -> None:
    """Nor is one that is not known yet made up."""
    secret = {SIGNATURE: SECRET_SIGNATURE, "ciphertext": "[secret]"}
    events = (step("update", QUEUE, {"tags": {"a1": "x", "b1": "y"}}, {"tags": {"a1": secret, "b1": UNKNOWN_TEXT}}),)
    labels = document(project(STACK), *events)["labels"]
    assert [(one["key"], one["after"]) for one in labels] == [("a1", "[secret]"), ("b1", "[unknown]")]


def test_coverage_is_counted_before_and_after(project: Project) -> None:
    """Against what stack config declares now; what is new counts after only."""
    events = (
        step("update", QUEUE, {"tags": {}}, {"tags": {"team": "genomics"}}),
        step("create", f"{QUEUE}-2", None, {"tags": {"team": "genomics"}}),
    )
    totals = document(project(STACK), *events)["coverage"]
    assert (totals["before"]["covered"], totals["before"]["partly"]) == (0, 1)
    assert (totals["after"]["covered"], totals["after"]["partly"]) == (2, 0)


def test_of_a_preview_that_has_failed_no_coverage_is_claimed(project: Project) -> None:
    """It does not say what will be."""
    events = (step("update", QUEUE, {"tags": {}}, {"tags": {}}), said("boom"))
    assert document(project(STACK), *events)["coverage"] == {"before": None, "after": None}


def test_an_error_that_repeats_stack_config_is_told_once(project: Project) -> None:
    """The program refuses it in the words of `check`."""
    root = project(STACK.replace("team: genomics}", "team: true}"))
    (known,) = json.loads(CliRunner().invoke(main, ["check", "--project", str(root), "--format", "json"]).stdout)[
        "problems"
    ]
    repeated = str(Problem.model_validate(known))
    found = document(root, said(f"labelwright found 1 problem:\n  {repeated}\nNothing was registered.\n"))
    assert found["errors"] == []
    assert len(found["problems"]) == 1


def test_a_violation_is_annotated_at_its_environment(project: Project) -> None:
    """Where its labels are declared; one that belongs to none at the top of the stack's file."""
    environment = f"{URN}labelwright:index:AwsBatchEnvironment::spot"
    child = f"{URN}labelwright:index:AwsBatchEnvironment$aws:sqs/queue:Queue::spot-jobs"
    step_of_child = step("create", child, None, {})
    step_of_child["resourcePreEvent"]["metadata"]["new"]["parent"] = environment
    events = log(step("create", environment, None, {}), step_of_child, violation(urn=child), violation(), END)
    lines = review(project(STACK), events, "github").stdout.splitlines()
    places = {line.partition(",title=")[0] for line in lines}
    assert places == {"::error file=Pulumi.dev.yaml,line=5,col=7", "::error file=Pulumi.dev.yaml,line=1"}


def test_its_sarif_is_valid(project: Project) -> None:
    """With problems of every kind."""
    root = project(STACK.replace("name: spot", "name: Spot"))
    result = review(root, log(violation(), violation(level="advisory", urn=JOB), said("boom"), END), "sarif")
    jsonschema.validate(json.loads(result.stdout), sarif_schema())


def test_the_comment_says_what_does_not_keep_running(project: Project) -> None:
    """Replacements and rollouts by name."""
    labels = [{"metadata": {"labels": {"team": team}}} for team in ("a", "b")]
    deployment = f"{URN}kubernetes:apps/v1:Deployment::launcher"
    inner = [
        {"spec": {"template": {"metadata": {"labels": {"team": team}}}}, **one}
        for team, one in zip("ab", labels, strict=True)
    ]
    events = log(step("replace", JOB, *inner), step("update", deployment, *inner), END)
    said_of_it = review(project(STACK), events, "markdown").stdout
    assert "| **replaced** | `index` `kubernetes:batch/v1:Job` | `team` |" in said_of_it
    assert "| **restarted** | `launcher` `kubernetes:apps/v1:Deployment` | `team` |" in said_of_it
    assert "1 rollout" in said_of_it


def test_the_comment_says_when_the_policies_were_not_asked(project: Project) -> None:
    """Silence would be taken for consent."""
    said_of_it = review(project(STACK), json.dumps({"steps": []}), "markdown").stdout
    assert "The policies were not asked." in said_of_it


def test_a_hostile_label_changes_nothing_of_the_comment(project: Project) -> None:
    """Not even one that looks like the marker of another stack, or the end of a table."""
    hostile = "|x|\n\n# Approved @team <!-- labelwright:prod --> `"
    result = review(
        project(STACK), log(step("update", QUEUE, {"tags": {}}, {"tags": {"k1": hostile}}), END), "markdown"
    )
    lines = result.stdout.splitlines()
    assert [line for line in lines if line.startswith("#")] == [
        "## Labels of stack `dev`",
        "### Labels that change",
        "### Coverage",
    ]
    assert not any(line.lstrip().startswith("<!--") for line in lines[1:])


@pytest.mark.parametrize("events", ["", "not json", '{"deployment": {}}'])
def test_what_is_no_preview_is_wrong_use(project: Project, events: str) -> None:
    """With the way to get one."""
    result = review(project(STACK), events)
    assert result.exit_code == 2
    assert "--event-log" in result.stderr


def test_a_file_that_is_not_there_is_wrong_use(project: Project) -> None:
    """It is named."""
    result = CliRunner().invoke(main, ["review", "nowhere.jsonl", "--project", str(project(STACK))])
    assert result.exit_code == 2
    assert "nowhere.jsonl" in result.stderr
