"""What one launch sends, in the order in which it is sent: pure, so that `--dry-run` shows it without any SDK.

A job's name on its platform follows from the run, and from nothing else: sent twice, it is the same job.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from labelwright.emit.aws_batch_record import AwsBatchRecord
from labelwright.emit.aws_cloud_record import AwsCloudRecord
from labelwright.emit.azure_batch_record import AzureBatchRecord
from labelwright.emit.azure_cloud_record import AzureCloudRecord
from labelwright.emit.document import JsonObject
from labelwright.emit.google_batch_record import GoogleBatchRecord
from labelwright.emit.google_cloud_record import GoogleCloudRecord
from labelwright.emit.google_identity import short_id
from labelwright.emit.jobs import HEAD, MACHINE
from labelwright.emit.kubernetes_record import KubernetesRecord
from labelwright.emit.launch import Launch
from labelwright.emit.record import EnvironmentRecord
from labelwright.launcher import Submission
from labelwright.vocabulary import Platform

REVISION = "REVISION"
"""Stands in a submission for the revision that the request before it makes."""

Configs = Mapping[str, JsonObject]


@dataclass(frozen=True, slots=True)
class Request:
    """One call: of which service, which operation, where (region, host, cluster), and its body."""

    service: str
    operation: str
    place: str
    body: JsonObject

    @property
    def document(self) -> JsonObject:
        """The request as JSON, in the order of the contract."""
        return {"service": self.service, "operation": self.operation, "place": self.place, "body": self.body}


@dataclass(frozen=True, slots=True)
class Plan:
    """One job of a run, and all that is sent for it.

    `name` is its name on the platform, or what stands for one, and belongs to this job of this run alone. `labels` are
    those that it must carry.
    """

    platform: Platform
    name: str
    labels: Mapping[str, str]
    requests: tuple[Request, ...]

    @property
    def last(self) -> JsonObject:
        """The body of the last request, which makes the job itself; those before prepare it."""
        return self.requests[-1].body


def plan(
    submission: Submission,
    *,
    job: str | None = None,
    name: str | None = None,
    array_size: int | None = None,
    nodes: int | None = None,
) -> Plan:
    """What launching `job` of a run sends; None is the job that starts it. `name` tells several work jobs apart.

    Raises `LabelError` for what the platform would refuse, an unknown job, and an environment that is not forged.
    """
    record = submission.environment.record
    chosen = job or (record.job_names[0] if record else HEAD)
    sent_name = name if chosen == MACHINE else _name(submission, chosen, name)
    configs = submission.configs(job, name=sent_name, array_size=array_size, nodes=nodes)
    launch = submission.launch(name=sent_name, array_size=array_size, nodes=nodes)
    return Plan(
        platform=submission.environment.environment.platform,
        name=sent_name or chosen,
        labels=submission.labels,
        requests=() if record is None else _requests(record, chosen, configs, launch),
    )


def _name(submission: Submission, job: str, name: str | None) -> str:
    """The job's name on its platform: readable first, then what belongs to this job of this run alone.

    The stack counts: in one account, another one may have an environment of that name.
    """
    settings, environment = submission.environment.settings, submission.environment.environment.name
    parts = (settings.project, settings.stack, environment, job, submission.id, name or "")
    return f"{name or f'{environment}-{job}'}-{short_id(*parts)}"


def _requests(record: EnvironmentRecord, job: str, configs: Configs, launch: Launch) -> tuple[Request, ...]:
    """The configs of a job as the calls that a client makes."""
    match record:
        case AwsBatchRecord():
            calls = _aws_batch(record, configs, launch)
        case AwsCloudRecord():
            calls = [Request("ec2", "run_instances", record.region, configs["run-instances"])]
        case GoogleBatchRecord():
            calls = [Request("batch", "create_job", record.region, configs["create-job"])]
        case GoogleCloudRecord():
            calls = [Request("compute", "insert", record.machine.zone, configs["insert-instance"])]
        case AzureBatchRecord():
            calls = [Request("batch", f"create_{kind}", record.endpoint, configs[kind]) for kind in ("job", "task")]
        case AzureCloudRecord():
            place = record.machine.location
            calls = [
                Request("management", f"{one['method']} {one['path']}", place, one["body"]) for one in configs.values()
            ]
        case KubernetesRecord():
            kind = "pod" if job == HEAD else "job"
            calls = [Request("kubernetes", f"create_namespaced_{kind}", record.namespace, configs[kind])]
        case _:
            raise TypeError(f"no requests for a {type(record).__name__}")
    return tuple(calls)


def _aws_batch(record: AwsBatchRecord, configs: Configs, launch: Launch) -> list[Request]:
    """The submission alone, but for a run that needs another definition than the forged one, registered first.

    The submission then names the very revision: the newest could be another run's by the time that it is sent.
    """
    submission = configs["submit-job"]
    if not record.needs_definition(launch):
        return [Request("batch", "submit_job", record.region, submission)]
    definition = f"{submission['jobDefinition']}:{REVISION}"
    return [
        Request("batch", "register_job_definition", record.region, configs["register-job-definition"]),
        Request("batch", "submit_job", record.region, {**submission, "jobDefinition": definition}),
    ]
