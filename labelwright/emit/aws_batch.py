"""What AWS Batch is told of a job: the bodies of RegisterJobDefinition and SubmitJob, ready for boto3.

A job is described once, as a `BatchJob`. The forged job definition, the emitted files and the command line all render
that one record, so they cannot disagree. The definition carries the static labels of its environment, a submission all
labels of its run: AWS gives a job only the tags of its submission, and lets those win on the ECS task.
Shapes: https://docs.aws.amazon.com/batch/latest/APIReference/API_RegisterJobDefinition.html and API_SubmitJob.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from labelwright.emit.aws_batch_problems import (
    problems_in_array,
    problems_in_job_name,
    problems_in_nodes,
    problems_in_size,
    problems_in_union,
)
from labelwright.emit.document import JsonObject
from labelwright.problem import LabelError, Problem

_NO_LABELS: Mapping[str, str] = {}


class Capability(StrEnum):
    """What runs the job's container. AWS Batch calls it platform capability; it decides the shape of a definition."""

    EC2 = "EC2"
    FARGATE = "FARGATE"


@dataclass(frozen=True, slots=True)
class Volume:
    """A file system in the job's container: an EFS one that the container mounts, or a folder of its host.

    Exactly one of `file_system_id` and `host_path` is given. Fargate has no host, so it takes EFS only.
    """

    name: str
    mount_path: str
    file_system_id: str | None = None
    host_path: str | None = None


@dataclass(frozen=True, slots=True)
class BatchJob:
    """One kind of job of an environment, described once.

    Memory is in MiB; vCPUs are whole on EC2, 0.25 and up on Fargate.
    `revision` pins a submission to the very definition that was forged; None submits to the newest active one.
    `on_spot` says that its queue is served by Spot instances. `nodes` are the instances of a multi-node job, None for
    one container: a run asks for them, and no forged job has any.
    """

    definition_name: str
    queue_arn: str
    image: str
    vcpus: float
    memory: int
    execution_role_arn: str
    job_role_arn: str
    log_group: str
    region: str
    capability: Capability
    log_prefix: str = "job"
    revision: int | None = None
    volumes: tuple[Volume, ...] = ()
    command: tuple[str, ...] = ()
    assign_public_ip: bool = False
    on_spot: bool = False
    nodes: int | None = None

    @property
    def on_fargate(self) -> bool:
        """Whether no instance is known that runs it."""
        return self.capability is Capability.FARGATE

    @property
    def registered_name(self) -> str:
        """The name of its definition. That of several nodes has one of its own: the forged one is a container's."""
        return self.definition_name if self.nodes is None else f"{self.definition_name}-{self.nodes}-nodes"

    @property
    def definition(self) -> str:
        """How a submission names the definition: `name:revision`, or the bare name where none is pinned."""
        if self.revision is None or self.nodes is not None:
            return self.registered_name
        return f"{self.definition_name}:{self.revision}"


def register_job_definition(job: BatchJob, labels: Mapping[str, str]) -> JsonObject:
    """The body of RegisterJobDefinition. `labels` are static; AWS copies them to the ECS task of every job.

    Raises `LabelError` with everything that AWS would refuse.
    """
    name = job.registered_name
    _refuse(
        problems_in_job_name(name, "jobDefinitionName")
        + problems_in_size(job.vcpus, job.memory, name, on_fargate=job.on_fargate)
        + problems_in_union(labels, _NO_LABELS, name)
        + problems_in_nodes(job.nodes, name, on_fargate=job.on_fargate, on_spot=job.on_spot)
    )
    return {
        "jobDefinitionName": name,
        **(_single(job) if job.nodes is None else _multi_node(job)),
        "propagateTags": True,
        **_tags(labels),
    }


