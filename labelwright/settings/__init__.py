"""Stack config, parsed and checked at the edge: the only reader of config, files and environment.

`from_files` works without Pulumi, `from_engine` inside a Pulumi program; both give the same problems in the same words.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from labelwright.settings.draft import DeclaredScope
from labelwright.settings.files import (
    NOT_GIVEN,
    PROJECT,
    find_project,
    read_files,
    stack_file,
    stacks,
    value_field,
)
from labelwright.settings.launchables import read_pipelines
from labelwright.settings.model import Environment, Launchable, Settings
from labelwright.settings.reading import Reading, read, read_given
from labelwright.settings.source import NAMESPACE, Line, Source, line_of

__all__ = [
    "NAMESPACE",
    "PROJECT",
    "DeclaredScope",
    "Environment",
    "Launchable",
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
    "read_pipelines",
    "stack_file",
    "stacks",
    "value_field",
]


def from_files(root: Path, stack: str, given: Mapping[str, str] = NOT_GIVEN) -> Reading:
    """What Pulumi.yaml and Pulumi.<stack>.yaml in `root` say; `given` counts in the place of files of those names."""
    return read(read_files(root, stack, given))


@cache
def from_engine() -> Settings:
    """What this Pulumi program was given. Raises `LabelError` with every problem; read once per program.

    Pulumi is imported here and not above: the command line starts without it.
    """
    from labelwright.settings.engine import read_engine  # noqa: PLC0415 - see the docstring

    return read(read_engine()).checked()
