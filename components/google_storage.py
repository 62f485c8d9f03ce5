"""The work bucket of a Google environment, given or made, and the rights of its runs there."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_gcp as gcp

from .google_account import Account
from .google_home import Home
from .site import Site

ROLES = ("roles/storage.legacyBucketReader", "roles/storage.objectUser")
"""Looking the bucket up, and working with what is in it."""


@dataclass(frozen=True, slots=True)
class Storage:
    """The bucket's name, and the rights that must stand before a run may use it."""

    bucket: pulumi.Output[str]
    ready: tuple[pulumi.Resource, ...]


def build_storage(site: Site[Any, Any], home: Home, account: Account) -> Storage:
    """Make the bucket where none was given, and let the runs' account in: IAM alone decides, and never the public."""
    bucket = site.args.get("work_bucket")
    if bucket is None:
        bucket = gcp.storage.Bucket(
            site.named("work"),
            project=home.project,
            location=home.region.upper(),  # as Google answers it; else the next preview would see a change
            uniform_bucket_level_access=True,
            public_access_prevention="enforced",
            labels=site.tags,
            opts=site.child(),
        ).name
    ready = tuple(
        gcp.storage.BucketIAMMember(
            site.named(f"work-{role.rpartition('.')[2].lower()}"),
            bucket=bucket,
            role=role,
            member=account.member,
            opts=site.child(),
        )
        for role in ROLES
    )
    return Storage(pulumi.Output.from_input(bucket), ready)
