"""Custom roles of Google Cloud: known to Google's own clients, and in the form that gcloud takes."""

import re
from typing import cast

import pytest

from labelwright.permissions import PERMISSIONS_OF
from labelwright.vocabulary import Phase
from tests.google_types import calls

CASES = [
    (platform, phase) for platform in ("google-batch", "google-cloud") for phase in (Phase.FORGE, Phase.SUBMISSION)
]
CALLS = {"create": "insert", "update": "patch"}
"""Verbs that Compute Engine's calls spell otherwise."""
NO_CALL = {"use", "useExternalIp", "useReadOnly", "updatePolicy"}
"""Verbs that no call has as its name: they are asked for beside another."""
UNJUDGED = {"iam", "logging", "resourcemanager", "storage"}
"""Services whose client is not installed here."""


def permissions(platform: str, phase: Phase) -> list[str]:
    """What the role includes."""
    return cast("list[str]", PERMISSIONS_OF[platform][phase].body["includedPermissions"])


@pytest.mark.parametrize(("platform", "phase"), CASES)
def test_every_permission_is_a_call_that_google_has(platform: str, phase: Phase) -> None:
    """Judged by the clients of Batch and Compute Engine: gcloud refuses the whole role for one unknown permission."""
    unknown = [one for one in permissions(platform, phase) if not is_known(one)]
    assert unknown == []


def is_known(permission: str) -> bool:
    """Whether a client has the call that the permission is for."""
    service, resource, verb = permission.split(".")
    if service == "batch":
        known = calls("batch", "BatchServiceClient")
        return any(f"{verb}_{name}" in known for name in (resource, resource[:-1]))
    if service == "compute":
        known = calls("compute", f"{resource[0].upper()}{resource[1:]}Client")
        return bool(known) and (verb in NO_CALL or snake(CALLS.get(verb, verb)) in known)
    return service in UNJUDGED


def snake(name: str) -> str:
    """`setLabels` as Python's clients spell it."""
    return re.sub(r"([A-Z])", r"_\1", name).lower()


@pytest.mark.parametrize("wrong", ["compute.instances.setLabel", "batch.jobs.submit", "s3.buckets.get"])
def test_a_misspelt_permission_would_be_seen(wrong: str) -> None:
    """The judge does not say yes to everything."""
    assert not is_known(wrong)


@pytest.mark.parametrize(("platform", "phase"), CASES)
def test_a_role_has_the_fields_that_gcloud_reads(platform: str, phase: Phase) -> None:
    """https://cloud.google.com/iam/docs/creating-custom-roles: a title of 100 bytes, a description of 256 at most."""
    body = PERMISSIONS_OF[platform][phase].body
    assert set(body) == {"title", "description", "stage", "includedPermissions"}
    assert body["stage"] == "GA"
    assert len(str(body["title"])) <= 100
    assert len(str(body["description"])) <= 256
    assert permissions(platform, phase) == sorted(set(permissions(platform, phase)))
    assert re.search(r"roles create [A-Za-z0-9_.]{3,64} ", PERMISSIONS_OF[platform][phase].command)


@pytest.mark.parametrize(
    ("platform", "phase", "right"),
    [
        ("google-batch", Phase.FORGE, "storage.buckets.update"),
        ("google-batch", Phase.FORGE, "compute.disks.setLabels"),
        ("google-batch", Phase.SUBMISSION, "batch.jobs.create"),
        ("google-batch", Phase.SUBMISSION, "iam.serviceAccounts.actAs"),
        ("google-cloud", Phase.FORGE, "compute.instanceTemplates.create"),
        ("google-cloud", Phase.SUBMISSION, "compute.instances.setLabels"),
        ("google-cloud", Phase.SUBMISSION, "compute.disks.setLabels"),
    ],
)
def test_what_labels_is_allowed(platform: str, phase: Phase, right: str) -> None:
    """A machine that is created with labels is refused as a whole without the right to label it."""
    assert right in permissions(platform, phase)
