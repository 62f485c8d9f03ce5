"""What the API server refuses in an object though its shape is right: labels, and selectors that select nothing.

Written from the API server's own rules and not with our dialect: the sandbox is to judge that, not to agree with it.
Rules: kubernetes/kubernetes staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go and pkg/apis/apps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sandbox.providers.shape_check import Problem, joined
from sandbox.providers.wire import Value

_NAME = r"([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]"
_PREFIX = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
_KEY = re.compile(rf"((?=[^/]{{1,253}}/){_PREFIX}/)?{_NAME}")
_VALUE = re.compile(rf"({_NAME})?")


def problems_with_labels(inputs: Mapping[str, Value], path: str = "") -> Iterator[Problem]:
    """Look at the labels of an object and of every template in it."""
    for name, member in inputs.items():
        here = joined(path, name)
        if name == "metadata" and isinstance(member, dict):
            yield from _problems_in(member.get("labels"), f"{here}.labels")
        elif name in {"spec", "template", "jobTemplate"} and isinstance(member, dict):
            yield from problems_with_labels(member, here)


def _problems_in(labels: Value, path: str) -> Iterator[Problem]:
    for key, value in (labels if isinstance(labels, dict) else {}).items():
        if not _KEY.fullmatch(key):
            yield Problem(joined(path, key), f'Invalid value: "{key}": not a qualified name')
        if isinstance(value, str) and not _VALUE.fullmatch(value):
            yield Problem(joined(path, key), f'Invalid value: "{value}": not a label value (63 characters at most)')


def problems_with_selector(inputs: Mapping[str, Value]) -> Iterator[Problem]:
    """Compare a workload's selector with the labels of the pods that it makes."""
    spec = inputs.get("spec")
    selector = spec.get("selector") if isinstance(spec, dict) else None
    wanted = selector.get("matchLabels") if isinstance(selector, dict) else None
    labels: Value = spec
    for step in ("template", "metadata", "labels"):
        labels = labels.get(step) if isinstance(labels, dict) else None
    if not isinstance(wanted, dict) or not (labels is None or isinstance(labels, dict)):
        return
    if any(isinstance(value, str) and (labels or {}).get(key) != value for key, value in wanted.items()):
        yield Problem("spec.template.metadata.labels", "`selector` does not match template `labels`")
