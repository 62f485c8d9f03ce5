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
        submitted = self.submission(job, launch)
        return Configs(
            {
                "register-job-definition": partial(self.registration, job, launch),
                "submit-job": lambda: submitted,
            }
        )

    def notes(self, job: str, launch: Launch) -> Sequence[str]:
        """Which definition the run needs, and what its children are without."""
        found: list[str] = []
        removed = self._removed(launch)
        if launch.nodes is not None:
            name = self._described(job, launch, removed).registered_name
            found.append(f"register this definition first: the submission takes the newest revision of {name}")
        elif removed:
            without = f"without {', '.join(sorted(removed))} it is a new revision, which the submission takes"
            found.append(f"register this definition first: {without}")
        if launch.nodes is not None or launch.array_size is not None:
            found.append("children of array and multi-node jobs take no tags of their own: the job itself has them")
        if launch.nodes is not None:
            # https://docs.aws.amazon.com/batch/latest/userguide/mnp-ce.html: they have network interfaces of their own
            found.append("nodes have no public address: from a public subnet they reach nothing outside the network")
        return found

    def needs_definition(self, launch: Launch) -> bool:
        """Whether the run takes another definition than the forged one, which is registered first."""
        return launch.nodes is not None or bool(self._removed(launch))

    def registration(self, job: str, launch: Launch) -> JsonObject:
        """The body of RegisterJobDefinition for one of its jobs, with the labels of forge time that the run keeps.

        Left on the definition, one that a run removes would still reach the run's task.
        """
        removed = self._removed(launch)
        return register_job_definition(self._described(job, launch, removed), self._standing(removed))

    def submission(self, job: str, launch: Launch) -> JsonObject:
        """The body of SubmitJob for one of its jobs with all labels of a run; counted with those of the definition."""
        removed = self._removed(launch)
        return submit_job(
            self._described(job, launch, removed),
            launch.labels,
            name=launch.name or f"{self.environment}-{job}",
            array_size=launch.array_size,
            definition_labels=self._standing(removed),
        )

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

    def _described(self, job: str, launch: Launch, removed: Collection[str]) -> BatchJob:
        """The job as the run asks for it. A definition of its own is not pinned: its newest revision is the run's."""
        if launch.nodes is None and not removed:
            return self.jobs[job]
        return replace(self.jobs[job], revision=None, nodes=launch.nodes)

    def _standing(self, removed: Collection[str]) -> Mapping[str, str]:
        """The labels of forge time without those that a run removes."""
        return {key: value for key, value in self.labels.items() if key not in removed} if removed else self.labels

    def _removed(self, launch: Launch) -> Collection[str]:
        """Labels of forge time that the run does without."""
        return () if self.labels.keys() <= launch.labels.keys() else self.labels.keys() - launch.labels.keys()


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
