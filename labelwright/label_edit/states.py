"""Where the states of stacks come from: the engine, exported files, or the word of a person that there is none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labelwright.label_edit.standing import StackState
from labelwright.settings import Reading
from labelwright.state import read_state

_URN_PARTS = 4


@dataclass(frozen=True)
class States:
    """How to look at stacks. `files` are exports, as `FILE` or `STACK=FILE`; `absent` are stacks without a state."""

    root: Path
    files: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    def read(self, stacks: Mapping[str, Reading]) -> dict[str, StackState]:
        """Each stack with its resources. Raises ValueError where one cannot be read, or a file is of another stack."""
        given = self._given(stacks)
        missing = {_short(name) for name in self.absent} - {_short(name) for name in stacks}
        if missing:
            raise ValueError(f"--no-state: got {', '.join(sorted(missing))}, and the edit is of {', '.join(stacks)}.")
        found: dict[str, StackState] = {}
        for name, reading in stacks.items():
            if _short(name) in map(_short, self.absent):
                resources: tuple[Mapping[str, Any], ...] = ()
            elif _short(name) in given:
                resources = given[_short(name)]
            else:
                resources = tuple(read_state(self.root, name, whole=True).resources)
            found[name] = StackState(name, reading, resources)
        return found

    def without_resources(self, stacks: Mapping[str, Reading]) -> dict[str, StackState]:
        """The stacks as their config says, for labels that no resource takes."""
        return {name: StackState(name, reading) for name, reading in stacks.items()}

    def _given(self, stacks: Mapping[str, Reading]) -> dict[str, tuple[Mapping[str, Any], ...]]:
        """The exported files by the stack that each is of. Raises ValueError for one that is of none of them."""
        found: dict[str, tuple[Mapping[str, Any], ...]] = {}
        for text in self.files:
            stack, file = _split(text, stacks)
            read = read_state(self.root, stack, file=Path(file), whole=True)
            if "steps" in read.document:
                raise ValueError(f"--file: {file} is a preview. Give what 'pulumi stack export' wrote.")
            resources = tuple(read.resources)
            if not stack:
                stack = _stack_of(resources) or (_short(next(iter(stacks))) if len(stacks) == 1 else "")
            reading = next((one for name, one in stacks.items() if _short(name) == stack), None)
            if reading is None:
                known = ", ".join(stacks)
                got = f"the state of stack {stack!r}" if stack else "a state without resources"
                raise ValueError(f"--file: {file} is {got}, and the edit is of {known}. Write STACK=FILE, or its file.")
            _refuse_other(resources, stack, reading.settings.project, file)
            found[stack] = resources
        return found


def _split(text: str, stacks: Iterable[str]) -> tuple[str, str]:
    """`STACK=FILE`, where what stands before the sign is a stack; else a file alone."""
    stack, sign, file = text.partition("=")
    return (_short(stack), file) if sign and _short(stack) in map(_short, stacks) else ("", text)


def _short(stack: str) -> str:
    """A stack's own name, without organization and project."""
    return stack.rpartition("/")[2]


def _stack_of(resources: Iterable[Mapping[str, Any]]) -> str:
    """The stack that resources are of; "" for none."""
    return next((parts[2] for one in resources if len(parts := one["urn"].split(":")) > _URN_PARTS), "")


def _refuse_other(resources: Iterable[Mapping[str, Any]], stack: str, project: str, file: str) -> None:
    """Raise ValueError for the state of another stack or project: it would say that nothing is in use here."""
    for one in resources:
        parts = one["urn"].split("::", 2)
        own = parts[0].rpartition(":")[2]
        if own != stack or (project and len(parts) > 1 and parts[1] != project):
            got = f"stack {own!r} of project {parts[1] if len(parts) > 1 else ''!r}"
            raise ValueError(f"--file: {file} is of {got}, not of {stack!r} of {project!r}. Export that one.")
