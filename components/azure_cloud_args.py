"""The arguments of an Azure Cloud environment, as Pulumi packages them for every language.

Pulumi's analyzer reads this class for the schema: no unions, no postponed annotations, and the text below a field is
its documentation. What the values mean, and what is wrong with them, is said in `labelwright.environments.azure_cloud`.
"""

from typing import TypedDict

import pulumi


class AzureCloudEnvironmentArgs(TypedDict, total=False):
    """Everything has a default: `{}` builds an environment whose machines nobody gets into by SSH."""

    labels: pulumi.Input[dict[str, pulumi.Input[str]]]
    """Labels of this environment, over those of organization, workspace and team. Known when the program runs."""
    resource_group: pulumi.Input[str]
    """Name of the resource group of everything. Default: one is made."""
    location: str
    """Region, such as westeurope. Default: that of the resource group, which a made one has from the provider."""
    vm_size: str
    """Size of the machines. Default: Standard_D4s_v5."""
    image: str
    """Image of the machines, publisher:offer:sku:version, one with cloud-init. Default: Ubuntu 24.04."""
    subnet_id: pulumi.Input[str]
    """Id of the subnet of the machines, in the same region. Default: a virtual network is made."""
    security_group_id: pulumi.Input[str]
    """Id of the network security group of the machines. Default: one is made that lets nothing in from outside."""
    assign_public_ip: bool
    """Whether machines get a public address: without, their subnet needs NAT. Default: true without subnetId."""
    disk_gib: int
    """Size of a machine's disk in GiB, 30 to 4095. Default: 64."""
    disk_type: str
    """Premium_LRS (default), StandardSSD_LRS or Standard_LRS."""
    admin_user: str
    """Name of the user who signs in by SSH. Default: labelwright."""
    ssh_public_key: str
    """Public key for SSH. Default: one that nobody has the private half of."""
    storage: bool
    """Whether a storage account with a container for work is made. Default: true."""
    machine: bool
    """Whether a machine is made that stays, beside those of the runs. Default: false."""


LATE = frozenset({"resource_group", "security_group_id", "subnet_id"})
"""Arguments that may be known only while Pulumi runs. They are checked when they are plain."""
