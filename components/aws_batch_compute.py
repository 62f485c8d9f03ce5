"""The machines of an AWS Batch environment: launch template, compute environment, queues.

Where labels stand: volumes and network interfaces have theirs in the launch template, instances in
`computeResources.tags`. A key that stood in both places would have two masters.
"""

import pulumi
import pulumi_aws as aws

from labelwright.environments.aws_batch import AwsBatchArguments, ComputeType

from .aws_batch_network import Network
from .aws_batch_roles import Roles
from .aws_batch_site import Site
from .aws_batch_storage import EFS_PATH, FSX_PATH, Storage
from .aws_batch_user_data import Mount, efs_mount, lustre_mount, user_data

ROOT_VOLUME_GIB = 50
HEAD_PRIORITY, WORK_PRIORITY = 1, 10


def build_launch_template(site: Site, storage: Storage) -> aws.ec2.LaunchTemplate:
    """How instances start: encrypted disk, labelled disk and network interface, session-bound metadata, mounts."""
    return aws.ec2.LaunchTemplate(
        site.named("launch-template"),
        update_default_version=True,
        block_device_mappings=[
            aws.ec2.LaunchTemplateBlockDeviceMappingArgs(
                device_name="/dev/xvda",
                ebs=aws.ec2.LaunchTemplateBlockDeviceMappingEbsArgs(
                    volume_type="gp3", volume_size=ROOT_VOLUME_GIB, encrypted="true", delete_on_termination="true"
                ),
            )
        ],
        metadata_options=aws.ec2.LaunchTemplateMetadataOptionsArgs(
            http_endpoint="enabled",
            http_tokens="required",
            http_put_response_hop_limit=2,  # a container is one hop further away than its host
        ),
        tag_specifications=[
            aws.ec2.LaunchTemplateTagSpecificationArgs(resource_type=kind, tags=site.steady_tags)
            for kind in ("volume", "network-interface")
            if site.steady_tags
        ],
        user_data=_user_data(storage),
        tags=site.tags,
        opts=site.child(),
    )


def _user_data(storage: Storage) -> pulumi.Output[str] | None:
    """The start-up text that mounts what jobs share; None where they share nothing."""
    mounts: list[pulumi.Output[Mount]] = []
    if storage.efs:
        mounts.append(storage.efs.id.apply(lambda file_system: efs_mount(file_system, EFS_PATH)))
    if storage.fsx:
        known = pulumi.Output.all(storage.fsx.dns_name, storage.fsx.mount_name)
        mounts.append(known.apply(lambda names: lustre_mount(names[0], names[1], FSX_PATH)))
    return pulumi.Output.all(*mounts).apply(user_data) if mounts else None


def build_compute_environment(
    site: Site,
    network: Network,
    roles: Roles,
    template: aws.ec2.LaunchTemplate | None,
    storage: Storage,
) -> aws.batch.ComputeEnvironment:
    """The compute environment itself. Its name is Pulumi's, so that a new one stands before the old one goes."""
    if template is None:
        resources = aws.batch.ComputeEnvironmentComputeResourcesArgs(
            type=site.plan.type,
            max_vcpus=site.plan.max_vcpus,
            subnets=network.subnet_ids,
            security_group_ids=network.security_group_ids,
        )
    else:
        resources = _instances(site, network, roles, template)
    return aws.batch.ComputeEnvironment(
        site.named("compute-environment"),
        type="MANAGED",
        state="ENABLED",
        service_role=roles.service.arn if roles.service else None,
        compute_resources=resources,
        update_policy=_update_policy(site.plan),
        tags=site.tags,
        opts=site.child(*roles.ready, *storage.mount_targets),
    )


def _instances(
    site: Site,
    network: Network,
    roles: Roles,
    template: aws.ec2.LaunchTemplate,
) -> aws.batch.ComputeEnvironmentComputeResourcesArgs:
    """What AWS Batch rents in EC2, and with which labels."""
    return aws.batch.ComputeEnvironmentComputeResourcesArgs(
        type=site.plan.type,
        allocation_strategy=site.plan.strategy,
        bid_percentage=site.plan.spot_bid_percentage if site.plan.type is ComputeType.SPOT else None,
        spot_iam_fleet_role=roles.spot_fleet.arn if roles.spot_fleet else None,
        ec2_configurations=[aws.batch.ComputeEnvironmentComputeResourcesEc2ConfigurationArgs(image_type="ECS_AL2023")],
        instance_role=roles.instance_profile.arn if roles.instance_profile else None,
        instance_types=site.args.get("instance_types") or ["optimal"],
        launch_template=aws.batch.ComputeEnvironmentComputeResourcesLaunchTemplateArgs(
            launch_template_id=template.id, version=template.latest_version.apply(str)
        ),
        min_vcpus=site.plan.min_vcpus,
        max_vcpus=site.plan.max_vcpus,
        subnets=network.subnet_ids,
        security_group_ids=network.security_group_ids,
        tags=site.steady_tags,
    )


def _update_policy(plan: AwsBatchArguments) -> aws.batch.ComputeEnvironmentUpdatePolicyArgs | None:
    """Running jobs get half an hour when instances change, then are retried; only where AWS updates in place."""
    if plan.on_fargate or not plan.updates_in_place:
        return None
    return aws.batch.ComputeEnvironmentUpdatePolicyArgs(
        job_execution_timeout_minutes=30, terminate_jobs_on_update=False
    )


def build_queues(site: Site, compute: aws.batch.ComputeEnvironment) -> tuple[aws.batch.JobQueue, aws.batch.JobQueue]:
    """Head and work queue. Work goes first: heads wait for their work, and could fill the machines waiting."""
    head, work = (
        aws.batch.JobQueue(
            site.named(f"{job}-queue"),
            state="ENABLED",
            priority=priority,
            compute_environment_orders=[
                aws.batch.JobQueueComputeEnvironmentOrderArgs(order=1, compute_environment=compute.arn)
            ],
            tags=site.tags,
            opts=site.child(),
        )
        for job, priority in (("head", HEAD_PRIORITY), ("work", WORK_PRIORITY))
    )
    return head, work
