"""`labelwright permissions`: what an identity must be allowed on a platform, ready for the platform's own tool."""

from collections.abc import Mapping

import click

from labelwright import rules
from labelwright.cli.options import give_up, print_json, warn
from labelwright.environments import is_hpc_scheduler
from labelwright.permissions import PERMISSIONS_OF, Document
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
    "--format",
    "form",
    type=click.Choice(["document", "text", "json"]),
    default="document",
    show_default=True,
    help="The document alone, a table of what each permission is for, or both as JSON.",
)
def command(platform: str, phase: str, form: str) -> None:
    """Print what an identity must be allowed on PLATFORM, tagging included.

    The document is what the platform's own tool takes: an IAM policy on AWS, a custom role on Google Cloud and Azure, a
    manifest on Kubernetes. What runs do, they do with the roles and accounts that the environment itself makes.
    """
    asked = Phase(phase)
    document = _documents(platform)[asked]
    if form == "json":
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


def _documents(platform: str) -> Mapping[Phase, Document]:
    """The documents of a platform. Wrong use ends the command."""
    documents = PERMISSIONS_OF.get(platform)
    if documents is None and is_hpc_scheduler(platform):
        remedy = f"Choose {', '.join(PERMISSIONS_OF)}."
        give_up(str(problem("PLATFORM", rules.NO_LABELS, repr(platform), remedy)))
    if documents is None:
        give_up(f"PLATFORM: got {platform!r}. {suggest(platform, PERMISSIONS_OF)}")
    return documents
