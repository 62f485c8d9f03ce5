"""What Kubernetes allows a label to be: the same on every kind of object, in every cluster.

A value that is too much for a label stands whole in an annotation, and shortened with a hash in the label, so that it
can still be selected by. The figures are those of the API server: kubernetes/kubernetes,
staging/src/k8s.io/apimachinery/pkg/api/validate/content/kube.go.
"""

# ruff: noqa: ARG001 - every dialect is asked alike, and this one has no services

import re
from collections.abc import Iterable, Mapping

from labelwright import grammar, rules
from labelwright.dialects.terms import Rendered, Service
from labelwright.problem import Problem, problem
from labelwright.vocabulary import LabelRule

FORGED: tuple[Service, ...] = (Service.GENERAL,)
NAME_LENGTH = 63
VALUE_LENGTH = 63
PREFIX_LENGTH = 253
RESERVED_PREFIXES = ("kubernetes.io", "k8s.io")
"""Prefixes of the system itself. Those below them (`app.kubernetes.io`) have uses that people are meant to make."""

_NAME = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")
_PREFIX = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_FOREIGN = re.compile(r"[^-A-Za-z0-9_.]")
_ENDS = "-_."


def problems(
    labels: Mapping[str, str | None], *, rule: LabelRule, service: Service = Service.GENERAL, where: str
) -> list[Problem]:
    """Everything that keeps `labels` from being the labels of one object; empty when the API server takes them.

    A value of None is not yet known (`pulumi preview`): its key is checked all the same.
    """
    found = problems_in_count(labels, rule=rule, where=where)
    for key, value in sorted(labels.items()):
        found += problems_in_key(key, rule=rule, where=f"{where}.{key}")
        if value is not None:
            found += problems_in_value(value, rule=rule, where=f"{where}.{key}")
    return found


def problems_in_key(key: str, *, rule: LabelRule, service: Service = Service.GENERAL, where: str) -> list[Problem]:
    """Everything that keeps `key`, `[prefix/]name`, from being a label's key."""
    if rule is LabelRule.PORTABLE:
        return grammar.problems_in_key(key, where)
    *prefixes, name = key.split("/")
    if len(prefixes) > 1:
        return [problem(where, rules.K8S_PREFIX, repr(key), f"Write {f'{prefixes[0]}/{name}'!r}, for example.")]
    found = [found for prefix in prefixes for found in _problems_in_prefix(prefix, name, where)]
    if len(name) > NAME_LENGTH:
        got = f"{name!r} ({len(name)} characters)"
        found.append(problem(where, rules.K8S_KEY_LENGTH, got, f"Write {_legal(name)!r}, for example."))
    if not _NAME.fullmatch(name):
        found.append(problem(where, rules.K8S_KEY, repr(key), f"Write {_legal(name) or 'cost-center'!r}, for example."))
    return found


def problems_in_value(value: str, *, rule: LabelRule, service: Service = Service.GENERAL, where: str) -> list[Problem]:
    """Everything that keeps `value` from being a label's value. Under the native rule it may be empty."""
    if rule is LabelRule.PORTABLE:
        return grammar.problems_in_value(value, where)
    found: list[Problem] = []
    if len(value) > VALUE_LENGTH:
        got = f"{value!r} ({len(value)} characters)"
        found.append(problem(where, rules.K8S_VALUE_LENGTH, got, f"Write at most {VALUE_LENGTH} characters."))
    if value and not _NAME.fullmatch(value):
        remedy = f"Write {_legal(value) or 'genomics'!r}, for example."
        found.append(problem(where, rules.K8S_VALUE, repr(value), remedy))
    return found


def is_plain(value: str, *, rule: LabelRule) -> bool:
    """Whether one look says that the value is legal, and needs no annotation."""
    if rule is LabelRule.PORTABLE:
        return grammar.is_portable(value)
    return len(value) <= VALUE_LENGTH and (not value or _NAME.fullmatch(value) is not None)


def problems_in_count(
    labels: Iterable[str], *, rule: LabelRule, service: Service = Service.GENERAL, where: str
) -> list[Problem]:
    """Whether one object takes so many labels. Kubernetes sets no limit; the portable rule does."""
    return grammar.problems_in_count(labels, where) if rule is LabelRule.PORTABLE else []


def problems_in_case(labels: Iterable[str], *, service: Service, where: str) -> list[Problem]:
    """None, ever: case counts in keys."""
    return []


def folds_keys(service: Service) -> bool:
    """No: case counts in keys."""
    return False


def billing_collisions(labels: Iterable[str], where: str) -> list[Problem]:
    """None: which labels reach a bill, and under which names, is the cluster's own business, not Kubernetes'."""
    return []


def notes_on_bill(key: str) -> tuple[str, ...]:
    """None, for the same reason."""
    return ()


def render(labels: Mapping[str, str], *, rule: LabelRule) -> Rendered:
    """The labels as the API server takes them, sorted. A value that does not fit is shortened, and annotated whole.

    The portable rule has no such way out: what breaks it is refused.
    """
    rendered: dict[str, str] = {}
    annotations: dict[str, str] = {}
    notes: dict[str, str] = {}
    for key, value in sorted(labels.items()):
        rendered[key] = value
        if rule is LabelRule.NATIVE and problems_in_value(value, rule=rule, where=key):
            rendered[key], annotations[key] = sanitise(value, rule=rule), value
            notes[key] = (
                f"{value!r} does not fit a Kubernetes label: sent whole as an annotation, and as {rendered[key]!r}"
            )
    return Rendered(labels=rendered, annotations=annotations, notes=notes)


def sanitise(value: str, *, rule: LabelRule) -> str:
    """A legal value made from an illegal one: foreign characters become '-', and a hash of the original ends it."""
    if not problems_in_value(value, rule=rule, where=""):
        return value
    if rule is LabelRule.PORTABLE:
        return grammar.with_hash(grammar.portable_form(value), value)
    return grammar.with_hash(_FOREIGN.sub("-", value).strip(_ENDS), value, longest=VALUE_LENGTH, ends=_ENDS)


def _legal(text: str) -> str:
    """`text` without what Kubernetes would refuse, for a remedy."""
    return _FOREIGN.sub("-", text)[:NAME_LENGTH].strip(_ENDS)


def _problems_in_prefix(prefix: str, name: str, where: str) -> list[Problem]:
    """What is wrong with what stands before the '/'."""
    example = f"Write 'example.com/{_legal(name) or 'team'}', for example."
    if prefix in RESERVED_PREFIXES:
        return [problem(where, rules.K8S_RESERVED, repr(f"{prefix}/{name}"), example)]
    if len(prefix) <= PREFIX_LENGTH and _PREFIX.fullmatch(prefix):
        return []
    return [problem(where, rules.K8S_PREFIX, f"{prefix!r} ({len(prefix)} characters)", example)]
