"""Settings before they are checked, with what a check needs to name a place: the source and the positions in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from labelwright.model import Label, LabelSet
from labelwright.scopes import Layer
from labelwright.settings.declared import Declared, DeclaredLabel, DeclaredLabels
from labelwright.settings.model import Environment, Launchable, Settings
from labelwright.settings.source import Path, Source
from labelwright.vocabulary import Combine, Scope


def label_of(key: str, declared: DeclaredLabel) -> Label:
    """A label, from what was written."""
    return Label(
        key=key,
        value=declared.value,
        default=declared.default,
        locked=declared.locked,
        volatile=declared.volatile,
    )


def layer_of(scope: Scope, labels: DeclaredLabels, combine: Combine) -> Layer:
    """What a scope says, from what was written."""
    parsed = tuple(label_of(key, label) for key, label in labels.items())
    return Layer(scope=scope, labels=LabelSet(labels=parsed), combine=combine)


_SCOPE_OF: Mapping[str, Scope] = {
    "organization": Scope.ORGANIZATION,
    "workspace": Scope.WORKSPACE,
    "teams": Scope.TEAM,
    "environments": Scope.ENVIRONMENT,
    "pipelines": Scope.PIPELINE,
    "actions": Scope.ACTION,
    "studios": Scope.STUDIO,
}


@dataclass(frozen=True, slots=True)
class DeclaredScope:
    """A scope with the labels that were written for it. `path` is that of their mapping, "" the name of what has none.

    Of the workspace it has every label, those too that no environment gets.
    """

    scope: Scope
    name: str
    path: Path
    labels: tuple[Label, ...]

    def __str__(self) -> str:
        """As the command line takes it: `workspace`, `team:genomics`."""
        return f"{self.scope}:{self.name}" if self.name else str(self.scope)


@dataclass(frozen=True, slots=True)
class Draft:
    """One reading of stack config. Environments are by position in the list, labels by the path of their mapping.

    `names` holds the names of all environments, those too whose platform is unknown. `launchables` are by the path of
    each. `today` is in UTC.
    """

    source: Source
    declared: Declared
    settings: Settings
    names: Mapping[int, str]
    environments: Mapping[int, Environment]
    labels: Mapping[Path, DeclaredLabels]
    today: date
    launchables: Mapping[Path, Launchable] = field(default_factory=dict[Path, Launchable])

    def every_label(self) -> Iterator[tuple[Path, Label]]:
        """Each label as written, with the path of its key."""
        for path, labels in self.labels.items():
            for key, label in labels.items():
                yield (*path, key), label_of(key, label)

    def every_scope(self) -> Iterator[DeclaredScope]:
        """Each scope that is declared, with its labels; an environment of an unknown platform is one all the same."""
        for path, labels in self.labels.items():
            section, *rest = path[:-1]
            name = self.names.get(rest[0], "") if rest and isinstance(rest[0], int) else "".join(map(str, rest))
            parsed = tuple(label_of(key, label) for key, label in labels.items())
            yield DeclaredScope(_SCOPE_OF[str(section)], name, path, parsed)

    def environments_of(self, one: Launchable) -> list[Environment]:
        """Where it may be launched: its own environment or its pipeline's, else every one that is declared."""
        pipeline = self.settings.launchable(Scope.PIPELINE, one.pipeline) if one.pipeline else None
        name = one.environment or (pipeline.environment if pipeline else "")
        every = list(self.environments.values())
        return [found for found in every if found.name == name] or every

    def where(self, *path: str | int) -> str:
        """A path for a person, with the line it stands on."""
        return self.source.where(path)
