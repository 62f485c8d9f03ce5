"""Bodies with which a job and its tasks are added to Azure Batch, and where the labels of a run stand in them.

A job carries labels as metadata. A task has none, so it gets them as environment variables, and so does everything else
in the job. A pool is shared by runs: its labels are those of forge time, and no run's label ever goes there.
Shapes: https://learn.microsoft.com/rest/api/batchservice/jobs/create-job, .../tasks/create-task
"""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from labelwright.emit.document import JsonObject

_FOREIGN = re.compile(r"[^A-Z0-9]")
VARIABLE_PREFIX = "LABEL_"


@dataclass(frozen=True, slots=True)
class TaskShape:
    """One kind of task of an environment: its container image, and how many of a node's slots it takes.

    Without a `command` the image's ENTRYPOINT is run; an image that has none needs one. Source:
    https://learn.microsoft.com/azure/batch/batch-docker-container-workloads#container-task-command-line
    """

    image: str
    slots: int = 1
    command: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def variable(key: str) -> str:
    """The name of the environment variable of a label.

    >>> variable("cost-center")
    'LABEL_COST_CENTER'
    """
    return VARIABLE_PREFIX + _FOREIGN.sub("_", key.upper())


def metadata(labels: Mapping[str, str]) -> list[JsonObject]:
    """Labels as Azure Batch keeps them on pools and jobs: pairs, sorted."""
    return [{"name": key, "value": value} for key, value in sorted(labels.items())]


def job_body(name: str, pool: str, labels: Mapping[str, str]) -> JsonObject:
    """A job on a pool that is there. It stays open, for tasks to be added, until somebody terminates it."""
    return {
        "id": name,
        "poolInfo": {"poolId": pool},
        **({"metadata": metadata(labels), "commonEnvironmentSettings": _variables(labels)} if labels else {}),
    }


def task_body(name: str, shape: TaskShape, labels: Mapping[str, str]) -> JsonObject:
    """A task of one container."""
    return {
        "id": name,
        "commandLine": shlex.join(shape.command),
        "containerSettings": {"imageName": shape.image, "containerRunOptions": "--rm"},
        "requiredSlots": shape.slots,
        **({"environmentSettings": _variables(labels)} if labels else {}),
    }


def _variables(labels: Mapping[str, str]) -> list[JsonObject]:
    """Labels as a task sees them."""
    return [{"name": variable(key), "value": value} for key, value in sorted(labels.items())]
