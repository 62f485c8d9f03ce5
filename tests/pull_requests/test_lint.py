"""The workflow files as others judge them: actionlint, zizmor, the published schemas of GitHub and GitLab."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from tests.pull_requests.judges import actionlint
from tests.pull_requests.runner import read_yaml

REPOSITORY = Path(__file__).parents[2]
WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))
ACTION = REPOSITORY / ".github" / "actions" / "labels" / "action.yml"
GITLAB = REPOSITORY / "docs" / "gitlab-ci.yml"
BIN = Path(sys.executable).parent


def run(*command: str | Path) -> None:
    """A judge's verdict, with what it says where it finds something."""
    done = subprocess.run(
        [str(word) for word in command], cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_actionlint_finds_nothing() -> None:
    """Expressions, contexts, inputs of the actions, shells."""
    run(actionlint(), *WORKFLOWS)


def test_zizmor_finds_nothing() -> None:
    """Injection, pins, credentials, permissions; without asking any network."""
    run(BIN / "zizmor", "--offline", "--no-progress", "--quiet", REPOSITORY / ".github")


@pytest.mark.parametrize(
    ("schema", "files"),
    [("vendor.github-workflows", WORKFLOWS), ("vendor.github-actions", [ACTION]), ("vendor.gitlab-ci", [GITLAB])],
    ids=["workflows", "action", "gitlab"],
)
def test_the_published_schema_accepts_it(schema: str, files: list[Path]) -> None:
    """Each field is one that the forge knows."""
    run(BIN / "check-jsonschema", "--builtin-schema", schema, *files)


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.name)
def test_actions_of_others_are_pinned_by_commit(path: Path) -> None:
    """And the comment says which version that is."""
    used = re.findall(r"uses: (?!\./)(.*)", path.read_text(encoding="utf-8"))
    assert used
    assert [one for one in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_is_safe_for_forks(path: Path) -> None:
    """No trigger that lends a stranger's code our secrets, no secret to lend, no right that a job does not name."""
    workflow = read_yaml(path)
    triggers: dict[str, Any] = workflow["on"]
    assert triggers.keys() <= {"pull_request", "workflow_dispatch"}
    assert workflow["permissions"] == {}
    assert "secrets." not in path.read_text(encoding="utf-8")
    for job in cast("dict[str, dict[str, Any]]", workflow["jobs"]).values():
        checkouts = [step for step in job["steps"] if "actions/checkout@" in step.get("uses", "")]
        assert [step["with"]["persist-credentials"] for step in checkouts] == [False]


def test_gitlab_gives_the_same_commands() -> None:
    """What its template runs are commands of the workflows, each of which a test executes."""
    tested = "\n".join(path.read_text(encoding="utf-8") for path in (*WORKFLOWS, ACTION))
    template = read_yaml(GITLAB)
    lines = [line for job in template["stages"] for line in template[job]["script"]]
    own = [line for line in lines if line not in tested]
    assert own == ["""umask 077 && printf '%s' "$AWS_IDENTITY" > "$AWS_WEB_IDENTITY_TOKEN_FILE\""""]
    assert len(lines) > len(own)
