"""A stack config with eight mistakes: all of them at once, the same from the command line and from the engine."""

import json
from collections.abc import Iterator, Mapping

import pytest

from tests.e2e.cloud import everything
from tests.e2e.project import UP, Project, as_lines

pytestmark = pytest.mark.engine

# What stands in the config, what a hurried person writes instead, the place, the rule.
MISTAKES = (
    ("cost-center: cc-1234", "cost-center: 1234", "labelwright:teams.genomics.labels.cost-center", "6.1"),
    ("rule: portable", "rulle: portable", "labelwright:workspace.rulle", "6.2"),
    ("run: run-${workflowId}", "run: run-${workflowID}", "labelwright:environments[0].labels.run", "4.1"),
    ("labelwright:team: genomics", "labelwright:team: genomcs", "labelwright:team", "6.5"),
    ("environment: genomics-spot", "data-class: public", "labelwright:environments[0].labels.data-class", "2.5"),
    ("environment: reports-fargate", "bad--key: x1", "labelwright:environments[1].labels.bad--key", "2.1.4"),
    ("required: [team, cost-center]", "required: [environment]", "labelwright:environments[0].labels", "3.2"),
)
SECRET = ("labelwright:teams.imaging.labels.token", "6.7")
# The label `environment` is required now, and two mistakes above took it away from both environments.
FOLLOWING = ("labelwright:environments[1].labels", "3.2")


@pytest.fixture(scope="module")
def mistaken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The dev stack, with each of the mistakes made in it."""
    project = Project(tmp_path_factory.mktemp("mistaken"))
    try:
        path, _ = SECRET
        project.done("config", "set", "--secret", "--path", path, "hush-hush-hush")
        for right, wrong, _, _ in MISTAKES:
            project.configure(right, wrong)
        yield project
    finally:
        project.stop()


@pytest.fixture(scope="module")
def problems(mistaken: Project) -> list[Mapping[str, str]]:
    """What `labelwright check` says of it."""
    return json.loads(mistaken.labelwright("check", "--format", "json", code=1))["problems"]


def test_check_lists_every_mistake_with_place_rule_and_remedy(problems: list[Mapping[str, str]]) -> None:
    """Each one once, with its file and line, and nothing besides."""
    expected = [(where, rule) for _, _, where, rule in MISTAKES]
    found = [(problem["where"].rpartition(" ")[2], problem["rule"].partition(":")[0]) for problem in problems]
    assert sorted(found) == sorted([*expected, SECRET, FOLLOWING])
    assert all(problem["where"].startswith("Pulumi.dev.yaml:") for problem in problems)
    assert all(problem["got"] and problem["remedy"] for problem in problems)


@pytest.mark.parametrize("command", [("preview",), UP], ids=["preview", "up"])
def test_the_engine_lists_the_same_and_creates_nothing(
    mistaken: Project, problems: list[Mapping[str, str]], command: tuple[str, ...]
) -> None:
    """Word by word; not a resource in the cloud or in the state."""
    said = mistaken.refused(*command)
    for line in as_lines(problems):
        assert said.count(line) == 1, f"{line}\nis not in\n{said}"
    assert f"labelwright found {len(problems)} problems" in said
    assert everything(mistaken.client) == []
    assert mistaken.custom_resources() == []


def test_the_secret_is_shown_nowhere(mistaken: Project, problems: list[Mapping[str, str]]) -> None:
    """Neither in plain text nor as it lies encrypted in the file."""
    shown = [json.dumps(problems), mistaken.labelwright("check", code=1), mistaken.refused("preview")]
    config = (mistaken.home / "Pulumi.dev.yaml").read_text(encoding="utf-8")
    ciphertext = config.partition("secure: ")[2].partition("\n")[0]
    assert len(ciphertext) > 20
    assert [text for text in shown if "hush-hush-hush" in text or ciphertext in text] == []
