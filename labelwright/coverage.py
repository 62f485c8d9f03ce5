"""Which resources of a stack carry their labels, and why the others do not.

Reads what `pulumi stack export` and `pulumi preview --json` write. Needs no Pulumi: the command line starts fast, and
the report can be made where no engine is. `Coverage.document()` is the JSON contract of `labelwright coverage`.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from labelwright.placement import (
    ENVIRONMENT_TYPES,
    Additions,
    Hidden,
    Injection,
    Injections,
    Kind,
    Placed,
    is_calm,
    labels_at,
    place_of,
    why_not,
)
from labelwright.placement.exemption import Exempt
from labelwright.placement.provided import PROVIDER, provided_labels
from labelwright.tokens import package_of

STACK = "pulumi:pulumi:Stack"

GONE = frozenset(
    {"delete", "delete-replaced", "discard", "discard-replaced", "read", "read-discard", "remove-pending-replace"}
)
"""Steps of a preview after which the resource is not there, or was never ours."""


class Status(StrEnum):
    """How a resource stands: it has every label in every place, lacks some, can have none, or was not judged."""

    COVERED = "covered"
    PARTLY = "partly"
    UNTAGGABLE = "untaggable"
    SKIPPED = "skipped"


class Covered(NamedTuple):
    """One resource of the report. `missing` and `labels` are by place; `reason` is "" where there is nothing to say."""

    urn: str
    type: str
    status: Status
    missing: Mapping[str, Sequence[str]] = MappingProxyType({})
    reason: str = ""
    labels: Mapping[str, Mapping[str, str]] = MappingProxyType({})

    @property
    def needs_a_look(self) -> bool:
        """Whether a person has something to see to: labels that are missing, or have another value than declared."""
        return self.status is Status.PARTLY or (self.status is Status.COVERED and bool(self.reason))

    def document(self) -> dict[str, object]:
        """The resource as it stands in the JSON report."""
        return {
            "urn": self.urn,
            "type": self.type,
            "status": str(self.status),
            "missing": {place: list(keys) for place, keys in self.missing.items()},
            "reason": self.reason,
            "labels": {place: dict(labels) for place, labels in self.labels.items()},
        }


@dataclass(frozen=True)
class Coverage:
    """The report: every resource once, in the order of the stack."""

    resources: tuple[Covered, ...]

    @property
    def totals(self) -> dict[str, int]:
        """How many resources there are, and how many of each status."""
        return _counted(self.resources)

    @property
    def providers(self) -> dict[str, dict[str, int]]:
        """The same for each package that resources are of, sorted."""
        found: defaultdict[str, list[Covered]] = defaultdict(list)
        for one in self.resources:
            found[package_of(one.type)].append(one)
        return {package: _counted(found[package]) for package in sorted(found)}

    def document(self) -> dict[str, object]:
        """The JSON report: `{"totals": {...}, "providers": {...}, "resources": [...]}`."""
        resources = [resource.document() for resource in self.resources]
        return {"totals": self.totals, "providers": self.providers, "resources": resources}


def _counted(resources: Sequence[Covered]) -> dict[str, int]:
    """How many there are, and how many of each status."""
    counts = Counter(one.status for one in resources)
    return {"resources": len(resources), **{str(status): counts[status] for status in Status}}


def parse_resources(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The resources of a `pulumi stack export` or `pulumi preview --json` document, each URN once.

    Of a preview it takes what will be there afterwards; `same` steps are in it only with `--show-sames`. Raises
    ValueError for anything else.
    """
    if "deployment" in document:
        deployment = cast("Mapping[str, Any]", document["deployment"] or {})
        found: Iterable[Mapping[str, Any]] = deployment.get("resources") or ()
        return list({one["urn"]: one for one in found if not one.get("delete")}.values())
    if "steps" in document:
        return list({step["urn"]: _planned(step) for step in document["steps"] if step.get("op") not in GONE}.values())
    raise ValueError(
        f"not a stack: got a document with {', '.join(sorted(document)[:5]) or 'nothing'}; "
        "it takes what `pulumi stack export` or `pulumi preview --json` prints"
    )


def _planned(step: Mapping[str, Any]) -> Mapping[str, Any]:
    """The state after one step of a preview."""
    return step.get("newState") or step.get("oldState") or {"urn": step["urn"], "type": ""}


def coverage(resources: Iterable[Mapping[str, Any]], expected: Injections) -> Coverage:
    """Judge every resource against the labels that it should carry: its environment's, or the stack's.

    `resources` are those of `parse_resources`. Only keys are compared: an explicit value may differ. A resource that
    takes labels and has none at all is `partly`, with everything missing.
    """
    listed = list(resources)
    environments = environments_of(listed, expected.environments, expected.component_types)
    provided = {
        one["urn"]: provided_labels(one["type"].removeprefix(PROVIDER), one.get("inputs") or {})
        for one in listed
        if one["type"].startswith(PROVIDER)
    }
    ancestors = _ancestors(listed) if expected.exemptions else {}
    judged: list[Covered] = []
    for one in listed:
        urn, kind = one["urn"], one["type"]
        injection = expected.of(environments[urn], kind)
        exempt = expected.exempt(injection, kind, _name(urn), ancestors.get(urn, ()))
        judged.append(_judged(one, injection, exempt, provided.get(_provider(one), {}), expected.additions))
    return Coverage(tuple(judged))


def _name(urn: str) -> str:
    """The name that a program gave."""
    return urn.split("::", 3)[-1]


