"""What jobs of an AWS Batch environment share: an EFS file system, an FSx for Lustre one, and how both are mounted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import pulumi
import pulumi_aws as aws

from labelwright.emit.aws_batch import Volume
from labelwright.environments.aws_batch import LustreDeployment

from .aws_batch_network import Network
from .aws_batch_site import Site

EFS_PATH = "/mnt/efs"
FSX_PATH = "/mnt/fsx"

LUSTRE_THROUGHPUT: Mapping[LustreDeployment, int | None] = {
    LustreDeployment.SCRATCH_2: None,
    LustreDeployment.PERSISTENT_1: 50,
    LustreDeployment.PERSISTENT_2: 125,
}
"""The least MB/s per TiB that a deployment must be given. Scratch has none to give, and no backups."""


@dataclass(frozen=True, slots=True)
class Storage:
    """The shared file systems that were asked for, and the EFS mount targets through which one of them is reached."""

    efs: aws.efs.FileSystem | None
    fsx: aws.fsx.LustreFileSystem | None
    mount_targets: Sequence[aws.efs.MountTarget]

    @property
    def efs_arns(self) -> pulumi.Output[list[str]]:
        """ARNs of the EFS file systems, of which there is one or none."""
        return pulumi.Output.all(*([self.efs.arn] if self.efs else [])).apply(list)

    def volumes(self, *, on_fargate: bool) -> pulumi.Output[tuple[Volume, ...]]:
        """What a job's container sees. On EC2 the instance has mounted both; Fargate mounts EFS itself."""
        if not on_fargate:
            paths = ([("efs", EFS_PATH)] if self.efs else []) + ([("fsx", FSX_PATH)] if self.fsx else [])
            return pulumi.Output.from_input(tuple(Volume(name, path, host_path=path) for name, path in paths))
        if self.efs is None:
            return pulumi.Output.from_input(())
        return self.efs.id.apply(lambda file_system: (Volume("efs", EFS_PATH, file_system_id=file_system),))


def build_storage(site: Site, network: Network) -> Storage:
    """Make the file systems that the plan asks for."""
    efs = _efs(site) if site.plan.efs else None
    targets = [
        aws.efs.MountTarget(
            site.named(f"efs-{zone}"),
            file_system_id=efs.id,
            subnet_id=subnet,
            security_groups=network.security_group_ids,
            opts=site.child(),
        )
        for zone, subnet in network.mount_subnets.items()
        if efs is not None
    ]
    return Storage(efs=efs, fsx=_fsx(site, network) if site.plan.fsx else None, mount_targets=targets)


def _efs(site: Site) -> aws.efs.FileSystem:
    """An encrypted file system that grows by itself and moves cold files to cheaper storage."""
    return aws.efs.FileSystem(
        site.named("efs"),
        creation_token=_creation_token(site),
        encrypted=True,
        throughput_mode="elastic",
        lifecycle_policies=[aws.efs.FileSystemLifecyclePolicyArgs(transition_to_ia="AFTER_30_DAYS")],
        tags=site.tags,
        opts=site.child(),
    )


def _creation_token(site: Site) -> str:
    """What AWS knows this creation by: asked for a second time, after a kill, it makes no second file system.

    64 characters at most: https://docs.aws.amazon.com/efs/latest/ug/API_CreateFileSystem.html
    """
    owner = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}/{site.name}"
    return f"{site.name}-{sha256(owner.encode()).hexdigest()[:16]}"


def _fsx(site: Site, network: Network) -> aws.fsx.LustreFileSystem:
    """A Lustre file system in the first subnet: it lies in one zone. Only a persistent one has backups to label."""
    throughput = LUSTRE_THROUGHPUT[site.plan.fsx_deployment_type]
    subnets = pulumi.Output.from_input(network.subnet_ids)
    return aws.fsx.LustreFileSystem(
        site.named("fsx"),
        subnet_ids=subnets.apply(lambda ids: ids[0]),
        security_group_ids=network.security_group_ids,
        storage_capacity=site.plan.fsx_storage_capacity,
        deployment_type=site.plan.fsx_deployment_type,
        per_unit_storage_throughput=throughput,
        copy_tags_to_backups=None if throughput is None else True,
        tags=site.tags,
        opts=site.child(),
    )
