"""What `check` and `review` share: the formats for forges and CI systems, and where in the repository things stand."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import click

from labelwright.cli.options import print_json
from labelwright.finding import Finding, Location, Severity, finding_of
from labelwright.problem import Problem
from labelwright.settings import Reading, line_of

FORGE_FORMATS = ("github", "sarif", "junit")
"""The formats that are made of findings."""
FORMATS = ("text", "json", *FORGE_FORMATS, "markdown")


def findings_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--format text|json|github|sarif|junit|markdown`."""
    told = "How to print. github: annotations of a workflow run; markdown: the comment of a pull request."
    return click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help=told)(
        command
    )


def print_findings(form: str, findings: Sequence[Finding], stack: str) -> None:
    """Print findings in one of `FORGE_FORMATS`; a module for a format, imported when it is asked for."""
    match form:
        case "github":
            from labelwright.report.annotations import annotations  # noqa: PLC0415 - see the docstring

            click.echo(annotations(findings), nl=False)
        case "sarif":
            from labelwright.report.sarif import sarif  # noqa: PLC0415 - as above

            print_json(sarif(findings, stack))
        case _:
            from labelwright.report.junit import junit  # noqa: PLC0415 - as above

            click.echo(junit(findings, stack), nl=False)


class Places:
    """Where things stand in the files of a stack, as the forge names files: from the root of the repository."""

    def __init__(self, root: Path, stack: str, reading: Reading) -> None:
        self._folder = _in_repository(root)
        self._stack = stack.rpartition("/")[2]
        self._reading = reading

    def findings(self) -> list[Finding]:
        """The problems and warnings of stack config."""
        return [*self._of(self._reading.problems, Severity.ERROR), *self._of(self._reading.warnings, Severity.WARNING)]

    def stack_file(self, environment: str | None = None) -> Location:
        """The line of an environment in the stack's file; the first line for what belongs to none.

        Environments are counted as they stand in the file, which holds when nothing is wrong with it.
        """
        names = [one.name for one in self._reading.settings.environments]
        if environment in names and not self._reading.problems:
            line = self._reading.lines.get(("environments", names.index(environment)))
            if line is not None:
                return self._at(line.file, line.number, line.column)
        return self._at(f"Pulumi.{self._stack}.yaml")

    def _of(self, problems: Iterable[Problem], level: Severity) -> list[Finding]:
        return [finding_of(one, level, self._location(one)) for one in problems]

    def _location(self, problem: Problem) -> Location:
        """The line that a problem names; the first of the stack's file for one that is about the whole."""
        line = line_of(problem.where, self._reading.lines)
        return self._at(line.file, line.number, line.column) if line else self.stack_file()

    def _at(self, file: str, number: int = 1, column: int = 0) -> Location:
        return Location(str(self._folder / file), number, column or None)


def _in_repository(root: Path) -> PurePosixPath:
    """The project's folder as seen from the root of its repository; the project itself where there is no repository."""
    top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
    return PurePosixPath(root.relative_to(top).as_posix())
