"""What an Azure Batch environment is told: its arguments, their defaults and their rules.

Source of the rules: https://learn.microsoft.com/rest/api/batchmanagement/pool/create
"""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field
from pydantic.alias_generators import to_camel

from labelwright import rules
from labelwright.emit.azure_batch_problems import problems_in_variables
from labelwright.environments.azure_forms import FORMS, AzureArguments
from labelwright.environments.forms import Text, Word
from labelwright.problem import Problem, problem


class AllocationMode(StrEnum):
    """In whose subscription Azure Batch rents machines. Only in one's own do they take tags."""

    BATCH_SERVICE = "BatchService"
    USER_SUBSCRIPTION = "UserSubscription"


MOST_SLOTS = 256
"""Tasks that a node runs at once: 4 times its cores, and never more."""

_BY_FORMULA = ("max_nodes", "low_priority")
_FIXED = ("dedicated_nodes", "low_priority_nodes")
_VAULT = ("key_vault_id", "key_vault_url")

Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
Slots = Annotated[int, Field(ge=1, le=MOST_SLOTS)]


class AzureBatchArguments(AzureArguments):
    """Nothing given means a pool of up to 10 dedicated machines, in a resource group of its own."""

    allocation_mode: Annotated[AllocationMode, Word] = AllocationMode.BATCH_SERVICE
    key_vault_id: str | None = None
    key_vault_url: str | None = None
    resource_tags: bool | None = None
    vm_size: str = "Standard_D4s_v3"
    image: str = "microsoft-dsvm:ubuntu-hpc:2404:latest"
    node_agent: Text = "batch.node.ubuntu 24.04"
    dedicated_nodes: Count | None = None
    low_priority_nodes: Count | None = None
    auto_scale_formula: Text | None = None
    max_nodes: Annotated[int, Field(ge=1, le=2**31 - 1)] = 10
    low_priority: bool = False
    slots_per_node: Slots = 4
    subnet_id: str | None = None
    assign_public_ip: bool = True
    container_images: list[Text] | None = None
    head_image: Text = "nextflow/nextflow:24.10.5"
    head_slots: Slots = 1
    work_image: Text = "ubuntu:24.04"
    work_slots: Slots = 1

    @property
    def in_own_subscription(self) -> bool:
        """Whether the machines of the pool are the user's own, and so can be tagged."""
        return self.allocation_mode is AllocationMode.USER_SUBSCRIPTION

    @property
    def tags_machines(self) -> bool:
        """Whether the machines behind the pool are tagged: wherever Azure takes it, unless it was declined."""
        return self.in_own_subscription and self.resource_tags is not False

    @property
    def is_fixed(self) -> bool:
        """Whether the pool has the same number of machines all the time."""
        return self.dedicated_nodes is not None or self.low_priority_nodes is not None

    def problems(self, where: Callable[[str], str]) -> list[Problem]:
        """What does not go together, and names that Azure has none of."""
        return [
            *super().problems(where),
            *self._problems_in_mode(where),
            *self._problems_in_scale(where),
            *self._problems_in_pool(where),
        ]

    def problems_in_labels(self, keys: Iterable[str], where: str) -> list[Problem]:
        """Keys that a task would see as one."""
        return problems_in_variables(keys, where)

    def _problems_in_mode(self, where: Callable[[str], str]) -> Iterator[Problem]:
        """What only machines of one's own subscription have."""
        if self.in_own_subscription:
            if not self.is_given("key_vault_id"):
                yield problem(where("keyVaultId"), rules.AZURE_KEY_VAULT, None, f"Write {FORMS['key_vault_id'][1]!r}.")
            return
        mode = f"with allocationMode {self.allocation_mode}"
        remedy = "Take it out, or write allocationMode: UserSubscription."
        if self.resource_tags:
            yield problem(where("resourceTags"), rules.AZURE_RESOURCE_TAGS, f"True {mode}", remedy)
        for name in _VAULT:
            if self.is_given(name):
                yield problem(where(to_camel(name)), rules.AZURE_KEY_VAULT, f"one {mode}", remedy)

    def _problems_in_scale(self, where: Callable[[str], str]) -> Iterator[Problem]:
        """Two ways at once to say how many machines there are."""
        chosen = "autoScaleFormula" if self.auto_scale_formula else "fixed numbers of nodes" if self.is_fixed else None
        excluded = [name for name in _BY_FORMULA if chosen and self.is_given(name)]
        if self.auto_scale_formula:
            excluded += [name for name in _FIXED if getattr(self, name) is not None]
        for name in excluded:
            got = f"{getattr(self, name)!r} with {chosen}"
            yield problem(where(to_camel(name)), rules.AZURE_SCALE, got, "Leave one of them out.")

    def _problems_in_pool(self, where: Callable[[str], str]) -> Iterator[Problem]:
        """Machines that nothing reaches, and tasks larger than a node."""
        if not self.assign_public_ip and not self.is_given("subnet_id"):
            remedy = "Give subnetId, or leave assignPublicIp out."
            yield problem(where("assignPublicIp"), rules.AZURE_PRIVATE_MACHINE, repr(self.assign_public_ip), remedy)
        for name in ("head_slots", "work_slots"):
            if (slots := getattr(self, name)) > self.slots_per_node:
                got = f"{slots} with slotsPerNode {self.slots_per_node}"
                remedy = f"Write at most {self.slots_per_node}."
                yield problem(where(to_camel(name)), rules.AZURE_SLOTS, got, remedy)
