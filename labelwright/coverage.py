"""Which resources of a stack carry their labels, and why the others do not.

Reads what `pulumi stack export` and `pulumi preview --json` write. Needs no Pulumi: the command line starts fast, and
the report can be made where no engine is. `Coverage.document()` is the JSON contract of `labelwright coverage`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from labelwright.lineage import ancestors_of, environments_of, name_of
from labelwright.placement import (
    Additions,
    Hidden,
    Injection,
    Injections,
    Kind,
    Placed,
    Taggable,
    is_calm,
    is_part,
    labels_in,
    place_of,
    why_not,
)
from labelwright.placement.provided import provided_labels
from labelwright.placement.read import NOTHING
from labelwright.tokens import PROVIDER, package_of

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
            "missing": dict(self.missing),
            "reason": self.reason,
            "labels": dict(self.labels),
        }


@dataclass(frozen=True)
class Coverage:
    """The report: every resource once, in the order of the stack."""

    resources: tuple[Covered, ...]

    @property
    def totals(self) -> dict[str, int]:
        """How many resources there are, and how many of each status."""
        return _summed(self._counts.items())

    @property
    def providers(self) -> dict[str, dict[str, int]]:
        """The same for each package that resources are of, sorted."""
        found: defaultdict[str, list[tuple[tuple[str, Status], int]]] = defaultdict(list)
        for (kind, status), count in self._counts.items():
            found[package_of(kind)].append(((kind, status), count))
        return {package: _summed(found[package]) for package in sorted(found)}

    @cached_property
    def _counts(self) -> Counter[tuple[str, Status]]:
        """How many resources of each type stand how: hundreds of entries, where resources are thousands."""
        return Counter((one.type, one.status) for one in self.resources)

    def document(self) -> dict[str, object]:
        """The JSON report: `{"totals": {...}, "providers": {...}, "resources": [...]}`."""
        resources = [resource.document() for resource in self.resources]
        return {"totals": self.totals, "providers": self.providers, "resources": resources}


def _summed(counts: Iterable[tuple[tuple[str, Status], int]]) -> dict[str, int]:
    """How many there are, and how many of each status."""
    found = dict.fromkeys(Status, 0)
    for (_, status), count in counts:
        found[status] += count
    return {"resources": sum(found.values()), **{str(status): count for status, count in found.items()}}


def parse_resources(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The resources of a state (exported, or a file of Pulumi's own backend) or of a preview, each URN once.

    What waits to be deleted, or was deleted to be made anew, is not there any more. Of a preview it takes what will be
    there afterwards; `same` steps are in it only with `--show-sames`. Raises ValueError for anything else.
    Source: pulumi/pulumi `sdk/go/common/apitype/core.go`; all versions of a state spell alike what is read here.
    """
    if "steps" in document:
        steps = [step for step in document["steps"] or () if step.get("op") not in GONE]
        return list({step["urn"]: _planned(step) for step in steps}.values())
    # A checkpoint stands by itself in files of the backend that are older than their versions.
    checkpoint = cast("Mapping[str, Any]", document.get("checkpoint") or document)
    if not {"deployment", "checkpoint", "latest", "stack"} & document.keys():
        raise ValueError(
            f"not a stack: got a document with {', '.join(sorted(document)[:5]) or 'nothing'}; "
            "it takes what `pulumi stack export` or `pulumi preview --json` prints"
        )
    deployment = cast("Mapping[str, Any]", checkpoint.get("latest") or document.get("deployment") or {})
    found: Iterable[Mapping[str, Any]] = deployment.get("resources") or ()
    standing = [one for one in found if not one.get("delete") and not one.get("pendingReplacement")]
    return list({one["urn"]: one for one in standing}.values())


def _planned(step: Mapping[str, Any]) -> Mapping[str, Any]:
    """The state after one step of a preview."""
    return step.get("newState") or step.get("oldState") or {"urn": step["urn"], "type": ""}


