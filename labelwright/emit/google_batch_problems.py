"""What Google Batch refuses in a job, found before it is asked: its id, the number of its tasks, its size.

The emitters raise these; stack config is checked with them, so that a person sees all of them at once.
"""

import re

from labelwright.problem import Problem, problem
from labelwright.rules import GOOGLE_JOB_ID, GOOGLE_TASKS, GOOGLE_VCPUS

MOST_TASKS = 100_000

_JOB_ID = re.compile(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?")
_MILLI = 1000


def problems_in_job_id(name: str | None, where: str) -> list[Problem]:
    """Why Google Batch would refuse `name` for a job; None lets it choose one."""
    if name is None or _JOB_ID.fullmatch(name):
        return []
    got = f"{name!r} ({len(name)} characters)"
    return [problem(where, GOOGLE_JOB_ID, got, "Write 'genomics-head', for example.")]


def problems_in_tasks(count: int | None, where: str) -> list[Problem]:
    """Why Google Batch would refuse a job of `count` tasks; None is a single one."""
    if count is None or 1 <= count <= MOST_TASKS:
        return []
    return [problem(where, GOOGLE_TASKS, count, "Leave it out for a single task, or write 100.")]


def problems_in_vcpus(vcpus: float, where: str) -> list[Problem]:
    """Why Google Batch would refuse a task with so many vCPUs."""
    if milli_of(vcpus) > 0 and abs(vcpus * _MILLI - milli_of(vcpus)) < 1 / _MILLI:
        return []
    return [problem(where, GOOGLE_VCPUS, f"{vcpus:g}", "Write 1, or 0.5.")]


def milli_of(vcpus: float) -> int:
    """So many vCPUs in the thousandths that Google Batch counts in."""
    return round(vcpus * _MILLI)
