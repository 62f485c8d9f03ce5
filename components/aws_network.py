"""Where an AWS environment stands, looked up: the default VPC, its subnets, and the group that lets work out."""

from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from labelwright.environments.arguments import Arguments

from .site import Site


def default_vpc(site: Site[Any, Any]) -> str:
    """The account's default VPC in this region."""
    try:
        return aws.ec2.get_vpc(default=True, opts=site.lookup).id
    except Exception as error:  # noqa: BLE001 - the SDK raises bare Exception for whatever a look-up fails with
        raise pulumi.RunError(
            f"environment {site.name!r}, vpcId: the default VPC could not be looked up ({error}). Check credentials "
            f"and region; where there is no default VPC, give vpcId and {_subnets_field(site)}."
        ) from None


def subnets_of(
    site: Site[Any, Any], vpc_id: pulumi.Input[str], *, is_default: bool
) -> pulumi.Input[Sequence[pulumi.Input[str]]]:
    """Subnets of a VPC: those that AWS made, one per zone, of the default one, else all of them."""
    if not isinstance(vpc_id, str):
        filters = pulumi.Output.from_input(vpc_id).apply(
            lambda known: [aws.ec2.GetSubnetsFilterArgs(name="vpc-id", values=[known])]
        )
        return aws.ec2.get_subnets_output(filters=filters, opts=site.lookup_output).ids
    known = [aws.ec2.GetSubnetsFilterArgs(name="vpc-id", values=[vpc_id])]
    if is_default:
        known.append(aws.ec2.GetSubnetsFilterArgs(name="default-for-az", values=["true"]))
    ids = sorted(aws.ec2.get_subnets(filters=known, opts=site.lookup).ids)
    if not ids:
        raise pulumi.RunError(
            f"environment {site.name!r}, vpcId: {vpc_id!r} has no subnets. Give {_subnets_field(site)}."
        )
    return ids


def _subnets_field(site: Site[Any, Any]) -> str:
    """The argument by which this platform is told its subnets: a machine stands in one."""
    plan: Arguments = site.plan
    return "subnetIds" if "subnet_ids" in type(plan).model_fields else "subnetId"


def vpc_of(site: Site[Any, Any], subnets: pulumi.Input[Sequence[pulumi.Input[str]]]) -> pulumi.Output[str]:
    """The VPC in which given subnets lie."""
    first = pulumi.Output.from_input(subnets).apply(lambda ids: ids[0])
    return aws.ec2.get_subnet_output(id=first, opts=site.lookup_output).vpc_id


def build_security_group(
    site: Site[Any, Any], vpc_id: pulumi.Input[str], ingress: Sequence[aws.ec2.SecurityGroupIngressArgs] = ()
) -> aws.ec2.SecurityGroup:
    """A group that lets everything out, and in only what is said."""
    return aws.ec2.SecurityGroup(
        site.named("security-group"),
        description=f"Jobs of compute environment {site.name}",
        vpc_id=vpc_id,
        ingress=list(ingress),
        egress=[
            aws.ec2.SecurityGroupEgressArgs(
                protocol="-1", from_port=0, to_port=0, cidr_blocks=["0.0.0.0/0"], ipv6_cidr_blocks=["::/0"]
            )
        ],
        tags=site.tags,
        opts=site.child(),
    )
