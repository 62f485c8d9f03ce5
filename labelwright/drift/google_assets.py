"""What Cloud Asset Inventory calls the types of pulumi-gcp, and where it shows the labels within them: rows of data.

A type stands here only if the page below has its asset, since what should be in the inventory and is not is gone.
Source: https://cloud.google.com/asset-inventory/docs/asset-names
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from labelwright.placement.table import short_name

SERVICES: Mapping[str, tuple[str, ...]] = {
    "apigateway": ("apigateway:Api", "apigateway:ApiConfig", "apigateway:Gateway"),
    "artifactregistry": ("artifactregistry:Repository",),
    "bigquery": ("bigquery:Dataset", "bigquery:Table"),
    "bigtable": ("bigtable:Instance",),
    "cloudfunctions": ("cloudfunctions:Function", "cloudfunctionsv2:Function"),
    "cloudkms": ("kms:CryptoKey",),
    "composer": ("composer:Environment",),
    "compute": (
        "compute:Address",
        "compute:Disk",
        "compute:ExternalVpnGateway",
        "compute:ForwardingRule",
        "compute:GlobalAddress",
        "compute:GlobalForwardingRule",
        "compute:HaVpnGateway",
        "compute:Image",
        "compute:Instance",
        "compute:InstanceFromMachineImage",
        "compute:InstanceFromTemplate",
        "compute:InstanceTemplate",
        "compute:Interconnect",
        "compute:RegionDisk",
        "compute:ResourcePolicy",
        "compute:SecurityPolicy",
        "compute:Snapshot",
        "compute:VPNTunnel",
    ),
    "container": ("container:Cluster", "container:NodePool"),
    "datafusion": ("datafusion:Instance",),
    "dataproc": ("dataproc:Cluster", "dataproc:Job"),
    "eventarc": ("eventarc:Trigger",),
    "file": ("filestore:Backup", "filestore:Instance"),
    "gkehub": ("gkehub:Membership",),
    "memcache": ("memcache:Instance",),
    "networkmanagement": ("networkmanagement:ConnectivityTest",),
    "privateca": (
        "certificateauthority:Authority",
        "certificateauthority:CaPool",
        "certificateauthority:CertificateTemplate",
    ),
    "pubsub": ("pubsub:Subscription", "pubsub:Topic"),
    "redis": ("redis:Instance",),
    "run": ("cloudrunv2:Job", "cloudrunv2:Service"),
    "secretmanager": ("secretmanager:Secret",),
    "servicedirectory": ("servicedirectory:Namespace",),
    "tpu": ("tpu:V2Vm",),
}
"""Service in the inventory's names -> the types whose id in state is the rest of the name."""

NAMES: Mapping[str, str] = {
    "cloudrun:Service": "//run.googleapis.com/projects/{project}/locations/{location}/services/{name}",
    "dns:ManagedZone": "//dns.googleapis.com/projects/{project}/managedZones/{managedZoneId}",
    "spanner:Instance": "//spanner.googleapis.com/projects/{project}/instances/{name}",
    "sql:DatabaseInstance": "//cloudsql.googleapis.com/projects/{project}/instances/{id}",
    "storage:Bucket": "//storage.googleapis.com/{id}",
}
"""Types whose names there are made of other outputs."""


class Nested(NamedTuple):
    """The inventory's name for a type, and place -> its path in what the service itself says of such a resource."""

    asset_type: str
    places: Mapping[str, str]


NESTED: Mapping[str, Nested] = {
    "compute:InstanceTemplate": Nested(
        "compute.googleapis.com/InstanceTemplate",
        {"labels": "properties.labels", "disks[].labels": "properties.disks[].initializeParams.labels"},
    ),
    "compute:ResourcePolicy": Nested(
        "compute.googleapis.com/ResourcePolicy",
        {
            "snapshotSchedulePolicy.snapshotProperties.labels": "snapshotSchedulePolicy.snapshotProperties.labels",
        },
    ),
    "container:Cluster": Nested(
        "container.googleapis.com/Cluster",
        {
            "nodeConfig.resourceLabels": "nodeConfig.resourceLabels",
            "nodePools[].nodeConfig.resourceLabels": "nodePools[].config.resourceLabels",
        },
    ),
    "container:NodePool": Nested(
        "container.googleapis.com/NodePool", {"nodeConfig.resourceLabels": "config.resourceLabels"}
    ),
}
"""Types with places that are no labels of the resource itself. Sources: `instanceTemplates` and `resourcePolicies` of
https://cloud.google.com/compute/docs/reference/rest/v1, `projects.locations.clusters` of
https://cloud.google.com/kubernetes-engine/docs/reference/rest/v1"""

_SERVICE_OF = {kind: service for service, kinds in SERVICES.items() for kind in kinds}
_ZONE = re.compile(r"/zones/([^/]+)/clusters/")


def asset_name(type_token: str, state: Mapping[str, object]) -> str:
    """What the inventory calls a resource; "" where it has no such type, or state does not say.

    `state` are its outputs, with `id` and `project`.
    """
    if not type_token.startswith("gcp:"):
        return ""
    kind, identity = short_name(type_token), str(state.get("id") or "")
    form, service = NAMES.get(kind), _SERVICE_OF.get(kind)
    if form is not None:
        parts = {name: state.get(name) for name in re.findall(r"{(\w+)}", form)}
        return form.format(**parts) if all(isinstance(part, str | int) and part for part in parts.values()) else ""
    return f"//{service}.googleapis.com/{identity}" if service and identity.startswith("projects/") else ""


def nested_of(type_token: str) -> Nested | None:
    """The row of a type that has places within it."""
    return NESTED.get(short_name(type_token)) if type_token.startswith("gcp:") else None


def plain_name(name: str, project: str, number: str) -> str:
    """A name of the inventory as `asset_name` makes it: some have the project's number, and clusters their zone.

    >>> plain_name("//secretmanager.googleapis.com/projects/42/secrets/hush", "demo", "projects/42")
    '//secretmanager.googleapis.com/projects/demo/secrets/hush'
    >>> plain_name("//container.googleapis.com/projects/demo/zones/europe-west1-b/clusters/c", "demo", "projects/42")
    '//container.googleapis.com/projects/demo/locations/europe-west1-b/clusters/c'
    """
    if name.startswith("//container."):
        name = _ZONE.sub(r"/locations/\1/clusters/", name)
    return name.replace(f"/{number}/", f"/projects/{project}/", 1) if number else name
