"""The labels that one run submits: dynamic values resolved, everything checked again, nothing changed silently.

Launchers, `labelwright render` and `labelwright explain` call `submission_labels`. Pure: no I/O, no lock, no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from labelwright import rules
from labelwright.dialects import DIALECT_OF, Rendered, key_as_sent, services_of
from labelwright.dialects.terms import nothing
from labelwright.dynamic import is_dynamic, parse_template, problems_in_template
from labelwright.problem import LabelError, Problem, problem
from labelwright.resolve import Resolved, ResolvedLabel
from labelwright.scopes import RANK, Carrier
from labelwright.vocabulary import LabelRule, OnFailure, Platform, Scope

NOTHING = Rendered(labels={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """On which platform a run or a Studio is submitted, and how strict the workspace is with what it resolves to."""

    platform: Platform
    carrier: Carrier = Carrier.RUN
    rule: LabelRule = LabelRule.PORTABLE
    on_failure: OnFailure = OnFailure.FAIL


@dataclass(frozen=True, slots=True)
class SubmissionLabels:
    """What a run carries, sorted by key, and for each key that was left out or rewritten, why.

    `annotations` are whole values that the cloud takes beside labels only (Kubernetes). `renamed` are the declared keys
    that are sent as another one (Google); `notes` go by declared keys.
    """

    labels: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=nothing)
    annotations: Mapping[str, str] = field(default_factory=nothing)
    renamed: Mapping[str, str] = field(default_factory=nothing)

    def key(self, declared: str) -> str:
        """The key under which a declared one is sent."""
        return self.renamed.get(declared, declared)


def submission_labels(
    resolved: Resolved, variables: Mapping[str, str], policy: Policy, *, where: str = "submission"
) -> SubmissionLabels:
    """The labels of a run from its merged scopes and the values of its variables, as its platform takes them.

    `policy.on_failure` says what becomes of a dynamic label that stays unresolved, resolves to something illegal, or is
    one too many. A written label is never rewritten or left out: what is wrong with it is an error whatever the choice.
    Raises `LabelError`.
    """
    dialect = DIALECT_OF[policy.platform]
    declared = resolved.values
    written = dialect.render(resolved.static, rule=policy.rule)
    labels, annotations, notes = dict(written.labels), dict(written.annotations), dict(written.notes)
    keys = {key: key_as_sent(dialect, key, policy.rule) for key in declared}
    found = _problems_in_keys(keys, policy, where)
    for label in resolved.labels:
        key, text = label.key, label.value
        if text is None:
            continue
        place = f"{where}.{key}"
        if not is_dynamic(text):
            found += dialect.problems_in_value(labels.get(written.key(key), text), rule=policy.rule, where=place)
            continue
        if policy.carrier is Carrier.STUDIO and not problems_in_template(text, place):
            sent, mistakes = _for_a_studio(label, place)
        else:
            sent, mistakes = sent_alone(key, text, variables, policy, place)
        found += mistakes
        labels |= sent.labels
        annotations |= sent.annotations
        notes |= sent.notes
    too_many = problems_in_count(labels, policy, where)
    if too_many and policy.on_failure is not OnFailure.FAIL:
        dynamic = {keys[label.key]: label for label in resolved.labels if label.value and is_dynamic(label.value)}
        notes |= _leave_out(labels, annotations, {key: dynamic[key] for key in dynamic if key in labels}, policy)
        too_many = problems_in_count(labels, policy, where)
    found += too_many
    if found:
        raise LabelError(dict.fromkeys(found))
    return SubmissionLabels(
        labels=dict(sorted(labels.items())),
        notes=notes,
        annotations=annotations,
        renamed={key: sent for key, sent in keys.items() if sent != key},
    )


def sent_alone(
    key: str, text: str, variables: Mapping[str, str], policy: Policy, place: str
) -> tuple[Rendered, list[Problem]]:
    """One label as it is sent, whatever the others are, and what is wrong with its value. Its key is not judged."""
    if is_dynamic(text):
        mistakes = problems_in_template(text, place)
        return (NOTHING, mistakes) if mistakes else _resolve(key, text, variables, policy, place)
    dialect = DIALECT_OF[policy.platform]
    sent = dialect.render({key: text}, rule=policy.rule)
    return sent, dialect.problems_in_value(sent.labels[sent.key(key)], rule=policy.rule, where=place)


def problems_in_count(labels: Mapping[str, str], policy: Policy, where: str) -> list[Problem]:
    """Why a service that takes the run's labels would not take so many, or so much text in all of them."""
    dialect = DIALECT_OF[policy.platform]
    found: list[Problem] = []
    for service in services_of(policy.platform):
        found += dialect.problems_in_count(labels, rule=policy.rule, service=service, where=where)
    return found


def _leave_out(
    labels: dict[str, str], annotations: dict[str, str], dynamic: Mapping[str, ResolvedLabel], policy: Policy
) -> dict[str, str]:
    """Take dynamic labels out of `labels` until their number is right, those of the first scopes first; with notes.

    Where all of them are not enough, none is taken: the launch fails for what was written.
    """
    order = sorted(dynamic, key=lambda key: (-RANK[dynamic[key].scope], key))
    rest, notes = dict(labels), dict[str, str]()
    while order and (mistakes := problems_in_count(rest, policy, "")):
        key = order.pop()
        label = dynamic[key]
        del rest[key]
        why = f"{label.value!r} is one too many: {mistakes[0].got}, and rule {mistakes[0].rule}"
        notes[label.key] = f"left out: {why}"
    if problems_in_count(rest, policy, ""):
        return {}
    for key in labels.keys() - rest.keys():
        del labels[key]
        annotations.pop(key, None)
    return notes


def _problems_in_keys(keys: Mapping[str, str], policy: Policy, where: str) -> list[Problem]:
    """Keys that the cloud would make one, and keys that it would not take. `keys`: as declared -> as sent."""
    dialect = DIALECT_OF[policy.platform]
    found: list[Problem] = []
    for service in services_of(policy.platform):
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


def _for_a_studio(label: ResolvedLabel, place: str) -> tuple[Rendered, list[Problem]]:
    """A dynamic label where there is no run: its own is a mistake, one that comes with the environment is left out."""
    if label.scope is Scope.STUDIO:
        return NOTHING, [problem(place, rules.STUDIO, repr(label.value), "Write its text, or leave it out.")]
    return _left_out(label.key, f"{label.value!r} is dynamic, and a Studio takes none (rule {rules.STUDIO.number})"), []


def _left_out(key: str, why: str) -> Rendered:
    """A label that is not sent, and why."""
    return Rendered(labels={}, notes={key: f"left out: {why}"})
