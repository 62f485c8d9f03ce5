"""A resource as the rules see it: its places with their labels, made plain. Of Pulumi it knows the proxies only.

Touching an unknown value in a policy raises, and the whole policy then becomes a mere note for that resource. So every
value is read once, here, and an unknown one is said to be unknown: no rule can be weakened by it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from pulumi_policy.proxy import UnknownValueError

from labelwright.dialects import DIALECT_OF_PACKAGE, Dialect, Service, dialect_of_type
from labelwright.placement import NO_ADDITIONS, Additions, Hidden, effect_at, is_calm, labels_at
from labelwright.placement.provided import provided_labels
from labelwright.placement.services import service_of
from labelwright.placement.wire import UNKNOWN_TEXT
from labelwright.tokens import package_of
from labelwright.vocabulary import Effect, Platform
from policies.workspace import Workspace

_COMPONENTS = {
    f"labelwright:index:{''.join(map(str.title, platform.split('-')))}Environment": platform.value
    for platform in Platform
}
"""Type of a component that is a compute environment -> its platform."""


@dataclass(frozen=True)
class LabelledPlace:
    """One place and its labels; a value of None is not known yet.

    `effect` is what a change of labels does there; where it is calm, it disturbs nothing that runs.
    """

    path: str
    labels: Mapping[str, str | None]
    service: Service = Service.GENERAL
    effect: Effect = Effect.IN_PLACE
    is_calm: bool = True


@dataclass(frozen=True)
class LabelledResource:
    """One resource that takes labels, and what its workspace demands.

    Places that are unknown as a whole are left out. `targets` are the platform that it belongs to, if to any, and the
    package of its provider.
    """

    name: str
    type: str
    places: tuple[LabelledPlace, ...]
    workspace: Workspace = field(default_factory=Workspace)
    targets: tuple[str, ...] = ()
    cloud: str = ""
    """The package whose rules its labels keep, where that is another than its own."""

    @property
    def required(self) -> tuple[str, ...]:
        """The keys that it must have."""
        return self.workspace.required_on(self.targets)

    @property
    def dialect(self) -> Dialect:
        """What the cloud that makes it says of labels."""
        return DIALECT_OF_PACKAGE[self.cloud] if self.cloud else dialect_of_type(self.type)


def targets_of(urn: str) -> tuple[str, ...]:
    """What a resource belongs to. Its URN holds the types of its parents.

    >>> targets_of("urn:pulumi:dev::p::labelwright:index:AwsBatchEnvironment$aws:batch/jobQueue:JobQueue::queue")
    ('aws-batch', 'aws')
    """
    *parents, own = urn.split("::")[2].split("$")
    return (*(_COMPONENTS[parent] for parent in parents if parent in _COMPONENTS), package_of(own))


def places_of(
    type_token: str, props: Mapping[str, Any], provider: Mapping[str, Any], additions: Additions = NO_ADDITIONS
) -> tuple[LabelledPlace, ...]:
    """Every place of a resource with the labels that reach the cloud there.

    `props` and `provider` may be proxies. On the root tags that is what the provider adds as well.
    """
    known = plain_mapping(props)
    provided = provided_labels(package_of(type_token), plain_mapping(provider))
    return tuple(
        LabelledPlace(
            placed.path,
            _opened(placed.labels),
            service_of(type_token, placed.path, known),
            effect_at(type_token, placed.path, known, additions),
            is_calm(type_token, placed.path, known, additions),
        )
        for placed in labels_at(type_token, known, provided, additions)
        if not isinstance(placed.labels, Hidden)
    )


def _opened(labels: Mapping[str, str | Hidden] | None) -> dict[str, str | None]:
    """Labels with None for each value that is hidden."""
    return {key: None if isinstance(value, Hidden) else value for key, value in (labels or {}).items()}


def plain_mapping(props: Mapping[str, Any]) -> dict[str, object]:
    """The same properties without proxies, with the sentinel where a value is unknown."""
    return {key: _plain(props, key) for key in props}


def _plain(holder: Any, key: str | int) -> object:
    """One value of a proxy."""
    try:
        value = holder[key]
    except UnknownValueError:
        return UNKNOWN_TEXT
    if isinstance(value, Mapping):
        return plain_mapping(cast("Mapping[str, Any]", value))
    if isinstance(value, Sequence) and not isinstance(value, str):
        items = cast("Sequence[Any]", value)
        return [_plain(items, index) for index in range(len(items))]
    return cast("object", value)
