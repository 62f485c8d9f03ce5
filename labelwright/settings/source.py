"""Stack config as it was written: a tree of plain values, and for each of them the line it stands on.

Two readers make one: `files` from Pulumi.yaml and Pulumi.<stack>.yaml, `engine` from what a running Pulumi program was
given. Everything after them works on `Source` alone, so both tell a person the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from labelwright.problem import Problem

NAMESPACE = "labelwright"

Path = tuple[str | int, ...]


class Secret:
    """Stands where an encrypted value stood; the value itself is never read."""

    def __repr__(self) -> str:
        return "[secret]"


@dataclass(frozen=True, slots=True)
class Date:
    """An unquoted date: YAML makes it a moment in time, which Pulumi then spells in another way than it was written."""

    text: str

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file, as people and editors write it: `Pulumi.dev.yaml:12`. `column` is 0 where it is not known."""

    file: str
    number: int
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.number}"


@dataclass(frozen=True, slots=True)
class Source:
    """The values under `labelwright:` by name, where each path stands, and what was wrong with the writing itself.

    `texts` holds what YAML does not take for text, as it was written: `1.50`, `0123`, `2026-01-01`. `namespace` is
    what stands before every path in a message.
    """

    tree: Mapping[str, object]
    lines: Mapping[Path, Line] = field(default_factory=dict[Path, Line])
    texts: Mapping[Path, str] = field(default_factory=dict[Path, str])
    problems: tuple[Problem, ...] = ()
    stack: str = ""
    namespace: str = NAMESPACE
    project: str = ""

    def where(self, path: Path) -> str:
        """`path` for a person: the nearest line that is known, and the config path as `pulumi config` spells it."""
        for length in range(len(path), 0, -1):
            if line := self.lines.get(path[:length]):
                return f"{line} {spell(path, self.namespace)}"
        return spell(path, self.namespace)


def line_of(where: str, lines: Mapping[Path, Line]) -> Line | None:
    """The line that the `where` of a problem begins with, or None where it begins with none.

    Its column is that of the longest path on that line which `where` names: several values may stand on one line.
    """
    written, _, path = where.partition(" ")
    file, _, number = written.rpartition(":")
    if not file or not number.isdecimal():
        return None
    known = [(spell(at), line) for at, line in lines.items() if str(line) == written]
    named = [(len(text), line.column) for text, line in known if path.startswith(text)]
    return Line(file, int(number), max(named, default=(0, 0))[1])


def spell(path: Path, namespace: str = NAMESPACE) -> str:
    """A path as `pulumi config --path` takes it.

    >>> spell(("environments", 0, "labels", "tier"))
    'labelwright:environments[0].labels.tier'
    """
    text = f"{namespace}:{path[0]}" if path else namespace
    for part in path[1:]:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text
