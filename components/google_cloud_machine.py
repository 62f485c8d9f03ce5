"""The machine of a Google Cloud environment: described once, forged as an instance template, left behind as a record.

Where labels stand: the template labels what is started from it by hand, since nothing else would; a run's request
states machine and labels in full (`labelwright.emit.google_cloud`).
"""

import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_gcp as gcp

from labelwright.emit.google_cloud import Machine
from labelwright.emit.google_cloud_record import GoogleCloudRecord

from .google_account import Account
from .google_cloud_metadata import metadata
from .google_cloud_site import Site
from .google_home import Home
from .google_network import Network
from .google_template import Start, build_template


def describe_machine(site: Site, zone: str, network: Network, account: Account) -> pulumi.Output[Machine]:
    """The machine for those who start it."""
    plan = site.plan
    known = pulumi.Output.all(
        network=network.network,
        subnetwork=network.subnetwork,
        service_account=account.email,
        metadata=_metadata(site),
    )

    def describe(found: Mapping[str, Any]) -> Machine:
        return Machine(
            zone=zone,
            machine_type=plan.machine,
            image=plan.boot_image,
            boot_disk_gib=plan.boot_disk_gib,
            boot_disk_type=plan.boot_disk,
            assign_public_ip=plan.assign_public_ip,
            provisioning_model=plan.provisioning_model.value,
            on_host_maintenance=plan.on_host_maintenance,
            network_tags=tuple(plan.network_tags or ()),
            **found,
        )

    return known.apply(describe)


def template_of(site: Site, home: Home, network: Network, account: Account) -> gcp.compute.InstanceTemplate:
    """The machine as Google keeps it, for whoever starts one by hand: whole, and never started a second time."""
    plan = site.plan
    start = Start(plan.machine, plan.boot_image, plan.boot_disk, restarts=False, metadata=_metadata(site))
    return build_template(site, home, network, account, start)


def record_of(site: Site, home: Home, machine: pulumi.Output[Machine]) -> pulumi.Output[str]:
    """What those who start a run need to know of the environment, as JSON: the form that every language can carry."""
    stack = site.stack

    def tell(machine: Machine, project: str) -> str:
        record = GoogleCloudRecord(
            environment=site.name, stack=stack, project=project, labels=site.labels, machine=machine
        )
        return json.dumps(record.to_document(), sort_keys=True)

    return pulumi.Output.all(machine, home.project).apply(lambda known: tell(known[0], known[1]))


def _metadata(site: Site) -> pulumi.Output[dict[str, str]]:
    """The machine's metadata, with the script where one was given."""
    return pulumi.Output.from_input(site.args.get("startup_script")).apply(metadata)
