"""Custom roles for Google Cloud: who forges an environment, and who launches runs in it."""

from labelwright.permissions.google import ACT_AS, ADMINISTRATOR, READ_LOGS, role
from labelwright.permissions.google import FORGE as FORGE_GROUPS

FORGE = role(
    "labelwright-google-cloud-forge",
    "Forges labelled Google Cloud environments with pulumi up.",
    FORGE_GROUPS,
    (ADMINISTRATOR,),
)
SUBMISSION = role(
    "labelwright-google-cloud-submission",
    "Launches labelled machines of Google Cloud environments.",
    (
        (
            "a run's machine, with its labels",
            (
                "compute.instances.create",
                "compute.instances.delete",
                "compute.instances.setLabels",
                "compute.instances.setMetadata",
                "compute.instances.setServiceAccount",
                "compute.instances.setTags",
                "compute.instances.stop",
            ),
        ),
        ("its disks, with their labels", ("compute.disks.create", "compute.disks.get", "compute.disks.setLabels")),
        (
            "what it is made from",
            (
                "compute.images.get",
                "compute.images.getFromFamily",
                "compute.images.useReadOnly",
                "compute.instanceTemplates.get",
                "compute.instanceTemplates.useReadOnly",
                "compute.machineTypes.get",
            ),
        ),
        (
            "its place in the network",
            ("compute.networks.use", "compute.subnetworks.use", "compute.subnetworks.useExternalIp"),
        ),
        (
            "looking at it",
            (
                "compute.instances.get",
                "compute.instances.getSerialPortOutput",
                "compute.instances.list",
                "compute.zoneOperations.get",
                "compute.zones.get",
            ),
        ),
        ACT_AS,
        READ_LOGS,
    ),
)
