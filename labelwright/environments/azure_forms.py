"""What names and ids of Azure look like, wherever an Azure environment is told one.

Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated

from pydantic import Field
from pydantic.alias_generators import to_camel

from labelwright import rules
from labelwright.environments.arguments import Arguments
from labelwright.problem import Problem, problem

Word = Field(strict=False)  # an enumeration is written as text
Text = Annotated[str, Field(min_length=1)]

_SCOPE = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers"


def _resource(provider: str, *types: str) -> re.Pattern[str]:
    """The ids of one type of resource. Azure compares ids without case."""
    names = "/[^/]+/".join(types)
    return re.compile(rf"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/{provider}/{names}/[^/]+", re.IGNORECASE)


FORMS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "resource_group": (re.compile(r"[-\w().]{0,89}[-\w()]"), "genomics"),
    "location": (re.compile(r"[a-z]+[a-z0-9]*"), "westeurope"),
    "vm_size": (re.compile(r"(Standard|Basic)_[A-Za-z0-9_-]+"), "Standard_D4s_v5"),
    "image": (re.compile(r"[^:\s]+(:[^:\s]+){3}"), "Canonical:ubuntu-24_04-lts:server:latest"),
    "subnet_id": (
        _resource(r"Microsoft\.Network", "virtualNetworks", "subnets"),
        f"{_SCOPE}/Microsoft.Network/virtualNetworks/main/subnets/runs",
    ),
    "security_group_id": (
        _resource(r"Microsoft\.Network", "networkSecurityGroups"),
        f"{_SCOPE}/Microsoft.Network/networkSecurityGroups/runs",
    ),
    "key_vault_id": (_resource(r"Microsoft\.KeyVault", "vaults"), f"{_SCOPE}/Microsoft.KeyVault/vaults/batch"),
    "key_vault_url": (re.compile(r"https://[^/\s]+/?"), "https://batch.vault.azure.net/"),
}
"""Argument -> what its text looks like, and one that Azure would take. An image is publisher:offer:sku:version."""


def problems_in_forms(arguments: Arguments, where: Callable[[str], str]) -> Iterator[Problem]:
    """Names that Azure has none of."""
    for name, (form, example) in FORMS.items():
        value = getattr(arguments, name, None)
        if value is not None and not form.fullmatch(value):
            yield problem(where(to_camel(name)), rules.FIELD_VALUE, repr(value), f"Write {example!r}, for example.")
