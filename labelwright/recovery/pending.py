"""Creations that a stack began and never finished, as its state remembers them.

Pulumi writes an operation down before it starts it. After a kill the resource may exist or not; Pulumi cannot know, and its
next update would make a second one under another name and leave the first behind.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PendingCreate:
    """One unfinished creation: which resource, and with which inputs, its physical name among them."""

    urn: str
    type: str
    inputs: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The resource's name in the program."""
        return self.urn.split("::")[-1]


def pending_creates(state: Mapping[str, Any]) -> list[PendingCreate]:
    """The unfinished creations in what `pulumi stack export` wrote."""
    operations = (state.get("deployment") or {}).get("pending_operations") or ()
    return [
        PendingCreate(one["resource"]["urn"], one["resource"]["type"], one["resource"].get("inputs") or {})
        for one in operations
        if one["type"] == "creating"
    ]


def known_ids(state: Mapping[str, Any]) -> frozenset[str]:
    """Ids of the resources that the state has: what carries one of these is no orphan."""
    resources = (state.get("deployment") or {}).get("resources") or ()
    return frozenset(str(one["id"]) for one in resources if one.get("id"))
