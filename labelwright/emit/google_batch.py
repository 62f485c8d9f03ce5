"""What Google Batch is told of a job: the request of `create_job`, ready for Google's client.

A job is described once, as a `BatchJob`. Labels stand in it twice: on the job, and on its allocation policy, from where
Google hands them to every VM and disk, which are what is billed. A forged instance template labels machines too. A job
cannot take its labels away, and nobody says which value wins, so a run that removes or changes one states its machine
in full instead.
Shape: https://cloud.google.com/batch/docs/reference/rest/v1/projects.locations.jobs
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from labelwright.dialects import google
from labelwright.dialects.terms import Service
from labelwright.emit.document import JsonObject
from labelwright.emit.google_batch_problems import (
    milli_of,
    problems_in_job_id,
    problems_in_tasks,
    problems_in_vcpus,
)
from labelwright.problem import LabelError, Problem
from labelwright.vocabulary import LabelRule

WORK_PATH = "/mnt/disks/work"
"""Where every container sees the work bucket. Container-Optimized OS lets nothing be mounted but below /mnt/disks."""

_PREEMPTED = (
    50001  # Batch's exit code of a Spot VM that was taken back: .../batch/docs/troubleshooting#reserved-exit-codes
)
_SPOT_RETRIES = 3


@dataclass(frozen=True, slots=True)
class BatchJob:
    """One kind of job of an environment, described once. Memory is in MiB, the boot disk in GiB.

    Without a `machine_type` Google chooses one that is large enough. `network` and `subnetwork` are partial URLs. The
    machine of a job with `instance_template` is the template's; `is_forged` says that it is one of ours, described by
    the other fields just as well.
    """

    image: str
    vcpus: float
    memory: int
    service_account: str
    bucket: str
    network: str
    assign_public_ip: bool
    boot_disk_gib: int
    subnetwork: str | None = None
    provisioning_model: str = "STANDARD"
    machine_type: str | None = None
    boot_disk_type: str | None = None
    network_tags: tuple[str, ...] = ()
    instance_template: str | None = None
    is_forged: bool = False
    command: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a job is created, and as which: `job_id` None lets Google make one. A `request_id` makes it one job."""

    project: str
    region: str
    job_id: str | None = None
    request_id: str | None = None
    tasks: int | None = None


def problems_in_job(job: BatchJob, labels: Mapping[str, str], placed: Placed, *, where: str) -> list[Problem]:
    """Everything that Google would refuse in a job with these labels, each once."""
    found = [
        *problems_in_job_id(placed.job_id, f"{where}, --job-name"),
        *problems_in_tasks(placed.tasks, f"{where}, --array-size"),
        *problems_in_vcpus(job.vcpus, where),
    ]
    for service in (Service.GOOGLE_BATCH_JOB, Service.GOOGLE_BATCH_VM):
        found += google.problems(labels, rule=LabelRule.NATIVE, service=service, where=where)
    return list(dict.fromkeys(found))


def create_job(job: BatchJob, labels: Mapping[str, str], placed: Placed, *, where: str) -> JsonObject:
    """The request of `create_job`. `labels` are all labels of the run, the static ones among them.

    Raises `LabelError` with everything that Google would refuse.
    """
    if found := problems_in_job(job, labels, placed, where=where):
        raise LabelError(found)
    return {
        "parent": f"projects/{placed.project}/locations/{placed.region}",
        **({} if placed.job_id is None else {"jobId": placed.job_id}),
        **({} if placed.request_id is None else {"requestId": placed.request_id}),
        "job": {
            **_labels(labels),
            "taskGroups": [{"taskCount": placed.tasks or 1, "taskSpec": _task(job)}],
            "allocationPolicy": _allocation(job, labels, placed.region),
            "logsPolicy": {"destination": "CLOUD_LOGGING"},
        },
    }


def without_template(job: BatchJob, forged: Mapping[str, str], labels: Mapping[str, str]) -> BatchJob:
    """The job as a run with `labels` takes it: without our own template where its labels are not the run's.

    `forged` are the labels of the template.
    """
    is_whole = forged.items() <= labels.items()
    return job if is_whole or not job.is_forged else replace(job, instance_template=None)


def _task(job: BatchJob) -> JsonObject:
    """What runs: one container, tried once, since the pipeline decides on retries; again where Google took its VM."""
    command = {"commands": list(job.command)} if job.command else {}
    retried = {"action": "RETRY_TASK", "actionCondition": {"exitCodes": [_PREEMPTED]}}
    on_spot = {"maxRetryCount": _SPOT_RETRIES, "lifecyclePolicies": [retried]}
    return {
        "runnables": [{"container": {"imageUri": job.image, **command}}],
        "computeResource": {"cpuMilli": milli_of(job.vcpus), "memoryMib": job.memory},
        "volumes": [{"gcs": {"remotePath": job.bucket}, "mountPath": WORK_PATH}],
        **(on_spot if job.provisioning_model == "SPOT" else {}),
    }


def _allocation(job: BatchJob, labels: Mapping[str, str], region: str) -> JsonObject:
    """On which machines it runs. The network is the template's where there is one: Batch would not read it here."""
    return {
        **_labels(labels),
        "location": {"allowedLocations": [f"regions/{region}"]},
        "serviceAccount": {"email": job.service_account},
        **({"tags": list(job.network_tags)} if job.network_tags else {}),
        **(_from_template(job.instance_template) if job.instance_template else _machine(job)),
    }


def _from_template(template: str) -> JsonObject:
    """Machines as the template describes them."""
    return {"instances": [{"instanceTemplate": template}]}


def _machine(job: BatchJob) -> JsonObject:
    """Machines in full."""
    disk = {"sizeGb": job.boot_disk_gib, **({"type": job.boot_disk_type} if job.boot_disk_type else {})}
    interface = {
        "network": job.network,
        **({"subnetwork": job.subnetwork} if job.subnetwork else {}),
        "noExternalIpAddress": not job.assign_public_ip,
    }
    policy = {
        **({"machineType": job.machine_type} if job.machine_type else {}),
        "provisioningModel": job.provisioning_model,
        "bootDisk": disk,
    }
    return {"instances": [{"policy": policy}], "network": {"networkInterfaces": [interface]}}


def _labels(labels: Mapping[str, str]) -> JsonObject:
    """Labels, sorted; absent where there are none."""
    return {"labels": dict(sorted(labels.items()))} if labels else {}
