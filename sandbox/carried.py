"""What the local cloud has of a job that `labelwright launch` submitted: what it is, and the labels it carries.

It is the cloud itself that says so, through boto3, so that nobody has to believe our own records.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import boto3  # pyright: ignore[reportMissingTypeStubs]

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Carried:
    """A job, in a few words, and the labels that the cloud has on each thing that came of it."""

    what: str
    labels: Mapping[str, Labels]


def _client(service: str) -> Any:
    """A boto3 client; they are made at run time and have no types of their own."""
    return cast(Callable[[str], Any], boto3.client)(service)  # pyright: ignore[reportUnknownMemberType]


def by_batch_job(identity: str) -> Carried:
    """A job of AWS Batch, with the definition that it runs with."""
    batch = _client("batch")
    job = batch.describe_jobs(jobs=[identity])["jobs"][0]
    definition = batch.describe_job_definitions(jobDefinitions=[job["jobDefinition"]])["jobDefinitions"][0]
    what = f"{job['jobName']} ({job['status']})"
    return Carried(what, {"on the job": job["tags"], "on its definition": definition["tags"]})


def by_machine(identity: str) -> Carried:
    """A virtual machine of Amazon EC2, with its volumes."""
    ec2 = _client("ec2")
    instance = ec2.describe_instances(InstanceIds=[identity])["Reservations"][0]["Instances"][0]
    attached = {"Filters": [{"Name": "attachment.instance-id", "Values": [identity]}]}
    volumes = ec2.describe_volumes(**attached)["Volumes"]
    what = f"{identity} ({instance['InstanceType']}, {instance['State']['Name']}), {len(volumes)} volume(s)"
    told = [_own(volume.get("Tags", [])) for volume in volumes]
    on_all = {key: value for key, value in told[0].items() if all(tags.get(key) == value for tags in told)}
    return Carried(what, {"on the instance": _own(instance["Tags"]), "on its volumes": on_all})


def _own(tags: list[dict[str, str]]) -> Labels:
    """EC2's list of tags as labels, without those that AWS itself writes."""
    return {tag["Key"]: tag["Value"] for tag in tags if not tag["Key"].startswith("aws:")}


CARRIED_BY: Mapping[str, Callable[[str], Carried]] = {
    "aws-batch-job": by_batch_job,
    "ec2-instance": by_machine,
}
"""Kind of job, as the record of a run names it -> what the local cloud says of the one with an id."""
