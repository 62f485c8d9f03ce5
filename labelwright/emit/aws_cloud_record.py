"""A forged AWS Cloud environment as it stands in `environment.json`, and the config of its runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from labelwright.emit.aws_cloud import Machine, run_instances
from labelwright.emit.document import FORMAT, JsonObject, document_of, fields_of
from labelwright.emit.jobs import MACHINE, problems_of_a_machine
from labelwright.emit.launch import Launch
from labelwright.problem import LabelError
from labelwright.vocabulary import Platform


@dataclass(frozen=True, slots=True)
class AwsCloudRecord:
    """One forged AWS Cloud environment: its machine and the static labels that it was forged with.

    `stack` is the project and stack that it is part of, `project/dev`: names of environments are its own only.
    """

    stack: str
    environment: str
    region: str
    labels: Mapping[str, str]
    machine: Machine

    @property
    def job_names(self) -> Sequence[str]:
        """The machine alone."""
        return (MACHINE,)

    def configs(self, job: str, launch: Launch) -> Mapping[str, JsonObject]:
        """The body of RunInstances. A run whose id is known is launched once, however often it is asked for."""
        if found := problems_of_a_machine(launch, self.environment):
            raise LabelError(found)
        token = self._token(launch.run, job) if launch.run else None
        return {
            "run-instances": run_instances(self.machine, launch.labels, template_labels=self.labels, token=token),
        }

    def notes(self, job: str, launch: Launch) -> Sequence[str]:  # noqa: ARG002 - every record is asked alike
        """What cannot be seen in the config: that it is not idempotent, and why it does not name the template."""
        found: list[str] = []
        if not launch.run:
            found.append("without --var workflowId=... each submission starts another machine")
        if removed := ", ".join(sorted(self.labels.keys() - launch.labels.keys())):
            found.append(f"the launch template carries {removed}: the config states the machine in full instead")
        return found

    def to_document(self) -> JsonObject:
        """The record as JSON, sorted by whoever writes it."""
        return {
            "format": FORMAT,
            "platform": Platform.AWS_CLOUD.value,
            "stack": self.stack,
            "environment": self.environment,
            "region": self.region,
            "labels": dict(self.labels),
            "machine": document_of(self.machine),
        }

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> "AwsCloudRecord":
        """Read what `to_document` wrote; raises as `record.PARSERS` says."""
        values = fields_of(Machine, document["machine"])
        values["security_group_ids"] = tuple(values["security_group_ids"])
        return cls(
            stack=document["stack"],
            environment=document["environment"],
            region=document["region"],
            labels=dict(document["labels"]),
            machine=Machine(**values),
        )

    def _token(self, run: str, job: str) -> str:
        """The same 64 characters, as many as AWS takes, for the same run in the same environment.

        The stack counts: tokens are the account's, and another stack there may have an environment of that name.
        """
        return sha256(f"{self.stack}/{self.environment}/{job}/{run}".encode()).hexdigest()
