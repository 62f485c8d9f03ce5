"""Custom roles for Google Batch: who forges an environment, and who submits to it."""

from labelwright.permissions.google import ACT_AS, ADMINISTRATOR, READ_LOGS, role
from labelwright.permissions.google import FORGE as FORGE_GROUPS

FORGE = role(
    "labelwright-google-batch-forge",
    "Forges labelled Google Batch environments with pulumi up.",
    FORGE_GROUPS,
    (ADMINISTRATOR,),
)
SUBMISSION = role(
    "labelwright-google-batch-submission",
    "Submits labelled jobs to Google Batch environments.",
    (
        (
            "jobs, with their labels and those of their machines and disks",
            ("batch.jobs.create", "batch.jobs.delete"),
        ),
        (
            "looking at them",
            (
                "batch.jobs.get",
                "batch.jobs.list",
                "batch.locations.get",
                "batch.locations.list",
                "batch.operations.get",
                "batch.operations.list",
                "batch.tasks.get",
                "batch.tasks.list",
                "resourcemanager.projects.get",
            ),
        ),
        ("the instance template of a job", ("compute.instanceTemplates.get", "compute.instanceTemplates.useReadOnly")),
        ACT_AS,
        READ_LOGS,
    ),
    ("Google Batch's own service agent makes machines and disks and labels them: it has the rights to do so already.",),
)
