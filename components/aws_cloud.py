"""The AWS Cloud compute environment: one virtual machine for each run, and every piece of it labelled."""

import pulumi
import pulumi_aws as aws

from labelwright.environments.aws_cloud import AwsCloudArguments
from labelwright.program import forge_labels
from labelwright.vocabulary import Platform

from .arguments import parse_args
from .aws_cloud_args import LATE, AwsCloudEnvironmentArgs
from .aws_cloud_machine import build_network, find_image, forge_machine, record_of
from .aws_cloud_roles import build_roles
from .aws_cloud_site import Site
from .unshared import Unshared

LOG_DAYS = 30


class AwsCloudEnvironment(Unshared, pulumi.ComponentResource):
    """An AWS Cloud compute environment: the launch template of a run's machine, its role, network and log group.

    Every taggable part carries the labels of organization, workspace, team and environment, and so does each instance,
    volume and network interface that is launched from the template. A label changes in place, as a new version of it.
    """

    launch_template_id: pulumi.Output[str]
    """Id of the launch template."""
    launch_template_version: pulumi.Output[int]
    """Version of the launch template that runs are launched from."""
    image_id: pulumi.Output[str]
    """Id of the image that machines start from."""
    subnet_id: pulumi.Output[str]
    """Subnet of the machines."""
    instance_role_arn: pulumi.Output[str]
    """ARN of the role that runs act with."""
    instance_profile_arn: pulumi.Output[str]
    """ARN of the profile through which machines get that role."""
    log_group_name: pulumi.Output[str]
    """Name of the log group of all containers on the machines."""
    forged_labels: pulumi.Output[dict[str, str]]
    """The labels that its resources carry."""
    record: pulumi.Output[str]
    """What submitting to it takes, as JSON: the content of environment.json, from which job configs are rendered."""

    def __init__(self, name: str, args: AwsCloudEnvironmentArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("labelwright:index:AwsCloudEnvironment", name, {}, opts)
        plan, own = parse_args(name, args, model=AwsCloudArguments, late=LATE)
        site = Site(name=name, component=self, args=args, plan=plan, forged=forge_labels(name, own, Platform.AWS_CLOUD))
        network = build_network(site)
        image = find_image(site)
        log_group = aws.cloudwatch.LogGroup(
            site.named("logs"), retention_in_days=LOG_DAYS, tags=site.tags, opts=site.child()
        )
        roles = build_roles(site, log_group)
        forged = forge_machine(site, network, image, roles, log_group)
        self.launch_template_id = forged.template.id
        self.launch_template_version = forged.template.latest_version
        self.image_id = pulumi.Output.from_input(image.id)
        self.subnet_id = pulumi.Output.from_input(network.subnet_id)
        self.instance_role_arn = roles.instance.arn
        self.instance_profile_arn = roles.profile.arn
        self.log_group_name = log_group.name
        self.forged_labels = pulumi.Output.from_input(site.tags)
        self.record = record_of(site, forged)
        self.register_outputs({output: getattr(self, output) for output in AwsCloudEnvironment.__annotations__})

    @property
    def shown(self) -> dict[str, pulumi.Output[str]]:
        """What a stack shows of it."""
        return {
            "image": self.image_id,
            "instanceRole": self.instance_role_arn,
            "launchTemplate": self.launch_template_id,
            "logGroup": self.log_group_name,
            "subnet": self.subnet_id,
        }
