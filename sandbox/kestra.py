"""Kestra's own model of a flow for the tests: it reads every flow that is emitted for it, and renders its expressions.

No server, no database and no worker: what would refuse a flow that is saved says so, and nothing runs. The version is
pinned in `tools/judges/kestra/pom.xml`.

    python -m sandbox.kestra           gets Maven and Kestra, or says why it cannot
    python -m sandbox.kestra --pin     writes jars.sha256 anew, after a change of pom.xml
"""

import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.building import Say
from sandbox.maven import Conversation, Jars, main, talking

KESTRA = Jars("Kestra", Path(__file__).resolve().parents[1] / "tools" / "judges" / "kestra", jdk=25)


@dataclass(frozen=True)
class Verdict:
    """What Kestra makes of a flow: why it would not save it, the labels that it sees, its tasks and triggers."""

    problems: tuple[str, ...]
    labels: tuple[tuple[str, str], ...] = ()
    tasks: tuple[Mapping[str, Any], ...] = ()
    triggers: tuple[Mapping[str, Any], ...] = ()


class Kestra:
    """A Kestra that waits for flows and texts."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    def judge(self, flow: str) -> Verdict:
        """What becomes of a flow that is saved. Raises `MavenError`."""
        answer = self._conversation.ask({"flow": flow})
        labels = tuple((str(key), str(value)) for key, value in answer.get("labels", ()))
        tasks, triggers = tuple(answer.get("tasks", ())), tuple(answer.get("triggers", ()))
        return Verdict(tuple(answer["problems"]), labels, tasks, triggers)

    def render(self, text: str, variables: Mapping[str, Any]) -> str:
        """A text with its expressions evaluated. Raises `MavenError`."""
        return str(self._conversation.ask({"render": text, "variables": variables})["text"])


@contextmanager
def running(directory: Path, say: Say = print) -> Generator[Kestra]:
    """A Kestra in `directory` until the block ends: one JVM for all flows. Raises `MavenError`."""
    with talking(KESTRA, [str(KESTRA.home / "Judge.java")], directory, say) as conversation:
        yield Kestra(conversation)


if __name__ == "__main__":
    sys.exit(main(KESTRA))
