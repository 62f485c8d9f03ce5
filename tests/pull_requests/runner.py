"""A runner for the workflows of this repository: reads their YAML, and executes each step's commands as GitHub does.

Actions of others (`uses: owner/name@sha`) are noted and not run; our own are opened, and their steps executed. An
environment that a step needs must come from its YAML: of this machine's, it gets what it was started with and no more.
"""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from ruamel.yaml import YAML

from tests.pull_requests.expressions import filled, holds

_SHELLS = {"bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"], None: ["bash", "-e"]}
"""https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell"""


@dataclass
class Step:
    """One step that was reached: what became of it (`success`, `failure`, `skipped`, `foreign`) and what it printed."""

    name: str
    outcome: str
    output: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass
class Job:
    """A job that has ended."""

    steps: list[Step]
    summary: str
    outputs: Mapping[str, str]

    @property
    def has_succeeded(self) -> bool:
        """Whether the pull request shows a tick."""
        return all(step.outcome != "failure" for step in self.steps)

    @property
    def output(self) -> str:
        """The whole log."""
        return "".join(f"== {step.name}: {step.outcome}\n{step.output}" for step in self.steps)

    def step(self, name: str) -> Step:
        """The step of that name."""
        return next(step for step in self.steps if step.name == name)


def read_yaml(path: Path) -> dict[str, Any]:
    """A workflow or an action."""
    yaml: Any = YAML(typ="safe")  # it ships no types
    return yaml.load(path)


class Runner:
    """One machine with one checkout. `github` is the context of that name; `variables` those of the repository."""

    def __init__(
        self,
        workspace: Path,
        temporary: Path,
        environment: Mapping[str, str],
        github: Mapping[str, Any],
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self._workspace = workspace
        self._temporary = temporary
        self._environment = {
            **environment,
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(workspace),
            "RUNNER_TEMP": str(temporary),
        }
        self._github = github
        self._variables = variables or {}
        self._number = 0
        temporary.mkdir(parents=True)
        self._summary = temporary / "summary.md"
        self._summary.touch()

    def run(self, workflow: str, job: str, **contexts: Any) -> Job:
        """One job of a workflow; `contexts` are `inputs`, `matrix`, `needs`."""
        described = read_yaml(self._workspace / ".github" / "workflows" / workflow)["jobs"][job]
        context: dict[str, Any] = {
            "github": self._github,
            "vars": self._variables,
            "runner": {"temp": str(self._temporary), "os": "Linux", "arch": "X64"},
            "steps": {},
            "success": True,
            **contexts,
        }
        environment = {**self._environment, **self._filled(described.get("env"), context)}
        steps = self._steps(described["steps"], context, environment)
        return Job(steps, self._summary.read_text(encoding="utf-8"), self._filled(described.get("outputs"), context))

    def _steps(
        self, described: list[dict[str, Any]], context: dict[str, Any], environment: Mapping[str, str]
    ) -> list[Step]:
        """Every step in order; what they give out stands in `context` for the next."""
        done: list[Step] = []
        for one in described:
            name = str(one.get("name") or one.get("uses") or one["run"])
            if not holds(cast("str | None", one.get("if")), context):
                done.append(Step(name, "skipped"))
                continue
            steps = self._step(name, one, context, environment)
            done += steps
            if any(step.outcome == "failure" for step in steps):
                context["success"] = False
            if "id" in one:
                context["steps"][one["id"]] = {"outputs": steps[-1].outputs, "outcome": steps[-1].outcome}
        return done

    def _step(
        self, name: str, one: dict[str, Any], context: Mapping[str, Any], environment: Mapping[str, str]
    ) -> list[Step]:
        """One step, or all those of an action of ours."""
        uses = str(one.get("uses", ""))
        if uses.startswith("./"):
            return self._action(uses, self._filled(one.get("with"), context), context, environment)
        if uses:
            return [Step(name, "foreign")]
        own = {**environment, **self._filled(one.get("env"), context)}
        return [self._execute(name, str(one["run"]), cast("str | None", one.get("shell")), own)]

    def _action(
        self, uses: str, given: Mapping[str, str], context: Mapping[str, Any], environment: Mapping[str, str]
    ) -> list[Step]:
        """The steps of a composite action; a step in it sees the action's inputs, and no other step's outputs."""
        folder = self._workspace / uses
        described = read_yaml(folder / "action.yml")
        declared: dict[str, dict[str, Any]] = described["inputs"]
        assert given.keys() <= declared.keys(), f"{uses} has no input {given.keys() - declared.keys()}"
        missing = {name for name, one in declared.items() if one.get("required") and name not in given}
        assert not missing, f"{uses} needs {missing}"
        defaults = {name: filled(str(one.get("default", "")), context) for name, one in declared.items()}
        inner = {**context, "inputs": {**defaults, **given}, "steps": {}}
        return self._steps(described["runs"]["steps"], inner, {**environment, "GITHUB_ACTION_PATH": str(folder)})

    def _execute(self, name: str, script: str, shell: str | None, environment: Mapping[str, str]) -> Step:
        """Run a script in the shell that GitHub would take."""
        assert "${{" not in script, f"{name}: whatever stands there would be executed"
        self._number += 1
        path, outputs = self._temporary / f"step-{self._number}.sh", self._temporary / f"outputs-{self._number}"
        path.write_text(script, encoding="utf-8")
        outputs.touch()
        done = subprocess.run(
            [*_SHELLS[shell], str(path)],
            cwd=self._workspace,
            env={**environment, "GITHUB_OUTPUT": str(outputs), "GITHUB_STEP_SUMMARY": str(self._summary)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=500,
            check=False,
        )
        given = dict(line.split("=", 1) for line in outputs.read_text(encoding="utf-8").splitlines())
        return Step(name, "failure" if done.returncode else "success", done.stdout, given)

    @staticmethod
    def _filled(given: Mapping[str, Any] | None, context: Mapping[str, Any]) -> dict[str, str]:
        """A mapping of a workflow with its expressions replaced."""
        return {name: filled(str(value), context) for name, value in (given or {}).items()}
