"""`labelwright runs import` and `runs export`: runs as lines of JSON, from elsewhere and to elsewhere."""

import gc
import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from labelwright.cli.options import fail_with, give_up
from labelwright.cli.query import QueryCommand, query_of
from labelwright.cli.store import opened, project_root, store_option
from labelwright.problem import LabelError
from labelwright.settings import from_files, stacks

if TYPE_CHECKING:
    from labelwright.runs.run import Run

_TOLD = 1_000
"""Progress is shown after so many."""


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--stack", "-s", help="Stack of runs that name none. Default: the project's only stack.")
@store_option
def import_(*, file: Path, stack: str | None, project: Path, url: str | None) -> None:
    """Record the runs of FILE (- for standard input), one JSON object a line: all of them, or none.

    A line is what `runs export` writes. It needs "id", "platform" and "launched"; labels may be a plain mapping:

    {"id": "run-1", "platform": "aws-batch", "launched": "2026-01-31T12:00:00Z", "labels": {"team": "genomics"}}

    What is wrong is told for all lines at once. Exit code 1: nothing was recorded.
    """
    gc.enable()  # a long run
    root = project_root(project)
    own = _own(root, stack)
    with opened(project, url, must_exist=False) as store, _source(file) as source:
        from labelwright.runs.lines import Lines  # noqa: PLC0415 - heavy, as the store

        lines = Lines(source, str(file), *own, [])
        try:
            with _counted(lines.runs()) as runs:
                done = store.record(runs, lines.problems)
        except LabelError as error:
            fail_with(error)
        where = str(store.database)
    click.echo(f"{done:,} run{'s' * (done != 1)} recorded in {where}")


@click.command("export", cls=QueryCommand)
@click.argument("query", nargs=-1)
@store_option
def export(*, query: tuple[str, ...], project: Path, url: str | None) -> None:
    """Print all runs, or those that fit QUERY, one JSON object a line, the newest first: what `runs import` reads."""
    gc.enable()  # a long run
    wanted = query_of(query)
    with opened(project, url) as store:
        from labelwright.runs.lines import as_line  # noqa: PLC0415 - heavy, as the store

        for run in store.each(wanted):
            sys.stdout.buffer.write(as_line(run) + b"\n")


def _own(root: Path | None, stack: str | None) -> tuple[str, str]:
    """Project and stack of runs that name none; "" where that is not known."""
    if root is None:
        return "", stack or ""
    names = stacks(root)
    name = stack or (names[0] if len(names) == 1 else "")
    return (from_files(root, name).settings.project, name) if name in names else (root.name, name)


@contextmanager
def _source(file: Path) -> Generator[IO[bytes]]:
    """The file, or standard input. Wrong use ends the command."""
    if str(file) == "-":
        yield sys.stdin.buffer
        return
    try:
        source = file.open("rb")
    except OSError as error:
        give_up(f"FILE: {error}")
    with source:
        yield source


@contextmanager
def _counted(runs: Iterable["Run"]) -> "Generator[Iterable[Run]]":
    """How many were read so far, where somebody watches."""
    if not sys.stderr.isatty():
        yield runs
        return
    from labelwright.report.progress import progress  # noqa: PLC0415 - rich is for people only

    with progress("recording runs") as shown:

        def told() -> "Iterator[Run]":
            for number, run in enumerate(runs, start=1):
                if number % _TOLD == 0:
                    shown(number, None)
                yield run

        yield told()
