"""The instance template of a Google environment: a machine as Google keeps it, labelled with its disk."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_gcp as gcp

from labelwright.emit.google_cloud import SCOPES

from .google_account import Account
from .google_home import Home
from .google_network import Network
from .site import Site


@dataclass(frozen=True, slots=True)
class Start:
    """What a machine starts as. `restarts`: whether Google starts it again after a fault of its host.

    Without a `disk_type` Google chooses one. `metadata` is what the machine reads about itself.
    """

    machine_type: str
    image: str
    disk_type: str | None
    restarts: bool
    metadata: pulumi.Input[dict[str, str]] | None = None


def build_template(
    site: Site[Any, Any], home: Home, network: Network, account: Account, start: Start
) -> gcp.compute.InstanceTemplate:
    """Make the template. It cannot be changed: a label makes a new one first."""
    plan = site.plan
    access = [gcp.compute.InstanceTemplateNetworkInterfaceAccessConfigArgs()] if plan.assign_public_ip else None
    return gcp.compute.InstanceTemplate(
        site.named("template"),
        project=home.project,
        machine_type=start.machine_type,
        disks=[
            gcp.compute.InstanceTemplateDiskArgs(
                boot=True,
                auto_delete=True,
                source_image=start.image,
                disk_size_gb=plan.boot_disk_gib,
                disk_type=start.disk_type,
                labels=site.steady_tags,
            )
        ],
        network_interfaces=[
            gcp.compute.InstanceTemplateNetworkInterfaceArgs(
                network=network.network, subnetwork=network.subnetwork, access_configs=access
            )
        ],
        scheduling=gcp.compute.InstanceTemplateSchedulingArgs(
            provisioning_model=plan.provisioning_model.value,
            preemptible=plan.is_spot,
            automatic_restart=start.restarts,
            on_host_maintenance=plan.on_host_maintenance,
            instance_termination_action="DELETE" if plan.is_spot else None,
        ),
        service_account=gcp.compute.InstanceTemplateServiceAccountArgs(email=account.email, scopes=list(SCOPES)),
        metadata=start.metadata,
        tags=plan.network_tags,
        labels=site.steady_tags,
        opts=site.child(*network.ready, *account.ready),
    )
