"""What must be switched on for labels to reach a bill, and what the table of places does not say, by platform."""

from collections.abc import Mapping
from typing import NamedTuple

from labelwright.billing.sources import (
    AKS,
    AWS_BATCH,
    AWS_COLUMNS,
    AWS_TAGS,
    AZURE,
    AZURE_BATCH,
    AZURE_INHERITANCE,
    EKS,
    GKE,
    GOOGLE,
    GOOGLE_BATCH,
    GOOGLE_EXPORT,
    OPENCOST,
    SPLIT,
)


class Note(NamedTuple):
    """A sentence on the bill of a platform, and the page that says so."""

    text: str
    source: str


_ACTIVATE = Note(
    "Activate each key as a cost allocation tag, in the account that pays: only from then on is it on the bill, a day"
    " or two later, and nothing is backdated unless you ask for a backfill.",
    AWS_TAGS,
)
_COLUMNS = Note(
    "The bill rewrites keys (`costCenter` becomes `user_cost_center`): `labelwright check` warns of keys that become"
    " one.",
    AWS_COLUMNS,
)
_EXPORT = Note(
    "Labels are in billing reports as they are; the BigQuery export is switched on in the console, for usage from then"
    " on.",
    GOOGLE_EXPORT,
)
_UNLABELLED = Note(
    "Service accounts, networks and IAM take no labels and cost nothing; Cloud NAT and traffic are billed without any.",
    GOOGLE,
)
_USAGE = Note(
    "Tags are sent with each usage record while they are on the resource; a resource does not take those of its"
    " resource group, unless tag inheritance is switched on.",
    AZURE_INHERITANCE,
)

NOTES: Mapping[str, tuple[Note, ...]] = {
    "aws-batch": (
        _ACTIVATE,
        Note(
            "Labels of a run are on ECS tasks only. On instances they need split cost allocation data: opt in under"
            " Cost Management preferences, and include it in the export. Cost Explorer never shows them.",
            SPLIT,
        ),
        Note(
            "Children of array and multi-node jobs take no tags of their own, and queues and compute environments that"
            " were not forged here carry none.",
            AWS_BATCH,
        ),
        _COLUMNS,
    ),
    "aws-cloud": (_ACTIVATE, _COLUMNS),
    "azure-batch": (
        _USAGE,
        Note(
            "Labels of a run never reach the bill: jobs have metadata and tasks have environment variables, which"
            " Cost Management does not read. A run that must be billed apart needs a Batch account of its own.",
            AZURE_BATCH,
        ),
        Note(
            "In Batch service mode the nodes carry no tags; filter by the resource, whose name is account and pool.",
            AZURE_BATCH,
        ),
    ),
    "azure-cloud": (
        _USAGE,
        Note("A machine's tags are not those of its disk, address and interface: each is tagged.", AZURE),
    ),
    "google-batch": (
        _EXPORT,
        Note(
            "Labels of a job are on its machines and disks only where the allocation policy has them as well: both are"
            " written. They cannot be changed once the job is created.",
            GOOGLE_BATCH,
        ),
        _UNLABELLED,
    ),
    "google-cloud": (
        _EXPORT,
        _UNLABELLED,
    ),
    "kubernetes": (
        Note(
            "On EKS the labels of pods are cost allocation tags of split cost allocation data, which is switched on in"
            " the account that pays; the first 50 of a pod in alphabetical order.",
            EKS,
        ),
        Note(
            "On GKE they are `k8s-label/...` in the detailed BigQuery export, once GKE cost allocation is switched on"
            " for the cluster; by what pods request, not by what they use.",
            GKE,
        ),
        Note("AKS splits its bill by cluster, namespace and asset, not by label.", AKS),
        Note(
            "Labels of nodes are no cost labels: a node is billed as the machine that it is, by the tags of its node"
            " group or the labels of its node pool.",
            GKE,
        ),
        Note("On any other cluster a tool such as OpenCost reads the same labels of pods.", OPENCOST),
    ),
}
"""Platform, as stack config names it -> what must be switched on, and what the table does not say."""
