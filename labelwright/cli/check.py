"""`labelwright check`: stack config, checked without Pulumi and without credentials."""

import sys
from pathlib import Path

import click

from labelwright.cli.options import FINDINGS, format_option, print_json, project_option, read_project


@click.command("check")
@project_option
@format_option
def command(project: Path, stack: str | None, form: str) -> None:
    """Check stack config: every problem at once, with file and line.

    Exit code 0: nothing wrong. 1: problems found. 2: wrong use.
    """
    _, name, reading = read_project(project, stack)
    for unwise in reading.warnings:
        click.echo(f"warning: {unwise}", err=True)
    if form == "json":
        print_json({"problems": [found.model_dump() for found in reading.problems]})
    else:
        from labelwright.report.problems import problems_as_text  # noqa: PLC0415 - rich is for people only

        problems_as_text(reading.problems, reading.settings, name)
    sys.exit(FINDINGS if reading.problems else 0)
