"""Custom roles of Google Cloud: their form, and what both Google platforms need.

Labels that a resource is created with take the right to create it and, on machines and disks, the right to label.
Permissions: https://cloud.google.com/iam/docs/permissions-reference
"""

from collections.abc import Sequence

from labelwright.permissions.document import Document, Need

PROJECT = "PROJECT_ID"
Group = tuple[str, tuple[str, ...]]
"""What permissions are for, and the permissions."""


def role(title: str, description: str, groups: Sequence[Group], notes: Sequence[str] = ()) -> Document:
    """A custom role of a project. Its id is the title, as Google wants ids: without separators."""
    first, *rest = title.split("-")
    identity = first + "".join(word.capitalize() for word in rest)
    return Document(
        body={
            "title": title,
            "description": description,
            "stage": "GA",
            "includedPermissions": sorted({one for _, permissions in groups for one in permissions}),
        },
        needs=tuple(Need(one, purpose) for purpose, permissions in groups for one in permissions),
        command=f"gcloud iam roles create {identity} --project={PROJECT} --file=FILE",
        placeholders={PROJECT: "the project of the environment"},
        notes=tuple(notes),
    )


def manage(resource: str, *further: str) -> tuple[str, ...]:
    """To create, look at and delete resources of a kind, such as `compute.networks`, and to do what is named."""
    return tuple(f"{resource}.{verb}" for verb in ("create", "delete", "get", *further))


SERVICE_ACCOUNT: Group = (
    "the service account that jobs and machines act with, and who may use it",
    manage("iam.serviceAccounts", "getIamPolicy", "list", "setIamPolicy", "update"),
)
ACT_AS: Group = ("giving that account to jobs and machines", ("iam.serviceAccounts.actAs",))
PROJECT_ROLES: Group = (
    "that account's roles in the project",
    ("resourcemanager.projects.get", "resourcemanager.projects.getIamPolicy", "resourcemanager.projects.setIamPolicy"),
)
NETWORK: Group = (
    "network, subnetwork, router and NAT (where none is given)",
    (
        *manage("compute.networks", "updatePolicy", "use"),
        *manage("compute.subnetworks", "setPrivateIpGoogleAccess", "update", "use"),
        *manage("compute.routers", "update", "use"),
    ),
)
TEMPLATE: Group = (
    "the instance template, with the labels of machines and disks",
    (
        *manage("compute.instanceTemplates"),
        "compute.disks.create",
        "compute.disks.setLabels",
        "compute.images.get",
        "compute.images.getFromFamily",
        "compute.images.useReadOnly",
        "compute.instances.setLabels",
    ),
)
BUCKET: Group = (
    "the work bucket with its labels, and who may use it",
    manage("storage.buckets", "getIamPolicy", "setIamPolicy", "update"),
)
WAIT: Group = (
    "waiting for what Compute Engine does, and finding regions and zones",
    (
        "compute.globalOperations.get",
        "compute.projects.get",
        "compute.regionOperations.get",
        "compute.regions.get",
        "compute.regions.list",
        "compute.zones.get",
        "compute.zones.list",
    ),
)
READ_LOGS: Group = ("what a run wrote", ("logging.logEntries.list",))
FORGE: tuple[Group, ...] = (SERVICE_ACCOUNT, ACT_AS, PROJECT_ROLES, NETWORK, TEMPLATE, BUCKET, WAIT)
"""What forging either Google environment takes."""
ADMINISTRATOR = (
    "resourcemanager.projects.setIamPolicy is the right to give anybody any role in the project: bind this role with a"
    " condition on the roles that may be given, or give the account its roles beforehand and leave it out."
)
