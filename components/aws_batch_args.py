"""The arguments of an AWS Batch environment, as Pulumi packages them for every language.

Pulumi's analyzer reads this class for the schema: no unions, no postponed annotations, and the text below a field is
its documentation. What the values mean, and what is wrong with them, is said in `labelwright.environments.aws_batch`.
"""

from typing import TypedDict

import pulumi


class AwsBatchEnvironmentArgs(TypedDict, total=False):
    """Everything has a default: `{}` builds a working environment of On-Demand instances in the default VPC."""

    labels: pulumi.Input[dict[str, pulumi.Input[str]]]
    """Labels of this environment, over those of organization, workspace and team. Known when the program runs."""
    type: str
    """EC2 (default), SPOT, FARGATE or FARGATE_SPOT."""
    vpc_id: pulumi.Input[str]
    """VPC of a security group that is made. Default: that of the first subnet given, else the default VPC."""
    subnet_ids: pulumi.Input[list[pulumi.Input[str]]]
    """Subnets of the instances or tasks, at most one per availability zone with EFS. Default: those of the VPC."""
    security_group_ids: pulumi.Input[list[pulumi.Input[str]]]
    """Security groups; with EFS or FSx they let their own members in. Default: one is made that does."""
    assign_public_ip: bool
    """Whether Fargate tasks get a public address: without, their subnets need NAT. Default: true in the default VPC."""
    instance_types: pulumi.Input[list[pulumi.Input[str]]]
    """Instance types or families. Default: optimal."""
    min_vcpus: int
    """vCPUs that are kept when nothing runs. Default: 0."""
    max_vcpus: int
    """vCPUs at most. Default: 256."""
    allocation_strategy: str
    """How instances are chosen. Default: BEST_FIT_PROGRESSIVE on EC2, SPOT_PRICE_CAPACITY_OPTIMIZED on SPOT."""
    spot_bid_percentage: int
    """The most that a Spot instance may cost, in percent of On-Demand. Default: 100."""
    service_role: str
    """linked (default): AWS Batch uses the account's AWSServiceRoleForBatch. create-linked: makes that role too, once
    per account. dedicated: a role of its own; AWS then replaces the compute environment when a label changes."""
    efs: bool
    """Whether jobs share an encrypted EFS file system, at /mnt/efs. Default: false."""
    fsx: bool
    """Whether jobs share an FSx for Lustre file system, at /mnt/fsx; not on Fargate. Default: false."""
    fsx_storage_capacity: int
    """Its size in GiB: 1200 (default), 2400 or a multiple of 2400."""
    fsx_deployment_type: str
    """SCRATCH_2 (default: cheap, no backups), PERSISTENT_1 or PERSISTENT_2 (backups carry the labels)."""
    work_buckets: pulumi.Input[list[pulumi.Input[str]]]
    """S3 buckets, by name or ARN, in which jobs may read and write. Default: none."""
    head_image: pulumi.Input[str]
    """Container image of head jobs. Default: nextflow/nextflow:24.10.5."""
    head_vcpus: float
    """vCPUs of a head job. Default: 1."""
    head_memory: int
    """Memory of a head job in MiB. Default: 2048."""
    work_image: pulumi.Input[str]
    """Container image of work jobs. Default: ubuntu:24.04."""
    work_vcpus: float
    """vCPUs of a work job. Default: 1."""
    work_memory: int
    """Memory of a work job in MiB. Default: 2048."""


LATE = frozenset(
    {"head_image", "instance_types", "security_group_ids", "subnet_ids", "vpc_id", "work_buckets", "work_image"}
)
"""Arguments that may be known only while Pulumi runs. They are checked when they are plain."""
