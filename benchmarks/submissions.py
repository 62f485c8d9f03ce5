"""Submissions by the hundred thousand: labels merged, resolved and checked, and the configs of each run's first job.

Every run has its own variables and its own labels, so nothing of it is known before. The limit is that of AWS Batch,
20,000 a second on one core. Memory is that of a process of its own: it does not grow with the number of runs.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.figure import Figure
from benchmarks.forged import records
from labelwright import submission
from labelwright.emit.target import TARGETS
from labelwright.launcher import LaunchEnvironment, Submission
from labelwright.settings import Source, read
from labelwright.vocabulary import Platform

SIZE = 100_000
BATCH = 1_000
LIMIT: Mapping[Platform, float] = {Platform.AWS_BATCH: 50}
"""Platform -> the most microseconds that one submission may take."""

MEMORY_LIMIT = 2
"""Megabytes by which a process may grow between the first tenth of its submissions and the last."""

_PIPELINE = "rnaseq"
_TREE: Mapping[str, object] = {
    "organization": {"name": "acme", "labels": {"organization": "acme"}},
    "workspace": {
        "name": "research",
        "labels": {
            "managed-by": {"value": "labelwright", "locked": True},
            "workspace": {"value": "research", "default": True},
            "run": {"value": "run-${workflowId}", "default": True},
            "owner": {"value": "${userName}", "default": True},
        },
    },
    "team": "genomics",
    "teams": {"genomics": {"labels": {"team": "genomics", "cost-center": "cc-1234"}}},
    "environments": [
        {"name": platform.value.replace("google", "g"), "platform": platform.value, "labels": {"tier": "gold"}}
        for platform in Platform
    ],
    "pipelines": {_PIPELINE: {"labels": {"pipeline": _PIPELINE, "revision": "rev-${revision}", "tier": "silver"}}},
}
"""Six labels of forge time, four that every run resolves or adds; each run adds two and changes one."""

_NEEDED = {"workspace": "acme/genomics"}
_DYNAMIC = {"kestra-flow": {"dynamic": "task"}}
"""A flow has static labels only, and a task in it sets the others."""

_OF_STUDIOS = {"seqera-studio"}

# Runs one platform in a process of its own: what it holds at most after a tenth of the submissions, and after all.
_MEMORY = """
import json, resource, sys
from benchmarks.submissions import environments, launches
make = launches(environments()["aws-batch"])
found = []
for size in (int(sys.argv[1]) // 10, int(sys.argv[1])):
    for _ in range(size):
        make()
    found.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
print(json.dumps(found))
"""


def figures(size: int = SIZE) -> Iterator[Figure]:
    """Each platform, then each target of `labelwright render --target`, then memory."""
    made = environments()
    how = f"median of batches of {BATCH:,}, {size:,} submissions, other labels and variables each"
    for platform in Platform:
        micros = _micros(launches(made[platform]), size)
        yield Figure(f"submission, {platform}, resolved and rendered", micros, "µs", how, LIMIT.get(platform))
    for name in TARGETS:
        micros = _micros(_texts(made[Platform.AWS_BATCH], name), size)
        yield Figure(f"submission, target {name}, resolved and rendered", micros, "µs", f"{how}, on AWS Batch")
    command = [sys.executable, "-c", _MEMORY, str(size)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    early, late = json.loads(done.stdout)
    how = f"a fresh process, AWS Batch, after {size // 10:,} submissions and after {size:,} more"
    yield Figure("growth of memory with the number of submissions", (late - early) / 1_000, "MB", how, MEMORY_LIMIT)


def environments() -> Mapping[str, LaunchEnvironment]:
    """Platform -> an environment that is forged there."""
    settings = read(Source(tree=_TREE, project="shop", stack="prod")).checked()
    forged = records(settings.forge_labels(settings.environments[0].layer).static)
    return {one.platform: LaunchEnvironment(settings, one, forged[one.platform]) for one in settings.environments}


def launches(environment: LaunchEnvironment) -> Callable[[], object]:
    """What submits one run after another, and renders the job that starts it, as a launcher of many would."""
    numbers = count()

    def launch() -> object:
        configs = _submission(environment, next(numbers)).configs()
        return [configs[name] for name in configs if name != "register-job-definition"]

    return launch


def _submission(environment: LaunchEnvironment, number: int) -> Submission:
    """One run: no two are alike."""
    return submission(
        environment,
        pipeline=_PIPELINE,
        run={"sample": f"sample-{number}", "study": f"study-{number % 97}", "team": f"team-{number % 89}"},
        variables={"workflowId": f"2mn{number:08x}", "userName": f"ada-{number % 83}", "revision": f"v{number % 11}"},
    )


def _texts(environment: LaunchEnvironment, name: str) -> Callable[[], object]:
    """What submits one run after another, and prints it as a target takes it.

    It is always the same run for a target that asks for the ids of labels: nobody has those of a run to come.
    """
    target, numbers = TARGETS[name], count()
    extras = {need: _NEEDED.get(need, "genomics") for need in target.needs} | _DYNAMIC.get(name, {})
    if "labels-export" not in target.takes:
        return lambda: target.emit(_submission(environment, next(numbers)).view(extras))
    asked: Mapping[str, Any] = {"studio": {"app": "jupyter"}} if name in _OF_STUDIOS else {"pipeline": {"by": "hand"}}
    variables = {"workflowId": "2mn00000001", "userName": "ada"}
    one = submission(environment, **asked, variables=variables).view()
    pairs = enumerate({*one.labels.items(), *one.declared.items()})
    ids = [{"id": at, "name": key, "value": value, "resource": True} for at, (key, value) in pairs]
    extras |= {"labels-export": json.dumps(ids)}
    return lambda: target.emit(submission(environment, **asked, variables=variables).view(extras))


def _micros(make: Callable[[], object], size: int) -> float:
    """What one call takes in microseconds: the median of batches, since others use the machine too."""
    batch = min(BATCH, size)
    spent: list[float] = []
    for _ in range(size // batch):
        start = perf_counter()
        for _ in range(batch):
            make()
        spent.append(perf_counter() - start)
    return median(spent) / batch * 1_000_000
