"""Pipelines, actions and Studios: from what was written, in stack config or in a file of their own."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path as FilePath

from labelwright import rules
from labelwright.model import LabelSet
from labelwright.problem import Problem, problem
from labelwright.settings.checks import problems_in_labels
from labelwright.settings.declared import (
    Declared,
    DeclaredAction,
    DeclaredLabels,
    DeclaredLaunchables,
    DeclaredPipeline,
    DeclaredStudio,
)
from labelwright.settings.draft import Draft, layer_of
from labelwright.settings.files import read_plain
from labelwright.settings.launch_checks import LAUNCH_CHECKS
from labelwright.settings.model import Launchable, Settings
from labelwright.settings.parse import parse_tree
from labelwright.settings.process_checks import problems_in_processes
from labelwright.settings.source import Path
from labelwright.vocabulary import Scope

LAUNCH_FIELDS: Mapping[str, list[str]] = {
    "": list(DeclaredLaunchables.model_fields),
    "pipelines": list(DeclaredPipeline.model_fields),
    "actions": list(DeclaredAction.model_fields),
    "studios": list(DeclaredStudio.model_fields),
}
"""What may be written below each section, for the remedy of a misspelt field."""


def launchables_of(declared: DeclaredLaunchables) -> dict[Path, Launchable]:
    """Everything that may be launched, by the path of its entry: `("pipelines", "rnaseq")`."""
    found: dict[Path, Launchable] = {}
    for name, one in declared.pipelines.items():
        layer = layer_of(Scope.PIPELINE, one.labels, one.combine)
        processes = tuple((selector, LabelSet.of(labels)) for selector, labels in one.processes.items())
        found["pipelines", name] = Launchable(name=name, layer=layer, environment=one.environment, processes=processes)
    for name, one in declared.actions.items():
        layer = layer_of(Scope.ACTION, one.labels, one.combine)
        found["actions", name] = Launchable(name=name, layer=layer, pipeline=one.pipeline)
    for name, one in declared.studios.items():
        layer = layer_of(Scope.STUDIO, one.labels, one.combine)
        found["studios", name] = Launchable(name=name, layer=layer, environment=one.environment)
    return found


def labels_of(declared: DeclaredLaunchables) -> dict[Path, DeclaredLabels]:
    """Their labels as written, by the path of each mapping."""
    sections = {"pipelines": declared.pipelines, "actions": declared.actions, "studios": declared.studios}
    return {(section, name, "labels"): one.labels for section, named in sections.items() for name, one in named.items()}


def read_pipelines(settings: Settings, file: FilePath) -> tuple[Settings, tuple[Problem, ...]]:
    """`settings` with what a file of pipelines, actions and Studios declares, and all that is wrong with the file.

    It is YAML or JSON in the form of stack config. A name that stack config has is refused: neither is preferred.
    """
    source = read_plain(file)
    declared, found = parse_tree(DeclaredLaunchables, source.tree, source, fields=LAUNCH_FIELDS)
    declared = declared or DeclaredLaunchables()
    own = launchables_of(declared)
    for path, one in own.items():
        if settings.launchable(one.layer.scope, one.name):
            got = f"{one.name!r}, which stack config declares, too"
            found.append(problem(source.where(path), rules.UNIQUE_NAME, got, f"Write '{one.name}-2', for example."))
    settings = settings.model_copy(update={"launchables": (*own.values(), *settings.launchables)})
    environments = dict(enumerate(settings.environments))
    names = {index: one.name for index, one in environments.items()}
    today = datetime.now(UTC).date()
    draft = Draft(source, Declared(), settings, names, environments, labels_of(declared), today, own)
    for check in (problems_in_labels, *LAUNCH_CHECKS, problems_in_processes):
        found += check(draft)
    return settings, (*source.problems, *found)
