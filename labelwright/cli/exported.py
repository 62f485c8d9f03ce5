"""A file that was exported of a stack: how commands take it, and the project beside it, as far as there is one."""

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from labelwright.cli.options import give_up, read_project
from labelwright.problem import LabelError
from labelwright.settings import Reading, Source, find_project, from_files, read, stacks


def file_argument(*, required: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`FILE`, for which `--file FILE` stands too; `-` is standard input. Both at once is wrong use.

    Stands right below `@click.command`, since it hands the one that was given to the command as `file`.
    """

    def decorated(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def called(*, file: Path | None, named: Path | None, **given: Any) -> Any:
            if file is not None and named is not None:
                give_up(f"--file: got '{named}', and '{file}' as FILE. Leave one of the two out.")
            if required and file is None and named is None:
                raise click.UsageError("Missing argument 'FILE'.")
            return command(file=named if file is None else file, **given)

        path = click.Path(path_type=Path)
        with_option = click.option("--file", "named", type=path, help="The same as FILE.")(called)
        return click.argument("file", type=path, required=False)(with_option)

    return decorated


def project_beside(project: Path, stack: str | None) -> tuple[Path, str, Reading]:
    """The project beside a file, as far as there is one: a file says enough for a report by itself."""
    try:
        root = find_project(project.resolve())
    except LabelError:
        return project, "", read(Source(tree={}))
    if stack or os.environ.get("PULUMI_STACK") or stacks(root):
        return read_project(project, stack)
    return root, "", from_files(root, "")
