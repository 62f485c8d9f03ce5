"""`labelwright coverage`: which resources carry their labels, from a state, a preview or an exported file."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from labelwright.changes import label_changes
from labelwright.cli.exported import file_argument, project_beside
from labelwright.cli.options import (
    FINDINGS,
    format_option,
    give_up,
    print_json,
    project_option,
    read_project,
    usable,
    warn,
)
from labelwright.coverage import Coverage, coverage
from labelwright.placement import Injection
from labelwright.settings import Source, read
from labelwright.settings.injections import injections_of
from labelwright.state import read_state


@click.command("coverage")
@file_argument()
@click.option("--preview", is_flag=True, help="What would be there after an update, rather than what is.")
@click.option(
    "--require", "required", multiple=True, metavar="KEY", help="A key to ask for, rather than those of stack config."
)
@click.option(
    "--fail-under", type=click.FloatRange(0, 100), help="Exit with 1 below this share of covered resources, in %."
)
@click.option("--all", "every", is_flag=True, help="In text: a row for every resource, not only for what needs a look.")
@project_option
@format_option
def command(  # noqa: PLR0913 - one parameter an option
    *,
    file: Path | None,
    preview: bool,
    required: tuple[str, ...],
    fail_under: float | None,
    every: bool,
    project: Path,
    stack: str | None,
    form: str,
) -> None:
    """Show which resources of a stack carry their labels, and why the others do not.

    FILE is what `pulumi stack export` or `pulumi preview --json` wrote (- for standard input), of any program in any
    language: such a file needs no project. Without it, the stack's state is read through `pulumi`. Of a preview it
    shows, too, what the update would do for labels that change: in place, a rollout, a replacement.
    """
    if file is not None and preview:
        give_up("--preview: got a FILE too, which is read as what it is. Leave one of the two out.")
    root, name, reading = read_project(project, stack) if file is None else project_beside(project, stack)
    expected = injections_of(usable(reading))
    if required:
        expected = replace(expected, stack=_asked_for(required), environments={})
    try:
        found = read_state(root, name, file=file, preview=preview)
        report = coverage(found.resources, expected, values=not required)
    except ValueError as error:
        give_up(str(error))
    if not any(one.labels for one in (expected.stack, *expected.environments.values())):
        warn("no labels are declared, so any label counts. To ask for some: --require KEY")
    changes = label_changes(found.document, expected.additions)
    if form == "json":
        print_json({**report.document(), "changes": changes.document() if changes else None})
    else:
        from labelwright.report.coverage import coverage_as_text  # noqa: PLC0415 - for people only

        coverage_as_text(report, every=every)
        if changes:
            from labelwright.report.changes import changes_as_text  # noqa: PLC0415 - rich is for people only

            changes_as_text(changes)
    if fail_under is not None:
        _fail_under(report, fail_under)


def _asked_for(keys: tuple[str, ...]) -> Injection:
    """Labels of these keys, under the name that each cloud gives them; their values are placeholders."""
    labels: dict[str, object] = {key: {"value": "any", "default": True} for key in keys}
    return injections_of(read(Source(tree={"workspace": {"rule": "native", "labels": labels}})).settings).stack


def _fail_under(report: Coverage, limit: float) -> None:
    """End with findings where fewer of the taggable resources are covered. Rounded down: 79.999 % is under 80 %."""
    covered, taggable = report.totals["covered"], report.totals["covered"] + report.totals["partly"]
    share = 100 * covered / taggable if taggable else 100.0
    if share < limit:
        shown = 10_000 * covered // taggable / 100
        click.echo(f"coverage {shown:g} % ({covered} of {taggable}) is under {limit:g} %", err=True)
        sys.exit(FINDINGS)
