"""What names of Google Cloud look like, and what both of its environments are told of where they stand.

Sources: https://cloud.google.com/compute/docs/naming-resources and https://cloud.google.com/storage/docs/buckets#naming
"""

import re
from collections.abc import Callable
from enum import StrEnum
from ipaddress import IPv4Network
from typing import Annotated

from pydantic import Field

from labelwright import rules
from labelwright.environments.arguments import Arguments
from labelwright.environments.forms import Forms, Word, problems_in_forms
from labelwright.problem import Problem, problem

_NAME = r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?"  # RFC 1035, as Compute Engine asks of every name
_PROJECT = r"([a-z0-9.-]+:)?[a-z][-a-z0-9]{4,28}[a-z0-9]"
_URL = r"(https://(www|compute)\.googleapis\.com/compute/v1/)?"
_REGION = r"[a-z]+-[a-z]+[0-9]+"
_SMALLEST_RANGE = 29  # the bits of its prefix

FORMS: Forms = {
    "project": (re.compile(_PROJECT), "genomics-prod"),
    "region": (re.compile(_REGION), "europe-west1"),
    "zone": (re.compile(rf"{_REGION}-[a-z]"), "europe-west1-b"),
    "network": (re.compile(rf"{_URL}(projects/{_PROJECT}/global/networks/)?{_NAME}"), "default"),
    "subnetwork": (re.compile(rf"{_URL}(projects/{_PROJECT}/regions/{_REGION}/subnetworks/)?{_NAME}"), "default"),
    "instance_template": (
        re.compile(rf"{_URL}(projects/{_PROJECT}/global/instanceTemplates/)?{_NAME}"),
        "projects/genomics-prod/global/instanceTemplates/work",
    ),
    "machine_type": (re.compile(r"[a-z][a-z0-9]*-[a-z0-9-]*[a-z0-9]"), "n2-standard-4"),
    "boot_disk_type": (re.compile(r"(pd|hyperdisk)-[a-z-]*[a-z]"), "pd-balanced"),
    "image": (
        re.compile(rf"{_URL}projects/{_PROJECT}/global/images/(family/)?{_NAME}"),
        "projects/debian-cloud/global/images/family/debian-12",
    ),
    "work_bucket": (
        re.compile(r"(?!goog)(?!.*(google|\.\.|-\.|\.-))[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]"),
        "genomics-work",
    ),
    "service_account": (
        re.compile(r"[a-z0-9][a-z0-9-]*@[a-z0-9.-]+\.gserviceaccount\.com"),
        "runner@genomics-prod.iam.gserviceaccount.com",
    ),
}
"""Argument -> what its text looks like, and one that Google would take."""

_ENVIRONMENT = re.compile(r"(?!goog)(?!.*google)[a-z]([-a-z0-9]{0,40}[a-z0-9])?")
"""42 characters leave room for `-machine-` and the twelve behind it that tell a run's machine from others."""

NETWORK_TAG = re.compile(_NAME)
ARM_SERIES = frozenset({"a4x", "c4a", "n4a", "t2a"})
"""Machine series with Arm processors: https://cloud.google.com/compute/docs/instances/arm-on-compute"""
HYPERDISK_SERIES = frozenset({"a4", "a4x", "c4", "c4a", "c4d", "g4", "h4d", "m4", "n4", "n4a", "n4d", "x4"})
"""Machine series that boot from Hyperdisk only: https://cloud.google.com/compute/docs/disks/hyperdisks"""
STANDING_SERIES = frozenset({"a2", "a3", "a4", "a4x", "g2", "g4", "h3", "h4d"})
"""Machine series that Google cannot move as they run, GPUs above all:
https://cloud.google.com/compute/docs/instances/live-migration-process#limitations"""

MOST_DISK_GIB = 65536
"""The largest persistent disk: https://cloud.google.com/compute/docs/disks/persistent-disks"""


class ProvisioningModel(StrEnum):
    """At which price Google rents a machine, and whether it may take it back."""

    STANDARD = "STANDARD"
    SPOT = "SPOT"


class GoogleArguments(Arguments):
    """Where an environment stands in Google Cloud. What is not given is the provider's, or made."""

    project: str | None = None
    region: str | None = None
    network: str | None = None
    subnetwork: str | None = None
    subnetwork_cidr: str = "10.128.0.0/20"
    assign_public_ip: bool = False
    network_tags: Annotated[list[str], Field(max_length=64)] | None = None
    service_account: str | None = None
    work_bucket: str | None = None
    machine_type: str | None = None
    provisioning_model: Annotated[ProvisioningModel, Word] = ProvisioningModel.STANDARD
    boot_disk_gib: Annotated[int, Field(ge=30, le=MOST_DISK_GIB)] = 50  # the images of Google Batch have 30
    boot_disk_type: str | None = None

    @property
    def series(self) -> str:
        """The series of the machine type: `n2` of `n2-standard-4`; "" where Google chooses the machine."""
        return (self.machine_type or "").partition("-")[0]

    @property
    def disk_type(self) -> str | None:
        """The type of the boot disk: the one given, else one that the series boots from; None where Google chooses."""
        default = "hyperdisk-balanced" if self.series in HYPERDISK_SERIES else "pd-balanced"
        return self.boot_disk_type or (default if self.machine_type else None)

    @property
    def is_spot(self) -> bool:
        """Whether Google may take a machine back."""
        return self.provisioning_model is ProvisioningModel.SPOT

    @property
    def on_host_maintenance(self) -> str:
        """What Google does with a machine whose host it must shut down: move it as it runs where it can."""
        return "TERMINATE" if self.is_spot or self.series in STANDING_SERIES else "MIGRATE"

    def problems_in_name(self, name: str, where: str) -> list[Problem]:
        """Why Google would refuse the resources that bear the environment's name."""
        if _ENVIRONMENT.fullmatch(name):
            return []
        return [problem(where, rules.GOOGLE_NAME, repr(name), "Write 'genomics-spot', for example.")]

    def problems(self, where: Callable[[str], str]) -> list[Problem]:
        """Names that Google has none of, and networks that are half given."""
        found = list(problems_in_forms(self, FORMS, where))
        found += [
            problem(where(f"networkTags[{index}]"), rules.FIELD_VALUE, repr(tag), "Write 'allow-nfs', for example.")
            for index, tag in enumerate(self.network_tags or ())
            if not NETWORK_TAG.fullmatch(tag)
        ]
        if self.is_given("subnetwork") and not self.is_given("network"):
            remedy = "Give network too, such as 'default'."
            found.append(problem(where("subnetwork"), rules.GOOGLE_SUBNETWORK, repr(self.subnetwork), remedy))
        if self.is_given("subnetwork_cidr") and self.is_given("network"):
            remedy = "Leave one of them out."
            found.append(
                problem(where("subnetworkCidr"), rules.GOOGLE_MADE_NETWORK, repr(self.subnetwork_cidr), remedy)
            )
        return found + self._problems_in_range(where("subnetworkCidr"))

    def _problems_in_range(self, where: str) -> list[Problem]:
        """A range that is none, or too small: Google keeps four of its addresses to itself."""
        try:
            is_legal = IPv4Network(self.subnetwork_cidr).prefixlen <= _SMALLEST_RANGE and "/" in self.subnetwork_cidr
        except ValueError:
            is_legal = False
        if is_legal:
            return []
        return [problem(where, rules.GOOGLE_CIDR, repr(self.subnetwork_cidr), "Write '10.0.0.0/20'.")]
