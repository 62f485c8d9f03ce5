"""A change of labels on recorded runs, as it is asked for, and what came of it. Frozen, without any database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from labelwright import rules
from labelwright.dialects import DIALECT_OF, SUBMITTED, Service, key_as_sent
from labelwright.problem import Problem, problem
from labelwright.runs.run import RunKey
from labelwright.vocabulary import LabelRule, Platform

SYSTEM_PREFIXES = ("system.", "labelwright.", "labelwright/", "kestra.io/", "nextflow.io/", "seqera.io/", "aws:",
                   "kubernetes.io/", "k8s.io/", "goog-")  # fmt: skip
"""What a system puts on runs by itself begins so, in any case of letters. A record keeps it, and nobody sets it."""
_SYSTEM_KEYS = frozenset({"system"})


class HouseRules(NamedTuple):
    """What holds for labels in an environment: its workspace's rule, and the keys that are locked there."""

    rule: LabelRule = LabelRule.PORTABLE
    locked: frozenset[str] = frozenset()


HouseRulesOf = Callable[[str, str, str], HouseRules]
"""Project, stack and environment -> what holds there; settings know."""


def portable(project: str, stack: str, environment: str) -> HouseRules:  # noqa: ARG001 - as every `HouseRulesOf`
    """What holds where nobody says otherwise: the portable rule, and no locks."""
    return HouseRules()


def is_system_key(key: str) -> bool:
    """Whether a key belongs to a system."""
    folded = key.casefold()
    return folded.startswith(SYSTEM_PREFIXES) or folded in _SYSTEM_KEYS


@dataclass(frozen=True, slots=True)
class LabelChange:
    """What is to become of the labels of runs: keys that are set, keys that are removed.

    `replace`: every other label goes, too, but for those of systems and those that are locked. `house` says what holds
    in the environment of a run.
    """

    set: Mapping[str, str] = field(default_factory=dict[str, str])
    remove: tuple[str, ...] = ()
    replace: bool = False
    house: HouseRulesOf = portable

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that it names, sorted."""
        return tuple(sorted({*self.set, *self.remove}))

    def problems(self) -> list[Problem]:
        """What is wrong with it wherever it is applied."""
        found: list[Problem] = []
        if not self.set and not self.remove and not self.replace:
            found.append(problem("change", rules.LABEL_CHANGE, "nothing to do", "Write --set KEY=VALUE, for example."))
        found += [
            problem(f"change.{key}", rules.LABEL_CHANGE, f"{key!r} to be set and removed", "Say one of the two.")
            for key in self.remove
            if key in self.set
        ]
        found += [
            problem(f"change.{key}", rules.SYSTEM_KEY, repr(key), "Leave it to its system, or take a key of your own.")
            for key in self.keys
            if is_system_key(key)
        ]
        return found

    def problems_on(self, platform: Platform, rule: LabelRule) -> list[Problem]:
        """What keeps the labels that it sets from being those of a run on `platform`."""
        dialect, where = DIALECT_OF[platform], f"change, on {platform}"
        rendered = dialect.render(self.set, rule=rule)
        found: list[Problem] = []
        for service in services(platform):
            found += dialect.problems_in_case(self.set, service=service, where=where)
            for key in self.set:
                sent = key_as_sent(dialect, key, rule)
                found += dialect.problems_in_key(sent, rule=rule, service=service, where=f"{where}.{key}")
        for key in self.set:
            found += dialect.problems_in_value(rendered.whole(key), rule=rule, where=f"{where}.{key}")
        return list(dict.fromkeys(found))


def services(platform: Platform) -> tuple[Service, ...]:
    """The services that take a run's labels."""
    return SUBMITTED.get(platform, (Service.GENERAL,))


class Limit(NamedTuple):
    """How many labels a run may carry, and the rule that says so."""

    most: int
    rule: str


def limit_of(platform: Platform, rule: LabelRule) -> Limit | None:
    """The limit on `platform`; None where nobody sets one. The dialects know, and are asked for ever more."""
    dialect = DIALECT_OF[platform]
    for count in range(1, _COUNTED):
        labels = {f"k{number}": "" for number in range(count)}
        for service in services(platform):
            if found := dialect.problems_in_count(labels, rule=rule, service=service, where=""):
                return Limit(count - 1, found[0].rule)
    return None


_COUNTED = 200
"""More labels than any platform takes that has a limit."""


@dataclass(frozen=True, slots=True)
class KeyCount:
    """What a change did to one key: on how many runs it was added, given another value, removed."""

    key: str
    added: int = 0
    changed: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class LabelOutcome:
    """What a change of labels did, or, where it was tried only (`dry_run`), would do.

    `change` is its number in the history; None where nothing was written. `found` runs were chosen, `changed` of them
    had something else before. `kept` are the keys that a replacement left where they were.
    """

    found: int
    changed: int
    counts: tuple[KeyCount, ...] = ()
    kept: tuple[str, ...] = ()
    change: int | None = None
    dry_run: bool = False

    def document(self) -> dict[str, Any]:
        """As JSON: the form of `labelwright runs label`."""
        return {
            "dryRun": self.dry_run,
            "change": self.change,
            "runs": self.found,
            "changed": self.changed,
            "keys": {
                one.key: {"added": one.added, "changed": one.changed, "removed": one.removed} for one in self.counts
            },
            "kept": list(self.kept),
        }


@dataclass(frozen=True, slots=True)
class Changed:
    """One entry of the history: what a change made of one label of one run. None: there was, or is, no such label."""

    change: int
    at: datetime
    by: str
    run: RunKey
    key: str
    before: str | None
    after: str | None

    def document(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "change": self.change,
            "at": self.at.isoformat().replace("+00:00", "Z"),
            "by": self.by,
            "key": self.key,
            "before": self.before,
            "after": self.after,
        }
