"""What names and ids of Azure look like, and what both of its environments are told of where they stand.

Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
"""

import re
from collections.abc import Callable

from labelwright import rules
from labelwright.environments.arguments import Arguments
from labelwright.environments.forms import Forms, problems_in_forms
from labelwright.problem import Problem, problem

_NEVER, _NEVER_FIRST = ("microsoft", "windows"), "login"
"""Words that the name of an account does not hold, or does not begin with."""

_SCOPE = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers"


def _resource(provider: str, *types: str) -> re.Pattern[str]:
    """The ids of one type of resource. Azure compares ids without case."""
    names = "/[^/]+/".join(types)
    return re.compile(rf"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/{provider}/{names}/[^/]+", re.IGNORECASE)


FORMS: Forms = {
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


class AzureArguments(Arguments):
    """Where an environment stands in Azure. What is not given is made, or the provider's."""

    resource_group: str | None = None
    location: str | None = None

    def problems_in_name(self, name: str, where: str) -> list[Problem]:
        """Why Azure would refuse the accounts that bear the environment's name, without its separators."""
        letters = name.lower().replace("-", "")
        if not letters.startswith(_NEVER_FIRST) and not any(word in letters for word in _NEVER):
            return []
        return [problem(where, rules.AZURE_NAME, repr(name), "Write 'genomics-spot', for example.")]

    def problems(self, where: Callable[[str], str]) -> list[Problem]:
        """Names and ids that Azure has none of."""
        return list(problems_in_forms(self, FORMS, where))
