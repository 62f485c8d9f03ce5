"""What a label edit costs: which resources of a preview it changes in place, restarts, or makes anew.

Two know of it. The engine says in a preview what it will do with a resource, and has the last word on replacements;
that an update restarts what runs, it does not say, and `placement` does. Both are joined here, for
`labelwright coverage --preview`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from labelwright.placement import NO_ADDITIONS, Additions, Hidden, effect_at, is_part, labels_at
from labelwright.propagation import Resource, rows_of
from labelwright.vocabulary import Effect, Phase, Platform

UPDATE, REPLACE = "update", "replace"
"""The engine's words for the two steps in which a resource that is there changes."""
_SUMS = ("effectiveLabels", "pulumiLabels", "tagsAll")
"""What providers show beside a resource's own labels: these and those that they add, so no reason besides labels."""


class LabelChange(NamedTuple):
    """One resource whose labels change. `keys` are by place; `reason` is what else replaces it, "" for nothing else.

    `is_cause`: its labels, and not only something else, ask for the effect.
    """

    urn: str
    type: str
    effect: Effect
    keys: Mapping[str, Sequence[str]]
    reason: str = ""
    is_cause: bool = True

    @property
    def name(self) -> str:
        """The resource's name in its program."""
        return self.urn.rpartition("::")[2]

    def document(self) -> dict[str, object]:
        """The change as it stands in the JSON report."""
        return {
            "urn": self.urn,
            "type": self.type,
            "effect": str(self.effect),
            "keys": {place: list(keys) for place, keys in self.keys.items()},
            "reason": self.reason,
        }


@dataclass(frozen=True)
class LabelChanges:
    """The report: every resource whose labels change, in the order of the preview.

    `besides` are the resources that the same preview replaces though none of their labels changes: because something
    else was edited, or because they belong to one that is replaced.
    """

    resources: tuple[LabelChange, ...]
    besides: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The labels that change anywhere, sorted."""
        return tuple(sorted({key for one in self.resources for keys in one.keys.values() for key in keys}))

    @property
    def totals(self) -> dict[str, int]:
        """How many labels change, and how many resources feel it in which way."""
        counts = dict.fromkeys((str(effect) for effect in Effect), 0)
        for one in self.resources:
            counts[one.effect] += 1
        return {"labels": len(self.keys), **counts, "besides": len(self.besides)}

    def of(self, effect: Effect) -> list[LabelChange]:
        """The resources on which the edit has this effect."""
        return [one for one in self.resources if one.effect is effect]

    def document(self) -> dict[str, object]:
        """The JSON report."""
        return {
            "totals": self.totals,
            "keys": list(self.keys),
            "resources": [one.document() for one in self.resources],
            "besides": list(self.besides),
        }


def rollouts(platform: Platform) -> list[str]:
    """What of an environment a label change restarts: "pods of the Deployment". A preview calls that an update."""
    rows = [(row.what, row.where) for row in rows_of(platform, Phase.FORGE)]
    return [
        what
        for what, where in rows
        if isinstance(where, Resource) and effect_at(where.type, where.path, {}) is Effect.ROLLOUT
    ]


def label_changes(document: Mapping[str, Any], additions: Additions = NO_ADDITIONS) -> LabelChanges | None:
    """What a `pulumi preview --json` document would do to labels; None for a state, in which nothing changes.

    `additions` are types that stack config declares.
    """
    if "steps" not in document:
        return None
    steps = [step for step in document["steps"] if step.get("op") in (UPDATE, REPLACE) and step.get("newState")]
    changes = {step["urn"]: _change(step, additions) for step in steps}
    besides = tuple(step["urn"] for step in steps if step["op"] == REPLACE and changes[step["urn"]] is None)
    return LabelChanges(tuple(one for one in changes.values() if one is not None), besides)


def _change(step: Mapping[str, Any], additions: Additions) -> LabelChange | None:
    """What one step does to the labels of its resource, or None when it leaves them as they are."""
    new = step["newState"]
    kind: str = new["type"]
    inputs: Mapping[str, object] = new.get("inputs") or {}
    keys = dict(_changed(step, kind, inputs, additions))
    if not keys:
        return None
    effects = [effect_at(kind, path, inputs, additions) for path in keys]
    if step["op"] == REPLACE:
        return LabelChange(step["urn"], kind, Effect.REPLACEMENT, keys, *_other_reasons(step, keys))
    # The engine updates what our table thought it must replace: it knows the resource, the table only its type.
    effect = Effect.ROLLOUT if Effect.ROLLOUT in effects else Effect.IN_PLACE
    return LabelChange(step["urn"], kind, effect, keys)


def _changed(
    step: Mapping[str, Any], kind: str, inputs: Mapping[str, object], additions: Additions
) -> Iterator[tuple[str, Sequence[str]]]:
    """The places whose labels differ before and after, with the keys that do."""
    standing: Mapping[str, Any] = step.get("oldState") or {}
    earlier: Mapping[str, object] = standing.get("inputs") or {}
    before, after = (dict(labels_at(kind, props, additions=additions)) for props in (earlier, inputs))
    for path in {**after, **before}:
        was, will = before.get(path) or {}, after.get(path) or {}
        if isinstance(was, Hidden) or isinstance(will, Hidden):
            # There are no keys to name; the engine, which compares what it hides, still says whether they differ.
            if any(is_part(told, path) for told in step.get("detailedDiff") or ()):
                yield path, ()
        elif keys := [key for key in sorted({*was, *will}) if _differs(was.get(key), will.get(key))]:
            yield path, keys


def _differs(was: str | Hidden | None, will: str | Hidden | None) -> bool:
    """Whether a label changes, as far as it is shown; one that is not known yet is taken to."""
    return was != will or will is Hidden.UNKNOWN


def _other_reasons(step: Mapping[str, Any], places: Iterable[str]) -> tuple[str, bool]:
    """Which other properties ask for the replacement of a resource ("" where none does), and whether labels do too."""
    details: Mapping[str, Any] = step.get("detailedDiff") or {}
    asking = {told for told, detail in details.items() if str(detail.get("kind", "")).endswith("-replace")}
    labelled = (*places, *_SUMS)
    for_labels = {told for told in asking if any(is_part(told, path) or is_part(path, told) for path in labelled)}
    other = ", ".join(sorted(asking - for_labels))
    if not other:
        return "", True
    return (f"for {other} too", True) if for_labels else (f"for {other}, not for its labels", False)
