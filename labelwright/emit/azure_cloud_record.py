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
from labelwright.emit.launch import Launch
from labelwright.problem import LabelError, problem
from labelwright.vocabulary import LabelRule, Platform

JOB = "machine"
"""The one job of such an environment: a machine on which a run's head process and its work both execute."""

_NAME = re.compile(r"(?=.{1,64}\Z)[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?")
_TOKEN_LENGTH = 12


@dataclass(frozen=True, slots=True)
class AzureCloudRecord:
    """One forged Azure Cloud environment: its machine and the static labels that it was forged with."""

    environment: str
    labels: Mapping[str, str]
    machine: Machine

    @property
    def job_names(self) -> Sequence[str]:
        """The machine alone."""
        return (JOB,)

    def configs(self, job: str, launch: Launch) -> Mapping[str, JsonObject]:
        """The requests that make a run's machine. Raises `LabelError` with everything that Azure would refuse."""
        name = self._name(job, launch.run)
        found = [
            problem(f"{self.environment}, {option}", rules.NO_JOB, repr(value), f"Leave {option} out.")
            for option, value in (("--job-name", launch.name), ("--array-size", launch.array_size))
            if value is not None
        ]
        if not _NAME.fullmatch(name):
            got = f"{name!r} ({len(name)} characters)"
            found.append(problem(self.environment, rules.AZURE_MACHINE_NAME, got, "Rename the environment."))
        found += azure.problems(
            launch.labels, rule=LabelRule.NATIVE, service=Service.AZURE_MACHINE, where=f"{self.environment}, tags"
        )
        if found:
            raise LabelError(found)
        return requests(self.machine, name, launch.labels)

    def notes(self, launch: Launch) -> Sequence[str]:
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
            "environment": self.environment,
            "labels": dict(self.labels),
            "machine": document_of(self.machine),
        }

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> "AzureCloudRecord":
        """Read what `to_document` wrote; raises as `record.PARSERS` says."""
        return cls(
            environment=document["environment"],
            labels=dict(document["labels"]),
            machine=Machine(**fields_of(Machine, document["machine"])),
        )

    def _name(self, job: str, run: str) -> str:
        """The same name for the same run in the same environment."""
        if not run:
            return f"{self.environment}-{job}"
        return f"{self.environment}-{sha256(f'{self.environment}/{job}/{run}'.encode()).hexdigest()[:_TOKEN_LENGTH]}"
