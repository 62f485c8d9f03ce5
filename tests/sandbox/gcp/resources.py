"""Types and inputs that the tests of the Google provider share."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from sandbox.providers.wire import Properties
from tests.sandbox.provider_harness import Held

ACCOUNT = "gcp:serviceaccount/account:Account"
ADDRESS = "gcp:compute/address:Address"
BUCKET = "gcp:storage/bucket:Bucket"
DISK = "gcp:compute/disk:Disk"
FIREWALL = "gcp:compute/firewall:Firewall"
INSTANCE = "gcp:compute/instance:Instance"
MEMBER = "gcp:projects/iAMMember:IAMMember"
NAT = "gcp:compute/routerNat:RouterNat"
NETWORK = "gcp:compute/network:Network"
ROUTER = "gcp:compute/router:Router"
SUBNETWORK = "gcp:compute/subnetwork:Subnetwork"
TEMPLATE = "gcp:compute/instanceTemplate:InstanceTemplate"
PLACE: Properties = {"project": "proj", "region": "europe-west1", "zone": "europe-west1-b"}
PROVISIONED = {"goog-pulumi-provisioned": "true"}


def machine(**more: Any) -> dict[str, Any]:
    """A machine on the default network."""
    disk = {"initializeParams": {"image": "debian-cloud/debian-12"}}
    return {"machineType": "e2-small", "bootDisk": disk, "networkInterfaces": [{"network": "default"}], **more}


def template(**labels: str) -> dict[str, Any]:
    """A template whose machines and disks have labels."""
    disk = {"sourceImage": "debian-cloud/debian-12", "labels": labels}
    return {"machineType": "e2-small", "disks": [disk], "labels": labels}


def labels_of(held: Held, name: str = "labels") -> dict[str, str]:
    """A map of labels in the state."""
    return cast("dict[str, str]", held.outputs[name])


def kept(folder: Path, held: Held) -> Path:
    """The file of a bucket."""
    return folder / "gcp" / "storage.Bucket" / f"{held.id}.json"
