"""Custom roles of Azure: resource kinds known to Azure's own clients, and in the form that az takes."""

import re
from functools import cache
from pathlib import Path
from typing import cast

import azure.mgmt.batch
import azure.mgmt.compute
import azure.mgmt.network
import pytest

from labelwright.permissions import PERMISSIONS_OF
from labelwright.vocabulary import Phase

CASES = [(platform, phase) for platform in ("azure-batch", "azure-cloud") for phase in (Phase.FORGE, Phase.SUBMISSION)]
CLIENTS = (azure.mgmt.batch, azure.mgmt.compute, azure.mgmt.network)
OPERATION = re.compile(r"Microsoft\.[A-Z][A-Za-z]+(/[a-z][A-Za-z]+)+/(read|write|delete|action)")
DATA = {"Microsoft.Batch/batchAccounts/jobs"}
"""Kinds that are data of an account: https://learn.microsoft.com/azure/batch/batch-role-based-access-control"""
WAITING = re.compile(r"/(locations/(operations|accountOperationResults)|(pool)?[oO]perationResults)$")
"""Kinds that a client follows by the address that it is given, and so has no template for."""


def operations(platform: str, phase: Phase, *fields: str) -> list[str]:
    """What the role allows on resources, and on data."""
    body = PERMISSIONS_OF[platform][phase].body
    return [one for field in fields or ("Actions", "DataActions") for one in cast("list[str]", body[field])]


def kind_of(operation: str) -> str:
    """The kind of resource: `Microsoft.Network/virtualNetworks/subnets` of `.../subnets/join/action`."""
    return re.sub(r"/(read|write|delete|(join|assign|deploy)/action)$", "", operation)


@cache
def known_kinds() -> set[str]:
    """Kinds of resources in the addresses that the clients call, in small letters: Azure ignores case."""
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for client in CLIENTS
        for path in Path(cast("str", client.__file__)).parent.rglob("*_operations.py")
    )
    found = cast("list[str]", re.findall(r"providers/(Microsoft\.[A-Za-z]+/[^\"'\s]+)", text))
    return {re.sub(r"/\{[^}]*\}", "", one).rstrip("/").casefold() for one in found}


@pytest.mark.parametrize(("platform", "phase"), CASES)
def test_every_operation_has_the_form_of_one(platform: str, phase: Phase) -> None:
    """{Company}.{Provider}/{kind}/{action}, as Azure writes its operations."""
    assert [one for one in operations(platform, phase) if not OPERATION.fullmatch(one)] == []


@pytest.mark.parametrize(("platform", "phase"), CASES)
def test_every_kind_of_resource_is_one_that_azure_has(platform: str, phase: Phase) -> None:
    """Judged by the clients of Batch, Compute and Network: az takes a misspelt operation, which then allows nothing."""
    kinds = {kind_of(one) for one in operations(platform, phase, "Actions")}
    judged = {
        one for one in kinds if one.split("/")[0] in {"Microsoft.Batch", "Microsoft.Compute", "Microsoft.Network"}
    }
    assert {one for one in judged if one.casefold() not in known_kinds() and not WAITING.search(one)} == set()


def test_the_judge_does_not_say_yes_to_everything() -> None:
    """A kind that there is none of is unknown to it."""
    assert "microsoft.network/virtualnetworks" in known_kinds()
    assert "microsoft.network/virtualnetwork" not in known_kinds()


@pytest.mark.parametrize(("platform", "phase"), CASES)
def test_rights_to_data_are_apart_from_rights_to_resources(platform: str, phase: Phase) -> None:
    """Azure refuses a role in which one stands where the other belongs."""
    assert {kind_of(one) for one in operations(platform, phase, "DataActions")} <= DATA
    assert not {kind_of(one) for one in operations(platform, phase, "Actions")} & DATA


@pytest.mark.parametrize(("platform", "phase"), CASES)
def test_a_role_has_the_fields_that_az_reads(platform: str, phase: Phase) -> None:
    """As `az role definition create` takes them, with the scope still to be filled in.

    https://learn.microsoft.com/azure/role-based-access-control/custom-roles#custom-role-properties
    """
    body = PERMISSIONS_OF[platform][phase].body
    assert set(body) == {
        *("Name", "IsCustom", "Description", "AssignableScopes"),
        *("Actions", "NotActions", "DataActions", "NotDataActions"),
    }
    assert body["AssignableScopes"] == ["/subscriptions/SUBSCRIPTION_ID"]


@pytest.mark.parametrize(
    ("platform", "phase", "right"),
    [
        ("azure-batch", Phase.FORGE, "Microsoft.Batch/batchAccounts/pools/write"),
        ("azure-batch", Phase.FORGE, "Microsoft.Resources/tags/write"),
        ("azure-batch", Phase.SUBMISSION, "Microsoft.Batch/batchAccounts/jobs/write"),
        ("azure-cloud", Phase.SUBMISSION, "Microsoft.Compute/virtualMachines/write"),
        ("azure-cloud", Phase.SUBMISSION, "Microsoft.Compute/disks/write"),
        ("azure-cloud", Phase.SUBMISSION, "Microsoft.Network/publicIPAddresses/write"),
    ],
)
def test_what_tags_is_allowed(platform: str, phase: Phase, right: str) -> None:
    """A tag is written with the resource that carries it."""
    assert right in operations(platform, phase)
