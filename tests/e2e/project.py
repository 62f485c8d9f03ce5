"""This repository's own project in a sandbox of its own, with every command that a user types there."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.components.test_aws_batch_engine import REPOSITORY, a_project
from tests.placement.engine import Engine

_ENVIRONMENT = re.compile(r"^    - name: .*\n(?:      .*\n)*", re.MULTILINE)
_PIPELINES = re.compile(r"  labelwright:pipelines:\n(?:    .*\n)+")
EVERY_PLATFORM = (REPOSITORY / "Pulumi.dev.yaml").read_text(encoding="utf-8")
"""The stack config that users meet first, as it is."""


def with_platforms(*platforms: str) -> str:
    """That stack config with the environments of some platforms only, and the pipelines that are launched there."""
    named = re.compile(rf"platform: ({'|'.join(platforms)})$", re.MULTILINE)
    kept = _ENVIRONMENT.sub(lambda found: found[0] if named.search(found[0]) else "", EVERY_PLATFORM)
    homes = re.findall(r"^      environment: (\S+)$", "".join(_PIPELINES.findall(kept)), re.MULTILINE)
    return kept if all(f"- name: {home}\n" in kept for home in homes) else _PIPELINES.sub("", kept)


DEV = with_platforms("aws-batch")
"""Its AWS Batch environments only: the other platforms have their own tests."""
PACK = ("--policy-pack", "policies")
UP = ("up", "--yes", "--skip-preview")


class Project(Engine):
    """A copy of the project, policy pack included, with the stack config that the repository has, or another."""

    def __init__(self, directory: Path, stack: str = DEV) -> None:
        source = a_project(directory / "project", stack)
        shutil.copytree(REPOSITORY / "policies", source / "policies", ignore=shutil.ignore_patterns("__pycache__"))
        pack = source / "policies" / "PulumiPolicy.yaml"
        pack.write_text(without_virtualenv(pack.read_text(encoding="utf-8")), encoding="utf-8")
        super().__init__(directory, source)

    @property
    def home(self) -> Path:
        """The folder in which the commands are given."""
        return self._program

    def done(self, *words: str) -> str:
        """A `pulumi` command that must succeed, and all that it said."""
        done = self.run(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def refused(self, *words: str) -> str:
        """A `pulumi` command that must fail, without a traceback, and all that it said."""
        done = self.run(*words)
        said = done.stdout + done.stderr
        assert done.returncode != 0, said
        assert "Traceback" not in said
        return said

    def labelwright(self, *words: str, code: int = 0) -> str:
        """A `labelwright` command that must end with `code`, and what it printed."""
        command = [str(Path(sys.executable).parent / "labelwright"), *words, "--stack", "dev"]
        done = subprocess.run(
            command, cwd=self.home, env=self.environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def configure(self, old: str, new: str, file: str = "Pulumi.dev.yaml") -> None:
        """Edit a file of the project by hand; `old` must stand in it."""
        path = self.home / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def steps(self) -> dict[str, set[str]]:
        """Operation -> names of the resources on which a preview would do it; what stays the same is left out."""
        return steps_of(self.document("preview", "--json"))

    def deployment(self) -> dict[str, Any]:
        """The stack's state."""
        return self.document("stack", "export")["deployment"]

    def custom_resources(self) -> list[dict[str, Any]]:
        """What the state knows to stand in the cloud, providers left out."""
        known: list[dict[str, Any]] = self.deployment().get("resources") or []
        return [one for one in known if one.get("custom") and not one["type"].startswith("pulumi:")]

    def standing(self) -> list[dict[str, Any]]:
        """What the local Google, Azure and Kubernetes hold, a row for each place of labels, read past the providers."""
        command = [sys.executable, "-m", "sandbox", "labels", "--format", "json", "--state", str(self.state_directory)]
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=True)
        return json.loads(done.stdout)

    @property
    def state_directory(self) -> Path:
        """Where the sandbox keeps all that it holds."""
        return self._sandbox.directory

    def coverage(self) -> dict[str, int]:
        """The totals of `labelwright coverage`."""
        return json.loads(self.labelwright("coverage", "--format", "json"))["totals"]

    def restart(self) -> None:
        """Stop the sandbox, and start it again."""
        self._sandbox.stop()
        self._sandbox.start(lambda _: None)
        self.environment = self._sandbox.full_environment()

    def cloud_process(self) -> int:
        """The process number of this project's own local cloud."""
        endpoint = self._sandbox.cloud.endpoint()
        assert endpoint is not None
        return endpoint.pid

    def checkpoint(self) -> dict[str, Any]:
        """The state as it lies on disk this very moment; empty while the engine has written none."""
        for path in (self._sandbox.directory / "stacks").rglob("dev.json"):
            return json.loads(path.read_text(encoding="utf-8"))["checkpoint"].get("latest") or {}
        return {}

    def begin(self, *words: str) -> subprocess.Popen[bytes]:
        """A `pulumi` command in a process group of its own, which is not waited for."""
        command = [self._environment_binary(), *words, "--stack", "dev", "--non-interactive"]
        return subprocess.Popen(
            command,
            cwd=self.home,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def without_virtualenv(manifest: str) -> str:
    """A manifest of Pulumi's without its runtime options: the interpreter is then the one that runs the tests."""
    lines = manifest.splitlines()
    kept = [line for line in lines if line.strip() != "options:" and not line.strip().startswith("virtualenv:")]
    return "\n".join([*kept, ""])


def steps_of(preview: Mapping[str, Any]) -> dict[str, set[str]]:
    """Operation -> names of resources in a `pulumi preview --json` document; what stays the same is left out."""
    found: dict[str, set[str]] = {}
    for step in preview["steps"]:
        if step["op"] != "same":
            found.setdefault(step["op"], set()).add(step["urn"].rpartition("::")[2])
    return found


def as_lines(problems: Iterable[Mapping[str, str]]) -> list[str]:
    """Problems of `labelwright check --format json` as the engine's log has them, a line each."""
    return [f"{one['where']}: got {one['got']}; rule {one['rule']}. {one['remedy']}" for one in problems]
