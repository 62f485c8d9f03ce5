"""`labelwright render`: the configs with which one run's jobs are submitted, whatever the platform."""

import sys
from pathlib import Path
from typing import Any

import click

from labelwright.cli.forged import forged, known, known_job
from labelwright.cli.options import (
    FINDINGS,
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
from labelwright.cli.targets import Choice, target_options
from labelwright.comparison import compare as compare_labels
from labelwright.problem import LabelError, suggest
from labelwright.settings import Environment
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
@click.option("--nodes", type=int, help="Instances of a multi-node job, on AWS Batch alone: 2 to 1,000.")
@target_options
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
    nodes: int | None,
    target: Choice | None,
    project: Path,
    stack: str | None,
    form: str,
    **run: Any,
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
    given = Run.of(run, settings)
    declared = given.environment(environment)
    unheard = _options_of_a_job(job, config, job_name, array_size, nodes)
    if compare:
        if unheard:
            give_up(f"--compare: shows labels only, without {', '.join(unheard)}. Leave one of them out.")
        _compare(given, declared, form)
        return
    if declared is None:
        give_up("ENVIRONMENT: which one? " + suggest("", [one.name for one in settings.environments]))
    if target is not None:
        if unheard:
            give_up(f"--target: prints no job's configs, and takes no {', '.join(unheard)}. Leave one of them out.")
        target.show(given.settings, declared, given)
        return
    launched_in = forged(root, name, given.settings, declared)
    job = known_job(launched_in, job)
    try:
        made = given.submission(launched_in)
        for note in made.notes:
            warn(note)
        configs = made.configs(job, name=job_name, array_size=array_size, nodes=nodes)
    except LabelError as error:
        fail_with(error)
    for note in made.notes_on_configs(job, name=job_name, array_size=array_size, nodes=nodes):
        warn(note)
    print_json(configs[known("--config", config, configs)] if config else dict(configs))


def _options_of_a_job(*values: object) -> list[str]:
    """Those of the options that choose and shape a config that were given."""
    options = ("--job", "--config", "--job-name", "--array-size", "--nodes")
    return [option for option, value in zip(options, values, strict=True) if value is not None]


def _compare(run: Run, environment: Environment | None, form: str) -> None:
    """Print what every platform makes of the run's labels; findings end the command with their exit code."""
    platforms = tuple(Platform)
    found = compare_labels(
        run.resolved(environment),
        run.known,
        platforms,
        rule=run.settings.rule,
        on_failure=run.settings.unresolved,
        carrier=run.carrier,
    )
    if form == "json":
        print_json(found.model_dump(mode="json"))
    else:
        from labelwright.report.comparison import comparison_as_text  # noqa: PLC0415 - rich is for people only

        comparison_as_text(found, platforms)
    if found.problems:
        sys.exit(FINDINGS)
