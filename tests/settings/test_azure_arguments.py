"""Mistakes in Azure's environments that arguments alone do not show: names, labels, and what was given as nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from labelwright import rules
from labelwright.settings import from_files

Project = Callable[..., Path]


def stack(name: str = "demo", platform: str = "azure-batch", fields: str = "maxNodes: 4") -> str:
    """A stack with one environment."""
    return f"config:\n  labelwright:environments:\n    - {{name: {name}, platform: {platform}, {fields}}}\n"


@pytest.mark.parametrize("platform", ["azure-batch", "azure-cloud"])
@pytest.mark.parametrize("name", ["windows", "my-windows-build", "win-dows", "microsoft-1", "login", "login-nodes"])
def test_a_name_with_a_word_of_azure_s_own_is_refused(project: Project, platform: str, name: str) -> None:
    """Azure refuses the storage account that bears it, which has no separators, after the rest was made."""
    (found,) = from_files(project(stack(name, platform, "location: westeurope")), "dev").problems
    assert found.rule == str(rules.AZURE_NAME)
    assert found.where.startswith("Pulumi.dev.yaml:3")


@pytest.mark.parametrize("name", ["window", "my-login", "azure", "win-2-dows"])
def test_a_name_beside_such_a_word_is_taken(project: Project, name: str) -> None:
    """One letter away, or where Azure does not mind."""
    assert from_files(project(stack(name)), "dev").problems == ()


def test_keys_that_a_task_would_see_as_one_are_refused_before_anything_is_made(project: Project) -> None:
    """The label of a run counts: job and task carry it, and the pool would stand already."""
    labels = "labels: {cost-center: cc-1, cost_center: 'run-${runName}'}"
    (found,) = from_files(project(stack(fields=labels)), "dev").problems
    assert found.rule == str(rules.AZURE_VARIABLE)
    assert "LABEL_COST_CENTER" in found.got
    assert from_files(project(stack(platform="azure-cloud", fields=labels)), "dev").problems == ()


def test_an_argument_that_is_null_was_not_given(project: Project) -> None:
    """A vault of nothing is no vault, and needs none either."""
    (found,) = from_files(project(stack(fields="allocationMode: UserSubscription, keyVaultId: ~")), "dev").problems
    assert found.rule == str(rules.AZURE_KEY_VAULT)
    assert from_files(project(stack(fields="keyVaultId: ~")), "dev").problems == ()
