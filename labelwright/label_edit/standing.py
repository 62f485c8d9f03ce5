"""Labels as they stand on the resources of one stack, so that who carries a label is found at once."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, cast

from labelwright.dialects import DIALECT_OF_PACKAGE
from labelwright.dynamic import is_dynamic
from labelwright.lineage import environments_of, name_of
from labelwright.model import Label
from labelwright.placement import ENVIRONMENT_TYPES, Hidden, cloud_of, labels_in, place_of
from labelwright.resolve import Resolved, ResolvedLabel
from labelwright.settings import Reading

_FORGED_LABELS = ("forged_labels", "forgedLabels")
"""The output of every component that is an environment, from Python and from other languages."""


class Standing(NamedTuple):
    """One label on one resource. `value` is hidden where it is a secret; `key` is "" where all of a place are."""

    stack: str
    urn: str
    type: str
    environment: str | None
    package: str
    place: str
    key: str
    value: str | Hidden
    folds: bool

    @property
    def name(self) -> str:
        """The resource's name in its program."""
        return name_of(self.urn)


@dataclass(frozen=True)
class StackState:
    """A stack: what its config says, and the resources that its state has."""

    name: str
    reading: Reading
    resources: tuple[Mapping[str, Any], ...] = ()

    @cached_property
    def environment_of(self) -> Mapping[str, str | None]:
        """URN -> the environment that a resource belongs to."""
        names = [one.name for one in self.reading.settings.environments]
        return environments_of(self.resources, names)

    @cached_property
    def forged(self) -> tuple[str, ...]:
        """The declared environments that are there, in the order of stack config."""
        standing = set(self.environment_of.values())
        return tuple(one.name for one in self.reading.settings.environments if one.name in standing)

    def took(self, environment: str, label: Label) -> bool:
        """Whether an environment that is there was forged with a label; of a removed one, without its key.

        Its component says so. Where that says nothing, or a label is dynamic and so on no resource, it may well have:
        what nobody can tell counts as taken.
        """
        labels = self._forged_with.get(environment)
        if labels is None or (label.value is not None and is_dynamic(label.value)):
            return True
        held = {key.casefold(): value for key, value in labels.items()}.get(label.key.casefold())
        return held is None if label.value is None else held is not None and held.lower() == label.value.lower()

    @cached_property
    def _forged_with(self) -> Mapping[str, Mapping[str, str]]:
        """Environment -> the labels that its component says it was forged with, as they were sent."""
        found: dict[str, Mapping[str, str]] = {}
        for one in self.resources:
            if one["type"] in ENVIRONMENT_TYPES:
                outputs: Mapping[str, Any] = one.get("outputs") or {}
                labels = next((outputs[name] for name in _FORGED_LABELS if name in outputs), None)
                if isinstance(labels, dict) and all(isinstance(value, str) for value in cast("Any", labels).values()):
                    found[name_of(one["urn"])] = cast("Mapping[str, str]", labels)
        return found

    def winner(self, environment: str | None, key: str) -> ResolvedLabel | None:
        """Who decides on a key, for the resources of an environment or for the others; None where nobody does."""
        return self._winners[environment].get(key)

    @cached_property
    def _winners(self) -> Mapping[str | None, Mapping[str, ResolvedLabel]]:
        settings = self.reading.settings
        resolved: dict[str | None, Resolved] = {
            one.name: settings.forge_labels(one.layer) for one in settings.environments
        }
        resolved[None] = settings.stack_labels
        return {name: {label.key: label for label in one.labels} for name, one in resolved.items()}

    @cached_property
    def standing(self) -> Mapping[str, list[Standing]]:
        """Every label of every resource, by its key in small letters; "" are places that are hidden as a whole."""
        found: defaultdict[str, list[Standing]] = defaultdict(list)
        additions = self.reading.settings.additions
        for one in self.resources:
            kind: str = one["type"]
            taggable = place_of(kind, additions)
            if taggable is None or one.get("external") or not (one.get("custom") or kind in additions):
                continue
            urn, package = one["urn"], cloud_of(kind, additions)
            for placed in labels_in(taggable, one.get("inputs") or {}):
                labels = {"": placed.labels} if isinstance(placed.labels, Hidden) else placed.labels or {}
                for key, value in labels.items():
                    entry = Standing(
                        self.name, urn, kind, self.environment_of[urn], package, placed.path, key, value, taggable.fold
                    )
                    found[key.casefold()].append(entry)
        return found

    def with_key(self, key: str) -> list[Standing]:
        """Where a declared key stands, under the name that each cloud gives it."""
        found = self.standing.get(key.casefold(), ())
        sent = {package: self._sent(Label(key=key, value=""), package)[0] for package in {one.package for one in found}}
        return [one for one in found if _is_key(one, sent[one.package])]

    def with_label(self, label: Label) -> list[Standing]:
        """Where a declared label stands with its value, as each cloud gets it; a hidden value may be that one."""
        if label.value is None or is_dynamic(label.value):
            return []
        found = self.with_key(label.key)
        sent = {package: self._sent(label, package)[1] for package in {one.package for one in found}}
        return [one for one in found if isinstance(one.value, Hidden) or one.value == sent[one.package]]

    def _sent(self, label: Label, package: str) -> tuple[str, str]:
        """Key and value as the cloud of a package gets them."""
        value = label.value or ""
        dialect = DIALECT_OF_PACKAGE.get(package)
        if dialect is None:
            return label.key, value
        sent = dialect.render({label.key: value}, rule=self.reading.settings.rule)
        key = sent.key(label.key)
        return key, sent.labels.get(key, value)


def _is_key(standing: Standing, sent: str) -> bool:
    """Whether a key on a resource is the one that was sent."""
    return standing.key == sent or (standing.folds and standing.key.casefold() == sent.casefold())
