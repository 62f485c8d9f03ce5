"""What must not be submitted to a Kubernetes environment, found before the API server is asked."""

import re
from collections.abc import Iterable

from labelwright import rules
from labelwright.problem import Problem, problem

ENVIRONMENT_KEY = "labelwright-environment"
PART_KEY = "labelwright-part"
SELECTOR_KEYS = (ENVIRONMENT_KEY, PART_KEY)
"""Labels by which the launcher's Deployment finds its pods. On a pod of a run they would make it one of those."""

_NAME = re.compile(r"(?=.{1,63}\Z)[a-z0-9]([-a-z0-9]*[a-z0-9])?")


def problems_in_selector(labels: Iterable[str], where: str) -> list[Problem]:
    """Labels of a user that would change what a selector selects."""
    return [
        problem(f"{where}.{key}", rules.K8S_SELECTOR, repr(key), f"Write 'my-{key}', for example.")
        for key in sorted(labels)
        if key in SELECTOR_KEYS
    ]


def problems_in_name(name: str | None, where: str) -> list[Problem]:
    """Why the API server would refuse `name` for a pod or a job; None lets it choose one."""
    if name is None or _NAME.fullmatch(name):
        return []
    return [problem(where, rules.K8S_NAME, f"{name!r} ({len(name)} characters)", "Write 'genomics-head', for example.")]


def problems_in_array(size: int | None, where: str) -> list[Problem]:
    """Array jobs, which this platform has none of."""
    if size is None:
        return []
    return [problem(where, rules.K8S_NO_ARRAY, size, "Leave it out, and submit a job for each.")]
