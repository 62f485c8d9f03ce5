"""Creations that a stack began and never finished, as its state remembers them.

Pulumi writes an operation down before it starts it. After a kill the resource may exist or not; Pulumi cannot know,
and its next update would make a second one under another name and leave the first behind, on the bill for ever.
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

State = Mapping[str, Any]  # what `pulumi stack export` writes, which has no type of its own


@dataclass(frozen=True, slots=True, eq=False)
class PendingCreate:
    """One unfinished creation: the resource as the state has it, its inputs with its physical name among them."""

    resource: Mapping[str, Any]

    @property
    def urn(self) -> str:
        """The resource's URN."""
        return str(self.resource["urn"])

    @property
    def type(self) -> str:
        """The resource's type token."""
        return str(self.resource["type"])

    @property
    def inputs(self) -> Mapping[str, Any]:
        """What it was asked to be."""
        return cast("Mapping[str, Any]", self.resource.get("inputs") or {})

    @property
    def name(self) -> str:
        """The resource's name in the program."""
        return self.urn.rpartition("::")[2]


def pending_creates(state: State) -> list[PendingCreate]:
    """The unfinished creations of a stack."""
    return [PendingCreate(one["resource"]) for one in _listed(state, "pending_operations") if one["type"] == "creating"]


def known_ids(state: State) -> frozenset[str]:
    """Ids of the resources that the stack has: what carries one of these is no orphan."""
    return frozenset(str(one["id"]) for one in _listed(state, "resources") if one.get("id"))


def settled(state: State, found: Mapping[PendingCreate, str | None]) -> dict[str, Any]:
    """The state with the creations that were found as resources, and no operation pending any more.

    Updates and deletions that were under way need no entry: a refresh sees what became of them.
    """
    after = copy.deepcopy(dict(state))
    adopted = [{**one.resource, "id": known, "outputs": one.inputs} for one, known in found.items() if known]
    after["deployment"]["resources"] = [*_listed(after, "resources"), *adopted]
    after["deployment"]["pending_operations"] = []
    return after


def _listed(state: State, part: str) -> list[dict[str, Any]]:
    """A list of the state, which leaves empty ones out."""
    return cast("list[dict[str, Any]]", state["deployment"].get(part) or [])
