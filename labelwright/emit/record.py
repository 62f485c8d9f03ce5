"""What a forged environment leaves behind for those who submit to it: `environment.json`.

Written by `pulumi up`, read by `labelwright render`, which builds the configs of a run from it without asking Pulumi or
AWS. It holds ARNs, sizes and the labels of forge time; no secret, and no dynamic label.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from labelwright.emit.aws_batch import BatchJob, Capability, JsonObject, Volume, register_job_definition, submit_job

FORMAT = 1
"""Version of the file's form. A reader refuses any other."""

PLATFORM = "aws-batch"


@dataclass(frozen=True, slots=True)
class EnvironmentRecord:
    """One forged AWS Batch environment: its jobs (`head`, `work`) and the static labels that it was forged with."""

    environment: str
    region: str
    compute_environment_arn: str
    labels: Mapping[str, str]
    jobs: Mapping[str, BatchJob]

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
            "platform": PLATFORM,
            "environment": self.environment,
            "region": self.region,
            "computeEnvironmentArn": self.compute_environment_arn,
            "labels": dict(self.labels),
            "jobs": {name: _job_document(job) for name, job in self.jobs.items()},
        }


def parse_record(document: Mapping[str, Any]) -> EnvironmentRecord:
    """Read what `to_document` wrote. Raises ValueError for a file of another form: it is not repaired by guessing.

    Whoever gets the error forges again: `pulumi up` writes the file anew.
    """
    if document.get("format") != FORMAT or document.get("platform") != PLATFORM:
        got = f"format {document.get('format')!r}, platform {document.get('platform')!r}"
        raise ValueError(
            f"environment.json: got {got}; this version reads format {FORMAT}, platform {PLATFORM!r}. Run pulumi up."
        )
    try:
        return EnvironmentRecord(
            environment=document["environment"],
            region=document["region"],
            compute_environment_arn=document["computeEnvironmentArn"],
            labels=dict(document["labels"]),
            jobs={name: _parse_job(job) for name, job in document["jobs"].items()},
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"environment.json: not a whole record ({error!r}). Run pulumi up.") from error


def _job_document(job: BatchJob) -> JsonObject:
    """One job as JSON: what has a value, under the camelCase names of every other file here."""
    document = _document(job)
    document["volumes"] = [_document(volume) for volume in job.volumes]
    document["command"] = list(job.command)
    return document


def _document(record: BatchJob | Volume) -> JsonObject:
    """The fields of a record that have a value."""
    values = {_camel(field.name): getattr(record, field.name) for field in fields(record)}
    return {name: value for name, value in values.items() if value is not None}


def _parse_job(document: Mapping[str, Any]) -> BatchJob:
    """One job of the record. A field that this version does not know is an error, and not lost."""
    values = _fields(BatchJob, document)
    values["capability"] = Capability(values["capability"])
    values["volumes"] = tuple(Volume(**_fields(Volume, volume)) for volume in values["volumes"])
    values["command"] = tuple(values["command"])
    return BatchJob(**values)


def _fields(record: type[BatchJob | Volume], document: Mapping[str, Any]) -> dict[str, Any]:
    """What a JSON object says of a record's fields, under their Python names. Raises KeyError for any other name."""
    names = {_camel(field.name): field.name for field in fields(record)}
    return {names[name]: value for name, value in document.items()}


def _camel(name: str) -> str:
    """`queue_arn` as JSON spells it: `queueArn`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
