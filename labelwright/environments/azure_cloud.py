"""What an Azure Cloud environment (one virtual machine a run) is told: its arguments, their defaults and their rules.

Source of the rules: https://learn.microsoft.com/rest/api/compute/virtual-machines/create-or-update
"""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from labelwright import rules
from labelwright.environments.azure_forms import AzureArguments
from labelwright.environments.forms import Word
from labelwright.problem import Problem, problem

NOBODYS_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE18+P24IJiMlAy2H0yVH1rosKC+UMBOC0CXpswlItdK"
"""A public key without a private half: Azure starts no Linux machine without a key, and so nobody gets in by SSH.

The point on the curve is the SHA-256 of a sentence (a test says which), and so nobody can know its logarithm.
"""

_KEY = re.compile(r"(ssh-rsa|ssh-ed25519) [A-Za-z0-9+/]+={0,2}( .*)?")
_USER = re.compile(r"[a-z_][a-z0-9_-]{0,31}")
_TAKEN = frozenset({"admin", "administrator", "guest", "root", "support", "sys", "test", "user"})


class DiskType(StrEnum):
    """How fast, and how dear, the machine's disk is."""

    PREMIUM = "Premium_LRS"
    STANDARD_SSD = "StandardSSD_LRS"
    STANDARD = "Standard_LRS"


class AzureCloudArguments(AzureArguments):
    """Nothing given means a Standard_D4s_v5 with Ubuntu 24.04, in a network and a resource group of its own."""

    vm_size: str = "Standard_D4s_v5"
    image: str = "Canonical:ubuntu-24_04-lts:server:latest"
    subnet_id: str | None = None
    security_group_id: str | None = None
    assign_public_ip: bool | None = None
    disk_gib: Annotated[int, Field(ge=30, le=4095)] = 64  # the image's own size; the most that a disk boots from
    disk_type: Annotated[DiskType, Word] = DiskType.PREMIUM
    admin_user: str = "labelwright"
    ssh_public_key: str | None = None
    storage: bool = True
    machine: bool = False

    @property
    def is_public(self) -> bool:
        """Whether machines get public addresses: in a network that is made nothing else lets them out."""
        return self.assign_public_ip if self.assign_public_ip is not None else not self.is_given("subnet_id")

    def problems(self, where: Callable[[str], str]) -> list[Problem]:
        """Names that Azure has none of, and machines that nothing lets out."""
        return [*super().problems(where), *self._problems_in_access(where)]

    def _problems_in_access(self, where: Callable[[str], str]) -> Iterator[Problem]:
        """Who gets in, and how the machine gets out."""
        if self.assign_public_ip is False and not self.is_given("subnet_id"):
            remedy = "Give subnetId, or leave assignPublicIp out."
            yield problem(where("assignPublicIp"), rules.AZURE_PRIVATE_MACHINE, repr(self.assign_public_ip), remedy)
        if not _USER.fullmatch(self.admin_user) or self.admin_user in _TAKEN:
            yield problem(where("adminUser"), rules.FIELD_VALUE, repr(self.admin_user), "Write 'labelwright'.")
        if self.ssh_public_key is not None and not _KEY.fullmatch(self.ssh_public_key):
            remedy = "Write the line of a public key file, which begins with 'ssh-ed25519' or 'ssh-rsa'."
            yield problem(where("sshPublicKey"), rules.FIELD_VALUE, "text of another form", remedy)
