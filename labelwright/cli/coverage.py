"""`labelwright coverage`: which resources carry their labels, from a state, a preview or an exported file."""

import sys
from pathlib import Path

import click

from labelwright.changes import label_changes
from labelwright.cli.options import FINDINGS, format_option, give_up, print_json, project_option, read_project, usable
from labelwright.coverage import coverage
from labelwright.settings.injections import injections_of
from labelwright.state import read_state


@click.command("coverage")
@click.option(
    "--file", "file", type=click.Path(path_type=Path), help="An exported state or preview; - for standard input."
)
@click.option("--preview", is_flag=True, help="What would be there after an update, rather than what is.")
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
    fail_under: float | None,
    every: bool,
    project: Path,
    stack: str | None,
    form: str,
) -> None:
    """Show which resources of a stack carry their labels, and why the others do not.

    Reads the stack's state through `pulumi`, or a file that `pulumi stack export` or `pulumi preview --json` wrote. Of
    a preview it shows, too, what the update would do for labels that change: in place, a rollout, a replacement.
    """
    root, name, reading = read_project(project, stack)
    try:
        found = read_state(root, name, file=file, preview=preview)
        expected = injections_of(usable(reading))
        report = coverage(found.resources, expected)
    except ValueError as error:
        give_up(str(error))
    changes = label_changes(found.document, expected.additions)
    if form == "json":
        print_json({**report.document(), "changes": changes.document() if changes else None})
    else:
        from labelwright.report.changes import changes_as_text  # noqa: PLC0415 - rich is for people only
        from labelwright.report.coverage import coverage_as_text  # noqa: PLC0415 - as above

        coverage_as_text(report, every=every)
        if changes:
            changes_as_text(changes)
    totals = report.totals
    taggable = totals["covered"] + totals["partly"]
    share = 100 * totals["covered"] / taggable if taggable else 100
    if fail_under is not None and share < fail_under:
        click.echo(f"coverage {share:.1f} % is under {fail_under:g} %", err=True)
        sys.exit(FINDINGS)
