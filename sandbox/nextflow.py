"""The real Nextflow for the tests: it reads every configuration that is emitted for it, and runs small pipelines.

The version is pinned in `tools/judges/nextflow/pom.xml`.

    python -m sandbox.nextflow           gets Java, Maven and Nextflow, or says why it cannot
    python -m sandbox.nextflow --pin     writes jars.sha256 anew, after a change of pom.xml
"""

import os
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from sandbox.building import Say
from sandbox.maven import Conversation, Jars, main, talking

NEXTFLOW = Jars("Nextflow", Path(__file__).resolve().parents[1] / "tools" / "judges" / "nextflow")


@dataclass(frozen=True)
class Answer:
    """How a command of Nextflow ended, and all that it printed."""

    status: int
    output: str


class Nextflow:
    """A Nextflow that waits for commands, offline, in a folder of its own."""

    def __init__(self, conversation: Conversation, directory: Path) -> None:
        self._conversation = conversation
        self.directory = directory

    def command(self, *arguments: str) -> Answer:
        """What `nextflow ARGUMENTS` does. Raises `MavenError`."""
        return Answer(**self._conversation.ask({"arguments": ["-quiet", *arguments]}))

    def pod_labels(self, labels: Mapping[str, str]) -> Mapping[str, str]:
        """Labels as the k8s executor makes them fit. Raises `MavenError`."""
        return cast("Mapping[str, str]", self._conversation.ask({"podLabels": labels})["labels"])


@contextmanager
def running(directory: Path, say: Say = print) -> Generator[Nextflow]:
    """A Nextflow in `directory` until the block ends: one JVM for all commands. Raises `MavenError`."""
    program = ["-Dfile.encoding=UTF-8", "groovy.ui.GroovyMain", str(NEXTFLOW.home / "judge.groovy")]
    with talking(NEXTFLOW, program, directory, say, environment(directory)) as conversation:
        yield Nextflow(conversation, directory)


def environment(directory: Path) -> dict[str, str]:
    """The environment of a Nextflow that neither asks the network nor writes outside of `directory`."""
    foreign = ("NXF_", "JAVA_TOOL_OPTIONS", "TOWER_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    settings = {"NXF_HOME": str(directory / "home"), "NXF_OFFLINE": "true", "NXF_PLUGINS_DEFAULT": "false"}
    return {**kept, **settings, "NXF_ANSI_LOG": "false", "NXF_DISABLE_CHECK_LATEST": "true"}


if __name__ == "__main__":
    sys.exit(main(NEXTFLOW))