def coverage(resources: Iterable[Mapping[str, Any]], expected: Injections, *, values: bool = True) -> Coverage:
    """Judge every resource against the labels that it should carry: its environment's, or the stack's.

    `resources` are those of `parse_resources`. Only keys are compared: an explicit value may differ, which is said
    where `values` count. Where no labels are declared at all, any label will do. A resource that takes labels and has
    none at all is `partly`, with everything missing.
    """
    listed = list(resources)
    environments = environments_of(listed, expected.environments, expected.component_types)
    ancestors = ancestors_of(listed) if expected.exemptions else {}
    provided = {
        one["urn"]: provided_labels(one["type"].removeprefix(PROVIDER), one.get("inputs") or {})
        for one in listed
        if one["type"].startswith(PROVIDER)
    }
    judge = _Judge(expected, values=values)
    judged: list[Covered] = []
    for one in listed:
        urn = one["urn"]
        defaults = provided.get(_provider(one)) or NOTHING
        judged.append(judge.judged(one, environments[urn], ancestors.get(urn, ()), defaults))
    return Coverage(tuple(judged))


def _provider(resource: Mapping[str, Any]) -> str:
    """The URN of a resource's provider; state says `URN::ID`."""
    return (resource.get("provider") or "").rpartition("::")[0]


class _Kind(NamedTuple):
    """What all resources of a type share: where their labels go, or how they stand for having no place and why."""

    taggable: Taggable | None
    status: Status = Status.SKIPPED
    reason: str = ""


class _Judge:
    """Judges one resource after the other; what a type or an environment shares is looked up once."""

    def __init__(self, expected: Injections, *, values: bool) -> None:
        self._expected = expected
        self._values = values
        self._kinds: dict[str, _Kind] = {}
        self._injections: dict[tuple[str | None, str], Injection] = {}

    def judged(
        self,
        resource: Mapping[str, Any],
        environment: str | None,
        ancestors: Sequence[str],
        provided: Mapping[str, str | Hidden],
    ) -> Covered:
        """One resource against what it should carry; `provided` is what its provider adds by itself."""
        urn, kind = cast("str", resource["urn"]), cast("str", resource["type"])
        skipped = _why_skipped(resource, kind, self._expected.additions)
        if skipped is not None:
            return Covered(urn, kind, Status.SKIPPED, reason=skipped)
        taggable, status, reason = self._kinds.get(kind) or self._look_up(kind)
        if taggable is None:
            return Covered(urn, kind, status, reason=reason)
        injection = self._injections.get((environment, kind)) or self._resolve(environment, kind)
        if self._expected.exemptions:
            exempt = self._expected.exempt(injection, kind, name_of(urn), ancestors)
            if exempt is not None:
                injection = injection.without(exempt.keys)
                if not injection.labels:
                    reasons = ["exempt in stack config", *exempt.reasons]
                    return Covered(urn, kind, Status.SKIPPED, reason=": ".join(reasons))
        places = labels_in(taggable, resource.get("inputs") or {}, provided)
        if not places:  # only what some resources of the type have, such as the tasks that an event rule starts
            return Covered(urn, kind, Status.UNTAGGABLE, reason="takes no labels as it is used here")
        return self._compared(resource, taggable, places, injection)

    def _compared(
        self, resource: Mapping[str, Any], taggable: Taggable, places: Sequence[Placed], injection: Injection
    ) -> Covered:
        """A taggable resource: what stands in its places, and what does not."""
        urn, kind = cast("str", resource["urn"]), cast("str", resource["type"])
        labels = {placed.path: shown for placed in places if (shown := _shown(placed))}
        missing = self._missing(resource, taggable, places, injection)
        if missing and resource.get("importID"):
            return Covered(urn, kind, Status.SKIPPED, missing, "imported: left alone until `import` is removed", labels)
        if missing:
            return Covered(urn, kind, Status.PARTLY, missing, _ignored(resource, missing), labels)
        hidden = [f"{placed.path} is {placed.labels.value}" for placed in places if isinstance(placed.labels, Hidden)]
        if hidden:
            return Covered(urn, kind, Status.SKIPPED, reason=f"cannot be read: {'; '.join(hidden)}", labels=labels)
        differing = _differing(labels, injection) if self._values else ""
        return Covered(urn, kind, Status.COVERED, reason=differing, labels=labels)

    def _missing(
        self, resource: Mapping[str, Any], taggable: Taggable, places: Iterable[Placed], injection: Injection
    ) -> dict[str, list[str]]:
        """The keys that each place lacks; none where a place cannot be read. Volatile labels do not belong everywhere.

        No keys at all where any label would do.
        """
        if not injection.labels:
            return {placed.path: [] for placed in places if not placed.labels}
        kind = cast("str", resource["type"])
        inputs: Mapping[str, object] = resource.get("inputs") or {}
        found: dict[str, list[str]] = {}
        for placed in places:
            wanted = injection
            if injection.volatile and not is_calm(kind, placed.path, inputs, self._expected.additions):
                wanted = injection.without(injection.volatile)
            if lacking := _lacking(placed, wanted, fold=taggable.fold):
                found[placed.path] = lacking
        return found

    def _look_up(self, kind: str) -> _Kind:
        """What is known of a type, kept for the next one."""
        additions = self._expected.additions
        reason = why_not(kind, additions)
        if reason is None:
            found = _Kind(place_of(kind, additions))
        else:
            untaggable = reason.kind in (Kind.UNTAGGABLE, Kind.LOOK_ALIKE)
            found = _Kind(None, Status.UNTAGGABLE if untaggable else Status.SKIPPED, reason.text)
        self._kinds[kind] = found
        return found

    def _resolve(self, environment: str | None, kind: str) -> Injection:
        """What resources of a type take there, kept for the next one."""
        found = self._injections[environment, kind] = self._expected.of(environment, kind)
        return found


