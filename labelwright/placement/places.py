"""What a place is: where on a resource labels go, in which shape, and when.

A path is written as Pulumi writes it, `computeResources.tags` or `tagSpecifications[].tags`, where `[]` is each element
of a list. `special` holds the odd places, the generated table the plain ones.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from labelwright.placement.shapes import Shape
from labelwright.vocabulary import Effect

Condition: TypeAlias = Callable[[Mapping[str, object]], bool]
"""Asks an object of a resource whether a place in it counts."""

ROOT = "tags"
"""The property in which nearly every AWS and Azure type has its labels."""

DEFAULTED = frozenset({ROOT, "labels", "metadata.labels", "resourceLabels"})
"""The places that default tags of a provider reach, where there are such: AWS, and labels of Google."""

EACH = "[]"
"""The step of a path that stands for each element of a list."""


def always(_: Mapping[str, object]) -> bool:
    """The condition of a place that always counts."""
    return True


def parse_path(path: str) -> tuple[str, ...]:
    """Split `tagSpecifications[].tags` into `("tagSpecifications", "[]", "tags")`."""
    return tuple(path.replace(EACH, f".{EACH}").split("."))


@dataclass(frozen=True)
class Place:
    """One place for labels on a resource.

    `when` asks the whole resource, `holder` the object that has the labels' property. `seed` is put where the first
    property of the path is absent; without a seed such a place does not exist on that resource. `made` names a
    property on the way that is made wherever it is absent, from the seed where there is one. `naming` is the property
    that tells the elements of a list apart in reports. `effect` is what a change of the labels there does on resources
    of which `effect_when` holds; on the others it is done in place. `spreads`: a change is done in place, and makes
    others anew that are made from it.
    """

    path: str
    shape: Shape = Shape.MAP
    when: Condition = always
    holder: Condition = always
    seed: object = None
    made: str = ""
    naming: str = ""
    effect: Effect = Effect.IN_PLACE
    effect_when: Condition = always
    spreads: bool = False

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """The path in steps."""
        return parse_path(self.path)

    def start(self, name: str, seed: object) -> object:
        """What stands in for the absent property `name` on the way; None where the place ends there."""
        if not self.made:
            return seed
        made: object = {} if self.seed is None else self.seed
        return made if name == self.made else None

    def is_calm(self, props: Mapping[str, object]) -> bool:
        """Whether a change of labels here disturbs nothing that runs: volatile ones go to such places only."""
        return not self.spreads and (self.effect is Effect.IN_PLACE or not self.effect_when(props))

    @cached_property
    def has_default_tags(self) -> bool:
        """Whether a provider's default tags reach this place: root maps only, never lists or nested places."""
        return self.path in DEFAULTED and self.shape is Shape.MAP


@dataclass(frozen=True)
class Setting:
    """A property without which the labels do not travel on: set when labels are and nobody said anything else.

    A container on its way is never made: who describes no such thing makes none.
    """

    path: str
    value: object
    when: Condition = always

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """The path in steps."""
        return parse_path(self.path)


@dataclass(frozen=True)
class Taggable:
    """Everything about one type: its places, its settings, and whether keys that differ only in case are one."""

    places: tuple[Place, ...]
    settings: tuple[Setting, ...] = ()
    fold: bool = False


class Addition(NamedTuple):
    """What somebody declared of a type, whatever the table says: None where it takes no labels.

    `package` is the one of the table whose rules the labels keep, and in whose form they are sent.
    """

    taggable: Taggable | None
    package: str


Additions: TypeAlias = Mapping[str, Addition]
"""By type token, without an API version."""

NO_ADDITIONS: Additions = MappingProxyType({})
