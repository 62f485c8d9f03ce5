"""Where an AWS Batch environment stands: its VPC, subnets and security groups, given or looked up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from labelwright.problem import problem
from labelwright.rules import KNOWN_VALUE

from .aws_batch_site import Site
from .aws_network import build_security_group, default_vpc, subnets_of, vpc_of

_NFS = (2049, 2049)
_LUSTRE = (
    (988, 988),
    (1018, 1023),
)  # https://docs.aws.amazon.com/fsx/latest/LustreGuide/limit-access-security-groups.html


@dataclass(frozen=True, slots=True)
class Network:
    """Where instances, tasks and file systems stand.

    `mount_subnets`: availability zone -> the subnet of its EFS mount target. `assign_public_ip`: whether a Fargate task
    needs an address of its own to reach the world, as in the default VPC.
    """

    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    security_group_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    mount_subnets: Mapping[str, pulumi.Input[str]]
    assign_public_ip: bool


def build_network(site: Site) -> Network:
    """Look up what was not given, and make a security group where none was given."""
    given = site.args.get("subnet_ids")
    vpc_id = site.args.get("vpc_id")
    is_default = given is None and vpc_id is None
    if given is None:
        vpc_id = vpc_id if vpc_id is not None else default_vpc(site)
        subnets = subnets_of(site, vpc_id, is_default=is_default)
    else:
        subnets = given
    groups = site.args.get("security_group_ids")
    if groups is None:
        groups = [_security_group(site, vpc_id if vpc_id is not None else vpc_of(site, subnets)).id]
    return Network(
        subnet_ids=subnets,
        security_group_ids=groups,
        mount_subnets=_one_per_zone(site, subnets) if site.plan.efs else {},
        assign_public_ip=is_default if site.plan.assign_public_ip is None else site.plan.assign_public_ip,
    )


def _security_group(site: Site, vpc_id: pulumi.Input[str]) -> aws.ec2.SecurityGroup:
    """A group that lets everything out, and in only what its own members need of shared file systems."""
    ports = ([_NFS] if site.plan.efs else []) + (list(_LUSTRE) if site.plan.fsx else [])
    ingress = [
        aws.ec2.SecurityGroupIngressArgs(
            protocol="tcp", from_port=low, to_port=high, self=True, description="shared file system"
        )
        for low, high in ports
    ]
    return build_security_group(site, vpc_id, ingress)


def _one_per_zone(site: Site, subnets: pulumi.Input[Sequence[pulumi.Input[str]]]) -> dict[str, pulumi.Input[str]]:
    """Zone (or place in the list, where zones are not known yet) -> subnet of its mount target: AWS takes one each."""
    if isinstance(subnets, pulumi.Output) or not isinstance(subnets, Sequence):
        found = problem(
            f"environment {site.name!r}, subnetIds",
            KNOWN_VALUE,
            "an Output for the whole list",
            "With EFS each subnet gets a mount target: write a list, whose entries may be Outputs.",
        )
        raise pulumi.RunError(str(found))
    chosen: dict[str, pulumi.Input[str]] = {}
    for number, subnet in enumerate(subnets):
        known = isinstance(subnet, str)
        chosen.setdefault(_zone(site, subnet) if known else str(number), subnet)
    return chosen


def _zone(site: Site, subnet: str) -> str:
    """The availability zone of a subnet that was given by its id."""
    try:
        return aws.ec2.get_subnet(id=subnet, opts=site.lookup).availability_zone
    except Exception as error:  # noqa: BLE001 - as for the default VPC
        raise pulumi.RunError(
            f"environment {site.name!r}, subnetIds: {subnet!r} could not be looked up ({error}). Give one that exists."
        ) from None
