"""What every dialect speaks of: the service that takes labels, and labels as a cloud is to get them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

_NOTHING: Mapping[str, str] = {}


def nothing() -> Mapping[str, str]:
    """One empty mapping for all labels of which there is no more to say: most of them."""
    return _NOTHING


class Service(StrEnum):
    """The services whose labels differ from the general rule of their cloud.

    A dialect takes those of other clouds for GENERAL. Placement knows which type belongs to which.
    """

    GENERAL = "general"
    EC2 = "ec2"
    IAM_ROLE = "iam-role"
    IAM_USER = "iam-user"
    S3_OBJECT = "s3-object"
    S3_EXPRESS_OBJECT = "s3-express-object"
    GOOGLE_FORGED = "google-forged"
    GOOGLE_BATCH_JOB = "google-batch-job"
    GOOGLE_BATCH_VM = "google-batch-vm"
    GOOGLE_PROJECT = "google-project"
    GOOGLE_DATAPROC = "google-dataproc"
    AZURE_STORAGE = "azure-storage"
    AZURE_MACHINE = "azure-machine"
    AZURE_AUTOMATION = "azure-automation"
    AZURE_CDN = "azure-cdn"
    AZURE_DNS = "azure-dns"
    AZURE_PRIVATE_DNS = "azure-private-dns"
    AZURE_TRAFFIC_MANAGER = "azure-traffic-manager"
    AZURE_FRONT_DOOR = "azure-front-door"
    AZURE_VAULT_OBJECT = "azure-vault-object"
    AZURE_BATCH_METADATA = "azure-batch-metadata"


@dataclass(frozen=True, slots=True)
class Rendered:
    """Labels as a cloud takes them, sorted; what it takes elsewhere than as a label; a note on each that was changed.

    `annotations` holds whole values that were too much for a label, on the clouds that have such a place. `renamed` are
    the declared keys that are sent as another one; `notes` go by declared keys.
    """

    labels: Mapping[str, str]
    annotations: Mapping[str, str] = field(default_factory=nothing)
    notes: Mapping[str, str] = field(default_factory=nothing)
    renamed: Mapping[str, str] = field(default_factory=nothing)

    def key(self, declared: str) -> str:
        """The key under which a declared one is sent."""
        return self.renamed.get(declared, declared)

    def whole(self, declared: str) -> str:
        """The value of a declared key as it is sent, before anything was shortened."""
        key = self.key(declared)
        return self.annotations.get(key, self.labels[key])
