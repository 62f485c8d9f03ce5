"""The jobs of an AWS Batch environment: each described once, forged as a job definition, left behind as a record."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pulumi
import pulumi_aws as aws

from labelwright.emit.aws_batch import BatchJob, Capability, container_properties
from labelwright.emit.aws_batch_record import AwsBatchRecord
from labelwright.environments.aws_batch import ComputeType

from .aws_batch_roles import Roles
from .aws_batch_site import Site
from .aws_batch_storage import Storage


@dataclass(frozen=True, slots=True)
class Part:
    """Which job is meant, and what sets it apart from the other: `head` or `work`, its size, image, queue and role."""

    name: str
    vcpus: float
    memory: int
    image: pulumi.Input[str]
    queue: aws.batch.JobQueue
    role: aws.iam.Role
    assign_public_ip: bool


@dataclass(frozen=True, slots=True)
class Forged:
    """A job definition in AWS, and the description of the job with the name and revision that it got there."""

    definition: aws.batch.JobDefinition
    job: pulumi.Output[BatchJob]


def forge_job(site: Site, part: Part, roles: Roles, log_group: aws.cloudwatch.LogGroup, storage: Storage) -> Forged:
    """Describe a job and make its definition from that description."""
    capability = Capability.FARGATE if site.plan.on_fargate else Capability.EC2
    known = pulumi.Output.all(
        definition_name=site.named(f"{part.name}-job"),
        queue_arn=part.queue.arn,
        image=part.image,
        vcpus=part.vcpus,
        memory=part.memory,
        execution_role_arn=roles.execution.arn,
        job_role_arn=part.role.arn,
        log_group=log_group.name,
        log_prefix=part.name,
        region=aws.get_region_output(opts=site.lookup_output).region,
        volumes=storage.volumes(on_fargate=site.plan.on_fargate),
        assign_public_ip=part.assign_public_ip,
        on_spot=site.plan.type is ComputeType.SPOT,
    )

    def describe(fields: Mapping[str, Any]) -> BatchJob:
        return BatchJob(**fields, capability=capability)

    job = known.apply(describe)
    definition = aws.batch.JobDefinition(
        site.named(f"{part.name}-job"),
        type="container",
        platform_capabilities=[capability.value],
        container_properties=job.apply(lambda it: json.dumps(container_properties(it), sort_keys=True)),
        propagate_tags=True,
        tags=site.tags,
        opts=site.child(),
    )
    named = pulumi.Output.all(job, definition.name, definition.revision).apply(
        lambda parts: replace(parts[0], definition_name=parts[1], revision=int(parts[2]))
    )
    return Forged(definition, named)


def record_of(site: Site, compute: aws.batch.ComputeEnvironment, jobs: Mapping[str, Forged]) -> pulumi.Output[str]:
    """What those who submit need to know of the environment, as JSON: the form that every language can carry."""

    def tell(known: Mapping[str, Any]) -> str:
        record = AwsBatchRecord(
            environment=site.name,
            region=known["jobs"]["head"].region,
            compute_environment_arn=known["arn"],
            labels=site.labels,
            jobs=known["jobs"],
        )
        return json.dumps(record.to_document(), sort_keys=True)

    jobs_known = pulumi.Output.all(**{name: forged.job for name, forged in jobs.items()})
    return pulumi.Output.all(arn=compute.arn, jobs=jobs_known).apply(tell)
