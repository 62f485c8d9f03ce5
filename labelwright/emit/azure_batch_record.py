"""What is known of a forged Azure Batch environment: all that rendering the configs of a run takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labelwright.dialects import Service, azure
from labelwright.emit.azure_batch import TaskShape, job_body, task_body
from labelwright.emit.azure_batch_problems import problems_in_array, problems_in_name, problems_in_variables
from labelwright.emit.document import FORMAT, JsonObject, document_of, fields_of
from labelwright.emit.jobs import HEAD, WORK, problems_in_nodes
from labelwright.emit.launch import Launch
from labelwright.problem import LabelError
from labelwright.vocabulary import LabelRule, Platform


@dataclass(frozen=True, slots=True)
class AzureBatchRecord:
    """One forged Azure Batch environment: its pool, its tasks (`head`, `work`), and the labels it was forged with.

    `endpoint` is the host of the account, to which jobs are sent.
    """

    environment: str
    endpoint: str
    pool: str
    labels: Mapping[str, str]
    tasks: Mapping[str, TaskShape]

    @property
    def job_names(self) -> Sequence[str]:
        """Head first: it starts a run."""
        return (HEAD, WORK)

    def configs(self, job: str, launch: Launch) -> Mapping[str, JsonObject]:
        """The bodies of a job and of its task. A run whose id is known has one job of a kind, however often it is sent.

        Raises `LabelError` with everything that Azure Batch would refuse.
        """
        where = f"{self.environment}, {job}"
        name = self._name(job, launch)
        found = [
            *problems_in_name(name, f"{where}, id"),
            *problems_in_array(launch.array_size, f"{where}, --array-size"),
            *problems_in_nodes(launch, where),
            *azure.problems(
                launch.labels, rule=LabelRule.NATIVE, service=Service.AZURE_BATCH_METADATA, where=f"{where}, metadata"
            ),
            *problems_in_variables(launch.labels, f"{where}, environmentSettings"),
        ]
        if found:
            raise LabelError(found)
        return {
            "job": job_body(name, self.pool, launch.labels),
            "task": task_body(job, self.tasks[job], launch.labels),
        }

    def notes(self, job: str, launch: Launch) -> Sequence[str]:  # noqa: ARG002 - every record is asked alike
        """What cannot be seen in the configs: whose job it would be, and what a run's labels must not be used for."""
        found: list[str] = []
        if not launch.run and launch.name is None:
            found.append("without --var workflowId=... or --job-name every run asks for one and the same job")
        if own := ", ".join(sorted(key for key in launch.labels if launch.labels[key] != self.labels.get(key))):
            found.append(
                f"{own}: not on pool {self.pool!r}, which is shared. In Nextflow, keep them out of resourceLabels with "
                f"automatic pools, which are made anew for each set of labels, or write process.queue = {self.pool!r}"
            )
        return found

    def to_document(self) -> JsonObject:
        """The record as JSON, sorted by whoever writes it."""
        return {
            "format": FORMAT,
            "platform": Platform.AZURE_BATCH.value,
            "environment": self.environment,
            "endpoint": self.endpoint,
            "pool": self.pool,
            "labels": dict(self.labels),
            "tasks": {name: document_of(shape) for name, shape in self.tasks.items()},
        }

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> "AzureBatchRecord":
        """Read what `to_document` wrote; raises as `record.PARSERS` says."""
        return cls(
            environment=document["environment"],
            endpoint=document["endpoint"],
            pool=document["pool"],
            labels=dict(document["labels"]),
            tasks={name: _parse_shape(shape) for name, shape in document["tasks"].items()},
        )

    def _name(self, job: str, launch: Launch) -> str:
        """The job's id: as given, else made from the run."""
        if launch.name is not None:
            return launch.name
        return "-".join(part for part in (self.environment, job, launch.run) if part)


def _parse_shape(document: Mapping[str, Any]) -> TaskShape:
    """One task of the record."""
    values = fields_of(TaskShape, document)
    values["command"] = tuple(values["command"])
    return TaskShape(**values)
