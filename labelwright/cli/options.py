"""Options and endings that every command shares: which project, which stack, which format, which exit code."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import click

from labelwright.problem import LabelError, Problem, suggest
from labelwright.settings import Environment, Reading, Settings, find_project, from_files, stacks

FINDINGS = 1
WRONG_USE = 2


def project_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--project` and `--stack`."""
    command = click.option(
        "--project",
        "project",
        type=click.Path(path_type=Path),
        default=Path(),
        help="Folder of Pulumi.yaml, or below it.",
    )(command)
    return click.option("--stack", "-s", help="Stack name. Default: $PULUMI_STACK, else the only stack with a file.")(
        command
    )


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--format text|json`."""
    choice = click.Choice(["text", "json"])
    return click.option("--format", "form", type=choice, default="text", show_default=True, help="How to print.")(
        command
    )


def read_project(project: Path, stack: str | None) -> tuple[Path, str, Reading]:
    """The project's folder, the stack's name and what its config says. Wrong use ends the command."""
    try:
        root = find_project(project.resolve())
    except LabelError as error:
        give_up(str(error))
    name = stack or os.environ.get("PULUMI_STACK") or _only_stack(root)
    if stack and name.rsplit("/", 1)[-1] not in stacks(root):
        give_up(f"--stack: got {stack!r}, and {root} has no Pulumi.{stack}.yaml. {suggest(stack, stacks(root))}")
    return root, name, from_files(root, name)


def _only_stack(root: Path) -> str:
    """The stack, where there is no choice."""
    names = stacks(root)
    if len(names) != 1:
        found = ", ".join(names) or "no Pulumi.<stack>.yaml"
        give_up(f"--stack: which one? {root} has {found}. Write --stack {names[0] if names else 'dev'}.")
    return names[0]


def usable(reading: Reading) -> Settings:
    """Settings for a command that reports on them: problems are pointed out, and what could be read is used."""
    if reading.problems:
        warn(f"stack config has {len(reading.problems)} problem(s): run 'labelwright check'")
    return reading.settings


def environment_of(settings: Settings, name: str) -> Environment:
    """The environment called `name`. Wrong use ends the command."""
    environment = settings.environment(name)
    if environment is None:
        known = [one.name for one in settings.environments]
        remedy = suggest(name, known) if known else "Declare it under 'labelwright:environments'."
        give_up(f"ENVIRONMENT: got {name!r}, which stack {settings.stack!r} does not declare. {remedy}")
    return environment


def pairs(given: Iterable[str], option: str) -> dict[str, str | None]:
    """`KEY=VALUE` as an entry, `KEY-` as the removal of a key. Wrong use ends the command."""
    entries: dict[str, str | None] = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not equals and text.endswith("-"):
            key, value = text[:-1], None
        elif not equals or not key:
            give_up(f"{option}: got {text!r}. Write KEY=VALUE, or KEY- to remove a key.")
        if key in entries:
            give_up(f"{option}: got {key!r} twice. Keep one of the two.")
        entries[key] = value
    return entries


def print_json(document: Mapping[str, Any]) -> None:
    """A report as JSON, keys in the order of the contract."""
    import msgspec  # noqa: PLC0415 - reports for people do without

    click.echo(msgspec.json.format(msgspec.json.encode(document), indent=2))


def warn(text: str) -> None:
    """A remark for the person, apart from the report."""
    click.echo(f"note: {text}", err=True)


def show_problems(problems: Iterable[Problem]) -> None:
    """Problems as text, one a line, on standard error."""
    for found in problems:
        click.echo(str(found), err=True)


def fail_with(error: LabelError) -> NoReturn:
    """End a command whose answer is what is wrong."""
    show_problems(error.problems)
    sys.exit(FINDINGS)


def give_up(text: str) -> NoReturn:
    """End a command that cannot do what it was asked."""
    click.echo(f"labelwright: {text}", err=True)
    sys.exit(WRONG_USE)
