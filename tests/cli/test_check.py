"""`labelwright check`: its JSON contract, its exit codes, its text."""

from tests.cli.project import STACK, Project, call, document

WRONG = "config:\n  labelwright:workspace: {labels: {env: true}, rle: native}\n"


def test_check_of_a_sound_config_finds_nothing(project: Project) -> None:
    """Exit code 0, and an empty list."""
    result = call(project(STACK), "check", "--format", "json")
    assert result.exit_code == 0
    assert document(result) == {"problems": []}


def test_check_lists_every_problem_in_the_contracts_four_fields(project: Project) -> None:
    """Exit code 1."""
    result = call(project(WRONG), "check", "--format", "json")
    assert result.exit_code == 1
    problems = document(result)["problems"]
    assert [sorted(one) for one in problems] == [["got", "remedy", "rule", "where"]] * 2
    assert problems[0]["where"] == "Pulumi.dev.yaml:2 labelwright:workspace.labels.env"


def test_check_says_the_same_in_text(project: Project) -> None:
    """Place, what was got, rule with number and remedy of each problem."""
    result = call(project(WRONG), "check")
    assert result.exit_code == 1
    for part in ("Pulumi.dev.yaml:2", "got true without quotes", "rule 6.1", 'Write "true"', "2 problems in stack dev"):
        assert part in result.stdout
