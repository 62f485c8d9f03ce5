"""A forged AWS Batch environment as it stands in `environment.json`, and the configs of its runs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from labelwright.emit.aws_batch import BatchJob, Capability, Volume, register_job_definition, submit_job
from labelwright.emit.configs import Configs
from labelwright.emit.document import FORMAT, JsonObject, document_of, fields_of
from labelwright.emit.launch import Launch
from labelwright.vocabulary import Platform


@dataclass(frozen=True, slots=True)
class AwsBatchRecord:
    """One forged AWS Batch environment: its jobs (`head`, `work`) and the static labels that it was forged with."""

    environment: str
    region: str
    compute_environment_arn: str
    labels: Mapping[str, str]
    jobs: Mapping[str, BatchJob]

    @property
    def job_names(self) -> Sequence[str]:
        """`head` first: it starts a run."""
        return sorted(self.jobs)

    def configs(self, job: str, launch: Launch) -> Mapping[str, JsonObject]:
        """The bodies of RegisterJobDefinition and SubmitJob for one of its jobs.

        The first is the environment's, and was registered when that was forged: it is made for those who ask for it.
        """
        without = self._removed(launch)
        submitted = self.submission(job, launch.labels, name=launch.name, array_size=launch.array_size, without=without)
        return Configs(
            {
                "register-job-definition": partial(self.registration, job, without=without),
                "submit-job": lambda: submitted,
            }
        )

    def notes(self, job: str, launch: Launch) -> Sequence[str]:  # noqa: ARG002 - every record is asked alike
        """A run that removes a label needs a definition without it."""
        removed = ", ".join(sorted(self._removed(launch)))
        note = f"register this definition first: without {removed} it is a new revision, which the submission takes"
        return [note] if removed else []

    def registration(self, job: str, *, without: Collection[str] = ()) -> JsonObject:
        """The body of RegisterJobDefinition for one of its jobs, with the labels of forge time.

        `without` are keys that a run removes: left on the definition, they would still reach the run's task.
        """
        labels = {key: value for key, value in self.labels.items() if key not in without}
        return register_job_definition(self.jobs[job], labels)

    def submission(
        self,
        job: str,
        labels: Mapping[str, str],
        *,
        name: str | None = None,
        array_size: int | None = None,
        without: Collection[str] = (),
    ) -> JsonObject:
        """The body of SubmitJob for one of its jobs with all `labels` of a run; counted with those of the definition.

        With keys in `without` the definition is one that is registered for this run, so its newest revision is named.
        """
        described = replace(self.jobs[job], revision=None) if without else self.jobs[job]
        name = name or f"{self.environment}-{job}"
        standing = {key: value for key, value in self.labels.items() if key not in without}
        return submit_job(described, labels, name=name, array_size=array_size, definition_labels=standing)

    def to_document(self) -> JsonObject:
        """The record as JSON, sorted by whoever writes it."""
        return {
            "format": FORMAT,
            "platform": Platform.AWS_BATCH.value,
            "environment": self.environment,
            "region": self.region,
            "computeEnvironmentArn": self.compute_environment_arn,
            "labels": dict(self.labels),
            "jobs": {name: _job_document(job) for name, job in self.jobs.items()},
        }

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> "AwsBatchRecord":
        """Read what `to_document` wrote; raises as `record.PARSERS` says."""
        return cls(
            environment=document["environment"],
            region=document["region"],
            compute_environment_arn=document["computeEnvironmentArn"],
            labels=dict(document["labels"]),
            jobs={name: _parse_job(job) for name, job in document["jobs"].items()},
        )

    def _removed(self, launch: Launch) -> Collection[str]:
        """Labels of forge time that the run does without."""
        return self.labels.keys() - launch.labels.keys()


def _job_document(job: BatchJob) -> JsonObject:
    """One job as JSON: what has a value, under the camelCase names of every other file here."""
    return {**document_of(job), "volumes": [document_of(volume) for volume in job.volumes]}


def _parse_job(document: Mapping[str, Any]) -> BatchJob:
    """One job of the record. A field that this version does not know is an error, and not lost."""
    values = fields_of(BatchJob, document)
    values["capability"] = Capability(values["capability"])
    values["volumes"] = tuple(Volume(**fields_of(Volume, volume)) for volume in values["volumes"])
    values["command"] = tuple(values["command"])
    return BatchJob(**values)
