"""`labelwright runs`: the runs that were launched, what they carry, and how that was changed."""

from pathlib import Path

import click

from labelwright.cli.options import format_option, give_up, print_json
from labelwright.cli.query import QueryCommand, query_of
from labelwright.cli.runs_import import export, import_
from labelwright.cli.runs_label import label
from labelwright.cli.store import opened, run_called, store_option
from labelwright.problem import LabelError
from labelwright.vocabulary import Status

_MOST = 10_000


@click.group("runs")
def command() -> None:
    """The runs that were launched: list and show them, and change labels on their record.

    Nothing in a cloud is changed. Runs are kept in a file of the project (.labelwright/runs.db), or where
    $LABELWRIGHT_RUNS or --runs says: sqlite:///FILE or postgresql://USER@HOST/DATABASE.
    """


command.add_command(label)
command.add_command(import_)
command.add_command(export)


@command.command("list", cls=QueryCommand)
@click.argument("query", nargs=-1)
@click.option("--limit", type=click.IntRange(1, _MOST), default=50, show_default=True, help="The most runs of a page.")
@click.option("--after", metavar="ID", help="The page after this run, the last one of the page before.")
@click.option("--count", is_flag=True, help="Count all runs that fit, however long that takes.")
@store_option
@format_option
def list_(  # noqa: PLR0913 - one parameter an option
    *, query: tuple[str, ...], limit: int, after: str | None, count: bool, project: Path, url: str | None, form: str
) -> None:
    """List runs, the newest first: all, or those that fit QUERY.

    QUERY: label:team=genomics -label:test status:failed since:7d, for example. More than 1,000 runs that fit are not
    counted, but with --count.
    """
    wanted = query_of(query)
    with opened(project, url) as store:
        from labelwright.runs.store import COUNTED  # noqa: PLC0415 - heavy

        last = run_called(store, after) if after is not None else None
        found = store.find(wanted, limit=limit + 1, after=last)
        total = store.count(wanted, at_most=None if count else COUNTED)
    page, more = found[:limit], len(found) > limit
    is_exact = count or total <= COUNTED
    total = total if is_exact else COUNTED
    if form == "json":
        print_json(
            {
                "runs": [run.document() for run in page],
                "total": total,
                "totalIsExact": is_exact,
                "next": str(page[-1].key) if more else None,
            }
        )
        return
    from labelwright.report.runs import page_as_text  # noqa: PLC0415 - for people only

    page_as_text(page, total, is_exact=is_exact, more=more)


@command.command("show")
@click.argument("identity", metavar="ID")
@store_option
@format_option
def show(*, identity: str, project: Path, url: str | None, form: str) -> None:
    """Show one run: its labels, who set each and in which phases they stood, its jobs, and what was changed since.

    ID is the run's id, or PROJECT/STACK/ID where several stacks have one of that name.
    """
    with opened(project, url) as store:
        run = run_called(store, identity)
        history = store.history(run)
    if form == "json":
        print_json({**run.document(), "history": [one.document() for one in history]})
        return
    from labelwright.report.runs import run_as_text  # noqa: PLC0415 - for people only

    run_as_text(run, history)


@command.command("status")
@click.argument("identity", metavar="ID")
@click.argument("status", type=click.Choice([str(status) for status in Status]))
@click.option("--message", default="", help="What a person should know, such as why it failed.")
@store_option
def status_(*, identity: str, status: str, message: str, project: Path, url: str | None) -> None:
    """Note how far a run is. What watches the platform calls this; labelwright itself does not watch runs."""
    with opened(project, url) as store:
        run = run_called(store, identity)
        try:
            changed = store.set_status(run, Status(status), message)
        except LabelError as error:
            give_up(str(error))
    click.echo(f"{changed.id}: {changed.status}")
