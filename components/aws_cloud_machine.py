"""The machine of an AWS Cloud environment: looked up, forged as a launch template, left behind as a record.

Where labels stand: the template labels what is launched from it, since nothing else would label a machine that is
started by hand; a run's launch states its own labels beside them (`labelwright.emit.aws_cloud`).
"""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import pulumi
import pulumi_aws as aws

from labelwright.emit.aws_cloud import HOP_LIMIT, LABELLED, Machine
from labelwright.emit.aws_cloud_record import AwsCloudRecord

from .aws_cloud_roles import Roles
from .aws_cloud_site import Site
from .aws_cloud_user_data import user_data
from .aws_network import build_security_group, default_vpc, subnets_of, vpc_of


@dataclass(frozen=True, slots=True)
class Network:
    """Where machines stand. `assign_public_ip`: whether they need an address of their own, as in the default VPC."""

    subnet_id: pulumi.Input[str]
    security_group_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    assign_public_ip: bool


@dataclass(frozen=True, slots=True)
class Image:
    """What machines start from, and the device on which it has its root volume."""

    id: pulumi.Input[str]
    root_device: pulumi.Input[str]


def build_network(site: Site) -> Network:
    """Look up what was not given, and make a security group where none was given."""
    subnet, vpc_id = site.args.get("subnet_id"), site.args.get("vpc_id")
    is_default = subnet is None and vpc_id is None
    if subnet is None:
        vpc_id = vpc_id if vpc_id is not None else default_vpc(site)
        subnets = pulumi.Output.from_input(subnets_of(site, vpc_id, is_default=is_default))
        # An applied list holds no Outputs.
        subnet = subnets.apply(lambda ids: _first_subnet(site, cast("Sequence[str]", ids)))
    groups = site.args.get("security_group_ids")
    if groups is None:
        groups = [build_security_group(site, vpc_id if vpc_id is not None else vpc_of(site, [subnet])).id]
    public = is_default if site.plan.assign_public_ip is None else site.plan.assign_public_ip
    return Network(subnet, groups, public)


def _first_subnet(site: Site, ids: Sequence[str]) -> str:
    """The first one in order, so that a second `pulumi up` takes the same."""
    if not ids:  # of a VPC that was known late; else the look-up itself has said so
        raise pulumi.RunError(f"environment {site.name!r}, vpcId: it has no subnets. Give subnetId.")
    return min(ids)


def find_image(site: Site) -> Image:
    """The image that was given, or the one that AWS names as the newest; a given one is asked for its root device."""
    given = site.args.get("image_id")
    if given is not None and not isinstance(given, str):
        filters = pulumi.Output.from_input(given).apply(_by_id)
        return Image(given, aws.ec2.get_ami_output(filters=filters, opts=site.lookup_output).root_device_name)
    field = "imageParameter" if given is None else "imageId"
    try:
        if given is None:
            given = aws.ssm.get_parameter(name=site.plan.image_source, opts=site.lookup).insecure_value
        return Image(given, aws.ec2.get_ami(filters=_by_id(given), opts=site.lookup).root_device_name)
    except Exception as error:  # the SDK raises bare Exception for whatever a look-up fails with
        wanted = given or site.plan.image_source
        raise pulumi.RunError(
            f"environment {site.name!r}, {field}: no image was found for {wanted!r} ({error}). Give another imageId."
        ) from error


def _by_id(image: str) -> list[aws.ec2.GetAmiFilterArgs]:
    """The filter for one image."""
    return [aws.ec2.GetAmiFilterArgs(name="image-id", values=[image])]


@dataclass(frozen=True, slots=True)
class Forged:
    """A launch template in AWS, and the description of the machine with the id and version that it got there."""

    template: aws.ec2.LaunchTemplate
    machine: pulumi.Output[Machine]


def forge_machine(
    site: Site, network: Network, image: Image, roles: Roles, log_group: aws.cloudwatch.LogGroup
) -> Forged:
    """Make the template, and describe the machine for those who launch it."""
    region = aws.get_region_output(opts=site.lookup_output).region
    start = pulumi.Output.all(log_group.name, region).apply(lambda known: user_data(known[0], known[1]))
    template = _launch_template(site, network, image, roles, start)
    known = pulumi.Output.all(
        template_id=template.id,
        template_version=template.latest_version,
        image_id=image.id,
        subnet_id=network.subnet_id,
        security_group_ids=network.security_group_ids,
        instance_profile_arn=roles.profile.arn,
        root_device=image.root_device,
        user_data=start,
        key_name=site.args.get("key_name"),
    )

    def describe(found: Mapping[str, Any]) -> Machine:
        values: dict[str, Any] = {
            **found,
            "template_version": int(found["template_version"]),  # Pulumi's numbers are floats
            "security_group_ids": tuple(found["security_group_ids"]),
            "instance_type": site.plan.instance_type,
            "assign_public_ip": network.assign_public_ip,
            "root_volume_gib": site.plan.root_volume_gib,
        }
        return Machine(**values)

    return Forged(template, known.apply(describe))


def record_of(site: Site, forged: Forged) -> pulumi.Output[str]:
    """What those who launch a run need to know of the environment, as JSON: the form that every language can carry."""
    region = aws.get_region_output(opts=site.lookup_output).region
    stack = site.stack

    def tell(machine: Machine, region: str) -> str:
        record = AwsCloudRecord(stack=stack, environment=site.name, region=region, labels=site.labels, machine=machine)
        return json.dumps(record.to_document(), sort_keys=True)

    return pulumi.Output.all(forged.machine, region).apply(lambda known: tell(known[0], known[1]))


def _launch_template(
    site: Site, network: Network, image: Image, roles: Roles, start: pulumi.Output[str]
) -> aws.ec2.LaunchTemplate:
    """The machine as AWS keeps it: whole, so that it starts as it is; labelled with all that a launch of it makes."""
    return aws.ec2.LaunchTemplate(
        site.named("launch-template"),
        update_default_version=True,
        image_id=image.id,
        instance_type=site.plan.instance_type,
        iam_instance_profile=aws.ec2.LaunchTemplateIamInstanceProfileArgs(arn=roles.profile.arn),
        instance_initiated_shutdown_behavior="terminate",
        block_device_mappings=[
            aws.ec2.LaunchTemplateBlockDeviceMappingArgs(
                device_name=image.root_device,
                ebs=aws.ec2.LaunchTemplateBlockDeviceMappingEbsArgs(
                    volume_type="gp3",
                    volume_size=site.plan.root_volume_gib,
                    encrypted="true",
                    delete_on_termination="true",
                ),
            )
        ],
        network_interfaces=[
            aws.ec2.LaunchTemplateNetworkInterfaceArgs(
                device_index=0,
                subnet_id=network.subnet_id,
                security_groups=network.security_group_ids,
                associate_public_ip_address=str(network.assign_public_ip).lower(),
                delete_on_termination="true",
            )
        ],
        metadata_options=aws.ec2.LaunchTemplateMetadataOptionsArgs(
            http_endpoint="enabled", http_tokens="required", http_put_response_hop_limit=HOP_LIMIT
        ),
        key_name=site.args.get("key_name"),
        user_data=start.apply(lambda text: b64encode(text.encode()).decode("ascii")),
        tag_specifications=[
            aws.ec2.LaunchTemplateTagSpecificationArgs(resource_type=kind, tags=site.steady_tags)
            for kind in LABELLED
            if site.steady_tags
        ],
        tags=site.tags,
        opts=site.child(*roles.ready),
    )
