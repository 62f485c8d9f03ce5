"""What Azure Batch would refuse, or make one of two labels.

The emitters raise these; stack config is checked with them, so that a person sees all of them at once.
"""

import re
from collections.abc import Iterable

from labelwright import rules
from labelwright.emit.azure_batch import variable
from labelwright.problem import Problem, problem

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def problems_in_name(name: str, where: str) -> list[Problem]:
    """Why Azure Batch would refuse `name` for a job."""
    if _NAME.fullmatch(name):
        return []
    remedy = "Give a shorter one with --job-name, such as 'genomics-head'."
    return [problem(where, rules.AZURE_JOB_NAME, f"{name!r} ({len(name)} characters)", remedy)]


def problems_in_array(size: int | None, where: str) -> list[Problem]:
    """Array jobs, which this platform has none of."""
    if size is None:
        return []
    return [problem(where, rules.AZURE_NO_ARRAY, size, "Leave it out, and add a task for each.")]


def problems_in_variables(labels: Iterable[str], where: str) -> list[Problem]:
    """Keys that a task would see as one environment variable."""
    keys: dict[str, list[str]] = {}
    for key in sorted(labels):
        keys.setdefault(variable(key), []).append(key)
    return [
        problem(where, rules.AZURE_VARIABLE, f"{' and '.join(map(repr, same))} both {name}", "Rename one of them.")
        for name, same in keys.items()
        if len(same) > 1
    ]