def _why_skipped(resource: Mapping[str, Any], kind: str, additions: Additions) -> str | None:
    """Why a resource is none that this stack makes in a cloud, or None when it is one."""
    if not resource.get("custom") and not kind.startswith("pulumi:") and kind not in additions:
        return "a component: its parts are listed by themselves"
    return "only read here, made by someone else" if resource.get("external") else None


def _ignored(resource: Mapping[str, Any], missing: Iterable[str]) -> str:
    """Which `ignoreChanges` keep labels away from the places that lack some; "" for none."""
    entries: Sequence[str] = resource.get("ignoreChanges") or ()
    found = [one for one in entries if one == "*" or any(is_part(one, at) or is_part(at, one) for at in missing)]
    return f"ignoreChanges: {', '.join(found)}" if found else ""


def _differing(labels: Mapping[str, Mapping[str, str]], injection: Injection) -> str:
    """Labels with another value than their scopes declare: explicit on the resource, drifted, or not yet updated."""
    found = {
        f"{key} is {standing[key]!r}, not {value!r}": None
        for standing in labels.values()
        for key, value in injection.labels.items()
        if key in standing and standing[key] != value and not standing[key].startswith("[")
    }
    return "; ".join(found)


def _lacking(placed: Placed, injection: Injection, *, fold: bool) -> list[str]:
    """The keys that one place lacks; none when the place cannot be read."""
    if isinstance(placed.labels, Hidden):
        return []
    standing = placed.labels or {}
    lacking = [key for key in injection.labels if key not in standing]
    if lacking and fold:
        folded = {key.casefold() for key in standing}
        lacking = [key for key in lacking if key.casefold() not in folded]
    return sorted(lacking)


def _shown(placed: Placed) -> dict[str, str]:
    """The labels of a place, sorted, with `[secret]` or `[unknown]` where a value is hidden."""
    if placed.labels is None or isinstance(placed.labels, Hidden):
        return {}
    return {key: str(value) for key, value in sorted(placed.labels.items())}
