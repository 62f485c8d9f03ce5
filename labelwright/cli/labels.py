"""`labelwright labels`: labels as code. Stack config is edited in place, and nothing in a cloud is touched."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from labelwright.cli.options import (
    FINDINGS,
    fail_with,
    format_option,
    give_up,
    print_json,
    project_option,
    read_project,
    show_problems,
    usable,
    warn,
)
from labelwright.label_edit import Action, Plan, Project, Request, StackState, States, plan
from labelwright.model import Label
from labelwright.problem import LabelError, suggest

if TYPE_CHECKING:
    from labelwright.label_edit.use import RunRecords

_SCOPES = "organization, workspace, team[:NAME], environment:NAME, pipeline:NAME, action:NAME or studio:NAME."


def state_options(called: Callable[..., Any]) -> Callable[..., Any]:
    """Where resources and runs are known from: `files`, `absent` and `store`."""
    told = "An exported state to read, rather than asking `pulumi`. Repeat it where several stacks are concerned."
    called = click.option("--file", "files", multiple=True, metavar="[STACK=]FILE", help=told)(called)
    told = "This stack has no state: nothing was made from it yet."
    called = click.option("--no-state", "absent", multiple=True, metavar="STACK", help=told)(called)
    told = "Where runs are kept. Default: $LABELWRIGHT_RUNS, else a file of the project."
    return click.option("--runs", "store", metavar="URL", help=told)(called)


def edit_options(called: Callable[..., Any]) -> Callable[..., Any]:
    """What every edit takes: whose label it is, and whether it is only shown."""
    called = click.option("--dry-run", "dry_run", is_flag=True, help="Print the edit as a diff, and write nothing.")(
        called
    )
    called = click.option("--scope", required=True, metavar="SCOPE", help=f"Whose label: {_SCOPES}")(called)
    return state_options(project_option(format_option(called)))


@click.group("labels")
def command() -> None:
    """List, find, document and edit the labels of stack config. Nothing in a cloud is changed.

    A label that a resource, an environment or a run still uses is neither edited nor removed: exit code 1, and who
    uses it. Edits leave every other byte of the file as it is.
    """


@command.command("list")
@state_options
@project_option
@format_option
def list_(  # noqa: PLR0913 - one parameter an option
    *,
    files: tuple[str, ...],
    absent: tuple[str, ...],
    store: str | None,
    project: Path,
    stack: str | None,
    form: str,
) -> None:
    """List every declared label: who sets it, where it stands, how many resources and runs carry it."""
    from labelwright.label_edit.listing import listed  # noqa: PLC0415 - only this form lists

    found = _project(project, stack)
    usable(found.reading)
    rows = listed(found.reading, _state(found, States(found.root, files, absent)), _records(found.root, store))
    if form == "json":
        print_json({"labels": [one.document() for one in rows]})
    else:
        from labelwright.report.declared import declared_as_text  # noqa: PLC0415 - for people only

        declared_as_text(rows)


@command.command("add")
@click.argument("label", metavar="KEY=VALUE")
@click.option("--default", "default", is_flag=True, help="Workspace only: every environment gets it.")
@click.option("--lock", "locked", is_flag=True, help="No later scope may change or remove it.")
@click.option("--volatile", is_flag=True, help="Its value changes often: it stays off what a change would restart.")
@click.option("--comment", default="", help="A line above it that says what it means.")
@edit_options
def add(  # noqa: PLR0913 - one parameter an option
    *, label: str, default: bool, locked: bool, volatile: bool, comment: str, scope: str, **given: Any
) -> None:
    """Add a label. KEY- adds the removal of what an earlier scope set."""
    key, value = _pair(label)
    if not (comment.isprintable() and comment == comment.strip()):
        give_up(f"--comment: got {comment!r}. Write one line of text.")
    added = Label(key=key, value=value, default=default, locked=locked, volatile=volatile)
    _edit(Request(Action.ADD, scope, added, comment=comment), **given)


@command.command("edit")
@click.argument("label", metavar="KEY=VALUE")
@edit_options
def edit(*, label: str, scope: str, **given: Any) -> None:
    """Give a label another value. Refused while anybody uses the one that it has."""
    key, value = _pair(label)
    _edit(Request(Action.EDIT, scope, Label(key=key, value=value)), **given)


@command.command("remove")
@click.argument("key")
@edit_options
def remove(*, key: str, scope: str, **given: Any) -> None:
    """Remove a label. Refused while anybody uses it; nothing in the cloud changes by it."""
    _edit(Request(Action.REMOVE, scope, Label(key=key, value=None)), **given)


@command.command("default")
@click.argument("key")
@click.option("--off", is_flag=True, help="Environments no longer get it. Refused while one that is there has it.")
@edit_options
def default(*, key: str, off: bool, scope: str, **given: Any) -> None:
    """Give a label of the workspace to every environment, and say what the next update then changes."""
    _edit(Request(Action.DEFAULT, scope, Label(key=key, value=None), is_on=not off), **given)


@command.command("lock")
@click.argument("key")
@click.option("--off", is_flag=True, help="Later scopes may change it again.")
@edit_options
def lock(*, key: str, off: bool, scope: str, **given: Any) -> None:
    """Keep later scopes from changing a label. In the workspace, every environment then gets it."""
    _edit(Request(Action.LOCK, scope, Label(key=key, value=None), is_on=not off), **given)


@command.command("where")
@click.argument("label", metavar="KEY[=VALUE]")
@state_options
@project_option
@format_option
def where(  # noqa: PLR0913 - one parameter an option
    *,
    label: str,
    files: tuple[str, ...],
    absent: tuple[str, ...],
    store: str | None,
    project: Path,
    stack: str | None,
    form: str,
) -> None:
    """Show where a label is: scopes that set it, which win, and the resources, environments and runs that carry it."""
    from labelwright.label_edit.where import where_is  # noqa: PLC0415 - only this form asks

    found = _project(project, stack)
    usable(found.reading)
    key, equals, value = label.partition("=")
    state = _state(found, States(found.root, files, absent))
    bare = StackState(found.stack, found.reading)
    records = _records(found.root, store)
    report = where_is(key, value if equals else None, state or bare, records, is_known=state is not None)
    if not report.is_anywhere and not equals:
        known = {one.key for scope in found.reading.declared for one in scope.labels}
        if known and state is not None:
            give_up(f"KEY: got {key!r}, which nothing declares and nothing carries. {suggest(key, sorted(known))}")
    if form == "json":
        print_json(report.document())
    else:
        from labelwright.report.where import where_as_text  # noqa: PLC0415 - for people only

        where_as_text(report)


@command.command("docs")
@click.option(
    "--format", "form", type=click.Choice(["markdown", "json"]), default="markdown", show_default=True, help="How."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="A file to write, whole or not at all.")
@project_option
def docs(*, form: str, out: Path | None, project: Path, stack: str | None) -> None:
    """Write the team's label schema: each key with its meaning, values, who sets it, and its form on each cloud."""
    import msgspec  # noqa: PLC0415 - as `print_json`

    from labelwright.label_edit.schema import schema_of  # noqa: PLC0415 - only this form reads comments
    from labelwright.report.schema import schema_as_markdown  # noqa: PLC0415 - as above

    found = _project(project, stack)
    usable(found.reading)
    try:
        schema = schema_of(found)
        text = schema_as_markdown(schema)
        if form == "json":
            text = msgspec.json.format(msgspec.json.encode(schema.document()), indent=2).decode() + "\n"
        if out is None:
            click.echo(text, nl=False)
            return
        from labelwright.yaml_edit import put_text  # noqa: PLC0415 - only a file needs it

        put_text(out, text)
    except ValueError as error:
        give_up(str(error))


