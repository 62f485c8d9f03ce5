"""The machine of an Azure Cloud environment: described for its runs, and, where asked for, one that stays.

Where labels stand: on the address, the interface, the machine and its disk, each by itself. The disk comes into being
with the machine, so a resource of its own puts the tags on it.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_azure_native as azure_native

from labelwright.emit.azure_cloud import Machine
from labelwright.emit.azure_cloud_record import AzureCloudRecord
from labelwright.environments.azure_cloud import NOBODYS_KEY

from .azure_cloud_site import Site
from .azure_cloud_user_data import user_data
from .azure_group import Group
from .azure_network import Network

compute, network_api = azure_native.compute, azure_native.network
Identity = azure_native.managedidentity.UserAssignedIdentity


def record_of(site: Site, group: Group, network: Network, identity: Identity) -> pulumi.Output[str]:
    """What those who start a run need to know of the environment, as JSON: the form that every language can carry."""
    known = pulumi.Output.all(
        group_id=group.id,
        location=group.location,
        subnet_id=network.subnet_id,
        security_group_id=network.security_group_id,
        identity_id=identity.id,
    )
    stack = site.stack

    def tell(found: Mapping[str, Any]) -> str:
        machine = Machine(
            **found,
            vm_size=site.plan.vm_size,
            image=site.plan.image,
            assign_public_ip=site.plan.is_public,
            admin_user=site.plan.admin_user,
            ssh_public_key=site.plan.ssh_public_key or NOBODYS_KEY,
            disk_gib=site.plan.disk_gib,
            disk_type=site.plan.disk_type.value,
            start=user_data(ends=True),
        )
        record = AzureCloudRecord(stack=stack, environment=site.name, labels=site.labels, machine=machine)
        return json.dumps(record.to_document(), sort_keys=True)

    return known.apply(tell)


def build_machine(
    site: Site, group: Group, network: Network, identity: Identity, *ready: pulumi.Resource
) -> azure_native.compute.VirtualMachine:
    """A machine that stays, with all that belongs to it."""
    interface = _interface(site, group, network)
    # A name that Azure chose would not be known in a preview: it would show the disk's tags as replaced.
    disk = pulumi.Output.concat(interface.name, "-disk")
    # An interface belongs to one machine at a time, and so does a disk: a new machine cannot stand beside the old one.
    alone = pulumi.ResourceOptions(delete_before_replace=True)
    machine = compute.VirtualMachine(
        site.named("machine"),
        resource_group_name=group.name,
        location=group.location,
        hardware_profile=compute.HardwareProfileArgs(vm_size=site.plan.vm_size),
        identity=compute.VirtualMachineIdentityArgs(
            type=compute.ResourceIdentityType.USER_ASSIGNED, user_assigned_identities=[identity.id]
        ),
        storage_profile=_storage(site, disk),
        os_profile=_system(site),
        network_profile=compute.NetworkProfileArgs(
            network_interfaces=[compute.NetworkInterfaceReferenceArgs(id=interface.id, primary=True)]
        ),
        tags=site.tags,
        opts=pulumi.ResourceOptions.merge(site.child(*ready), alone),
    )
    azure_native.resources.TagAtScope(
        site.named("machine-disk"),
        scope=pulumi.Output.concat(group.id, "/providers/Microsoft.Compute/disks/", disk),
        properties=azure_native.resources.TagsArgs(tags=site.tags),
        opts=site.child(machine),
    )
    return machine


def _interface(site: Site, group: Group, network: Network) -> azure_native.network.NetworkInterface:
    """The machine's way into its subnet, with a public address where there is one."""
    public = None
    if site.plan.is_public:
        address = network_api.PublicIPAddress(
            site.named("machine-address"),
            resource_group_name=group.name,
            location=group.location,
            sku=network_api.PublicIPAddressSkuArgs(name=network_api.PublicIPAddressSkuName.STANDARD),
            public_ip_allocation_method=network_api.IPAllocationMethod.STATIC,
            tags=site.tags,
            opts=site.child(),
        )
        public = network_api.PublicIPAddressArgs(id=address.id)
    return network_api.NetworkInterface(
        site.named("machine-interface"),
        resource_group_name=group.name,
        location=group.location,
        network_security_group=network_api.NetworkSecurityGroupArgs(id=network.security_group_id),
        ip_configurations=[
            network_api.NetworkInterfaceIPConfigurationArgs(
                name="main",
                subnet=network_api.SubnetArgs(id=network.subnet_id),
                private_ip_allocation_method=network_api.IPAllocationMethod.DYNAMIC,
                public_ip_address=public,
            )
        ],
        tags=site.tags,
        opts=site.child(),
    )


def _storage(site: Site, disk: pulumi.Input[str]) -> azure_native.compute.StorageProfileArgs:
    """What the machine starts from."""
    publisher, offer, sku, version = site.plan.image.split(":")
    return compute.StorageProfileArgs(
        image_reference=compute.ImageReferenceArgs(publisher=publisher, offer=offer, sku=sku, version=version),
        os_disk=compute.OSDiskArgs(
            name=disk,
            create_option=compute.DiskCreateOptionTypes.FROM_IMAGE,
            delete_option=compute.DiskDeleteOptionTypes.DELETE,
            disk_size_gb=site.plan.disk_gib,
            managed_disk=compute.ManagedDiskParametersArgs(storage_account_type=site.plan.disk_type.value),
        ),
    )


def _system(site: Site) -> azure_native.compute.OSProfileArgs:
    """Who gets into the machine, and what it does when it starts."""
    user = site.plan.admin_user
    key = compute.SshPublicKeyArgs(
        path=f"/home/{user}/.ssh/authorized_keys", key_data=site.plan.ssh_public_key or NOBODYS_KEY
    )
    return compute.OSProfileArgs(
        computer_name=site.name,
        admin_username=user,
        custom_data=b64encode(user_data(ends=False).encode()).decode("ascii"),
        linux_configuration=compute.LinuxConfigurationArgs(
            disable_password_authentication=True, ssh=compute.SshConfigurationArgs(public_keys=[key])
        ),
    )
