"""The library by itself: placing labels, loading the table."""

import subprocess
import sys
from collections.abc import Iterator
from statistics import median
from time import perf_counter_ns

from benchmarks.figure import Figure
from labelwright.placement import Injection, place

LABELS = {
    "cost-center": "cc-1234",
    "data-class": "internal",
    "managed-by": "labelwright",
    "organization": "acme",
    "team": "genomics",
    "workspace": "research",
}
_CALLS = 20_000
_LOADS = 15
_PROPS: dict[str, dict[str, object]] = {
    "aws:s3/bucket:Bucket": {"bucket": "genomics-work", "tags": {"team": "mine"}},
    "aws:ec2/launchTemplate:LaunchTemplate": {"imageId": "ami-12c6146b", "instanceType": "m6i.large"},
    "aws:iam/rolePolicy:RolePolicy": {"role": "genomics", "policy": "{}"},
    "kubernetes:apps/v1:Deployment": {"metadata": {"name": "launcher"}, "spec": {"template": {"spec": {}}}},
}
"""A plain type, one with nested places, one that takes no labels, and one with a template."""

# The table is read when the first type is asked for; the interpreter and the package's code are loaded before.
_LOAD = """
import time
from labelwright.placement import place_of
start = time.perf_counter_ns()
assert place_of("aws:s3/bucket:Bucket") is not None
print(time.perf_counter_ns() - start)
"""

# The tables of all four packages.
_MEMORY = """
import tracemalloc
from labelwright.placement import place_of
tracemalloc.start()
for token in ("aws:s3/bucket:Bucket", "gcp:storage/bucket:Bucket", "azure-native:web:WebApp", "kubernetes:core/v1:Pod"):
    place_of(token)
print(tracemalloc.get_traced_memory()[0])
"""


def figures() -> Iterator[Figure]:
    """Each figure of the library."""
    for token, props in _PROPS.items():
        name = token.rpartition(":")[2]
        micros = _place(token, props)
        yield Figure(f"place() on {name}", micros, "µs", f"median of {_CALLS:,} calls in one process", 20)
    yield Figure("placement table loaded", _fresh(_LOAD) / 1_000_000, "ms", f"median of {_LOADS} fresh processes", 5)
    yield Figure("memory of the placement table", _fresh(_MEMORY) / 1_000_000, "MB", "traced, in fresh processes")


def _place(token: str, props: dict[str, object]) -> float:
    """The median of one call in microseconds."""
    injection, spent = Injection(LABELS), list[int]()
    for _ in range(_CALLS):
        start = perf_counter_ns()
        place(token, props, injection)
        spent.append(perf_counter_ns() - start)
    return median(spent) / 1_000


def _fresh(program: str) -> float:
    """The median of what a short program prints, each time in a process of its own."""
    command = [sys.executable, "-c", program]
    return median(
        int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603
        for _ in range(_LOADS)
    )
