"""A forged environment as commands need it that make something of a run, and which of its jobs is meant."""

from collections.abc import Iterable
from pathlib import Path

from labelwright.cli.options import give_up, warn
from labelwright.dialects import DIALECT_OF
from labelwright.launcher import LaunchEnvironment, forged_path, read_forged
from labelwright.problem import LabelError, suggest
from labelwright.settings import Environment, Settings


def forged(root: Path, stack: str, settings: Settings, environment: Environment) -> LaunchEnvironment:
    """What the last `pulumi up` left of an environment; that stack config has changed since is said.

    One that was not forged yet ends the command.
    """
    name = environment.name
    try:
        record = read_forged(root, stack, name)
    except LabelError as error:
        give_up(str(error))
    if record is None:
        path = forged_path(root, stack, name)
        give_up(f"{path}: not there. Run 'pulumi up' first: it forges {name!r} and writes that file.")
    static = settings.forge_labels(environment.layer).static
    if record.labels != DIALECT_OF[environment.platform].render(static, rule=settings.rule).labels:
        warn(f"stack config has changed since {name!r} was forged: run 'pulumi up'")
    return LaunchEnvironment(settings, environment, record)


def known_job(environment: LaunchEnvironment, job: str | None) -> str:
    """`job`, where the environment has one; None is the job that starts a run. Wrong use ends the command."""
    names = environment.record.job_names if environment.record else ()
    return known("--job", job or next(iter(names), ""), names)


def known(option: str, name: str, names: Iterable[str]) -> str:
    """`name`, where it is one of `names`. Wrong use ends the command."""
    if name not in names:
        give_up(f"{option}: got {name!r}. {suggest(name, names)}")
    return name
