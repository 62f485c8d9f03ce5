"""The jobs of a Google Batch environment: each described once, forged as far as Google has something to forge.

Google Batch keeps nothing but jobs that run, so what is forged is at most the instance template of work jobs; the
descriptions are left behind as a record.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_gcp as gcp

from labelwright.emit.google_batch import BatchJob
from labelwright.emit.google_batch_record import HEAD, WORK, GoogleBatchRecord
from labelwright.emit.google_cloud import SCOPES

from .google_account import Account
from .google_batch_site import Site
from .google_home import Home, partial_url
from .google_network import Network
from .google_storage import Storage

BOOT_IMAGE = "projects/batch-custom-image/global/images/family/batch-cos-stable-official"
"""What Batch itself starts containers from: https://cloud.google.com/batch/docs/vm-os-environment-overview"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where jobs run, with whose rights, and where they leave their work."""

    home: Home
    network: Network
    account: Account
    storage: Storage


def build_template(site: Site, place: Place) -> gcp.compute.InstanceTemplate:
    """The machine of work jobs as Google keeps it. A template cannot be changed: a label makes a new one first."""
    network, plan = place.network, site.plan
    access = [gcp.compute.InstanceTemplateNetworkInterfaceAccessConfigArgs()] if plan.assign_public_ip else None
    return gcp.compute.InstanceTemplate(
        site.named("template"),
        project=place.home.project,
        machine_type=plan.machine_type or "",  # there is one: the arguments were checked
        disks=[
            gcp.compute.InstanceTemplateDiskArgs(
                boot=True,
                auto_delete=True,
                source_image=BOOT_IMAGE,
                disk_size_gb=plan.boot_disk_gib,
                disk_type=plan.disk_type,
                labels=site.tags,
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
            automatic_restart=not plan.is_spot,
            on_host_maintenance=plan.on_host_maintenance,
            instance_termination_action="DELETE" if plan.is_spot else None,
        ),
        service_account=gcp.compute.InstanceTemplateServiceAccountArgs(email=place.account.email, scopes=list(SCOPES)),
        tags=plan.network_tags,
        labels=site.tags,
        opts=site.child(*network.ready, *place.account.ready),
    )


def jobs_of(
    site: Site, place: Place, template: gcp.compute.InstanceTemplate | None
) -> pulumi.Output[Mapping[str, BatchJob]]:
    """Head and work jobs, each described once. `template` is the one that was made, if any."""
    given = site.args.get("instance_template")
    named = None if given is None else partial_url(place.home, given, "global/instanceTemplates")
    known = pulumi.Output.all(
        service_account=place.account.email,
        bucket=place.storage.bucket,
        network=place.network.network,
        subnetwork=place.network.subnetwork,
        head_image=site.args.get("head_image") or site.plan.head_image,
        work_image=site.args.get("work_image") or site.plan.work_image,
        instance_template=named if template is None else template.id,
    )

    def describe(found: Mapping[str, Any]) -> Mapping[str, BatchJob]:
        plan = site.plan
        both: dict[str, Any] = {
            **{name: found[name] for name in ("service_account", "bucket", "network", "subnetwork")},
            "assign_public_ip": plan.assign_public_ip,
            "boot_disk_gib": plan.boot_disk_gib,
            "network_tags": tuple(plan.network_tags or ()),
        }
        head = BatchJob(image=found["head_image"], vcpus=plan.head_vcpus, memory=plan.head_memory, **both)
        work = BatchJob(
            image=found["work_image"],
            vcpus=plan.work_vcpus,
            memory=plan.work_memory,
            provisioning_model=plan.provisioning_model.value,
            machine_type=plan.machine_type,
            boot_disk_type=plan.disk_type,
            instance_template=found["instance_template"],
            is_forged=template is not None,
            **both,
        )
        return {HEAD: head, WORK: work}

    return known.apply(describe)


def record_of(site: Site, home: Home, jobs: pulumi.Output[Mapping[str, BatchJob]]) -> pulumi.Output[str]:
    """What those who submit need to know of the environment, as JSON: the form that every language can carry."""

    def tell(jobs: Mapping[str, BatchJob], project: str) -> str:
        record = GoogleBatchRecord(
            environment=site.name,
            stack=pulumi.get_stack(),
            project=project,
            region=home.region,
            labels=site.labels,
            jobs=jobs,
        )
        return json.dumps(record.to_document(), sort_keys=True)

    return pulumi.Output.all(jobs, home.project).apply(lambda known: tell(known[0], known[1]))
