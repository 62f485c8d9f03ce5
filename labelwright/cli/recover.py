"""`labelwright recover`: after a killed `pulumi up`, hand Pulumi what it was creating."""

import json
import sys
from pathlib import Path

import click

from labelwright.cli.options import FINDINGS, format_option, give_up, print_json, project_option, read_project
from labelwright.recovery.pending import PendingCreate, known_ids, pending_creates
from labelwright.state import ask_pulumi


@click.command("recover")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@project_option
@format_option
def command(*, dry_run: bool, project: Path, stack: str | None, form: str) -> None:
    """After a killed `pulumi up`: find what was being created, and hand it to Pulumi.

    What exists in the cloud is imported into the state, what does not is forgotten; `pulumi up` then goes on. A stack that
    is still locked needs `pulumi cancel` first. Nothing in the cloud is created, changed or deleted.
    """
    root, name, _ = read_project(project, stack)
    try:
        state = json.loads(ask_pulumi(root, ["stack", "export", "--stack", name]))
        found, unknown = _found(pending_creates(state), known_ids(state))
        if not dry_run and not unknown and found:
            _hand_over(root, name, found)
    except ValueError as error:
        give_up(str(error))
    document = [{"urn": one.urn, "type": one.type, "id": known} for one, known in found.items()]
    if form == "json":
        print_json({"pending": document, "unknown": [one.urn for one in unknown]})
    else:
        from labelwright.report.recovery import recovery_as_text  # noqa: PLC0415 - rich is for people only

        recovery_as_text(found, unknown, dry_run=dry_run)
    sys.exit(FINDINGS if unknown else 0)


def _found(
    pending: list[PendingCreate], known: frozenset[str]
) -> tuple[dict[PendingCreate, str | None], list[PendingCreate]]:
    """The id of each unfinished creation that is there, and those of a type that cannot be looked up."""
    if not pending:
        return {}, []
    from labelwright.recovery.aws import AwsFinder  # noqa: PLC0415 - boto3 is heavy, and only needed here

    finder = AwsFinder(known)
    unknown = [one for one in pending if not finder.knows(one)]
    return {one: finder.find(one) for one in pending if finder.knows(one)}, unknown


def _hand_over(root: Path, stack: str, found: dict[PendingCreate, str | None]) -> None:
    """Import what is there; then forget the rest, which Pulumi does in a call of its own."""
    refresh = ["refresh", "--yes", "--skip-preview", "--stack", stack]
    there = [text for one, known in found.items() if known for text in (one.urn, known)]
    if there:
        ask_pulumi(root, [*refresh, *(part for text in there for part in ("--import-pending-creates", text))])
    if not all(found.values()):
        ask_pulumi(root, [*refresh, "--clear-pending-creates"])
