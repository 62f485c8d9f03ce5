"""Stack config, parsed and checked at the edge: the only reader of config, files and environment.

`from_files` works without Pulumi, `from_engine` inside a Pulumi program; both give the same problems in the same words.
"""

from functools import cache
from pathlib import Path

from labelwright.settings.files import find_project, read_files, stacks
from labelwright.settings.model import Environment, Settings
from labelwright.settings.reading import Reading, read, read_given
from labelwright.settings.source import Line, Source, line_of

__all__ = [
    "Environment",
    "Line",
    "Reading",
    "Settings",
    "Source",
    "find_project",
    "from_engine",
    "from_files",
    "line_of",
    "read",
    "read_given",
    "stacks",
]


def from_files(root: Path, stack: str) -> Reading:
    """What Pulumi.yaml and Pulumi.<stack>.yaml in `root` say."""
    return read(read_files(root, stack))


@cache
def from_engine() -> Settings:
    """What this Pulumi program was given. Raises `LabelError` with every problem; read once per program.

    Pulumi is imported here and not above: the command line starts without it.
    """
    from labelwright.settings.engine import read_engine  # noqa: PLC0415 - see the docstring

    return read(read_engine()).checked()
