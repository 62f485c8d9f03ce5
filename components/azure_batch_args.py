"""The arguments of an Azure Batch environment, as Pulumi packages them for every language.

Pulumi's analyzer reads this class for the schema: no unions, no postponed annotations, and the text below a field is
its documentation. What the values mean, and what is wrong with them, is said in `labelwright.environments.azure_batch`.
"""

from typing import TypedDict

import pulumi


class AzureBatchEnvironmentArgs(TypedDict, total=False):
    """Everything has a default: `{}` builds an environment of up to 10 dedicated machines."""

    labels: pulumi.Input[dict[str, pulumi.Input[str]]]
    """Labels of this environment, over those of organization, workspace and team. Known when the program runs."""
    resource_group: pulumi.Input[str]
    """Name of the resource group of everything. Default: one is made."""
    location: str
    """Region, such as westeurope. Default: that of the resource group, which a made one has from the provider."""
    allocation_mode: str
    """BatchService (default): Azure Batch rents the machines in its own subscription; UserSubscription: in yours, where
    they can be tagged and appear on the bill with their tags."""
    key_vault_id: pulumi.Input[str]
    """Id of the key vault that Azure Batch needs under UserSubscription. It stands in the same region, and the Azure
    Batch service has its rights on vault and subscription already."""
    key_vault_url: pulumi.Input[str]
    """Address of the key vault. Default: that of its name in Azure's public cloud."""
    resource_tags: bool
    """Whether machines, disks and addresses behind the pool are tagged; UserSubscription only. Default: true there."""
    vm_size: str
    """Size of the machines. Default: Standard_D4s_v3."""
    image: str
    """Image of the machines, publisher:offer:sku:version, one that runs containers. Default: Ubuntu HPC 24.04."""
    node_agent: str
    """Node agent of Azure Batch that fits the image. Default: batch.node.ubuntu 24.04."""
    dedicated_nodes: int
    """Fixed number of dedicated machines. Default: as many as the waiting tasks need, up to maxNodes."""
    low_priority_nodes: int
    """Fixed number of low-priority (Spot) machines. Default: as many as the waiting tasks need, up to maxNodes."""
    auto_scale_formula: str
    """Formula by which Azure Batch chooses the number of machines. Default: one for the tasks that wait."""
    max_nodes: int
    """Most machines of the default formula. Default: 10."""
    low_priority: bool
    """Whether the default formula rents low-priority (Spot) machines. Default: false."""
    slots_per_node: int
    """Tasks of one slot that a machine runs at once, 1 to 256. Default: 4."""
    subnet_id: pulumi.Input[str]
    """Id of the subnet of the machines. Default: none; Azure Batch has a network for them."""
    assign_public_ip: bool
    """Whether machines have public addresses; without, your subnet lets them out. Default: true."""
    container_images: pulumi.Input[list[pulumi.Input[str]]]
    """Container images that each machine pulls before its first task. Default: those of head and work."""
    head_image: pulumi.Input[str]
    """Container image of head tasks. Default: nextflow/nextflow:24.10.5."""
    head_slots: int
    """Slots of a machine that a head task takes. Default: 1."""
    work_image: pulumi.Input[str]
    """Container image of work tasks. Default: ubuntu:24.04."""
    work_slots: int
    """Slots of a machine that a work task takes. Default: 1."""


LATE = frozenset(
    {"container_images", "head_image", "key_vault_id", "key_vault_url", "resource_group", "subnet_id", "work_image"}
)
"""Arguments that may be known only while Pulumi runs. They are checked when they are plain."""
