"""A forged Google Batch environment as it stands in `environment.json`, and the requests of its runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labelwright.emit.document import FORMAT, JsonObject, document_of, fields_of
from labelwright.emit.google_batch import BatchJob, Placed, create_job, problems_in_job, without_template
from labelwright.emit.google_identity import request_id, short_id
from labelwright.emit.jobs import HEAD, WORK, problems_in_nodes
from labelwright.emit.launch import Launch
from labelwright.problem import LabelError
from labelwright.vocabulary import Platform


@dataclass(frozen=True, slots=True)
class GoogleBatchRecord:
    """One forged Google Batch environment: its jobs (`head`, `work`) and the labels that it was forged with.

    `stack` is the project and stack that it is part of, `project/dev`; `project` is Google's.
    """

    environment: str
    stack: str
    project: str
    region: str
    labels: Mapping[str, str]
    jobs: Mapping[str, BatchJob]

    @property
    def job_names(self) -> Sequence[str]:
        """Head first: it starts a run."""
        return (HEAD, WORK)

    def configs(self, job: str, launch: Launch) -> Mapping[str, JsonObject]:
        """The request of `create_job`. A run whose id is known has one head job, however often it is asked for."""
        described = without_template(self.jobs[job], self.labels, launch.labels)
        placed, where = self._placed(job, launch), f"{self.environment}, {job}"
        if found := problems_in_nodes(launch, where):
            raise LabelError(found + problems_in_job(described, launch.labels, placed, where=where))
        return {"create-job": create_job(described, launch.labels, placed, where=where)}

    def notes(self, job: str, launch: Launch) -> Sequence[str]:
        """What cannot be seen in the request: that it is not idempotent, and why it does not name the template."""
        found: list[str] = []
        if launch.name is None and not self._is_one(job, launch):
            option = "--var workflowId=..." if job == HEAD else "--job-name"
            found.append(f"without {option} each submission starts another job")
        other = ", ".join(sorted(key for key, value in self.labels.items() if launch.labels.get(key) != value))
        if other and self.jobs[job].is_forged:
            found.append(f"the instance template has its own {other}: this job states its machine in full instead")
        return found

    def to_document(self) -> JsonObject:
        """The record as JSON, sorted by whoever writes it."""
        return {
            "format": FORMAT,
            "platform": Platform.GOOGLE_BATCH.value,
            "environment": self.environment,
            "stack": self.stack,
            "project": self.project,
            "region": self.region,
            "labels": dict(self.labels),
            "jobs": {name: document_of(job) for name, job in self.jobs.items()},
        }

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> "GoogleBatchRecord":
        """Read what `to_document` wrote; raises as `record.PARSERS` says."""
        return cls(
            environment=document["environment"],
            stack=document["stack"],
            project=document["project"],
            region=document["region"],
            labels=dict(document["labels"]),
            jobs={name: _parse_job(job) for name, job in document["jobs"].items()},
        )

    @staticmethod
    def _is_one(job: str, launch: Launch) -> bool:
        """Whether it is known which job it is. A run has many work jobs: only a name tells one from the others."""
        return bool(launch.run) and (job == HEAD or launch.name is not None)

    def _placed(self, job: str, launch: Launch) -> Placed:
        """Where and as which."""
        parts = (self.project, self.stack, self.environment, job, launch.run, launch.name or "")
        is_one = self._is_one(job, launch)
        made = f"{self.environment}-{job}-{short_id(*parts)}" if is_one else None
        return Placed(
            project=self.project,
            region=self.region,
            job_id=made if launch.name is None else launch.name,
            request_id=request_id(*parts) if is_one else None,
            tasks=launch.array_size,
        )


def _parse_job(document: Mapping[str, Any]) -> BatchJob:
    """One job of the record. A field that this version does not know is an error, and not lost."""
    values = fields_of(BatchJob, document)
    for name in ("network_tags", "command"):
        values[name] = tuple(values[name])
    return BatchJob(**values)
