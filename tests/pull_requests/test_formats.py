"""What `labelwright check --format` writes for forges: on the right line, valid, safe whatever a label is called."""

import json
from bisect import bisect_left
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from junitparser import JUnitXml

from labelwright.cli import main
from labelwright.finding import Finding, Location, Severity, visible
from labelwright.problem import Problem
from labelwright.report.annotations import annotations
from labelwright.report.junit import junit
from labelwright.report.markdown import COMMENT, code, marker, plain, problems_as_markdown
from labelwright.report.sarif import sarif
from tests.pull_requests.judges import sarif_schema

Project = Callable[..., Path]
WRONG = """config:
  labelwright:workspace: {labels: {env: true}, rle: native}
  labelwright:teams:
    genomics:
      labels:
        team: genomics
        bad--key: x1
"""
WARNED = """config:
  labelwright:environments:
    - {name: spot, platform: aws-batch, labels: {workflow-run: x1, workflow_run: x2}}
"""
FINDING = Finding(Severity.ERROR, "2.1.4", "labels.a", "wrong", Location("Pulumi.dev.yaml", 3, 5))


def check(root: Path, form: str) -> Result:
    """Run `labelwright check` on the project at `root`."""
    return CliRunner().invoke(main, ["check", "--project", str(root), "--format", form])


def test_annotations_point_to_file_line_and_column(project: Project) -> None:
    """Two problems that share a line are told apart by their columns."""
    result = check(project(WRONG), "github")
    assert result.exit_code == 1
    places = [line.partition(",title=")[0] for line in result.stdout.splitlines()]
    assert places == [
        "::error file=Pulumi.dev.yaml,line=2,col=36",
        "::error file=Pulumi.dev.yaml,line=2,col=48",
        "::error file=Pulumi.dev.yaml,line=7,col=9",
    ]


def test_files_are_named_from_the_root_of_the_repository(tmp_path: Path) -> None:
    """A forge knows no other names."""
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "infra" / "labels"
    folder.mkdir(parents=True)
    (folder / "Pulumi.yaml").write_text("name: labelwright\nruntime: python\n")
    (folder / "Pulumi.dev.yaml").write_text(WRONG)
    assert "::error file=infra/labels/Pulumi.dev.yaml,line=2," in check(folder, "github").stdout
    document = json.loads(check(folder, "sarif").stdout)
    place = document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "infra/labels/Pulumi.dev.yaml"


def test_a_broken_file_is_annotated_where_it_breaks(project: Project) -> None:
    """The line is known, the column is not."""
    said = check(project("config:\n  labelwright:team: [\n"), "github").stdout
    assert said.startswith("::error file=Pulumi.dev.yaml,line=3,title=")


@pytest.mark.parametrize("form", ["github", "sarif", "junit", "markdown"])
def test_a_sound_config_has_no_findings(project: Project, form: str) -> None:
    """Exit code 0."""
    result = check(project("config: {}\n"), form)
    assert result.exit_code == 0
    assert "error" not in result.stdout.replace('errors="0"', "")


@pytest.mark.parametrize(("form", "told"), [("github", "::warning "), ("sarif", '"level": "warning"')])
def test_a_warning_is_told_and_fails_nothing(project: Project, form: str, told: str) -> None:
    """Once in the report, and not on standard error beside it."""
    result = check(project(WARNED), form)
    assert result.exit_code == 0
    assert told in result.stdout
    assert result.stderr == ""


def test_a_workflow_command_cannot_be_broken_out_of() -> None:
    """What ends a command, or begins another, is escaped as the runner takes it back."""
    text = "a%0Ab\r\n::error::c"
    hostile = Finding(Severity.WARNING, "x,y:z", "s\n::stop", text, Location("a,b:c.yaml", 1))
    assert annotations([hostile]) == (
        "::warning file=a%2Cb%3Ac.yaml,line=1,title=labelwright x%2Cy%3Az%3A s%0A%3A%3Astop::a%250Ab%0D%0A::error::c\n"
    )


@given(st.text(), st.text(), st.text())
def test_annotations_are_one_line_each(rule: str, subject: str, text: str) -> None:
    """Whatever is in them, after what cannot be printed was written out."""
    said = annotations([FINDING._replace(rule=visible(rule), subject=visible(subject), text=visible(text))])
    assert said.count("\n") == 1
    assert "\r" not in said


@settings(deadline=None)  # the first call gets the schema
@given(st.text(), st.text(), st.text(), st.none() | st.integers(1, 10**6))
def test_sarif_is_always_valid(rule: str, subject: str, text: str, column: int | None) -> None:
    """Against the schema that OASIS has published."""
    found = [FINDING, FINDING._replace(rule=rule, subject=subject, text=text, location=Location("a b.yaml", 1, column))]
    jsonschema.validate(sarif([*found, FINDING._replace(location=None)], "dev"), sarif_schema())


def test_sarif_describes_each_rule_once() -> None:
    """By its number, with the sentence that docs/rules.md has; a policy of somebody else's by its name."""
    document = sarif([FINDING, FINDING, FINDING._replace(rule="tidy")], "dev")
    (run,) = document["runs"]
    rules: list[dict[str, Any]] = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["2.1.4", "tidy"]
    assert "stand singly" in rules[0]["shortDescription"]["text"]
    assert [result["ruleIndex"] for result in run["results"]] == [0, 0, 1]
    assert run["automationDetails"]["id"] == "labelwright/dev/"


