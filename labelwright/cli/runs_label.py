"""`labelwright runs label`: set, replace and remove labels on the record of one run or many, all or none."""

import gc
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path

import click

from labelwright.cli.options import fail_with, format_option, give_up, print_json
from labelwright.cli.query import QueryCommand, query_of
from labelwright.cli.store import house_of, opened, run_called, store_option
from labelwright.problem import LabelError
from labelwright.search import Field, FieldTerm, Pattern, Query

_MOST = 100


@click.command("label", cls=QueryCommand)
@click.argument("chosen", metavar="QUERY|ID...", nargs=-1, required=True)
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="A label to set.")
@click.option("--remove", multiple=True, metavar="KEY", help="A label to remove.")
@click.option("--replace", is_flag=True, help="Remove every other label, but for locked ones and those of systems.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before the runs of a search are changed.")
@click.option("--by", default=getuser, metavar="NAME", help="Who changes it, for the history. Default: the user.")
@store_option
@format_option
def label(  # noqa: PLR0913 - one parameter an option
    *,
    chosen: tuple[str, ...],
    settings: tuple[str, ...],
    remove: tuple[str, ...],
    replace: bool,
    dry_run: bool,
    yes: bool,
    by: str,
    project: Path,
    url: str | None,
    form: str,
) -> None:
    """Change labels on the record of runs, in one step that takes place as a whole or not at all.

    Runs are chosen by a search (label:team=rna since:7d) or by their ids. Labels are merged: what is not named stays.
    The label rule of each run's workspace holds, and its locks. Nothing in a cloud is changed, and the history of a run
    (labelwright runs show) tells each change, when, and by whom. Exit code 1: it was refused.
    """
    from labelwright.runs.change import LabelChange  # noqa: PLC0415 - heavy, as the store

    change = LabelChange(_pairs(settings), tuple(dict.fromkeys(remove)), replace=replace, house=house_of(project))
    by_search = any(":" in one for one in chosen)
    with opened(project, url) as store:
        query = query_of(chosen) if by_search else _named([run_called(store, one).id for one in chosen])
        if by_search and not dry_run and not yes:
            _ask(store.count(query))
        gc.enable()  # a long run
        try:
            with _progress() as progress:
                outcome = store.label(query, change, by=by, dry_run=dry_run, progress=progress)
        except LabelError as error:
            fail_with(error)
    if form == "json":
        print_json(outcome.document())
        return
    from labelwright.report.runs import outcome_as_text  # noqa: PLC0415 - for people only

    outcome_as_text(outcome)


def _pairs(settings: tuple[str, ...]) -> dict[str, str]:
    """What is to be set. Wrong use ends the command."""
    pairs: dict[str, str] = {}
    for text in settings:
        key, equals, value = text.partition("=")
        if not equals or not key:
            give_up(f"--set: got {text!r}. Write KEY=VALUE; --remove KEY removes a label.")
        if key in pairs:
            give_up(f"--set: got {key!r} twice. Keep one of the two.")
        pairs[key] = value
    return pairs


def _named(identities: list[str]) -> Query:
    """The search for runs by their ids. Wrong use ends the command."""
    if len(identities) > _MOST:
        give_up(f"ID: got {len(identities):,} of them; {_MOST} at most. Give fewer, or choose runs by a search.")
    return Query((FieldTerm(Field.RUN, tuple(map(Pattern.exact, identities))),))


def _ask(count: int) -> None:
    """Have a person agree to a change of many runs. Where nobody can, the command ends."""
    if count == 0:
        return
    if not sys.stdin.isatty():
        give_up(f"--yes: {count:,} run(s) fit, and nobody can be asked. Add --yes, or --dry-run to see what it does.")
    if not click.confirm(f"Change labels on the record of {count:,} run(s)?", err=True):
        give_up("not confirmed: nothing was changed.")


@contextmanager
def _progress() -> Generator[Callable[[int, int], object] | None]:
    """How far it is, where somebody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from labelwright.report.progress import progress  # noqa: PLC0415 - rich is for people only

    with progress("labelling runs") as shown:
        yield shown
