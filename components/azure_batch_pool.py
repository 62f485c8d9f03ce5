"""The pool of an Azure Batch environment: its machines, how many there are, and its labels, which are fixed.

Where labels stand: `metadata` is what Azure Batch itself shows, `tags` belong to the pool in Azure Resource Manager,
and `resourceTags` reach the machines, disks and addresses behind it, which is what the bill knows; only an account of
the mode UserSubscription takes the last. A change of any of them is a new pool.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import pulumi
import pulumi_azure_native as azure_native

from labelwright.emit.azure_batch import TaskShape, metadata
from labelwright.emit.azure_batch_record import AzureBatchRecord
from labelwright.emit.jobs import HEAD, WORK

from .azure_batch_site import Site
from .azure_group import Group

batch = azure_native.batch

LABELLED = ("metadata", "resourceTags", "tags")
"""Properties of a pool that hold labels."""

FIXED = (*LABELLED, "deploymentConfiguration", "networkConfiguration", "taskSlotsPerNode", "vmSize")
"""What of a pool cannot be changed once it stands: a change is another pool, and preview says so."""

EVERY_FIVE_MINUTES = "PT5M"
"""The shortest time in which Azure Batch looks at a formula again."""


def build_pool(
    site: Site,
    group: Group,
    account: azure_native.batch.BatchAccount,
    identity: azure_native.managedidentity.UserAssignedIdentity,
    *ready: pulumi.Resource,
) -> azure_native.batch.Pool:
    """Make the pool."""
    fixed = pulumi.ResourceOptions(replace_on_changes=list(FIXED))
    return batch.Pool(
        site.named("pool"),
        pool_name=pool_name(site),
        account_name=account.name,
        resource_group_name=group.name,
        vm_size=site.plan.vm_size,
        deployment_configuration=_machines(site),
        scale_settings=_scale(site),
        task_slots_per_node=site.plan.slots_per_node,
        network_configuration=_network(site),
        target_node_communication_mode=batch.NodeCommunicationMode.SIMPLIFIED,
        identity=batch.BatchPoolIdentityArgs(
            type=batch.PoolIdentityType.USER_ASSIGNED, user_assigned_identities=[identity.id]
        ),
        metadata=[batch.MetadataItemArgs(**item) for item in metadata(site.steady_tags)],
        resource_tags=site.steady_tags if site.plan.tags_machines else None,
        tags=site.steady_tags,
        opts=pulumi.ResourceOptions.merge(site.child(*ready), fixed),
    )


def pool_name(site: Site) -> pulumi.Output[str]:
    """A name of its own for each pool that is not made from another: a new one stands before the old one goes.

    Pulumi's provider would name every one of them alike, and the new one would not come about.
    """
    plan = site.plan
    told = pulumi.Output.all(
        labels=site.steady_tags,
        machines=[plan.vm_size, plan.image, plan.node_agent, plan.slots_per_node, plan.assign_public_ip],
        tagged=plan.tags_machines,
        containers=_containers(site),
        subnet=site.args.get("subnet_id"),
    )
    return told.apply(lambda known: f"{site.named('pool')}-{_digest(known)}")


def _digest(known: Mapping[str, Any]) -> str:
    """Eight characters that differ where what is known does."""
    return sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()[:8]


def formula(most: int, *, low_priority: bool, slots: int) -> str:
    """As many machines as the tasks of the last five minutes fill, none where nothing waits; a running task is left.

    Source: https://learn.microsoft.com/azure/batch/batch-automatic-scaling
    """
    kind = "LowPriority" if low_priority else "Dedicated"
    window = "$PendingTasks.GetSample(TimeInterval_Minute * 5)"
    lines = (
        "seen = $PendingTasks.GetSamplePercent(TimeInterval_Minute * 5);",
        f"waiting = seen < 70 ? max(0, $PendingTasks.GetSample(1)) : max($PendingTasks.GetSample(1), avg({window}));",
        f"$Target{kind}Nodes = min({most}, ceil(waiting / {slots}));",
        "$NodeDeallocationOption = taskcompletion;",
    )
    return "\n".join(lines)


def record_of(
    site: Site, account: azure_native.batch.BatchAccount, pool: azure_native.batch.Pool
) -> pulumi.Output[str]:
    """What those who submit need to know of the environment, as JSON: the form that every language can carry."""
    slots = {HEAD: site.plan.head_slots, WORK: site.plan.work_slots}
    known = pulumi.Output.all(endpoint=account.account_endpoint, pool=pool.name, **_images(site))

    def tell(found: Mapping[str, Any]) -> str:
        record = AzureBatchRecord(
            environment=site.name,
            endpoint=found["endpoint"],
            pool=found["pool"],
            labels=site.labels,
            tasks={part: TaskShape(image=found[part], slots=count) for part, count in slots.items()},
        )
        return json.dumps(record.to_document(), sort_keys=True)

    return known.apply(tell)


def _images(site: Site) -> dict[str, pulumi.Input[str]]:
    """The container images of head and work."""
    return {
        HEAD: site.args.get("head_image") or site.plan.head_image,
        WORK: site.args.get("work_image") or site.plan.work_image,
    }


def _containers(site: Site) -> pulumi.Input[Any]:
    """The images that each machine pulls before its first task."""
    given = site.args.get("container_images")
    return (
        pulumi.Output.all(**_images(site)).apply(lambda known: sorted(set(known.values()))) if given is None else given
    )


def _machines(site: Site) -> azure_native.batch.DeploymentConfigurationArgs:
    """What a machine starts from, with the containers that it pulls beforehand."""
    publisher, offer, sku, version = site.plan.image.split(":")
    return batch.DeploymentConfigurationArgs(
        virtual_machine_configuration=batch.VirtualMachineConfigurationArgs(
            image_reference=batch.ImageReferenceArgs(publisher=publisher, offer=offer, sku=sku, version=version),
            node_agent_sku_id=site.plan.node_agent,
            container_configuration=batch.ContainerConfigurationArgs(
                type=batch.ContainerType.DOCKER_COMPATIBLE, container_image_names=_containers(site)
            ),
        )
    )


def _scale(site: Site) -> azure_native.batch.ScaleSettingsArgs:
    """How many machines there are."""
    plan = site.plan
    if plan.is_fixed:
        fixed = batch.FixedScaleSettingsArgs(
            target_dedicated_nodes=plan.dedicated_nodes or 0, target_low_priority_nodes=plan.low_priority_nodes or 0
        )
        return batch.ScaleSettingsArgs(fixed_scale=fixed)
    default = formula(plan.max_nodes, low_priority=plan.low_priority, slots=plan.slots_per_node)
    auto = batch.AutoScaleSettingsArgs(
        formula=plan.auto_scale_formula or default, evaluation_interval=EVERY_FIVE_MINUTES
    )
    return batch.ScaleSettingsArgs(auto_scale=auto)


def _network(site: Site) -> azure_native.batch.NetworkConfigurationArgs:
    """Where machines stand, and whether the world can see their addresses."""
    provision = batch.IPAddressProvisioningType.BATCH_MANAGED
    if not site.plan.assign_public_ip:
        provision = batch.IPAddressProvisioningType.NO_PUBLIC_IP_ADDRESSES
    return batch.NetworkConfigurationArgs(
        subnet_id=site.args.get("subnet_id"),
        public_ip_address_configuration=batch.PublicIPAddressConfigurationArgs(provision=provision),
    )
