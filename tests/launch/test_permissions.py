"""Whatever a launch calls, `labelwright permissions PLATFORM --phase submission` allows: watched, where it can be."""

from pathlib import Path
from typing import Any, cast

import pytest
from botocore.client import BaseClient  # pyright: ignore[reportMissingTypeStubs] - it has no types of its own

from labelwright.permissions import PERMISSIONS_OF
from labelwright.vocabulary import Phase
from tests.launch.conftest import Project


@pytest.mark.parametrize("environment", ["batch", "machine"])
def test_every_call_of_aws_is_allowed(
    project: Project, run: str, environment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A launch, one that removes a label, and one that finds what is there: each call that boto3 makes."""
    called = set[str]()
    call = cast("Any", BaseClient)._make_api_call

    def watched(self: Any, operation: str, given: Any) -> Any:
        called.add(f"{self.meta.service_model.signing_name}:{operation}")
        return call(self, operation, given)

    monkeypatch.setattr(BaseClient, "_make_api_call", watched)
    words = (environment, "--label", "name-", "--label", f"kind={run}", "--run", run)
    project.launch(*words)
    assert project.launch(*words, "--runs", f"sqlite:///{tmp_path / 'other.db'}")["outcome"] == "found"
    platform = {"batch": "aws-batch", "machine": "aws-cloud"}[environment]
    statements = cast("list[dict[str, Any]]", PERMISSIONS_OF[platform][Phase.SUBMISSION].body["Statement"])
    assert called
    assert called <= {action for statement in statements for action in statement["Action"]}


CALLED = {
    "google-batch": {"batch.jobs.create", "batch.jobs.get"},
    "google-cloud": {"compute.instances.create", "compute.instances.get", "compute.zoneOperations.get"},
    "azure-batch": {"Microsoft.Batch/batchAccounts/jobs/read", "Microsoft.Batch/batchAccounts/jobs/write"},
    "azure-cloud": {
        "Microsoft.Compute/disks/read",
        "Microsoft.Compute/disks/write",
        "Microsoft.Compute/locations/operations/read",
        "Microsoft.Compute/virtualMachines/read",
        "Microsoft.Compute/virtualMachines/write",
        "Microsoft.Network/locations/operations/read",
        "Microsoft.Network/networkInterfaces/write",
        "Microsoft.Network/publicIPAddresses/write",
    },
    "kubernetes": {"create pods", "get pods", "create jobs.batch", "get jobs.batch"},
}
"""Platform -> what the calls of its submitter take; tasks of Azure Batch are part of their job."""


@pytest.mark.parametrize("platform", CALLED)
def test_every_call_of_the_others_is_allowed(platform: str) -> None:
    """To look for what is there, to make it, and to wait for it."""
    needs = PERMISSIONS_OF[platform][Phase.SUBMISSION].needs
    assert CALLED[platform] <= {need.permission for need in needs}
