"""The labels that one run submits: dynamic values resolved, everything checked again, nothing changed silently.

Launchers, `labelwright render` and `labelwright explain` call `submission_labels`. Pure: no I/O, no lock, no clock.
"""

from collections.abc import Mapping

from pydantic import BaseModel

from labelwright import rules
from labelwright.dialects import aws
from labelwright.dynamic import is_dynamic, parse_template, problems_in_template
from labelwright.problem import LabelError, Problem, problem
from labelwright.resolve import Resolved
from labelwright.vocabulary import LabelRule, OnFailure


class Policy(BaseModel, frozen=True, extra="forbid"):
    """How strict the workspace is with what a run resolves to."""

    rule: LabelRule = LabelRule.PORTABLE
    on_failure: OnFailure = OnFailure.FAIL


class SubmissionLabels(BaseModel, frozen=True, extra="forbid"):
    """What a run carries, sorted by key, and for each key that was left out or rewritten, why."""

    labels: dict[str, str]
    notes: dict[str, str] = {}


def submission_labels(
    resolved: Resolved, variables: Mapping[str, str], policy: Policy, *, where: str = "submission"
) -> SubmissionLabels:
    """The labels of a run from its merged scopes and the values of its variables.

    `policy.on_failure` says what becomes of a dynamic label that stays unresolved, or resolves to something illegal. A
    written label is never rewritten: an illegal one is an error whatever the choice. Raises `LabelError`.
    """
    labels: dict[str, str] = {}
    notes: dict[str, str] = {}
    found: list[Problem] = []
    for key, text in resolved.values.items():
        place = f"{where}.{key}"
        found += aws.problems_in_key(key, rule=policy.rule, where=place)
        if not is_dynamic(text):
            found += aws.problems_in_value(text, rule=policy.rule, where=place)
            labels[key] = text
            continue
        if mistakes := problems_in_template(text, place):
            found += mistakes
            continue
        value, note, mistakes = _resolve(text, variables, policy, place)
        found += mistakes
        if value is not None:
            labels[key] = value
        if note:
            notes[key] = note
    found += aws.problems_in_count(labels, rule=policy.rule, where=where)
    if found:
        raise LabelError(found)
    return SubmissionLabels(labels=aws.render(labels), notes=notes)


def _resolve(
    text: str, variables: Mapping[str, str], policy: Policy, place: str
) -> tuple[str | None, str, list[Problem]]:
    """One dynamic value: the value (None: left out), a note on what was done to it, and what is wrong with it."""
    template = parse_template(text)
    if missing := template.missing(variables):
        names = ", ".join(missing)
        if policy.on_failure is not OnFailure.FAIL:
            return None, f"left out: {text!r} has no value for {names}", []
        remedy = f"Give it: --var {missing[0]}=..., or set 'unresolved: omit' for the workspace."
        return None, "", [problem(place, rules.UNRESOLVED, f"{text!r} with no value for {names}", remedy)]
    value = template.resolve(variables)
    mistakes = aws.problems_in_value(value, rule=policy.rule, where=place)
    if not mistakes:
        return value, "", []
    if policy.on_failure is OnFailure.OMIT:
        return None, f"left out: {text!r} became {value!r}, which breaks rule {mistakes[0].rule}", []
    if policy.on_failure is OnFailure.SANITISE:
        legal = aws.sanitise(value, rule=policy.rule)
        return legal, f"sanitised: {text!r} became {value!r}, sent as {legal!r}", []
    remedy = "Give another value, or set 'unresolved: sanitise' for the workspace."
    got = f"{text!r} resolved to {value!r}"
    return None, "", [problem(place, rules.RESOLVED, f"{got}: {one.rule}", remedy) for one in mistakes]
