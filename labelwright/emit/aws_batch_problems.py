"""What AWS Batch refuses in a job, found before it is asked: names, sizes, arrays, nodes and the count of tags.

The emitters raise these; stack config is checked with them, so that a person sees all of them at once.
"""

import re
from collections.abc import Mapping

from labelwright.dialects.aws import BATCH_UNION
from labelwright.problem import Problem, problem
from labelwright.rules import (
    ARRAY_SIZE,
    AWS_BATCH_UNION,
    EC2_SIZE,
    FARGATE_SIZE,
    JOB_NAME,
    NODES,
    NODES_ON_INSTANCES,
    NODES_OR_ARRAY,
)

SMALLEST_ARRAY, LARGEST_ARRAY = 2, 10_000
FEWEST_NODES, MOST_NODES = 2, 1_000
SMALLEST_MEMORY = 4

_JOB_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")

FARGATE_MEMORY: Mapping[float, tuple[int, ...]] = {
    0.25: (512, 1024, 2048),
    0.5: tuple(range(1024, 4096 + 1, 1024)),
    1: tuple(range(2048, 8192 + 1, 1024)),
    2: tuple(range(4096, 16384 + 1, 1024)),
    4: tuple(range(8192, 30720 + 1, 1024)),
    8: tuple(range(16384, 61440 + 1, 4096)),
    16: tuple(range(32768, 122880 + 1, 8192)),
}
"""Memory in MiB that Fargate gives to a number of vCPUs."""


def problems_in_job_name(name: str, where: str) -> list[Problem]:
    """Why AWS Batch would refuse `name` for a job or a definition."""
    if _JOB_NAME.fullmatch(name):
        return []
    return [problem(where, JOB_NAME, f"{name!r} ({len(name)} characters)", "Write 'genomics-head', for example.")]


def problems_in_array(size: int | None, where: str) -> list[Problem]:
    """Why AWS Batch would refuse an array of `size` children; None is a job of its own."""
    if size is None or SMALLEST_ARRAY <= size <= LARGEST_ARRAY:
        return []
    return [problem(f"{where}, arrayProperties.size", ARRAY_SIZE, size, "Leave it out for a single job, or write 100.")]


def problems_in_nodes(
    nodes: int | None, where: str, *, on_fargate: bool, on_spot: bool, array_size: int | None = None
) -> list[Problem]:
    """Why AWS Batch would refuse a job of so many nodes, or never run it; None is a single container."""
    found: list[Problem] = []
    if nodes is None:
        return found
    place = f"{where}, nodeProperties.numNodes"
    if not FEWEST_NODES <= nodes <= MOST_NODES:
        found.append(problem(place, NODES, nodes, "Leave it out for a single job, or write 4."))
    if on_fargate or on_spot:
        got = f"{nodes} nodes on {'Fargate' if on_fargate else 'Spot'}"
        found.append(problem(place, NODES_ON_INSTANCES, got, "Launch it in an environment of type EC2."))
    if array_size is not None:
        got = f"{nodes} nodes, and {array_size} children"
        found.append(problem(place, NODES_OR_ARRAY, got, "Leave out --nodes or --array-size."))
    return found


def problems_in_size(vcpus: float, memory: int, where: str, *, on_fargate: bool) -> list[Problem]:
    """Why AWS Batch would refuse a job with `vcpus` and `memory` MiB."""
    got = f"{vcpus:g} vCPUs with {memory} MiB"
    if not on_fargate:
        is_legal = vcpus >= 1 and float(vcpus).is_integer() and memory >= SMALLEST_MEMORY
        return [] if is_legal else [problem(where, EC2_SIZE, got, "Write 1 vCPU and 2048 MiB.")]
    if vcpus not in FARGATE_MEMORY:
        known = ", ".join(f"{number:g}" for number in FARGATE_MEMORY)
        return [problem(where, FARGATE_SIZE, got, f"Write one of {known} vCPUs.")]
    legal = FARGATE_MEMORY[vcpus]
    if memory in legal:
        return []
    near = min(legal, key=lambda size: abs(size - memory))
    return [problem(where, FARGATE_SIZE, got, f"Write {near} MiB for {vcpus:g} vCPUs.")]


def problems_in_union(labels: Mapping[str, str], definition_labels: Mapping[str, str], where: str) -> list[Problem]:
    """Why AWS Batch would fail the job for its tags: those of its definition and of its submission count together."""
    count = len(labels.keys() | definition_labels.keys())
    if count <= BATCH_UNION:
        return []
    remedy = f"Take away {count - BATCH_UNION} of them."
    return [problem(where, AWS_BATCH_UNION, f"{count} keys", remedy)]
