"""A forged Google Cloud environment as it stands in `environment.json`, and the request of its runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labelwright.emit.document import FORMAT, JsonObject, document_of, fields_of
from labelwright.emit.google_cloud import Machine, insert_instance
from labelwright.emit.google_identity import request_id, short_id
from labelwright.emit.jobs import MACHINE, problems_of_a_machine
from labelwright.emit.launch import Launch
from labelwright.problem import LabelError
from labelwright.vocabulary import Platform


@dataclass(frozen=True, slots=True)
class GoogleCloudRecord:
    """One forged Google Cloud environment: its machine and the static labels that it was forged with.

    `stack` is the project and stack that it is part of, `project/dev`; `project` is Google's.
    """

    environment: str
    stack: str
    project: str
    labels: Mapping[str, str]
    machine: Machine

    @property
    def job_names(self) -> Sequence[str]:
        """The machine alone."""
        return (MACHINE,)

    def configs(self, job: str, launch: Launch) -> Mapping[str, JsonObject]:
        """The request of `instances.insert`. A run whose id is known is one machine, by its name and its request."""
        if found := problems_of_a_machine(launch, self.environment):
            raise LabelError(found)
        parts = (self.project, self.stack, self.environment, job, launch.run)
        return {
            "insert-instance": insert_instance(
                self.machine,
                launch.labels,
                project=self.project,
                name=f"{self.environment}-{job}" + (f"-{short_id(*parts)}" if launch.run else ""),
                request_id=request_id(*parts) if launch.run else None,
            )
        }

    def notes(self, job: str, launch: Launch) -> Sequence[str]:
        """What cannot be seen in the request: that the next one asks for a machine of the same name."""
        name = f"{self.environment}-{job}"
        note = (
            f"without --var workflowId=... every machine is called {name!r}, and Google takes one of a name at a time"
        )
        return [] if launch.run else [note]

    def to_document(self) -> JsonObject:
        """The record as JSON, sorted by whoever writes it."""
        return {
            "format": FORMAT,
            "platform": Platform.GOOGLE_CLOUD.value,
            "environment": self.environment,
            "stack": self.stack,
            "project": self.project,
            "labels": dict(self.labels),
            "machine": document_of(self.machine),
        }

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> "GoogleCloudRecord":
        """Read what `to_document` wrote; raises as `record.PARSERS` says."""
        values = fields_of(Machine, document["machine"])
        values["network_tags"] = tuple(values["network_tags"])
        values["metadata"] = dict(values["metadata"])
        return cls(
            environment=document["environment"],
            stack=document["stack"],
            project=document["project"],
            labels=dict(document["labels"]),
            machine=Machine(**values),
        )
