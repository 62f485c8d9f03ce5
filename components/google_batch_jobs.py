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
from labelwright.emit.google_batch_record import GoogleBatchRecord
from labelwright.emit.jobs import HEAD, WORK

from .google_account import Account
from .google_batch_site import Site
from .google_home import Home, partial_url
from .google_network import Network
from .google_storage import Storage
from .google_template import Start, build_template

BOOT_IMAGE = "projects/batch-custom-image/global/images/family/batch-cos-stable-official"
"""What Batch itself starts containers from: https://cloud.google.com/batch/docs/vm-os-environment-overview"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where jobs run, with whose rights, and where they leave their work."""

    home: Home
    network: Network
    account: Account
    storage: Storage


def template_of(site: Site, place: Place) -> gcp.compute.InstanceTemplate:
    """The machine of work jobs as Google keeps it."""
    start = Start(
        machine_type=site.plan.machine_type or "",  # there is one: the arguments were checked
        image=BOOT_IMAGE,
        disk_type=site.plan.disk_type,
        restarts=not site.plan.is_spot,
    )
    return build_template(site, place.home, place.network, place.account, start)


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
    stack = site.stack

    def tell(jobs: Mapping[str, BatchJob], project: str) -> str:
        record = GoogleBatchRecord(
            environment=site.name,
            stack=stack,
            project=project,
            region=home.region,
            labels=site.labels,
            jobs=jobs,
        )
        return json.dumps(record.to_document(), sort_keys=True)

    return pulumi.Output.all(jobs, home.project).apply(lambda known: tell(known[0], known[1]))
