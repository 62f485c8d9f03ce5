"""The Azure Cloud compute environment: one virtual machine for each run, and every piece of it labelled."""

import pulumi
import pulumi_azure_native as azure_native

from labelwright.environments.azure_cloud import AzureCloudArguments
from labelwright.program import forge_labels
from labelwright.vocabulary import Platform

from .arguments import parse_args
from .azure_cloud_args import LATE, AzureCloudEnvironmentArgs
from .azure_cloud_machine import build_machine, record_of
from .azure_cloud_site import Site
from .azure_group import Group, build_group, stable_id
from .azure_identity import build_identity, grant
from .azure_network import build_network
from .azure_storage import build_storage
from .unshared import Unshared

MAY_DELETE = (
    "Microsoft.Compute/virtualMachines/read",
    "Microsoft.Compute/virtualMachines/delete",
    "Microsoft.Compute/disks/delete",
    "Microsoft.Network/networkInterfaces/delete",
    "Microsoft.Network/publicIPAddresses/delete",
)
"""What the machine of a run does at its end: it deletes itself, and what was made with it."""


class AzureCloudEnvironment(Unshared, pulumi.ComponentResource):
    """An Azure Cloud compute environment: network, identity with its roles, storage for work, resource group.

    Every taggable part carries the labels of organization, workspace, team and environment, and so do machine, disk,
    interface and address of each run, which is made from what is left behind in `record`. Labels change in place.
    """

    resource_group: pulumi.Output[str]
    """Name of the resource group."""
    location: pulumi.Output[str]
    """Region of everything."""
    subnet_id: pulumi.Output[str]
    """Id of the subnet of the machines."""
    security_group_id: pulumi.Output[str]
    """Id of the network security group of the machines."""
    identity_id: pulumi.Output[str]
    """Id of the identity that machines act with."""
    identity_client_id: pulumi.Output[str]
    """Client id of that identity, by which Nextflow signs in."""
    storage_account_name: pulumi.Output[str]
    """Name of the storage account; empty where none is made."""
    work_container: pulumi.Output[str]
    """Name of the container for the work of runs; empty where none is made."""
    machine_id: pulumi.Output[str]
    """Id of the machine that stays; empty where none is made."""
    forged_labels: pulumi.Output[dict[str, str]]
    """The labels that its resources carry."""
    record: pulumi.Output[str]
    """What submitting to it takes, as JSON: the content of environment.json, from which job configs are rendered."""

    def __init__(self, name: str, args: AzureCloudEnvironmentArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("labelwright:index:AzureCloudEnvironment", name, {}, opts)
        plan, own = parse_args(name, args, model=AzureCloudArguments, late=LATE)
        site = Site(
            name=name, component=self, args=args, plan=plan, forged=forge_labels(name, own, Platform.AZURE_CLOUD)
        )
        group = build_group(site)
        network = build_network(site, group)
        identity = build_identity(site, group)
        ready = grant(site, "machine-access", identity, _own_end(site, group).id, group.id)
        storage = build_storage(site, group, identity) if plan.storage else None
        machine = build_machine(site, group, network, identity, ready) if plan.machine else None
        nothing = pulumi.Output.from_input("")
        self.resource_group = pulumi.Output.from_input(group.name)
        self.location = group.location
        self.subnet_id = pulumi.Output.from_input(network.subnet_id)
        self.security_group_id = pulumi.Output.from_input(network.security_group_id)
        self.identity_id = identity.id
        self.identity_client_id = identity.client_id
        self.storage_account_name = storage.account.name if storage else nothing
        self.work_container = storage.container.name if storage else nothing
        self.machine_id = machine.id if machine else nothing
        self.forged_labels = pulumi.Output.from_input(site.tags)
        self.record = record_of(site, group, network, identity)
        self.register_outputs({output: getattr(self, output) for output in AzureCloudEnvironment.__annotations__})

    @property
    def shown(self) -> dict[str, pulumi.Output[str]]:
        """What a stack shows of it."""
        return {
            "identity": self.identity_id,
            "machine": self.machine_id,
            "resourceGroup": self.resource_group,
            "securityGroup": self.security_group_id,
            "storageAccount": self.storage_account_name,
            "subnet": self.subnet_id,
        }


def _own_end(site: Site, group: Group) -> azure_native.authorization.RoleDefinition:
    """The role of a machine that deletes itself. Azure has none built in that can do this and no more."""
    name = site.named("machine-end")
    stack = site.stack
    identity = group.id.apply(lambda scope: stable_id(scope, stack, name))
    return azure_native.authorization.RoleDefinition(
        name,
        role_definition_id=identity,
        role_name=pulumi.Output.concat(name, " ", identity),  # one name in all of a tenant
        description=f"Lets machines of compute environment {site.name} delete themselves",
        role_type="CustomRole",
        scope=group.id,
        assignable_scopes=[group.id],
        permissions=[azure_native.authorization.PermissionArgs(actions=list(MAY_DELETE))],
        opts=site.child(),
    )