def submit_job(
    job: BatchJob,
    labels: Mapping[str, str],
    *,
    name: str,
    array_size: int | None = None,
    definition_labels: Mapping[str, str] = _NO_LABELS,
) -> JsonObject:
    """The body of SubmitJob. `labels` are all labels of the run, the static ones among them.

    `definition_labels` are those of the definition: keys on either side count, each once. Raises `LabelError`.
    """
    _refuse(
        problems_in_job_name(name, "jobName")
        + problems_in_array(array_size, name)
        + problems_in_union(labels, definition_labels, name)
        + (_problems_in_nodes(job, name, array_size) if job.nodes is not None else [])
    )
    return {
        "jobName": name,
        "jobQueue": job.queue_arn,
        "jobDefinition": job.definition,
        "propagateTags": True,
        **({} if array_size is None else {"arrayProperties": {"size": array_size}}),
        **_tags(labels),
    }


def container_properties(job: BatchJob) -> JsonObject:
    """What runs and with which rights: the part of a definition that the forged resource and the emitted body share."""
    return {
        "image": job.image,
        "resourceRequirements": [
            {"type": "VCPU", "value": f"{job.vcpus:g}"},
            {"type": "MEMORY", "value": str(job.memory)},
        ],
        "executionRoleArn": job.execution_role_arn,
        "jobRoleArn": job.job_role_arn,
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": job.log_group,
                "awslogs-region": job.region,
                "awslogs-stream-prefix": job.log_prefix,
            },
        },
        **({"command": list(job.command)} if job.command else {}),
        **_volumes(job),
        **(_fargate(job) if job.on_fargate else {}),
    }


def _single(job: BatchJob) -> JsonObject:
    """What a definition says of a job that is one container."""
    return {
        "type": "container",
        "platformCapabilities": [job.capability.value],
        "containerProperties": container_properties(job),
    }


def _multi_node(job: BatchJob) -> JsonObject:
    """What a definition says of a job on several instances at once: the same container on each, the first leads."""
    node_range = {"targetNodes": "0:", "container": container_properties(job)}
    return {
        "type": "multinode",
        "nodeProperties": {"numNodes": job.nodes, "mainNode": 0, "nodeRangeProperties": [node_range]},
    }


def _problems_in_nodes(job: BatchJob, where: str, array_size: int | None) -> list[Problem]:
    """Why AWS would refuse the job's nodes, or their definition, whose name may have become too long."""
    return [
        *problems_in_nodes(job.nodes, where, array_size=array_size, on_fargate=job.on_fargate, on_spot=job.on_spot),
        *problems_in_job_name(job.definition, f"{where}, jobDefinition"),
    ]


def _fargate(job: BatchJob) -> JsonObject:
    """What only Fargate takes. Said in full, because AWS's defaults differ between accounts and over time."""
    return {
        "networkConfiguration": {"assignPublicIp": "ENABLED" if job.assign_public_ip else "DISABLED"},
        "fargatePlatformConfiguration": {"platformVersion": "LATEST"},
        "runtimePlatform": {"operatingSystemFamily": "LINUX", "cpuArchitecture": "X86_64"},
    }


def _volumes(job: BatchJob) -> JsonObject:
    """Volumes and where the container sees them; nothing at all where there are none."""
    if not job.volumes:
        return {}
    return {
        "volumes": [{"name": volume.name, **_source(volume)} for volume in job.volumes],
        "mountPoints": [
            {"sourceVolume": volume.name, "containerPath": volume.mount_path, "readOnly": False}
            for volume in job.volumes
        ],
    }


def _source(volume: Volume) -> JsonObject:
    """Where a volume comes from, in AWS's words. IAM decides who may mount, so the way there must be encrypted."""
    if volume.file_system_id is None:
        return {"host": {"sourcePath": volume.host_path}}
    return {
        "efsVolumeConfiguration": {
            "fileSystemId": volume.file_system_id,
            "rootDirectory": "/",
            "transitEncryption": "ENABLED",
            "authorizationConfig": {"iam": "ENABLED"},
        }
    }


def _tags(labels: Mapping[str, str]) -> JsonObject:
    """Labels as AWS takes them: sorted, and absent when there are none, because AWS refuses an empty map."""
    return {"tags": dict(sorted(labels.items()))} if labels else {}


def _refuse(found: list[Problem]) -> None:
    """Raise what was found, all of it at once."""
    if found:
        raise LabelError(found)
