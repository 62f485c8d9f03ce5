"""`labelwright render`: the configs with which one run's jobs are submitted, whatever the platform."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from labelwright.cli.options import (
    FINDINGS,
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
from labelwright.comparison import compare as compare_labels
from labelwright.dialects import DIALECT_OF
from labelwright.emit.launch import Launch
from labelwright.emit.record import EnvironmentRecord, parse_record
from labelwright.problem import LabelError, suggest
from labelwright.resolve import Resolved
from labelwright.settings import Environment, Settings
from labelwright.submission import SubmissionLabels
from labelwright.vocabulary import Platform


@click.command("render")
@click.argument("environment", required=False)
@click.option("--compare", is_flag=True, help="The labels only, as every platform would take them, side by side.")
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
    environment: str | None,
    compare: bool,
    job: str | None,
    config: str | None,
    job_name: str | None,
    array_size: int | None,
    project: Path,
    stack: str | None,
    form: str,
    **run: tuple[str, ...],
) -> None:
    """Print the configs with which a run's jobs are submitted.

    On AWS they are what boto3's register_job_definition and submit_job, or run_instances, take; on Google the JSON of
    the requests that its clients' create_job, or insert, take; on Kubernetes manifests for kubectl create. Needs one
    `pulumi up` before, which leaves what is known of ENVIRONMENT under dist/<stack>/.

    --compare prints what each platform would make of the run's labels instead. It needs no `pulumi up`, and without
    ENVIRONMENT takes the labels that everything in the stack has.
    """
    root, name, reading = read_project(project, stack)
    settings = usable(reading)
    given = Run.of(run)
    if compare:
        if unheard := [option for option, value in _options_of_a_job(job, config, job_name, array_size) if value]:
            give_up(f"--compare: shows labels only, without {', '.join(unheard)}. Leave one of them out.")
        _compare(settings, given, environment_of(settings, environment) if environment else None, form)
        return
    if environment is None:
        give_up("ENVIRONMENT: which one? " + suggest("", [one.name for one in settings.environments]))
    declared = environment_of(settings, environment)
    record = _record(root / "dist" / name.rsplit("/", 1)[-1] / environment / "environment.json", environment)
    forged = DIALECT_OF[declared.platform].render(settings.forge_labels(declared.layer).static, rule=settings.rule)
    if record.labels != forged.labels:
        warn(f"stack config has changed since {environment!r} was forged: run 'pulumi up'")
    job = _known("--job", job or record.job_names[0], record.job_names)
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
    for note in record.notes(job, launch):
        warn(note)
    print_json(configs[_known("--config", config, configs)] if config else configs)


def _options_of_a_job(*values: object) -> Iterator[tuple[str, object]]:
    """The options that choose and shape a config, with what was given for each."""
    return zip(("--job", "--config", "--job-name", "--array-size"), values, strict=True)


def _compare(settings: Settings, run: Run, environment: Environment | None, form: str) -> None:
    """Print what every platform makes of the run's labels; findings end the command with their exit code."""
    platforms = tuple(Platform)
    found = compare_labels(
        run.resolved(settings, environment),
        run.known(settings),
        platforms,
        rule=settings.rule,
        on_failure=settings.unresolved,
    )
    if form == "json":
        print_json(found.model_dump(mode="json"))
    else:
        from labelwright.report.comparison import comparison_as_text  # noqa: PLC0415 - rich is for people only

        comparison_as_text(found, platforms)
    if found.problems:
        sys.exit(FINDINGS)


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
