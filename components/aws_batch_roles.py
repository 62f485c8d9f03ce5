"""The IAM roles of an AWS Batch environment: one for each that acts, with what it needs and no more."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from labelwright.environments.aws_batch import ComputeType, ServiceRole

from . import aws_batch_policies as policies
from .aws_batch_service_policy import service
from .aws_batch_site import Site
from .aws_batch_storage import Storage
from .aws_policies import Statement, bucket_arn, buckets
from .aws_roles import Statements, build_policy, build_role

LINKED_ROLE = "aws-batch-service-linked-role"


@dataclass(frozen=True, slots=True)
class Roles:
    """Who acts in the environment.

    `ready`: what must stand before the compute environment may use them, and must outlive it. `shared`: what head and
    work jobs may both do with buckets and file systems; None when there are neither.
    """

    execution: aws.iam.Role
    head: aws.iam.Role
    work: aws.iam.Role
    instance: aws.iam.Role | None
    instance_profile: aws.iam.InstanceProfile | None
    spot_fleet: aws.iam.Role | None
    service: aws.iam.Role | None
    linked: aws.iam.ServiceLinkedRole | None
    ready: Sequence[pulumi.Resource]
    shared: Statements | None


def build_roles(site: Site, log_group: aws.cloudwatch.LogGroup, storage: Storage) -> Roles:
    """Make the roles that the plan calls for, each with its inline policy; the head's own waits for the queues."""
    ready: list[pulumi.Resource] = []
    execution = build_role(site, "execution-role", "ecs-tasks.amazonaws.com")
    ready.append(build_policy(site, "execution-role", execution, log_group.arn.apply(policies.execution)))
    head = build_role(site, "head-role", "ecs-tasks.amazonaws.com")
    work = build_role(site, "work-role", "ecs-tasks.amazonaws.com")
    shared = _shared(site, storage)
    if shared is not None:
        build_policy(site, "work-role", work, shared)
    instance, profile = (None, None) if site.plan.on_fargate else _instance(site, log_group, storage, ready)
    spot_fleet = _spot_fleet(site, ready) if site.plan.type is ComputeType.SPOT else None
    service_role = None
    if site.plan.service_role is ServiceRole.DEDICATED:
        passed = [role.arn for role in (execution, head, work, instance, spot_fleet) if role is not None]
        service_role = build_role(site, "service-role", "batch.amazonaws.com")
        ready.append(build_policy(site, "service-role", service_role, pulumi.Output.all(*passed).apply(service)))
    linked = _service_linked(site) if site.plan.makes_shared else None
    if linked is not None:
        ready.append(linked)
    return Roles(execution, head, work, instance, profile, spot_fleet, service_role, linked, tuple(ready), shared)


def allow_head(
    site: Site, roles: Roles, log_group: aws.cloudwatch.LogGroup, queues: Sequence[aws.batch.JobQueue]
) -> None:
    """Let head jobs submit to the environment's queues, and do what work jobs may do."""
    queue_arns = pulumi.Output.all(*(queue.arn for queue in queues))
    passed = pulumi.Output.all(roles.execution.arn, roles.work.arn)
    shared = roles.shared if roles.shared is not None else pulumi.Output.from_input(list[Statement]())
    rights = pulumi.Output.all(queue_arns, passed, log_group.arn, shared).apply(
        lambda known: [*policies.head(known[0], known[1], known[2]), *known[3]]
    )
    build_policy(site, "head-role", roles.head, rights)


def _shared(site: Site, storage: Storage) -> Statements | None:
    """Rights on work buckets and shared file systems. None rather than an empty policy, which IAM refuses."""
    work_buckets = site.args.get("work_buckets")
    if not work_buckets and not site.plan.efs:
        return None
    partition = aws.get_partition_output(opts=site.lookup_output).partition
    given = pulumi.Output.from_input(work_buckets or [])
    return pulumi.Output.all(partition, given, storage.efs_arns).apply(
        lambda known: [
            *buckets([bucket_arn(known[0], bucket) for bucket in known[1]]),
            *policies.mount(known[2]),
        ]
    )


def _instance(
    site: Site, log_group: aws.cloudwatch.LogGroup, storage: Storage, ready: list[pulumi.Resource]
) -> tuple[aws.iam.Role, aws.iam.InstanceProfile]:
    """The role of the instances, and the profile through which EC2 gives it to them."""
    role = build_role(site, "instance-role", "ec2.amazonaws.com")
    rights = pulumi.Output.all(log_group.arn, storage.efs_arns).apply(
        lambda known: policies.instance(known[0], known[1])
    )
    ready.append(build_policy(site, "instance-role", role, rights))
    profile = aws.iam.InstanceProfile(site.named("instance-profile"), role=role.name, tags=site.tags, opts=site.child())
    return role, profile


def _spot_fleet(site: Site, ready: list[pulumi.Resource]) -> aws.iam.Role:
    """The role with which a Spot fleet launches instances and tags them: AWS's own policy, which it keeps current."""
    role = build_role(site, "spot-fleet-role", "spotfleet.amazonaws.com")
    partition = aws.get_partition_output(opts=site.lookup_output).partition
    ready.append(
        aws.iam.RolePolicyAttachment(
            site.named("spot-fleet-role"),
            role=role.name,
            policy_arn=pulumi.Output.concat("arn:", partition, ":iam::aws:policy/", policies.SPOT_FLEET_TAGGING_POLICY),
            opts=site.child(),
        )
    )
    return role


def _service_linked(site: Site) -> aws.iam.ServiceLinkedRole:
    """The account's AWSServiceRoleForBatch. AWS allows one per account, so one environment makes it.

    It is not named from its environment: else another name, or another environment that makes it, would be a second
    role, which AWS refuses while the first one stands.
    """
    return aws.iam.ServiceLinkedRole(
        LINKED_ROLE,
        aws_service_name="batch.amazonaws.com",
        description="AWS Batch acts with this role in the account",
        tags=site.tags,
        opts=site.child(),
    )
