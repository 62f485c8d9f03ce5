"""One run submitted to the local cloud, per platform, from the very configs that `labelwright render` printed.

What comes back is what the cloud itself says of it, so that nobody has to believe our own files.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import boto3  # pyright: ignore[reportMissingTypeStubs]

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Submitted:
    """What was submitted, in a few words, and the labels that the cloud has on each thing that came of it."""

    what: str
    labels: Mapping[str, Labels]


def _client(service: str) -> Any:
    """A boto3 client; they are made at run time and have no types of their own."""
    return cast(Callable[[str], Any], boto3.client)(service)  # pyright: ignore[reportUnknownMemberType]


def submit_batch_job(configs: Mapping[str, Any]) -> Submitted:
    """Submit a job to AWS Batch."""
    batch = _client("batch")
    submitted = batch.submit_job(**configs["submit-job"])
    job = batch.describe_jobs(jobs=[submitted["jobId"]])["jobs"][0]
    definition = batch.describe_job_definitions(jobDefinitions=[job["jobDefinition"]])["jobDefinitions"][0]
    what = f"submitted {job['jobName']} ({job['jobId']}, {job['status']})"
    return Submitted(what, {"on the job": job["tags"], "on its definition": definition["tags"]})


def launch_machine(configs: Mapping[str, Any]) -> Submitted:
    """Launch a virtual machine of Amazon EC2."""
    ec2 = _client("ec2")
    identity = ec2.run_instances(**configs["run-instances"])["Instances"][0]["InstanceId"]
    instance = ec2.describe_instances(InstanceIds=[identity])["Reservations"][0]["Instances"][0]
    attached = {"Filters": [{"Name": "attachment.instance-id", "Values": [identity]}]}
    volumes = ec2.describe_volumes(**attached)["Volumes"]
    what = f"launched {identity} ({instance['InstanceType']}, {instance['State']['Name']}), {len(volumes)} volume(s)"
    told = [_own(volume.get("Tags", [])) for volume in volumes]
    on_all = {key: value for key, value in told[0].items() if all(tags.get(key) == value for tags in told)}
    return Submitted(what, {"on the instance": _own(instance["Tags"]), "on its volumes": on_all})


def _own(tags: list[dict[str, str]]) -> Labels:
    """EC2's list of tags as labels, without those that AWS itself writes."""
    return {tag["Key"]: tag["Value"] for tag in tags if not tag["Key"].startswith("aws:")}


SUBMIT: Mapping[str, Callable[[Mapping[str, Any]], Submitted]] = {
    "aws-batch": submit_batch_job,
    "aws-cloud": launch_machine,
}
"""Platform -> how a run is submitted to it."""
