"""Which store of runs a command means, and which run in it: `--runs`, IDs, and what stops a command."""

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from labelwright.cli.options import give_up, usable
from labelwright.problem import LabelError
from labelwright.settings import Settings, find_project, from_files, stacks

if TYPE_CHECKING:
    from labelwright.runs.change import HouseRulesOf
    from labelwright.runs.run import Run
    from labelwright.runs.store import Store

_VARIABLE = "LABELWRIGHT_RUNS"


def store_option(called: Callable[..., Any]) -> Callable[..., Any]:
    """`--runs` and `--project`: `url` and `project`."""
    called = click.option(
        "--project",
        "project",
        type=click.Path(path_type=Path),
        default=Path(),
        help="Folder of Pulumi.yaml, or below it.",
    )(called)
    told = f"Where runs are kept. Default: ${_VARIABLE}, else a file of the project."
    return click.option("--runs", "url", metavar="URL", help=told)(called)


def project_root(project: Path) -> Path | None:
    """The project's folder; None where there is none, which matters only where it has to say something."""
    try:
        return find_project(project.resolve())
    except LabelError:
        return None


@contextmanager
def opened(project: Path, url: str | None, *, must_exist: bool = True) -> "Generator[Store]":
    """The store. What is wrong with it, or with what is asked of it, ends the command, and so does an interruption."""
    # SQLAlchemy takes a tenth of a second, and the library's other commands do without.
    from labelwright.runs.database import StoreError  # noqa: PLC0415 - as above
    from labelwright.runs.store import open_store, store_url  # noqa: PLC0415 - as above

    root = project_root(project)
    if root is None and not url and not os.environ.get(_VARIABLE):
        give_up(f"--project: {project.resolve()} has no Pulumi.yaml, nor any folder above. Or name the store: --runs.")
    try:
        yield open_store(store_url(root or Path(), url), must_exist=must_exist)
    except StoreError as error:
        give_up(str(error))
    except KeyboardInterrupt:
        give_up("interrupted: nothing was changed.")


def run_called(store: "Store", text: str) -> "Run":
    """The run that ID means: its id, or PROJECT/STACK/ID where several stacks have one. Else the command ends."""
    from labelwright.runs.run import RunKey  # noqa: PLC0415 - heavy, and only needed here

    try:
        found = store.get(text)
        if found is None and text.count("/") >= len(RunKey._fields) - 1:
            project, stack, identity = text.split("/", 2)
            found = store.get(identity, project, stack)
    except LabelError as error:
        give_up(str(error))
    if found is None:
        give_up(f"ID: got {text!r}, which is not recorded in {store.database}. 'labelwright runs list' shows what is.")
    return found


def house_of(project: Path) -> "HouseRulesOf":
    """What stack config says of labels in an environment of any stack of the project."""
    from labelwright.runs.change import HouseRules, portable  # noqa: PLC0415 - heavy, and only needed here

    root = project_root(project)
    if root is None:
        return portable

    @cache
    def settings_of(stack: str) -> Settings:
        return usable(from_files(root, stack))

    def house(project: str, stack: str, environment: str) -> HouseRules:
        name = stack.rpartition("/")[2]
        if name not in stacks(root):
            return HouseRules()
        settings = settings_of(name)
        if settings.project != project:
            return HouseRules()
        declared = settings.environment(environment)
        resolved = settings.stack_labels if declared is None else settings.forge_labels(declared.layer)
        return HouseRules(settings.rule, resolved.locked)

    return house
