"""`labelwright policy import`: tag rules that a cloud has already, as settings of the policy pack."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from labelwright.cli.options import FINDINGS, format_option, give_up, print_json, warn
from labelwright.policy_import import aws, azure
from labelwright.policy_import.config import as_text, write_into
from labelwright.policy_import.wanted import Wanted
from labelwright.problem import LabelError
from labelwright.settings import find_project


@click.group("policy")
def command() -> None:
    """Settings of the policy pack."""


@command.command("import")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--parameter", "parameters", multiple=True, help="NAME=VALUE: a parameter of an Azure definition.")
@click.option("--write", is_flag=True, help="Into the project's Pulumi.yaml, rather than to standard output.")
@click.option(
    "--project", "project", type=click.Path(path_type=Path), default=Path(), help="Folder of Pulumi.yaml, or below it."
)
@format_option
def import_(*, files: Sequence[Path], parameters: tuple[str, ...], write: bool, project: Path, form: str) -> None:
    """Turn tag policies of AWS Organizations and Azure Policy definitions into stack config.

    FILES are JSON (- for standard input), as the clouds' own command lines print them; tag policies from the root of
    the organization downwards. What cannot be expressed is listed, and the exit code is then 1.
    """
    try:
        wanted = _wanted(files, _parameters(parameters))
        policies = wanted.document()
        if write:
            warn(f"written: {write_into(find_project(project.resolve()), policies)}")
    except (ValueError, LabelError) as error:
        give_up(str(error))
    if form == "json":
        print_json({"policies": policies, "leftOut": wanted.left_out, "notes": wanted.notes})
    else:
        for note in wanted.notes:
            warn(note)
        for one in wanted.left_out:
            click.echo(f"left out: {one}", err=True)
        click.echo("" if write else as_text(policies), nl=False)
    sys.exit(FINDINGS if wanted.left_out else 0)


def _wanted(files: Sequence[Path], parameters: Mapping[str, Any]) -> Wanted:
    """What all files demand together. Raises ValueError for one that is neither cloud's."""
    wanted, tags = Wanted(), aws.Tags()
    for file in files:
        document = _read(file)
        found = azure.definitions(document)
        if aws.is_tag_policy(document):
            tags = aws.read_tag_policy(document, tags, file.name, wanted)
        elif not found:
            remedy = "Name what 'aws organizations describe-policy' or 'az policy definition show' prints"
            raise ValueError(f"{file}: neither a tag policy nor a definition of Azure Policy. {remedy}.")
        for one in found:
            azure.add_definition(one, parameters, file.name, wanted)
    aws.add_tag_policy(tags, wanted)
    return wanted


def _read(file: Path) -> object:
    """The JSON in a file."""
    try:
        return json.loads(sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise ValueError(f"{file}: cannot be read ({error}). Name a file of JSON.") from error


def _parameters(given: Sequence[str]) -> dict[str, Any]:
    """`NAME=VALUE`; a value that is a JSON list is one."""
    found: dict[str, Any] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not name or not equals:
            raise ValueError(f"--parameter: got {one!r}. Write NAME=VALUE, such as tagName=team.")
        found[name] = json.loads(value) if value.startswith("[") and value.endswith("]") else value
    return found
