"""What a stack declares of each resource that takes labels, with what a cloud must be told to find it again."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast

from labelwright.drift.verdict import Judged, Standing
from labelwright.placement import (
    NO_ADDITIONS,
    Additions,
    Declaration,
    Kind,
    Placed,
    Spot,
    additions_of,
    cloud_of,
    labels_at,
    place_of,
    why_not,
)
from labelwright.placement.provided import provided_labels
from labelwright.placement.wire import hidden, is_list, is_mapping
from labelwright.tokens import PROVIDER, package_of

NO_SETTINGS: Mapping[str, Any] = MappingProxyType({})

OF_OTHERS = additions_of([Declaration("azure-native:resources:TagAtScope", (Spot("properties.tags"),))])
"""Types that write the labels of something else, which nobody else declares. Labels are not put on them; drift of what
they have written is drift all the same."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One resource: its labels by place, and what state knows of it.

    `package` is the one whose cloud has it, whatever the package of its type. `state` are its outputs, inputs where
    there is no output of that name, and `id`. `provider` are the settings of its provider. `fold`: keys that differ
    only in case are one. `untouched` are properties that the stack leaves alone (ignoreChanges), `overlooked` keys
    that its provider does (`ignoreTags`), as patterns.
    """

    urn: str
    type: str
    package: str
    state: Mapping[str, Any]
    provider: Mapping[str, Any]
    places: tuple[Placed, ...]
    fold: bool
    untouched: tuple[str, ...] = ()
    overlooked: tuple[str, ...] = ()

    def text(self, name: str) -> str:
        """A property of the state that is plain text; "" where there is none, or it is a secret."""
        value = self.state.get(name)
        return value if isinstance(value, str) and hidden(value) is None else ""


def declared(
    resources: Iterable[Mapping[str, Any]], additions: Additions = NO_ADDITIONS
) -> Iterator[Declared | Judged]:
    """Each resource of a state that takes labels; or, where nobody knows if it does, that it is not checked.

    `resources` are those of `labelwright.coverage.parse_resources`, `additions` types that stack config declares. What
    takes none, what others made and what Pulumi keeps for itself is left out.
    """
    listed, additions = list(resources), {**OF_OTHERS, **additions}
    providers: dict[str, Mapping[str, Any]] = {
        one["urn"]: one.get("inputs") or NO_SETTINGS for one in listed if one["type"].startswith(PROVIDER)
    }
    for one in listed:
        if not one.get("custom") or one.get("external"):
            continue
        reason = why_not(one["type"], additions)
        if reason is None:
            settings = providers.get((one.get("provider") or "").rpartition("::")[0], NO_SETTINGS)
            yield _declared(one, settings, additions)
        elif reason.kind is Kind.UNLISTED:
            yield Judged(one["urn"], one["type"], Standing.UNCHECKED, reason=reason.text)


def _declared(resource: Mapping[str, Any], provider: Mapping[str, Any], additions: Additions) -> Declared:
    kind, inputs = cast("str", resource["type"]), cast("Mapping[str, Any]", resource.get("inputs") or {})
    taggable = place_of(kind, additions)
    return Declared(
        resource["urn"],
        kind,
        cloud_of(kind, additions),
        {**inputs, **(resource.get("outputs") or {}), "id": resource.get("id") or ""},
        provider,
        tuple(labels_at(kind, inputs, provided_labels(package_of(kind), provider), additions)),
        taggable is not None and taggable.fold,
        tuple(resource.get("ignoreChanges") or ()),
        _overlooked(provider),
    )


def _overlooked(provider: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys in `ignoreTags` of an AWS provider, which it neither reads nor removes; settings may be JSON."""
    value = provider.get("ignoreTags")
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:  # the sentinel of an unknown, or nonsense that the provider refuses
            return ()
    if not is_mapping(value):
        return ()
    keys, prefixes = value.get("keys"), value.get("keyPrefixes")
    return (*_texts(keys), *(f"{prefix}*" for prefix in _texts(prefixes)))


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if is_list(value) else []