def test_a_finding_keeps_its_fingerprint_when_lines_move() -> None:
    """So that an alert stays the same one."""
    moved = FINDING._replace(text="Pulumi.dev.yaml:9 labels.a: wrong", location=Location("Pulumi.dev.yaml", 9))
    before = FINDING._replace(text="Pulumi.dev.yaml:3 labels.a: wrong")
    prints = [one["partialFingerprints"] for one in sarif([before, moved], "dev")["runs"][0]["results"]]
    assert prints[0] == prints[1]


@given(st.text(), st.text())
def test_junit_is_always_well_formed(subject: str, text: str) -> None:
    """And says the same number of tests and failures as it has."""
    finding = FINDING._replace(subject=visible(subject), text=visible(text))
    (suite,) = JUnitXml.fromstring(junit([finding, finding._replace(level=Severity.WARNING)], "dev").encode())
    assert (suite.tests, suite.failures, len(list(suite))) == (2, 1, 2)


def test_junit_of_nothing_is_one_test_that_passes() -> None:
    """An empty report is taken for a broken one."""
    (suite,) = cast("Any", JUnitXml.fromstring(junit([], "dev").encode()))
    assert [(case.name, case.is_passed) for case in suite] == [("no problems", True)]
    assert suite.tests == 1


def test_junit_names_file_and_line() -> None:
    """As GitLab shows them."""
    assert '<testcase classname="labelwright.dev" name="labels.a: 2.1.4" time="0" file="Pulumi.dev.yaml" line="3">' in (
        junit([FINDING], "dev")
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "`plain`"),
        ("a|b", "`a\\|b`"),
        ("a`b", "`` a`b ``"),
        ("a``b", "``` a``b ```"),
        ("two\nlines", "`two lines`"),
        ("", "` `"),
        ("<!-- labelwright:dev -->", "`<!-- labelwright:dev -->`"),
        ("\x1b[2J", "`\\x1b[2J`"),
    ],
)
def test_code_in_a_table_stays_code(text: str, shown: str) -> None:
    """No backtick closes it, no bar ends its cell, no line end its row."""
    assert code(text) == shown


@pytest.mark.parametrize("lively", ["@team", "#12", "https://example.com", "www.example.com", "<b>", "*a*", "![a](b)"])
def test_prose_is_nothing_but_text(lively: str) -> None:
    """No mention, no link, no image, no HTML comes of what others wrote."""
    said = plain(f"see {lively} there")
    assert lively not in said


def test_a_text_beyond_measure_says_how_much_is_missing() -> None:
    """On the limit whole, one beyond cut."""
    assert code("x" * 600) == f"`{'x' * 600}`"
    assert code("x" * 601).endswith("… (1 characters more)`")


def a_problem(number: int) -> Problem:
    """One of many."""
    return Problem(where=f"Pulumi.dev.yaml:{number} labels", rule="2.1.4: single", got="'a'", remedy="x" * 50)


def test_a_comment_is_cut_only_when_it_is_too_long() -> None:
    """It then holds as much as there is room for, and says what was left out."""

    def comment(count: int) -> str:
        return problems_as_markdown([a_problem(1000 + number) for number in range(count)], [], "dev")

    fitting = bisect_left(range(2000), 1, key=lambda count: "left out" in comment(count)) - 1
    whole, cut = comment(fitting), comment(fitting + 1)
    assert COMMENT - 200 < len(whole) <= COMMENT
    assert whole.count("Pulumi.dev.yaml") == fitting
    assert len(cut) <= COMMENT
    left_out = fitting + 1 - cut.count("Pulumi.dev.yaml")
    assert 0 < left_out < 10
    assert f"{left_out} more row" in cut


@pytest.mark.parametrize("beyond", [0, 1])
def test_a_comment_on_the_limit_is_whole(beyond: int) -> None:
    """And one character beyond it is cut."""
    problems = [a_problem(1000 + number) for number in range(400)]
    room = COMMENT - len(problems_as_markdown(problems, [], "dev"))
    for number in range(room // 500 + 1):
        more = min(500, room + beyond - number * 500)
        problems[number] = problems[number].model_copy(update={"remedy": "x" * (50 + more)})
    said = problems_as_markdown(problems, [], "dev")
    assert ("left out" in said) == bool(beyond)
    assert len(said) <= COMMENT


def test_a_comment_of_a_hundred_thousand_problems_is_cut_in_time() -> None:
    """Both tables are."""
    many = [a_problem(number) for number in range(100_000)]
    said = problems_as_markdown(many, many[:50_000], "dev")
    assert COMMENT - 500 < len(said) <= COMMENT
    assert said.count("left out") == 2


def test_the_marker_of_a_stack_is_its_own() -> None:
    """And ends where it should, whatever the stack is called."""
    stacks = ["dev", "acme/shop/dev", "dev-->", "--", "d e v"]
    assert len({marker(stack) for stack in stacks}) == len(stacks)
    assert all(marker(stack).count("-->") == 1 for stack in stacks)
