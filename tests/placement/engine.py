"""A real engine and a local cloud for one test program: runs `pulumi` on a copy of it."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, cast

import boto3  # pyright: ignore[reportMissingTypeStubs] - it has no types of its own

from sandbox import Sandbox

ROOT = Path(__file__).parents[2]


class Engine:
    """One stack `dev` of one program, in a sandbox of its own. `$ROOT` in its Pulumi.yaml is this repository."""

    def __init__(self, directory: Path, program: Path) -> None:
        self._sandbox = Sandbox(directory / "sandbox")
        self._program = directory / "program"
        shutil.copytree(program, self._program, ignore=shutil.ignore_patterns("__pycache__"))
        project = self._program / "Pulumi.yaml"
        project.write_text(project.read_text(encoding="utf-8").replace("$ROOT", str(ROOT)), encoding="utf-8")
        self._sandbox.start(lambda _: None)
        self.environment = self._sandbox.full_environment()
        self.run("stack", "init", "dev")

    def stop(self) -> None:
        """End the local cloud."""
        self._sandbox.stop()

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One `pulumi` command on the stack, as a person would type it."""
        has_stack = words[0] != "package" and words[:2] != ("stack", "init")
        stack = ("--stack", "dev") if has_stack else ()
        return subprocess.run(
            [self._environment_binary(), *words, *stack, "--non-interactive"],
            cwd=self._program,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def document(self, *words: str) -> Any:
        """What a command prints as JSON."""
        done = self.run(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def requests(self) -> int:
        """How many requests ever changed the local cloud."""
        return self._sandbox.status().requests

    def client(self, service: str) -> Any:
        """A boto3 client of the local cloud."""
        settings = self.environment
        return cast("Any", boto3).client(
            service,
            endpoint_url=settings["AWS_ENDPOINT_URL"],
            region_name=settings["AWS_REGION"],
            aws_access_key_id=settings["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=settings["AWS_SECRET_ACCESS_KEY"],
        )

    def _environment_binary(self) -> str:
        """The Pulumi CLI of the sandbox."""
        found = shutil.which("pulumi", path=self.environment["PATH"])
        assert found is not None
        return found
