"""The workflows run: every command of theirs, from a clean clone and without any credentials."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest
from junitparser import JUnitXml

from sandbox import Sandbox
from tests.e2e.project import with_platforms
from tests.pull_requests.forge import Forge
from tests.pull_requests.judges import sarif_schema
from tests.pull_requests.runner import Job, Runner

pytestmark = pytest.mark.engine
REPOSITORY = Path(__file__).parents[2]
STACK = with_platforms("kubernetes")
"""One environment: each preview of these tests starts the program anew."""
VIOLATION = """
import pulumi_kubernetes as k8s

k8s.core.v1.ConfigMap("notes", metadata={"labels": {"bad--key": "x1"}})
"""
NEEDED = ("LANG", "PATH", "TMPDIR")
"""What a fresh machine has in its environment; a credential is none of it."""
CACHE = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
"""Where the engine lies, so that it is not built anew. The home itself, where logins are kept, is an empty one."""
LONG_AGO = 10**9
"""A time in seconds; make takes 0 for a file that is not there."""


class Clone:
    """A clean clone of this working tree: `main` as it stands, and branches of one commit on top of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._git(REPOSITORY, "clone", "--quiet", "--shared", str(REPOSITORY), str(folder))
        self._copy_uncommitted()
        (folder / "Pulumi.dev.yaml").write_text(STACK, encoding="utf-8")
        (folder / ".venv").symlink_to(REPOSITORY / ".venv")
        (folder / ".git" / "info" / "exclude").write_text(".venv\n")
        self.commit("What this is all based on")
        self.git("branch", "--force", "base")

    def branch(self, name: str) -> None:
        """A branch of its own on what is there."""
        self.git("checkout", "--quiet", "-B", name, "base")

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a file; `old` must stand in it."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def commit(self, message: str) -> None:
        """Everything that has changed."""
        self.git("add", "--all")
        self.git("-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "-m", message)

    def git(self, *words: str) -> str:
        """What a git command in the clone prints."""
        return self._git(self.folder, *words)

    def environment(self, **more: str) -> dict[str, str]:
        """What the machine that checks it out has, and the clone's own code before that of the shared environment."""
        self._use_environment()
        known = {name: os.environ[name] for name in NEEDED if name in os.environ}
        home = self.folder.parent / "home"
        home.mkdir(exist_ok=True)
        return {**known, "HOME": str(home), "XDG_CACHE_HOME": CACHE, "PYTHONPATH": str(self.folder), **more}

    def _use_environment(self) -> None:
        """Make `make python` take the Python environment of these tests for finished: it is newer than what it is of.

        Were it not, it would be made anew in place, and belong to the clone.
        """
        for name in ("requirements.txt", "pyproject.toml", "Makefile"):
            os.utime(self.folder / name, (LONG_AGO, LONG_AGO))
        question = ["make", "--question", ".venv/.ready"]
        asked = subprocess.run(question, cwd=self.folder, check=False)
        assert asked.returncode == 0, f"{REPOSITORY / '.venv'} is not finished; run: make python"

    def _copy_uncommitted(self) -> None:
        """The working tree as it is: what is changed, what is new, and without what is gone."""
        listed = self._git(REPOSITORY, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
        for name in filter(None, listed):
            source, target = REPOSITORY / name, self.folder / name
            if not source.exists():
                target.unlink(missing_ok=True)
            elif not target.exists() or source.read_bytes() != target.read_bytes():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(source.read_bytes())
                target.chmod(source.stat().st_mode)

    @staticmethod
    def _git(folder: Path, *words: str) -> str:
        command = ["git", *words]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """This working tree, committed, in a folder of its own."""
    return Clone(tmp_path_factory.mktemp("clone") / "labelwright")


@pytest.fixture(scope="module")
def forge() -> Iterator[Forge]:
    """Where comments are written."""
    forge = Forge()
    try:
        yield forge
    finally:
        forge.stop()


def pull_request(clone: Clone, forge: Forge, temporary: Path, *, fork: bool = False) -> Job:
    """The workflow of a pull request, on what is checked out."""
    event = {"pull_request": {"number": 7, "head": {"repo": {"fork": fork}}}}
    github: Mapping[str, Any] = {"event_name": "pull_request", "event": event, "token": "none-at-all"}
    environment = clone.environment(GITHUB_API_URL=forge.url, GITHUB_REPOSITORY="acme/shop")
    return Runner(clone.folder, temporary, environment, github).run("labels.yml", "labels")


@pytest.fixture(scope="module")
def refused(clone: Clone, forge: Forge, tmp_path_factory: pytest.TempPathFactory) -> tuple[Job, Path]:
    """A pull request that edits a label and adds a resource with an illegal one, and where its files are."""
    clone.branch("violation")
    clone.edit("Pulumi.dev.yaml", "cc-1234", "cc-9999")
    program = clone.folder / "__main__.py"
    program.write_text(program.read_text(encoding="utf-8") + VIOLATION, encoding="utf-8")
    clone.commit("A violation")
    temporary = tmp_path_factory.mktemp("violation") / "runner"
    return pull_request(clone, forge, temporary), temporary / "labels"


def test_a_pull_request_with_a_violation_fails(refused: tuple[Job, Path]) -> None:
    """By its verdict, after everything was reported."""
    job, _ = refused
    assert [step.name for step in job.steps if step.outcome == "failure"] == ["Verdict"], job.output
    assert "Traceback" not in job.output


def test_it_is_commented(refused: tuple[Job, Path], forge: Forge) -> None:
    """What is wrong, what changes, what that restarts, and the coverage before and after; the summary has the same."""
    job, _ = refused
    (comment,) = forge.comments
    said = comment["body"]
    assert "Not to be deployed" in said, job.output
    for part in ("bad--key", "2.1.4", "| `cost-center` | `cc-1234` | `cc-9999` |", "**restarted**", "cluster-launcher"):
        assert part in said
    assert "\n| before |" in said
    assert "\n| after |" in said
    assert said == job.summary


def test_it_is_annotated(refused: tuple[Job, Path]) -> None:
    """By a workflow command that the runner understands."""
    job, _ = refused
    (line,) = (line for line in job.output.splitlines() if line.startswith("::error"))
    assert line.startswith("::error file=Pulumi.dev.yaml,line=1,title=labelwright 2.1.4%3A notes")


def test_its_sarif_is_valid(refused: tuple[Job, Path]) -> None:
    """Against the published schema: the violation, and that a label changes which was thought to be fixed."""
    document = json.loads((refused[1] / "labels.sarif").read_text(encoding="utf-8"))
    jsonschema.validate(document, sarif_schema(), format_checker=jsonschema.FormatChecker())
    results = document["runs"][0]["results"]
    assert {(one["ruleId"], one["level"]) for one in results} == {("2.1.4", "error"), ("8.8", "warning")}


def test_its_junit_is_read_by_others(refused: tuple[Job, Path]) -> None:
    """One test that has failed, and one that only says something."""
    (suite,) = cast("Any", JUnitXml).fromfile(str(refused[1] / "labels.xml"))
    assert (suite.tests, suite.failures) == (2, 1)


@pytest.mark.usefixtures("refused")
def test_nothing_is_left_of_it(clone: Clone) -> None:
    """No file in the checkout, no working tree of the base."""
    assert clone.git("status", "--porcelain") == ""
    assert len(clone.git("worktree", "list").splitlines()) == 1


@pytest.mark.usefixtures("refused")
def test_a_pull_request_without_a_violation_passes(clone: Clone, forge: Forge, tmp_path: Path) -> None:
    """From a fork, whose token may not comment: the job's summary has the report, and nothing goes to code scanning."""
    before = [dict(comment) for comment in forge.comments]
    clone.branch("fine")
    clone.edit("README.md", "# labelwright", "# Labelwright")
    clone.commit("No label changes")
    forge.is_read_only = True
    job = pull_request(clone, forge, tmp_path / "runner", fork=True)
    assert job.has_succeeded, job.output
    assert "✅ no label changes." in job.summary
    assert "::notice title=labelwright::No right to comment here" in job.output
    assert "::error" not in job.output
    assert forge.comments == before
    assert job.step("Code scanning").outcome == "skipped"


def test_a_deployment_checks_previews_and_updates(clone: Clone, tmp_path: Path) -> None:
    """Stack by stack; here the account that the job is logged in to is a local cloud."""
    clone.branch("deploy")
    sandbox = Sandbox(tmp_path / "account")
    sandbox.start(lambda _: None)
    try:
        environment = sandbox.full_environment(clone.environment())
        variables = {"PULUMI_BACKEND_URL": environment["PULUMI_BACKEND_URL"]}
        create = ["pulumi", "stack", "init", "dev", "--non-interactive"]
        subprocess.run(create, cwd=clone.folder, env=environment, check=True, capture_output=True)
        clone.git("checkout", "--quiet", "--", "Pulumi.dev.yaml")  # where the engine has noted a salt
        stacks = Runner(clone.folder, tmp_path / "stacks", environment, {}, variables)
        listed = stacks.run("deploy.yml", "stacks", inputs={"stack": "all"})
        assert listed.has_succeeded, listed.output
        assert json.loads(listed.outputs["stacks"]) == ["dev"]
        deploy = Runner(clone.folder, tmp_path / "deploy", environment, {}, variables)
        done = deploy.run("deploy.yml", "deploy", matrix={"stack": "dev"})
        assert done.has_succeeded, done.output
        outcomes = {step.name: step.outcome for step in done.steps}
        assert outcomes["AWS credentials"] == "skipped"
        assert [outcomes[name] for name in ("Check", "Preview", "Update", "Coverage")] == ["success"] * 4
        assert "created" in done.step("Update").output
    finally:
        sandbox.stop()


def test_a_stack_that_is_not_there_is_not_deployed(clone: Clone, tmp_path: Path) -> None:
    """The first job says so, and no other begins."""
    clone.branch("misspelt")
    job = Runner(clone.folder, tmp_path / "runner", clone.environment(), {}).run(
        "deploy.yml", "stacks", inputs={"stack": "dve"}
    )
    assert not job.has_succeeded
    assert "There is no such stack" in job.output
