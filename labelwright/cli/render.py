"""`labelwright render`: the configs with which one run's jobs are submitted, ready for boto3."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from labelwright.cli.options import (
    environment_of,
    fail_with,
    format_option,
    give_up,
    print_json,
    project_option,
    read_project,
    usable,
    warn,
)
from labelwright.cli.run import Run, run_options
from labelwright.emit.record import EnvironmentRecord, parse_record
from labelwright.problem import LabelError
from labelwright.resolve import Resolved
from labelwright.settings import Settings
from labelwright.submission import SubmissionLabels

_CONFIGS = ("register-job-definition", "submit-job")


@click.command("render")
@click.argument("environment")
@click.option("--job", type=click.Choice(["head", "work"]), default="head", show_default=True, help="Which job.")
@click.option("--config", "config", type=click.Choice(_CONFIGS), help="Only this config. Default: both, by name.")
@click.option("--job-name", help="Name of the job. Default: ENVIRONMENT-JOB.")
@click.option("--array-size", type=int, help="Number of children of an array job, 2 to 10,000.")
@run_options
@project_option
@format_option
def command(  # noqa: PLR0913 - one parameter an option
    *,
    environment: str,
    job: str,
    config: str | None,
    job_name: str | None,
    array_size: int | None,
    project: Path,
    stack: str | None,
    form: str,  # noqa: ARG001 - a config is JSON in either format
    **run: tuple[str, ...],
) -> None:
    """Print the configs with which a run's jobs are submitted.

    They are what boto3's register_job_definition and submit_job take. Needs one `pulumi up` before, which leaves what
    is known of ENVIRONMENT under dist/<stack>/.
    """
    root, name, reading = read_project(project, stack)
    settings = usable(reading)
    declared = environment_of(settings, environment)
    record = _record(root / "dist" / name.rsplit("/", 1)[-1] / environment / "environment.json", environment)
    if record.labels != settings.forge_labels(declared.layer).static:
        warn(f"stack config has changed since {environment!r} was forged: run 'pulumi up'")
    given = Run.of(run)
    try:
        resolved = given.resolved(settings, declared)
        submitted = given.submission(settings, resolved)
        for note in _notes(settings, resolved, submitted):
            warn(note)
        removed = record.labels.keys() - submitted.labels.keys()
        if removed:
            keys = ", ".join(sorted(removed))
            warn(f"register this definition first: without {keys} it is a new revision, which the submission takes")
        configs = {
            "register-job-definition": record.registration(job, without=removed),
            "submit-job": record.submission(
                job, submitted.labels, name=job_name, array_size=array_size, without=removed
            ),
        }
    except LabelError as error:
        fail_with(error)
    print_json(configs[config] if config else configs)


def _notes(settings: Settings, resolved: Resolved, submitted: SubmissionLabels) -> Iterator[str]:
    """What a person should know of the labels of a run, and would not see in its configs."""
    yield from (f"{key}: {note}" for key, note in submitted.notes.items())
    for label in resolved.labels:
        for lost in label.overruled:
            yield f"{label.key}: {lost.value!r} is void, the {label.scope} has locked {label.value!r}"
    yield from (f"{key}: required, and not on this run" for key in settings.required if key not in submitted.labels)


def _record(path: Path, environment: str) -> EnvironmentRecord:
    """What `pulumi up` left of the environment. Wrong use ends the command."""
    try:
        return parse_record(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        give_up(f"{path}: not there. Run 'pulumi up' first: it forges {environment!r} and writes that file.")
    except ValueError as error:
        give_up(f"{path}: {error}")
