"""`labelwright render --compare`: one run on every platform, side by side."""

import pytest

from labelwright.vocabulary import Platform
from tests.cli.project import STACK, Project, call, document

COMPARE = ("render", "--compare", "--pipeline-label", "pipeline=rnaseq", "--var", "workflowId=42x")


def test_compare_shows_a_run_on_every_platform_without_an_update(project: Project) -> None:
    """The labels of the stack and of the launch; those of an environment where one is named."""
    labels = {one["key"]: one for one in document(call(project(STACK), *COMPARE, "--format", "json"))["labels"]}
    assert set(labels) == {"cost", "env", "pipeline", "run", "team", "tier"}
    assert {name: one["value"] for name, one in labels["run"]["sent"].items()} == dict.fromkeys(Platform, "run-42x")
    named = document(call(project(STACK), *COMPARE, "bench", "--format", "json"))["labels"]
    assert {one["key"] for one in named} == {*labels, "name"}


def test_compare_says_in_few_words_what_is_the_same(project: Project) -> None:
    """Exit code 0: every platform would take the run."""
    result = call(project(STACK), *COMPARE)
    assert result.exit_code == 0
    rows = [line.split("  ") for line in result.stdout.splitlines() if "team=" in line]
    assert [[cell.strip() for cell in row if cell.strip()] for row in rows] == [
        ["team=genomics", "as declared", "every platform"]
    ]


def test_compare_says_once_what_every_platform_refuses(project: Project) -> None:
    """Exit code 1."""
    result = call(project(STACK), *COMPARE, "--label", "sample=a--b")
    assert result.exit_code == 1
    assert "refused by every platform" in result.stdout
    assert result.stdout.count("submission.sample") == 1


@pytest.mark.parametrize("arguments", [["--job", "head"], ["--config", "pod"], ["--array-size", "2"], ["--nodes", "0"]])
def test_compare_takes_no_option_of_a_config(project: Project, arguments: list[str]) -> None:
    """What would be ignored is refused."""
    result = call(project(STACK), *COMPARE, *arguments)
    assert result.exit_code == 2
    assert arguments[0] in result.stderr
