"""What is known of a forged Azure Cloud environment: all that making the machine of a run takes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from labelwright import rules
from labelwright.dialects import Service, azure
from labelwright.emit.azure_cloud import Machine, requests
from labelwright.emit.document import FORMAT, JsonObject, document_of, fields_of
from labelwright.emit.jobs import MACHINE, problems_of_a_machine
from labelwright.emit.launch import Launch
from labelwright.problem import LabelError, problem
from labelwright.vocabulary import LabelRule, Platform

_NAME = re.compile(r"(?=.{1,64}\Z)[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?")
_TOKEN_LENGTH = 12


@dataclass(frozen=True, slots=True)
class AzureCloudRecord:
    """One forged Azure Cloud environment: its machine and the static labels that it was forged with.

    `stack` is the project and stack that it is part of, `project/dev`: names of environments are its own only.
    """

    stack: str
    environment: str
    labels: Mapping[str, str]
    machine: Machine

    @property
    def job_names(self) -> Sequence[str]:
        """The machine alone."""
        return (MACHINE,)

    def configs(self, job: str, launch: Launch) -> Mapping[str, JsonObject]:
        """The requests that make a run's machine. Raises `LabelError` with everything that Azure would refuse."""
        name = self._name(job, launch.run)
        found = problems_of_a_machine(launch, self.environment)
        if not _NAME.fullmatch(name):
            got = f"{name!r} ({len(name)} characters)"
            found.append(problem(self.environment, rules.AZURE_MACHINE_NAME, got, "Rename the environment."))
        found += azure.problems(
            launch.labels, rule=LabelRule.NATIVE, service=Service.AZURE_MACHINE, where=f"{self.environment}, tags"
        )
        if found:
            raise LabelError(found)
        return requests(self.machine, name, launch.labels)

    def notes(self, job: str, launch: Launch) -> Sequence[str]:  # noqa: ARG002 - every record is asked alike
        """What cannot be seen in the configs: whose machine it would be, and that there is an order."""
        order = ", ".join(requests(self.machine, self.environment, {}))
        found = [f"send them in this order, each when the last is done: {order}"]
        if not launch.run:
            found.append("without --var workflowId=... every run asks for one and the same machine")
        return found

    def to_document(self) -> JsonObject:
        """The record as JSON, sorted by whoever writes it."""
        return {
            "format": FORMAT,
            "platform": Platform.AZURE_CLOUD.value,
            "stack": self.stack,
            "environment": self.environment,
            "labels": dict(self.labels),
            "machine": document_of(self.machine),
        }

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> "AzureCloudRecord":
        """Read what `to_document` wrote; raises as `record.PARSERS` says."""
        return cls(
            stack=document["stack"],
            environment=document["environment"],
            labels=dict(document["labels"]),
            machine=Machine(**fields_of(Machine, document["machine"])),
        )

    def _name(self, job: str, run: str) -> str:
        """The same name for the same run in the same environment.

        The stack counts: another one may have an environment of that name in the same group, and would be given this
        machine as its own.
        """
        if not run:
            return f"{self.environment}-{job}"
        told = f"{self.stack}/{self.environment}/{job}/{run}"
        return f"{self.environment}-{sha256(told.encode()).hexdigest()[:_TOKEN_LENGTH]}"
