"""The labels that one run submits: dynamic values resolved, everything checked again, nothing changed silently.

Launchers, `labelwright render` and `labelwright explain` call `submission_labels`. Pure: no I/O, no lock, no clock.
"""

from collections.abc import Mapping

from pydantic import BaseModel

from labelwright import rules
from labelwright.dialects import DIALECT_OF, SUBMITTED, Rendered, Service, key_as_sent
from labelwright.dynamic import is_dynamic, parse_template, problems_in_template
from labelwright.problem import LabelError, Problem, problem
from labelwright.resolve import Resolved
from labelwright.vocabulary import LabelRule, OnFailure, Platform

NOTHING = Rendered(labels={})


class Policy(BaseModel, frozen=True, extra="forbid"):
    """On which platform a run is submitted, and how strict the workspace is with what it resolves to."""

    platform: Platform
    rule: LabelRule = LabelRule.PORTABLE
    on_failure: OnFailure = OnFailure.FAIL


class SubmissionLabels(BaseModel, frozen=True, extra="forbid"):
    """What a run carries, sorted by key, and for each key that was left out or rewritten, why.

    `annotations` are whole values that the cloud takes beside labels only (Kubernetes). `renamed` are the declared keys
    that are sent as another one (Google); `notes` go by declared keys.
    """

    labels: dict[str, str]
    notes: dict[str, str] = {}
    annotations: dict[str, str] = {}
    renamed: dict[str, str] = {}

    def key(self, declared: str) -> str:
        """The key under which a declared one is sent."""
        return self.renamed.get(declared, declared)


def submission_labels(
    resolved: Resolved, variables: Mapping[str, str], policy: Policy, *, where: str = "submission"
) -> SubmissionLabels:
    """The labels of a run from its merged scopes and the values of its variables, as its platform takes them.

    `policy.on_failure` says what becomes of a dynamic label that stays unresolved, or resolves to something illegal. A
    written label is never rewritten: an illegal one is an error whatever the choice. Raises `LabelError`.
    """
    dialect = DIALECT_OF[policy.platform]
    declared = resolved.values
    written = dialect.render(resolved.static, rule=policy.rule)
    labels, annotations, notes = dict(written.labels), dict(written.annotations), dict(written.notes)
    keys = {key: key_as_sent(dialect, key, policy.rule) for key in declared}
    found = _problems_in_keys(keys, policy, where)
    for key, text in declared.items():
        place = f"{where}.{key}"
        if not is_dynamic(text):
            sent = labels.get(written.key(key), text)
            found += dialect.problems_in_value(sent, rule=policy.rule, where=place)
            continue
        if mistakes := problems_in_template(text, place):
            found += mistakes
            continue
        sent, mistakes = _resolve(key, text, variables, policy, place)
        found += mistakes
        labels |= sent.labels
        annotations |= sent.annotations
        notes |= sent.notes
    for service in _services(policy.platform):
        found += dialect.problems_in_count(labels, rule=policy.rule, service=service, where=where)
    if found:
        raise LabelError(dict.fromkeys(found))
    return SubmissionLabels(
        labels=dict(sorted(labels.items())),
        notes=notes,
        annotations=annotations,
        renamed={key: sent for key, sent in keys.items() if sent != key},
    )


def _services(platform: Platform) -> tuple[Service, ...]:
    """The services that take a run's labels."""
    return SUBMITTED.get(platform, (Service.GENERAL,))


def _problems_in_keys(keys: Mapping[str, str], policy: Policy, where: str) -> list[Problem]:
    """Keys that the cloud would make one, and keys that it would not take. `keys`: as declared -> as sent."""
    dialect = DIALECT_OF[policy.platform]
    found: list[Problem] = []
    for service in _services(policy.platform):
        found += dialect.problems_in_case(keys, service=service, where=where)
        for key, sent in keys.items():
            found += dialect.problems_in_key(sent, rule=policy.rule, service=service, where=f"{where}.{key}")
    return found


def _resolve(
    key: str, text: str, variables: Mapping[str, str], policy: Policy, place: str
) -> tuple[Rendered, list[Problem]]:
    """One dynamic label as it is sent (nothing: left out), with a note on what was done to it, and what is wrong."""
    template = parse_template(text)
    if missing := template.missing(variables):
        names = ", ".join(missing)
        if policy.on_failure is not OnFailure.FAIL:
            return _left_out(key, f"{text!r} has no value for {names}"), []
        remedy = f"Give it: --var {missing[0]}=..., or set 'unresolved: omit' for the workspace."
        return NOTHING, [problem(place, rules.UNRESOLVED, f"{text!r} with no value for {names}", remedy)]
    value = template.resolve(variables)
    dialect, rule = DIALECT_OF[policy.platform], policy.rule
    sent = dialect.render({key: value}, rule=rule)
    mistakes = dialect.problems_in_value(sent.whole(key), rule=rule, where=place)
    if not mistakes:
        return sent, []
    if policy.on_failure is OnFailure.OMIT:
        return _left_out(key, f"{text!r} became {value!r}, which breaks rule {mistakes[0].rule}"), []
    if policy.on_failure is OnFailure.SANITISE:
        legal = dialect.sanitise(value, rule=rule)
        note = f"sanitised: {text!r} became {value!r}, sent as {legal!r}"
        return Rendered(labels={sent.key(key): legal}, annotations=sent.annotations, notes={key: note}), []
    remedy = "Give another value, or set 'unresolved: sanitise' for the workspace."
    got = f"{text!r} resolved to {value!r}"
    return NOTHING, [problem(place, rules.RESOLVED, f"{got}: {one.rule}", remedy) for one in mistakes]


def _left_out(key: str, why: str) -> Rendered:
    """A label that is not sent, and why."""
    return Rendered(labels={}, notes={key: f"left out: {why}"})
