"""`labelwright permissions`: what an identity must be allowed on a platform, ready for the platform's own tool."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from labelwright import rules
from labelwright.cli.documents import as_json
from labelwright.cli.options import FINDINGS, give_up, print_json, warn
from labelwright.environments import is_hpc_scheduler
from labelwright.permissions import PERMISSIONS_OF, Document
from labelwright.permissions.granted import Grant, checked, parse_grants
from labelwright.problem import problem, suggest
from labelwright.vocabulary import Phase


@click.command("permissions")
@click.argument("platform")
@click.option(
    "--phase",
    type=click.Choice([str(Phase.FORGE), str(Phase.SUBMISSION)]),
    default=str(Phase.FORGE),
    show_default=True,
    help="forge: of who runs `pulumi up`. submission: of who submits runs.",
)
@click.option(
    "--check",
    "files",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A document that the identity has, JSON or YAML: say what is missing in all of them together.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["document", "text", "json"]),
    default="document",
    show_default=True,
    help="The document alone, a table of what each permission is for, or both as JSON.",
)
def command(platform: str, phase: str, files: tuple[Path, ...], form: str) -> None:
    """Print what an identity must be allowed on PLATFORM, tagging included.

    The document is what the platform's own tool takes: an IAM policy on AWS, a custom role on Google Cloud and Azure, a
    manifest on Kubernetes. What runs do, they do with the roles and accounts that the environment itself makes.

    With --check, exit code 1: something is missing in the documents that were given.
    """
    asked = Phase(phase)
    document = _documents(platform)[asked]
    if files:
        _check(platform, asked, document, files, form)
    elif form == "json":
        print_json(
            {
                "platform": platform,
                "phase": asked,
                "command": document.command,
                "placeholders": document.placeholders,
                "notes": document.notes,
                "permissions": [need._asdict() for need in document.needs],
                "document": document.body,
            }
        )
    elif form == "text":
        from labelwright.report.permissions import permissions_as_text  # noqa: PLC0415 - rich is for people only

        permissions_as_text(document)
    else:
        print_json(document.body)
        for word, meaning in document.placeholders.items():
            warn(f"replace {word} by {meaning}")
        for note in document.notes:
            warn(note)
        warn(f"save it as FILE, then: {document.command}")


def _check(platform: str, phase: Phase, document: Document, files: Sequence[Path], form: str) -> None:
    """Say what the given documents lack. Exit code 1 where that is anything."""
    grants: list[Grant] = []
    for file in files:
        try:
            grants += parse_grants(platform, [json.loads(as_json("check", file.read_text(encoding="utf-8")))])
        except (OSError, ValueError) as error:
            give_up(f"--check: {file}: {error}")
    found = checked(document, grants)
    if form == "json":
        print_json(
            {
                "platform": platform,
                "phase": phase,
                "granted": found.granted,
                "missing": [{**one.need._asdict(), "reason": one.reason} for one in found.missing],
                "partly": [{**one.need._asdict(), "reason": one.reason} for one in found.partly],
            }
        )
    else:
        from labelwright.report.permissions import checked_as_text  # noqa: PLC0415 - rich is for people only

        checked_as_text(found)
        warn("boundaries, policies of an organization and where a role is bound are not looked at")
    sys.exit(FINDINGS if found.missing else 0)


def _documents(platform: str) -> Mapping[Phase, Document]:
    """The documents of a platform. Wrong use ends the command."""
    documents = PERMISSIONS_OF.get(platform)
    if documents is None and is_hpc_scheduler(platform):
        remedy = f"Choose {', '.join(PERMISSIONS_OF)}."
        give_up(str(problem("PLATFORM", rules.NO_LABELS, repr(platform), remedy)))
    if documents is None:
        give_up(f"PLATFORM: got {platform!r}. {suggest(platform, PERMISSIONS_OF)}")
    return documents
