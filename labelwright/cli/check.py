"""`labelwright check`: stack config, checked without Pulumi and without credentials."""

import sys
from pathlib import Path

import click

from labelwright.cli.findings import FORGE_FORMATS, Places, findings_option, print_findings
from labelwright.cli.options import FINDINGS, print_json, project_option, read_project


@click.command("check")
@project_option
@findings_option
def command(project: Path, stack: str | None, form: str) -> None:
    """Check stack config: every problem at once, with file and line.

    Exit code 0: nothing wrong. 1: problems found. 2: wrong use.
    """
    root, name, reading = read_project(project, stack)
    if form in ("text", "json"):
        for unwise in reading.warnings:
            click.echo(f"warning: {unwise}", err=True)
    if form in FORGE_FORMATS:
        print_findings(form, Places(root, name, reading).findings(), name)
    elif form == "json":
        print_json({"problems": [found.model_dump() for found in reading.problems]})
    elif form == "markdown":
        from labelwright.report.markdown import problems_as_markdown  # noqa: PLC0415 - only this form needs it

        click.echo(problems_as_markdown(reading.problems, reading.warnings, name))
    else:
        from labelwright.report.problems import problems_as_text  # noqa: PLC0415 - rich is for people only

        problems_as_text(reading.problems, reading.settings, name)
    sys.exit(FINDINGS if reading.problems else 0)
