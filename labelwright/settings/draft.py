"""Settings before they are checked, with what a check needs to name a place: the source and the positions in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from labelwright.model import Label
from labelwright.settings.declared import Declared, DeclaredLabel, DeclaredLabels
from labelwright.settings.model import Environment, Settings
from labelwright.settings.source import Path, Source


def label_of(key: str, declared: DeclaredLabel) -> Label:
    """A label, from what was written."""
    return Label(
        key=key,
        value=declared.value,
        default=declared.default,
        locked=declared.locked,
        volatile=declared.volatile,
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """One reading of stack config. Environments are by position in the list, labels by the path of their mapping.

    `names` holds the names of all environments, those too whose platform is unknown. `today` is in UTC.
    """

    source: Source
    declared: Declared
    settings: Settings
    names: Mapping[int, str]
    environments: Mapping[int, Environment]
    labels: Mapping[Path, DeclaredLabels]
    today: date

    def every_label(self) -> Iterator[tuple[Path, Label]]:
        """Each label as written, with the path of its key."""
        for path, labels in self.labels.items():
            for key, label in labels.items():
                yield (*path, key), label_of(key, label)

    def where(self, *path: str | int) -> str:
        """A path for a person, with the line it stands on."""
        return self.source.where(path)
