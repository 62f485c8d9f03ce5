"""Resources of a stack that take labels, as searches look at them: every label that stands on them, and where."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from labelwright.lineage import environments_of, name_of
from labelwright.placement import NO_ADDITIONS, Additions, Hidden, labels_in, place_of
from labelwright.placement.provided import provided_labels
from labelwright.placement.read import NOTHING
from labelwright.search import Field, Query, Searched, is_match, matched_labels
from labelwright.tokens import PROVIDER


@dataclass(frozen=True, slots=True)
class Labelled:
    """One resource. `labels` are by place; a value that is hidden is shown as `[secret]` or `[unknown]`.

    `environment` and `platform` are "" outside of environments.
    """

    urn: str
    type: str
    environment: str
    platform: str
    labels: Mapping[str, Mapping[str, str]]

    @property
    def pairs(self) -> Collection[tuple[str, str]]:
        """Its labels without their places, each once."""
        return dict.fromkeys(pair for labels in self.labels.values() for pair in labels.items())

    @property
    def searched(self) -> Searched:
        """What a search looks at."""
        prefix, project, _ = self.urn.split("::", 2)
        fields = {
            Field.TYPE: self.type,
            Field.NAME: name_of(self.urn),
            Field.ENVIRONMENT: self.environment,
            Field.PLATFORM: self.platform,
            Field.STACK: prefix.rpartition(":")[2],
            Field.PROJECT: project,
        }
        return Searched(self.pairs, fields)

    def matched(self, query: Query) -> dict[str, str]:
        """The labels that a search was for; of two values of one key, in two places, the last."""
        return dict(matched_labels(query, self.pairs))


def labelled(
    resources: Iterable[Mapping[str, Any]], platforms: Mapping[str, str], additions: Additions = NO_ADDITIONS
) -> Iterator[Labelled]:
    """Each resource of a state that takes labels, those of its provider included.

    `resources` are those of `labelwright.coverage.parse_resources`, `platforms` is environment -> platform, `additions`
    are types that stack config declares. What is only read by the stack is left out: its labels are another's.
    """
    listed = list(resources)
    environments = environments_of(listed, platforms)
    provided = {
        one["urn"]: provided_labels(one["type"].removeprefix(PROVIDER), one.get("inputs") or NOTHING)
        for one in listed
        if one["type"].startswith(PROVIDER)
    }
    for one in listed:
        urn, kind = cast("str", one["urn"]), cast("str", one["type"])
        taggable = place_of(kind, additions)
        if taggable is None or one.get("external") or not (one.get("custom") or kind in additions):
            continue
        defaults = provided.get((one.get("provider") or "").rpartition("::")[0]) or NOTHING
        environment = environments[urn] or ""
        labels = {
            placed.path: {key: str(value) for key, value in sorted(placed.labels.items())}
            for placed in labels_in(taggable, one.get("inputs") or NOTHING, defaults)
            if placed.labels and not isinstance(placed.labels, Hidden)
        }
        yield Labelled(urn, kind, environment, platforms.get(environment, ""), labels)


def found_in(resources: Iterable[Labelled], query: Query) -> list[Labelled]:
    """The resources that fit a search, in the order of the stack."""
    return [one for one in resources if is_match(query, one.searched)]
