"""The arguments of the Azure Batch component: what is refused, how, and that schema and stack config agree."""

from typing import Any

import pulumi
import pytest

from components import AzureBatchEnvironmentArgs
from components.arguments import parse_args
from components.azure_batch_args import LATE
from labelwright.environments.azure_batch import AzureBatchArguments
from labelwright.environments.azure_forms import FORMS

VAULT = FORMS["key_vault_id"][1]
OWN = {"allocation_mode": "UserSubscription", "key_vault_id": VAULT}


def read(args: dict[str, Any]) -> AzureBatchArguments:
    """The plan, as the component reads it."""
    return parse_args("demo", args, model=AzureBatchArguments, late=LATE)[0]


def refused(args: dict[str, Any]) -> str:
    """The message with which the arguments are refused."""
    with pytest.raises(pulumi.RunError) as error:
        read(args)
    return str(error.value)


def test_the_schema_and_stack_config_have_the_same_arguments() -> None:
    """What a program in another language may give is what Pulumi.<stack>.yaml may give, labels apart."""
    assert set(AzureBatchEnvironmentArgs.__annotations__) - {"labels"} == set(AzureBatchArguments.model_fields)


def test_nothing_given_is_a_whole_plan() -> None:
    """`{}` builds an environment."""
    assert (read({}).in_own_subscription, read({}).tags_machines, read({}).is_fixed) == (False, False, False)


def test_all_mistakes_of_form_are_told_at_once() -> None:
    """Place, rule and remedy for each; a misspelt argument names the right one."""
    told = refused({"max_node": 4, "low_priority": "yes", "allocation_mode": "Mine", "labels": {"team": 7}})
    assert len(told.splitlines()) == 4
    assert all(part in told for part in ("'max_nodes'", "low_priority", "allocation_mode", "labels.team"))


@pytest.mark.parametrize(
    ("args", "rule"),
    [
        ({"resource_tags": True}, "5.50"),
        ({"key_vault_id": VAULT}, "5.51"),
        ({"key_vault_url": "https://batch.vault.azure.net/"}, "5.51"),
        ({"allocation_mode": "UserSubscription"}, "5.51"),
        ({"auto_scale_formula": "$TargetDedicatedNodes = 1;", "dedicated_nodes": 1}, "5.52"),
        ({"auto_scale_formula": "$TargetDedicatedNodes = 1;", "max_nodes": 5}, "5.52"),
        ({"dedicated_nodes": 1, "max_nodes": 5}, "5.52"),
        ({"low_priority_nodes": 1, "low_priority": True}, "5.52"),
        ({"assign_public_ip": False}, "5.53"),
        ({"slots_per_node": 2, "work_slots": 3}, "5.54"),
        ({"slots_per_node": 2, "head_slots": 3}, "5.54"),
    ],
)
def test_what_does_not_go_together_is_refused_by_its_rule(args: dict[str, Any], rule: str) -> None:
    """Azure would say so after minutes, or take one of the two in silence."""
    told = refused(args)
    assert f"{rule}:" in told
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize(
    "args",
    [
        OWN,
        {**OWN, "resource_tags": True, "key_vault_url": "https://batch.vault.azure.net/"},
        {"resource_tags": False},
        {"dedicated_nodes": 0, "low_priority_nodes": 0},
        {"assign_public_ip": False, "subnet_id": FORMS["subnet_id"][1]},
        {"slots_per_node": 256, "work_slots": 256},
        {"slots_per_node": 2, "work_slots": 2},
        {"vm_size": "Standard_NC24ads_A100_v4"},
        {"resource_group": "my.group_(1)"},
    ],
)
def test_what_goes_together_is_taken(args: dict[str, Any]) -> None:
    """On the limit, and no further."""
    assert read(args)


@pytest.mark.parametrize(
    "args",
    [
        {"max_nodes": 0},
        {"dedicated_nodes": -1},
        {"slots_per_node": 0},
        {"slots_per_node": 257},
        {"container_images": [""]},
        {"vm_size": "D4s_v5"},
        {"vm_size": "standard d4"},
        {"location": "West Europe"},
        {"image": "ubuntu:24.04"},
        {"subnet_id": "subnet-1"},
        {"key_vault_id": "batch", "allocation_mode": "UserSubscription"},
        {"resource_group": "ends.with.a.dot."},
        {"resource_group": "a" * 91},
    ],
)
def test_a_value_that_azure_has_none_of_is_refused(args: dict[str, Any]) -> None:
    """One problem for one mistake, which names the argument."""
    told = refused(args)
    assert len(told.splitlines()) == 1
    assert "6.3:" in told


def test_a_resource_group_of_90_characters_is_taken() -> None:
    """The limit itself."""
    assert read({"resource_group": "a" * 90})


def test_what_is_given_late_counts_as_given() -> None:
    """A vault or a subnet is often made by the same program: it is there, though nobody knows its id yet."""
    late = {"key_vault_id": pulumi.Output.from_input(VAULT), "allocation_mode": "UserSubscription"}
    assert read(late).tags_machines
    assert "5.51" in refused({"key_vault_id": pulumi.Output.from_input(VAULT)})
    assert read({"subnet_id": pulumi.Output.from_input("x"), "assign_public_ip": False})
