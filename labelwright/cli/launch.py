"""`labelwright launch`: submits one job of a run, records the run, and prints its id."""

import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from labelwright.cli.forged import forged, known_job
from labelwright.cli.options import (
    fail_with,
    format_option,
    give_up,
    print_json,
    project_option,
    read_project,
    warn,
)
from labelwright.cli.run import Run, run_options
from labelwright.launch.identity import made_id, problems_in_id
from labelwright.launch.plan import Plan, plan
from labelwright.launcher import Submission
from labelwright.problem import LabelError, suggest
from labelwright.scopes import Carrier

if TYPE_CHECKING:
    from labelwright.launch.once import Launched

_ID = "workflowId"
_STORE = "Where runs are kept. Default: $LABELWRIGHT_RUNS, else a file of the project."
_DONE = {"submitted": "submitted", "found": "was submitted before, and is recorded now", "known": "was launched before"}
"""What became of a launch, for people."""


@click.command("launch")
@click.argument("environment", required=False)
@click.option("--job", help="Which job, such as work. Default: the one that starts a run.")
@click.option("--job-name", help="Tells the jobs of a run apart: begins the job's name. Default: ENVIRONMENT-JOB.")
@click.option(
    "--array-size",
    type=int,
    help="Children of an array job: 2 to 10,000 on AWS Batch, 1 to 100,000 tasks on Google Batch.",
)
@click.option("--nodes", type=int, help="Instances of a multi-node job, on AWS Batch alone: 2 to 1,000.")
@click.option("--run", "identity", metavar="ID", help=f"The run's id, the variable {_ID}. Default: one is made.")
@click.option("--runs", "store", metavar="URL", help=_STORE)
@click.option("--dry-run", is_flag=True, help="Print what would be sent, as JSON, and touch nothing.")
@run_options
@project_option
@format_option
def command(  # noqa: PLR0913 - one parameter an option
    *,
    environment: str | None,
    job: str | None,
    job_name: str | None,
    array_size: int | None,
    nodes: int | None,
    identity: str | None,
    store: str | None,
    dry_run: bool,
    project: Path,
    stack: str | None,
    form: str,
    **run: Any,
) -> None:
    """Submit a job of a run to ENVIRONMENT, record the run with its labels, and print its id.

    Needs one `pulumi up` before, which forges ENVIRONMENT; without it, the one that the pipeline names. The platform is
    asked with the credentials of the surroundings. With the same --run, a launch is done once, however often it is
    given and wherever it was interrupted: a job that is there already is found, and recorded. Several work jobs of a
    run have names: --job work --job-name align-1.
    """
    root, name, reading = read_project(project, stack)
    if reading.problems:
        fail_with(LabelError(reading.problems))
    given = Run.of(run, reading.settings)
    if given.carrier is Carrier.STUDIO:
        give_up("--studio: a Studio is no run. 'labelwright render' prints what it is started with.")
    declared = given.environment(environment)
    if declared is None:
        give_up("ENVIRONMENT: which one? " + suggest("", [one.name for one in given.settings.environments]))
    run_with_id, is_new = _with_id(given, identity)
    launched_in = forged(root, name, given.settings, declared)
    job = known_job(launched_in, job)
    try:
        submission = run_with_id.submission(launched_in)
        made = plan(submission, job=job, name=job_name, array_size=array_size, nodes=nodes)
    except LabelError as error:
        fail_with(error)
    for note in submission.notes:
        warn(note)
    if dry_run:
        for note in submission.notes_on_configs(job, name=made.name, array_size=array_size, nodes=nodes):
            warn(note)
        print_json(_as_sent(submission, made))
        return
    _show(_launched(root, store, submission, made, is_new=is_new), form)


def _with_id(run: Run, identity: str | None) -> tuple[Run, bool]:
    """The run with an id, and whether it was made here. Wrong use ends the command."""
    if identity is not None and run.id and identity != run.id:
        give_up(f"--run: got {identity!r}, and {_ID} is {run.id!r}. They are the same thing: leave one of them out.")
    given = run.id if identity is None else identity
    if not given and identity is None:
        return replace(run, variables={**run.variables, _ID: made_id()}), True
    if problems := problems_in_id(given, "--run"):
        give_up("\n".join(map(str, problems)))
    return replace(run, variables={**run.variables, _ID: given}), False


def _launched(root: Path, url: str | None, submission: Submission, made: Plan, *, is_new: bool) -> "Launched":
    """Launch it. What hinders that ends the command."""
    # SQLAlchemy takes a tenth of a second, and the library's other commands do without.
    from datetime import UTC, datetime  # noqa: PLC0415 - as above

    from labelwright.launch.once import launch  # noqa: PLC0415 - as above
    from labelwright.launch.registry import submitter_of  # noqa: PLC0415 - as above
    from labelwright.launch.submitter import LaunchError, UnrecordedError, UnsureError  # noqa: PLC0415 - as above
    from labelwright.launch.turn import turn  # noqa: PLC0415 - as above
    from labelwright.runs.run import run_of  # noqa: PLC0415 - as above
    from labelwright.runs.store import open_store, store_url  # noqa: PLC0415 - as above

    run = run_of(submission, launched=datetime.now(UTC))
    again = f"Give the same command again with --run {run.id}: what was made is found then, and nothing is made twice."
    try:
        store = open_store(store_url(root, url))
        with (
            _watched(f"{made.name}: launching on {made.platform}"),
            turn(store.database, run.key, lambda: warn(f"run {run.id} is being launched elsewhere: waiting")),
        ):
            return launch(run, made, store, lambda: submitter_of(made), is_new=is_new)
    except UnsureError as error:
        give_up(f"{error}\nNobody knows whether it was made. {again}")
    except UnrecordedError as error:
        give_up(f"{error}\n{again}")
    except LaunchError as error:
        give_up(str(error))
    except LabelError as error:
        give_up(f"{error}\nNothing was sent.")
    except KeyboardInterrupt:
        give_up(f"interrupted. {again}")


def _watched(what: str) -> AbstractContextManager[object]:
    """A block that takes its time, and says so where somebody watches."""
    if not sys.stderr.isatty():
        return nullcontext()
    from labelwright.report.launch import under_way  # noqa: PLC0415 - rich is for people only

    return under_way(what)


def _as_sent(submission: Submission, made: Plan) -> Mapping[str, Any]:
    """What `--dry-run` prints."""
    environment = submission.environment.environment
    return {
        "run": submission.id,
        "environment": environment.name,
        "platform": str(environment.platform),
        "job": made.name,
        "requests": [one.document for one in made.requests],
    }


def _show(launched: "Launched", form: str) -> None:
    """The run's id alone, for a script to take; all else as a remark."""
    run, job = launched.run, launched.job
    if form == "json":
        print_json(
            {
                "run": run.id,
                "outcome": str(launched.outcome),
                "environment": run.environment,
                "platform": str(run.platform),
                "status": str(run.status),
                "job": job.document(),
                "labels": run.values,
            }
        )
        return
    warn(f"{job.name} ({job.id}): {_DONE[launched.outcome]}")
    click.echo(run.id)
