"""`labelwright recover`: the way back after a killed `pulumi up`."""

import json
from pathlib import Path

import click

from labelwright.cli.options import format_option, give_up, print_json, project_option, read_project
from labelwright.recovery.pending import PendingCreate, known_ids, pending_creates, settled
from labelwright.state import ask_pulumi


@click.command("recover")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@project_option
@format_option
def command(*, dry_run: bool, project: Path, stack: str | None, form: str) -> None:
    """After a killed `pulumi up`: unlock the stack, and hand Pulumi what it was creating.

    Each unfinished creation is looked for in the cloud. What is there becomes part of the stack's state, what is not is
    forgotten, and a refresh reads the rest; `pulumi up` then goes on. Nothing in the cloud is created, changed or
    deleted. Be sure that no other update of the stack is running: its lock is taken away.
    """
    root, name, _ = read_project(project, stack)
    try:
        found = _recover(root, name, dry_run=dry_run)
    except ValueError as error:
        give_up(str(error))
    if form == "json":
        print_json({"pending": [{"urn": one.urn, "type": one.type, "id": known} for one, known in found.items()]})
    else:
        from labelwright.report.recovery import recovery_as_text  # noqa: PLC0415 - rich is for people only

        recovery_as_text(found, dry_run=dry_run)


def _recover(root: Path, stack: str, *, dry_run: bool) -> dict[PendingCreate, str | None]:
    """Bring state and cloud together again, and say what each unfinished creation came to (None: never made).

    `pulumi refresh --import-pending-creates` sounds like this; up to 3.255 it drops the operation and adopts nothing.
    """
    state = json.loads(ask_pulumi(root, ["stack", "export", "--stack", stack]))
    found = _found(pending_creates(state), set(known_ids(state)))
    if dry_run:
        return found
    ask_pulumi(root, ["cancel", "--yes", "--stack", stack])
    if found:
        ask_pulumi(root, ["stack", "import", "--stack", stack], given=json.dumps(settled(state, found)))
    ask_pulumi(root, ["refresh", "--yes", "--skip-preview", "--stack", stack])
    return found


def _found(pending: list[PendingCreate], known: set[str]) -> dict[PendingCreate, str | None]:
    """The id of each unfinished creation; no id is given to two of them."""
    if not pending:
        return {}
    from labelwright.recovery.aws import find  # noqa: PLC0415 - boto3 is heavy, and only needed here

    found: dict[PendingCreate, str | None] = {}
    for one in pending:
        found[one] = find(one, known)
        known.add(found[one] or "")
    return found