def _ancestors(resources: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """URN -> the names of the parents, the nearest first; the stack itself is none."""
    parents = {one["urn"]: one.get("parent") or "" for one in resources if one["type"] != STACK}
    known: dict[str, tuple[str, ...]] = {}

    def find(urn: str) -> tuple[str, ...]:
        if urn not in known:
            parent = parents.get(urn, "")
            known[urn] = (_name(parent), *find(parent)) if parent in parents else ()
        return known[urn]

    return {urn: find(urn) for urn in parents}


def _provider(resource: Mapping[str, Any]) -> str:
    """The URN of a resource's provider; state says `URN::ID`."""
    return (resource.get("provider") or "").rpartition("::")[0]


def environments_of(
    resources: Iterable[Mapping[str, Any]],
    names: Collection[str],
    component_types: frozenset[str] = ENVIRONMENT_TYPES,
) -> dict[str, str | None]:
    """URN -> the environment that the resource is or lies below; None where it is none of `names`.

    Found along the parents, whatever the order; the outermost environment where they nest.
    """
    by_urn = {one["urn"]: one for one in resources}
    known: dict[str, str | None] = {}

    def find(urn: str) -> str | None:
        if urn not in known:
            resource = by_urn.get(urn, {})
            parent, name = resource.get("parent"), urn.split("::", 3)[-1]
            own = name if resource.get("type") in component_types and name in names else None
            known[urn] = (find(parent) if parent else None) or own
        return known[urn]

    return {urn: find(urn) for urn in by_urn}


def _judged(
    resource: Mapping[str, Any],
    injection: Injection,
    exempt: Exempt | None,
    provided: Mapping[str, str | Hidden],
    additions: Additions,
) -> Covered:
    """One resource against what it should carry; `provided` is what its provider adds by itself."""
    urn, kind = cast("str", resource["urn"]), cast("str", resource["type"])
    skipped = _why_skipped(resource, kind, additions)
    if skipped is not None:
        return Covered(urn, kind, Status.SKIPPED, reason=skipped)
    reason = why_not(kind, additions)
    if reason is not None:
        untaggable = reason.kind in (Kind.UNTAGGABLE, Kind.LOOK_ALIKE)
        return Covered(urn, kind, Status.UNTAGGABLE if untaggable else Status.SKIPPED, reason=reason.text)
    places = labels_at(kind, resource.get("inputs") or {}, provided, additions)
    if exempt is not None:
        injection = injection.without(exempt.keys)
        if not injection.labels:
            return Covered(urn, kind, Status.SKIPPED, reason=": ".join(["exempt in stack config", *exempt.reasons]))
    return _compared(resource, places, injection, additions)


def _why_skipped(resource: Mapping[str, Any], kind: str, additions: Additions) -> str | None:
    """Why a resource is none that this stack makes in a cloud, or None when it is one."""
    if not resource.get("custom") and not kind.startswith("pulumi:") and kind not in additions:
        return "a component: its parts are listed by themselves"
    return "only read here, made by someone else" if resource.get("external") else None


def _compared(
    resource: Mapping[str, Any], places: Sequence[Placed], injection: Injection, additions: Additions
) -> Covered:
    """A taggable resource: what stands in its places, and what does not. Volatile labels do not belong everywhere."""
    urn, kind = cast("str", resource["urn"]), cast("str", resource["type"])
    steady = injection.without(injection.volatile)
    inputs: Mapping[str, object] = resource.get("inputs") or {}
    missing: dict[str, Sequence[str]] = {}
    for placed in places:
        is_everything = not injection.volatile or is_calm(kind, placed.path, inputs, additions)
        if lacking := _lacking(kind, placed, injection if is_everything else steady, additions):
            missing[placed.path] = lacking
    labels = {placed.path: shown for placed in places if (shown := _shown(placed))}
    hidden = [f"{placed.path} is {placed.labels.value}" for placed in places if isinstance(placed.labels, Hidden)]
    if missing:
        ignored = resource.get("ignoreChanges")
        reason = f"ignoreChanges: {', '.join(ignored)}" if ignored else ""
        return Covered(urn, kind, Status.PARTLY, missing, reason, labels)
    if hidden:
        return Covered(urn, kind, Status.SKIPPED, reason=f"cannot be read: {'; '.join(hidden)}", labels=labels)
    return Covered(urn, kind, Status.COVERED, reason=_differing(places, injection), labels=labels)


def _differing(places: Iterable[Placed], injection: Injection) -> str:
    """Labels with another value than their scopes declare: explicit on the resource, drifted, or not yet updated."""
    found = {
        f"{key} is {standing[key]!r}, not {value!r}": None
        for placed in places
        if (standing := _shown(placed))
        for key, value in injection.labels.items()
        if key in standing and standing[key] != value and not standing[key].startswith("[")
    }
    return "; ".join(found)


def _lacking(kind: str, placed: Placed, injection: Injection, additions: Additions) -> list[str]:
    """The keys that one place lacks; none when the place cannot be read."""
    if isinstance(placed.labels, Hidden):
        return []
    standing = placed.labels or {}
    lacking = [key for key in injection.labels if key not in standing]
    taggable = place_of(kind, additions)
    if lacking and taggable is not None and taggable.fold:
        folded = {key.casefold() for key in standing}
        lacking = [key for key in lacking if key.casefold() not in folded]
    return sorted(lacking)


def _shown(placed: Placed) -> dict[str, str]:
    """The labels of a place, sorted, with `[secret]` or `[unknown]` where a value is hidden."""
    if placed.labels is None or isinstance(placed.labels, Hidden):
        return {}
    return {key: str(value) for key, value in sorted(placed.labels.items())}
