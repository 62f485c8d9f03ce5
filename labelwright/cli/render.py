"""`labelwright render`: the configs with which one run's jobs are submitted, whatever the platform."""

import json
from collections.abc import Iterable, Iterator
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
from labelwright.dialects import DIALECT_OF
from labelwright.emit.launch import Launch
from labelwright.emit.record import EnvironmentRecord, parse_record
from labelwright.problem import LabelError, suggest
from labelwright.resolve import Resolved
from labelwright.settings import Settings
from labelwright.submission import SubmissionLabels


@click.command("render")
@click.argument("environment")
@click.option("--job", help="Which job, such as work. Default: the one that starts a run.")
@click.option("--config", help="Only this config, such as submit-job. Default: all of the job, by name.")
@click.option("--job-name", help="Name of the job, where jobs have one. Default: ENVIRONMENT-JOB.")
@click.option(
    "--array-size",
    type=int,
    help="Children of an array job: 2 to 10,000 on AWS Batch, 1 to 100,000 tasks on Google Batch.",
)
@run_options
@project_option
@format_option
def command(  # noqa: PLR0913 - one parameter an option
    *,
    environment: str,
    job: str | None,
    config: str | None,
    job_name: str | None,
    array_size: int | None,
    project: Path,
    stack: str | None,
    form: str,  # noqa: ARG001 - a config is JSON in either format
    **run: tuple[str, ...],
) -> None:
    """Print the configs with which a run's jobs are submitted.

    On AWS they are what boto3's register_job_definition and submit_job, or run_instances, take; on Google the JSON of
    the requests that its clients' create_job, or insert, take; on Kubernetes manifests for kubectl create. Needs one
    `pulumi up` before, which leaves what is known of ENVIRONMENT under dist/<stack>/.
    """
    root, name, reading = read_project(project, stack)
    settings = usable(reading)
    declared = environment_of(settings, environment)
    record = _record(root / "dist" / name.rsplit("/", 1)[-1] / environment / "environment.json", environment)
    forged = DIALECT_OF[declared.platform].render(settings.forge_labels(declared.layer).static, rule=settings.rule)
    if record.labels != forged.labels:
        warn(f"stack config has changed since {environment!r} was forged: run 'pulumi up'")
    job = _known("--job", job or record.job_names[0], record.job_names)
    given = Run.of(run)
    try:
        resolved = given.resolved(settings, declared)
        submitted = given.submission(settings, declared.platform, resolved)
        for note in _notes(settings, resolved, submitted):
            warn(note)
        launch = Launch(
            submitted.labels,
            run=given.id,
            name=job_name,
            array_size=array_size,
            annotations=submitted.annotations,
        )
        configs = record.configs(job, launch)
    except LabelError as error:
        fail_with(error)
    for note in record.notes(launch):
        warn(note)
    print_json(configs[_known("--config", config, configs)] if config else configs)


def _known(option: str, name: str, names: Iterable[str]) -> str:
    """`name`, where it is one of `names`. Wrong use ends the command."""
    if name not in names:
        give_up(f"{option}: got {name!r}. {suggest(name, names)}")
    return name


def _notes(settings: Settings, resolved: Resolved, submitted: SubmissionLabels) -> Iterator[str]:
    """What a person should know of the labels of a run, and would not see in its configs."""
    yield from (f"{key}: {note}" for key, note in submitted.notes.items())
    for label in resolved.labels:
        for lost in label.overruled:
            yield f"{label.key}: {lost.value!r} is void, the {label.scope} has locked {label.value!r}"
    yield from (
        f"{key}: required, and not on this run"
        for key in settings.required
        if submitted.key(key) not in submitted.labels
    )


def _record(path: Path, environment: str) -> EnvironmentRecord:
    """What `pulumi up` left of the environment. Wrong use ends the command."""
    try:
        return parse_record(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        give_up(f"{path}: not there. Run 'pulumi up' first: it forges {environment!r} and writes that file.")
    except ValueError as error:
        give_up(f"{path}: {error}")