def _project(project: Path, stack: str | None) -> Project:
    """The project and its stack. Wrong use ends the command."""
    return Project.of(*read_project(project, stack))


def _records(root: Path, store: str | None) -> "RunRecords":
    """The runs of the project. A store that cannot be used ends the command: nobody can tell is not unused."""
    from labelwright.label_edit.records import open_records  # noqa: PLC0415 - the database is heavy

    try:
        return open_records(root, store)
    except LabelError as error:
        give_up(str(error))


def _state(project: Project, states: States) -> StackState | None:
    """The stack's state for a report, which goes on without it."""
    try:
        return states.read({project.stack: project.reading})[project.stack]
    except ValueError as error:
        if states.files or states.absent:
            give_up(str(error))
        warn(f"resources are not counted: {error}")
        return None


def _pair(text: str) -> tuple[str, str | None]:
    """`KEY=VALUE`, or `KEY-` for the removal of a key. Wrong use ends the command."""
    key, equals, value = text.partition("=")
    if not equals and text.endswith("-"):
        key = text[:-1]
    if not key or (not equals and not text.endswith("-")):
        give_up(f"KEY=VALUE: got {text!r}. Write KEY=VALUE, or KEY- to remove what an earlier scope set.")
    try:
        text.encode()
    except UnicodeEncodeError:
        give_up(f"KEY=VALUE: got {text!r}, which is not UTF-8. Write text.")
    return key, value if equals else None


def _edit(  # noqa: PLR0913 - one parameter an option
    request: Request,
    *,
    files: tuple[str, ...],
    absent: tuple[str, ...],
    store: str | None,
    project: Path,
    stack: str | None,
    form: str,
    dry_run: bool,
) -> None:
    """Plan an edit, carry it out where nothing is against it, and say what was done."""
    found = _project(project, stack)
    try:
        made = plan(found, request, States(found.root, files, absent), lambda: _records(found.root, store))
        if not dry_run:
            made.write()
    except LabelError as error:
        fail_with(error)
    except ValueError as error:
        give_up(str(error))
    _print(made, form, is_written=made.is_change and not dry_run)
    sys.exit(FINDINGS if made.problems else 0)


def _print(made: Plan, form: str, *, is_written: bool) -> None:
    """What an edit did, would do, or was refused for."""
    if form == "json":
        print_json({**made.document(), "written": is_written})
        return
    show_problems(made.problems)
    if made.problems:
        return
    if made.is_change and not is_written:
        click.echo(made.diff(), nl=False)
    elif is_written:
        click.echo(made.told())
    for line in (*made.notes, *made.effects.told()):
        warn(line)
