"""The arguments of the Azure Cloud component: what is refused, how, and that schema and stack config agree."""

import hashlib
from base64 import b64decode
from typing import Any

import pulumi
import pytest

from components import AzureCloudEnvironmentArgs
from components.arguments import parse_args
from components.azure_cloud_args import LATE
from labelwright.environments.azure_cloud import NOBODYS_KEY, AzureCloudArguments
from labelwright.environments.azure_forms import FORMS

SUBNET = FORMS["subnet_id"][1]


def read(args: dict[str, Any]) -> AzureCloudArguments:
    """The plan, as the component reads it."""
    return parse_args("demo", args, model=AzureCloudArguments, late=LATE)[0]


def refused(args: dict[str, Any]) -> str:
    """The message with which the arguments are refused."""
    with pytest.raises(pulumi.RunError) as error:
        read(args)
    return str(error.value)


def test_the_schema_and_stack_config_have_the_same_arguments() -> None:
    """What a program in another language may give is what Pulumi.<stack>.yaml may give, labels apart."""
    assert set(AzureCloudEnvironmentArgs.__annotations__) - {"labels"} == set(AzureCloudArguments.model_fields)


def test_all_mistakes_of_form_are_told_at_once() -> None:
    """Place, rule and remedy for each; a misspelt argument names the right one."""
    told = refused({"disk_gb": 4, "machine": "yes", "labels": {"team": 7}})
    assert len(told.splitlines()) == 3
    assert all(part in told for part in ("'disk_gib'", "machine", "labels.team"))


@pytest.mark.parametrize(
    "args",
    [
        {"disk_gib": 29},
        {"disk_gib": 4096},
        {"disk_type": "Fast"},
        {"vm_size": "large"},
        {"image": "ubuntu"},
        {"subnet_id": "subnet-1"},
        {"security_group_id": SUBNET},
        {"admin_user": "root"},
        {"admin_user": "Jane Doe"},
        {"ssh_public_key": "-----BEGIN OPENSSH PRIVATE KEY-----"},
    ],
)
def test_a_value_that_azure_has_none_of_is_refused(args: dict[str, Any]) -> None:
    """One problem for one mistake, which names the argument."""
    told = refused(args)
    assert len(told.splitlines()) == 1
    assert "6.3:" in told


@pytest.mark.parametrize("size", [30, 4095])
def test_a_disk_on_the_limit_is_taken(size: int) -> None:
    """From the size of the image to the largest that boots."""
    assert read({"disk_gib": size}).disk_gib == size


def test_a_key_of_another_form_is_not_shown() -> None:
    """It may be the private half."""
    assert "hush" not in refused({"ssh_public_key": "-----BEGIN OPENSSH PRIVATE KEY----- hush"})


def test_machines_without_a_way_out_are_refused() -> None:
    """The network that is made has no NAT; a given subnet is its owner's affair, and known late it is given."""
    assert "5.53" in refused({"assign_public_ip": False})
    assert not read({"assign_public_ip": False, "subnet_id": SUBNET}).is_public
    assert not read({"subnet_id": SUBNET}).is_public
    assert not read({"subnet_id": pulumi.Output.from_input(SUBNET)}).is_public
    assert read({"subnet_id": SUBNET, "assign_public_ip": True}).is_public
    assert read({}).is_public


def test_nobody_has_the_private_half_of_the_key_that_nobody_has() -> None:
    """It is the hash of a sentence, and so nobody chose it; and it is a point of the curve, so that it is a key."""
    point = b64decode(NOBODYS_KEY.split()[1])[-32:]
    assert point == hashlib.sha256(b"labelwright: nobody has the private half of this key 0").digest()
    prime = 2**255 - 19
    y = int.from_bytes(point, "little") % 2**255
    square = (y * y - 1) * pow(-121665 * pow(121666, -1, prime) * y * y + 1, -1, prime) % prime
    assert pow(square, (prime - 1) // 2, prime) == 1
