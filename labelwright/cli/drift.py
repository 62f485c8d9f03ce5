"""`labelwright drift`: what the clouds really carry against what a stack declares."""

import gc
import sys
from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from labelwright.cli.exported import file_argument, project_beside
from labelwright.cli.options import FINDINGS, format_option, give_up, print_json, project_option, read_project, usable
from labelwright.drift.declared import declared
from labelwright.drift.journal import Journal, fingerprint
from labelwright.drift.judge import judge, of_clouds
from labelwright.drift.verdict import Drift
from labelwright.placement import Additions
from labelwright.state import read_state
from labelwright.vocabulary import Cloud

_REMEDY = "With --resume FILE, the next run goes on where this one was."


@click.command("drift")
@file_argument()
@click.option(
    "--provider",
    "clouds",
    type=click.Choice(list(map(str, Cloud))),
    multiple=True,
    help="Ask these only. Default: all.",
)
@click.option(
    "--resume",
    "resume",
    type=click.Path(path_type=Path),
    help="Keep what was judged here, and go on from it next time.",
)
@project_option
@format_option
def command(  # noqa: PLR0913 - one parameter an option
    *, file: Path | None, clouds: tuple[str, ...], resume: Path | None, project: Path, stack: str | None, form: str
) -> None:
    """Show labels that were changed, removed or added in the cloud since the stack was last updated.

    FILE is what `pulumi stack export` wrote (- for standard input), of any program in any language: such a file needs
    no project. Without it, the stack's state is read through `pulumi`. Clouds are asked with the credentials of the
    surroundings, and only read: nothing is changed there, and nothing that is found is taken for truth. Exit code 0: no
    drift. 1: drift found. 2: wrong use, an interruption, or a cloud that cannot be asked.
    """
    root, name, reading = read_project(project, stack) if file is None else project_beside(project, stack)
    additions = usable(reading).additions
    gc.enable()  # a long run: what clients leave behind in circles must go
    chosen = [Cloud(one) for one in clouds] or list(Cloud)
    try:
        resources = of_clouds(read_state(root, name, file=file, whole=True).resources, chosen, additions)
        drift = _judged(resources, chosen, additions, resume)
    except ValueError as error:
        give_up(str(error))
    except KeyboardInterrupt:  # the shell's own ending, 1, would say that there is drift
        give_up(f"interrupted. {'Give the same command again, and it goes on.' if resume else _REMEDY}")
    if form == "json":
        print_json(drift.document())
    else:
        from labelwright.report.drift import drift_as_text  # noqa: PLC0415 - rich is for people only

        drift_as_text(drift)
    sys.exit(0 if drift.is_clean else FINDINGS)


def _judged(
    resources: list[Mapping[str, Any]], clouds: Collection[Cloud], additions: Additions, resume: Path | None
) -> Drift:
    """Judge everything, and write it down on the way where a file was named."""
    journal = Journal(resume, fingerprint(resources, clouds, additions)) if resume is not None else None
    drift = Drift()
    known = journal.known if journal else {}
    drift.add(known.values())
    with _progress(resources, additions) as advance:
        for batch in judge(resources, known, additions=additions):
            drift.add(batch)
            if journal:
                journal.add(batch)
            advance(len(batch))
    if journal:
        journal.done()
    return drift


@contextmanager
def _progress(resources: list[Mapping[str, Any]], additions: Additions) -> Generator[Callable[[int], None]]:
    """How far the run is, where somebody watches; given how many more are done."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from labelwright.report.drift import progress  # noqa: PLC0415 - rich is for people only

    with progress(sum(1 for _ in declared(resources, additions))) as advance:
        yield advance
