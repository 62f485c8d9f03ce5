"""`labelwright search`: runs of the store and resources of the stack, by their labels and by what else is known."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from labelwright.cli.exported import project_beside
from labelwright.cli.options import format_option, give_up, print_json, project_option, read_project, usable, warn
from labelwright.cli.query import QueryCommand, query_of
from labelwright.rules import SEARCH_PLACE
from labelwright.search import Place, Query, QueryError, foreign_terms, instant_text, kestra_filters, matched_labels
from labelwright.settings import Reading

if TYPE_CHECKING:  # SQLAlchemy and the placement table are read when there is something to search
    from labelwright.labelled import Labelled
    from labelwright.runs.run import Run

_Found = TypeVar("_Found")


@click.command("search", cls=QueryCommand)
@click.argument("query", nargs=-1)
@click.option("--in", "place", type=click.Choice(list(map(str, Place))), help="Search these only. Default: both.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="So many runs, the newest.")
@click.option("--runs", "store", metavar="URL", help="Where runs are kept. Default: $LABELWRIGHT_RUNS, else a file.")
@click.option("--file", "file", type=click.Path(path_type=Path), help="An exported state, rather than asking `pulumi`.")
@click.option("--kestra-url", "as_filters", is_flag=True, help="Print the search as filters of a Kestra URL instead.")
@project_option
@format_option
def command(  # noqa: PLR0913 - one parameter an option
    *,
    query: tuple[str, ...],
    place: str | None,
    limit: int,
    store: str | None,
    file: Path | None,
    as_filters: bool,
    project: Path,
    stack: str | None,
    form: str,
) -> None:
    """Find runs and resources by their labels: label:team=genomics -label:test label:owner=a* status:failed since:7d.

    All terms of QUERY hold. docs/search.md has the language; a URL of Kestra's list of executions is understood, too.
    Runs are those of the store, of every stack; resources are those of one stack, read through `pulumi`. Without QUERY:
    all of them.
    """
    asked = query_of(query)
    if as_filters:
        _print_filters(asked, form)
        return
    places = _places(asked, Place(place) if place else None)
    root, name, reading = read_project(project, stack) if file is None else project_beside(project, stack)
    runs = _searched(Place.RUNS, places, lambda: _runs(root, store, asked, limit + 1))
    resources = _searched(Place.RESOURCES, places, lambda: _resources(root, name, reading, file, asked))
    if runs is None and resources is None:
        give_up("nothing was searched: see the notes.")
    if form == "json":
        print_json(_document(asked, runs, resources, limit))
        return
    from labelwright.report.search import resources_as_text, runs_as_text  # noqa: PLC0415 - for people only

    if runs is not None:
        runs_as_text(runs[:limit], asked, more=len(runs) > limit)
    if resources is not None:
        resources_as_text(resources, asked)


def _print_filters(query: Query, form: str) -> None:
    """The search in Kestra's words. Wrong use ends the command."""
    try:
        filters = kestra_filters(query)
    except QueryError as error:
        give_up(f"--kestra-url:\n{error}")
    if form == "json":
        print_json({"query": str(query), "filters": filters})
    else:
        click.echo(filters)


def _places(query: Query, chosen: Place | None) -> list[Place]:
    """What is searched: what was chosen, else all that the search can be of. Wrong use ends the command."""
    foreign = {place: foreign_terms(query, place) for place in ([chosen] if chosen else Place)}
    places = [place for place, terms in foreign.items() if not terms]
    if not places:
        for place, terms in foreign.items():
            warn(f"{place} have nothing for {' '.join(map(str, terms))}; rule {SEARCH_PLACE}")
        give_up(f"QUERY: got {str(query)!r}. Leave these terms out, or search {'elsewhere' if chosen else 'twice'}.")
    return places


def _searched(place: Place, places: Sequence[Place], search: Callable[[], _Found]) -> _Found | None:
    """What a search finds. None, with a note, where a place cannot be searched and the other one can."""
    if place not in places:
        return None
    try:
        return search()
    except ValueError as error:
        if len(places) == 1:
            give_up(str(error))
        warn(f"{place} were not searched: {error}")
        return None


def _runs(root: Path, store: str | None, query: Query, limit: int) -> "Sequence[Run]":
    """The newest runs that fit. Raises `LabelError` where there is no store."""
    from labelwright.runs.store import open_store, store_url  # noqa: PLC0415 - SQLAlchemy is slow to import

    return open_store(store_url(root, store), must_exist=True).find(query, limit=limit)


def _resources(root: Path, stack: str, reading: Reading, file: Path | None, query: Query) -> "list[Labelled]":
    """The resources that fit. Raises ValueError where the state cannot be read."""
    from labelwright.labelled import found_in, labelled  # noqa: PLC0415 - runs do without the placement table
    from labelwright.state import read_state  # noqa: PLC0415 - as above

    settings = usable(reading)
    platforms = {one.name: str(one.platform) for one in settings.environments}
    resources = read_state(root, stack, file=file).resources
    return found_in(labelled(resources, platforms, settings.additions), query)


def _document(
    query: Query, runs: "Sequence[Run] | None", resources: "Sequence[Labelled] | None", limit: int
) -> dict[str, Any]:
    """The report as JSON."""
    return {
        "query": str(query),
        "runs": None if runs is None else [_run(one, query) for one in runs[:limit]],
        "more": runs is not None and len(runs) > limit,
        "resources": None if resources is None else [_resource(one, query) for one in resources],
    }


def _run(run: "Run", query: Query) -> dict[str, Any]:
    """A run as JSON: what tells it from others, its labels, and those that were asked for."""
    return {
        "project": run.project,
        "stack": run.stack,
        "id": run.id,
        "environment": run.environment,
        "platform": str(run.platform),
        "pipeline": run.pipeline,
        "name": run.name,
        "user": run.user,
        "status": str(run.status),
        "launched": instant_text(run.launched),
        "labels": run.values,
        "matched": dict(matched_labels(query, run.values.items())),
    }


def _resource(one: "Labelled", query: Query) -> dict[str, Any]:
    """A resource as JSON: its labels by place, and those that were asked for."""
    return {
        "urn": one.urn,
        "type": one.type,
        "environment": one.environment,
        "platform": one.platform,
        "labels": one.labels,
        "matched": one.matched(query),
    }
