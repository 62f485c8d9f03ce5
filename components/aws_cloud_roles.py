"""The role of an AWS Cloud environment's machines, and the profile through which EC2 gives it to them."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from .aws_cloud_site import Site
from .aws_policies import Statement, allow, bucket_arn, buckets, pull_images, write_logs
from .aws_roles import build_policy, build_role

SESSIONS_POLICY = "AmazonSSMManagedInstanceCore"
"""AWS's own policy for machines that AWS Systems Manager may reach, below `arn:<partition>:iam::aws:policy/`."""


@dataclass(frozen=True, slots=True)
class Roles:
    """Who acts on a machine. `ready`: what must stand before a machine may start with it."""

    instance: aws.iam.Role
    profile: aws.iam.InstanceProfile
    ready: Sequence[pulumi.Resource]


def build_roles(site: Site, log_group: aws.cloudwatch.LogGroup) -> Roles:
    """Make the role with its rights, and its profile."""
    role = build_role(site, "instance-role", "ec2.amazonaws.com")
    partition = aws.get_partition_output(opts=site.lookup_output).partition
    work_buckets = pulumi.Output.from_input(site.args.get("work_buckets") or [])
    rights = pulumi.Output.all(log_group.arn, partition, work_buckets).apply(
        lambda known: instance(known[0], [bucket_arn(known[1], bucket) for bucket in known[2]])
    )
    policy = build_policy(site, "instance-role", role, rights)
    sessions = aws.iam.RolePolicyAttachment(
        site.named("instance-role"),
        role=role.name,
        policy_arn=pulumi.Output.concat("arn:", partition, ":iam::aws:policy/", SESSIONS_POLICY),
        opts=site.child(),
    )
    profile = aws.iam.InstanceProfile(site.named("instance-profile"), role=role.name, tags=site.tags, opts=site.child())
    return Roles(role, profile, (policy, sessions))


def instance(log_group_arn: str, bucket_arns: Sequence[str]) -> list[Statement]:
    """What a machine does: pull images, write its log, read its own labels, work in the buckets."""
    return [
        allow(["ec2:DescribeTags"]),
        *pull_images(),
        write_logs(log_group_arn),
        *buckets(bucket_arns),
    ]
