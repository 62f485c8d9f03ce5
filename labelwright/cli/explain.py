"""`labelwright explain`: who won, on an environment's resources, one resource, or a submission."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

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
)
from labelwright.cli.run import Run, run_options
from labelwright.dialects import DIALECT_OF, DIALECT_OF_PACKAGE, dialects_of
from labelwright.explanation import ExplainedLabel, explain_forge, explain_resource, explain_submission
from labelwright.launcher import LaunchEnvironment
from labelwright.problem import LabelError, suggest
from labelwright.settings import Settings


@click.command("explain")
@click.argument("environment", required=False)
@click.option("--key", help="Only this key.")
@click.option("--resource", help="Name or URN of one resource; read from the stack's state.")
@click.option("--file", "file", type=click.Path(path_type=Path), help="With --resource: an exported state to read.")
@click.option("--submission", is_flag=True, help="What a run or a Studio submits, rather than what is forged.")
@run_options
@project_option
@format_option
def command(  # noqa: PLR0913 - one parameter an option
    *,
    environment: str | None,
    key: str | None,
    resource: str | None,
    file: Path | None,
    submission: bool,
    project: Path,
    stack: str | None,
    form: str,
    **run: Any,
) -> None:
    """Show which scope set each label, which scopes it beat, and why a label is left out.

    ENVIRONMENT names a compute environment; without it, the labels of every other resource of the stack are explained.
    A pipeline or a Studio that names its own needs none: labelwright explain --pipeline rnaseq.
    """
    root, name, reading = read_project(project, stack)
    settings = usable(reading)
    given = Run.of(run, settings)
    if resource:
        labels = _of_resource(root, name, settings, resource, file)
    elif submission or given.is_given:
        labels = _of_submission(given, environment)
    elif environment:
        declared = environment_of(settings, environment)
        labels = explain_forge(settings.forge_labels(declared.layer), [DIALECT_OF[declared.platform]], settings.rule)
    else:
        dialects = dialects_of(one.platform for one in settings.environments)
        labels = explain_forge(settings.stack_labels, dialects, settings.rule)
    if key:
        known = [label.key for label in labels]
        labels = [label for label in labels if label.key == key]
        if not labels:
            give_up(f"--key: got {key!r}, which no scope sets. {suggest(key, known)}")
    if form == "json":
        print_json({"labels": [label.model_dump(mode="json") for label in labels]})
    else:
        from labelwright.report.labels import labels_as_text  # noqa: PLC0415 - rich is for people only

        labels_as_text(labels)


def _of_submission(run: Run, environment: str | None) -> list[ExplainedLabel]:
    """The labels of a run, or of a Studio."""
    declared = run.environment(environment)
    if declared is None:
        give_up("ENVIRONMENT: which one? " + suggest("", [one.name for one in run.settings.environments]))
    try:
        made = run.submission(LaunchEnvironment(run.settings, declared))
    except LabelError as error:
        fail_with(error)
    return explain_submission(made.resolved, made.submitted, [DIALECT_OF[declared.platform]])


def _of_resource(root: Path, stack: str, settings: Settings, wanted: str, file: Path | None) -> list[ExplainedLabel]:
    """The labels of one resource as the state has it."""
    from labelwright.lineage import environments_of  # noqa: PLC0415 - only this form reads a state
    from labelwright.placement import Hidden, cloud_of, is_calm, is_taggable, labels_at  # noqa: PLC0415 - as above
    from labelwright.state import read_state  # noqa: PLC0415 - as above

    try:
        resources = read_state(root, stack, file=file).resources
    except ValueError as error:
        give_up(str(error))
    found = [one for one in resources if wanted in {one["urn"], one["urn"].split("::")[-1]}]
    if not found:
        names = [one["urn"].split("::")[-1] for one in resources]
        give_up(f"--resource: got {wanted!r}, which the stack does not have. {suggest(wanted, names)}")
    additions = settings.additions
    found = [
        one for one in found if is_taggable(one["type"], additions)
    ] or found  # a role's policy often has the role's name
    if len(found) > 1:
        give_up(f"--resource: {wanted!r} names {len(found)} resources. Write a URN: {found[0]['urn']}")
    one = found[0]
    name = environments_of(resources, [known.name for known in settings.environments])[one["urn"]]
    environment = settings.environment(name) if name else None
    resolved = settings.forge_labels(environment.layer) if environment else settings.stack_labels
    carried: dict[str, str] = {}
    inputs: Mapping[str, object] = one.get("inputs") or {}
    places = labels_at(one["type"], inputs, additions=additions)
    for placed in places:
        labels: Mapping[str, object] = {} if isinstance(placed.labels, Hidden) or not placed.labels else placed.labels
        carried |= {key: str(value) for key, value in labels.items()}
    dialect = DIALECT_OF_PACKAGE.get(cloud_of(one["type"], additions))
    dialects = [] if dialect is None else [dialect]
    calm = {placed.path: is_calm(one["type"], placed.path, inputs, additions) for placed in places}
    return explain_resource(resolved, carried, dialects, settings.rule, calm)
