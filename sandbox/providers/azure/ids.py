"""Azure's ids: what they are made of, what lies above them, and whether what they name is there.

Ids ignore case. `/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/virtualNetworks/N/subnets/X`: type and
name take turns after the provider; another `/providers/` begins an extension of all before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from sandbox.providers.azure.kinds import KINDS_BY_TYPE, Kind
from sandbox.providers.json_files import Document, JsonFiles
from sandbox.providers.resource import ProviderError
from sandbox.providers.wire import Value

_GROUP_LENGTH = 4
_DISK = "microsoft.compute/disks"


def identity_of(kind: Kind, subscription: str, inputs: Mapping[str, Value]) -> str:
    """Build an id; raises `ProviderError` where a part of it is missing."""
    missing = [part for part in kind.parts if not isinstance(inputs.get(part), str) or not inputs[part]]
    if missing:
        raise ProviderError(f"{kind.token}: missing required property '{missing[0]}'")
    parts = {part: str(inputs[part]).rstrip("/") for part in kind.parts}
    identity = kind.identity.format_map({**parts, "subscription": subscription})
    return "/" + identity.strip("/")


def steps_of(identity: str) -> tuple[str, ...]:
    """Return where the file of an id lies: its parts, in lower case."""
    return tuple(identity.strip("/").lower().split("/"))


def group_of(identity: str) -> str | None:
    """Return the id of the resource group that an id lies in; None for one that lies in none."""
    found = re.match(r"/subscriptions/[^/]+/resourceGroups/[^/]+(?=/)", identity, re.IGNORECASE)
    return found[0] if found else None


def type_of(identity: str) -> str:
    """Return the type of what an id names, as Azure writes it, in lower case."""
    parts = steps_of(identity)
    if len(parts) == _GROUP_LENGTH and parts[2] == "resourcegroups":
        return "microsoft.resources/resourcegroups"
    own = identity.lower().rpartition("/providers/")[2].split("/")
    return "/".join([own[0], *own[1::2]])


def parent_of(identity: str) -> str | None:
    """Return the id of the resource that this one is a part or an extension of; None for a top-level one."""
    begin = identity.lower().rfind("/providers/")
    before, parts = identity[: max(begin, 0)], identity[begin + 1 :].split("/")[1:]
    if len(parts) > 3:  # noqa: PLR2004 - provider, type, name
        parent = identity.rsplit("/", 2)[0]
        return parent_of(parent) if parts[-3].lower() == "default" else parent
    return before if "/providers/" in before.lower() else None


def is_there(files: JsonFiles, identity: str) -> bool:
    """Say whether something exists: by itself, written within its parent, or as a part that is not told apart.

    The disk from which a machine starts comes into being with the machine, and is there with it.
    """
    if files.get(steps_of(identity)) is not None:
        return True
    parent = parent_of(identity)
    if type_of(identity) == _DISK:
        return any(_os_disk(found).lower() == identity.lower() for found in files.below())
    if parent is None:
        group = group_of(identity)
        return type_of(identity) not in KINDS_BY_TYPE and (group is None or is_there(files, group))
    if type_of(identity) not in KINDS_BY_TYPE:
        return is_there(files, parent)
    holder = files.get(steps_of(parent)) or {"properties": {}}
    collection, name = identity.split("/")[-2:]
    folded = {word.lower(): value for word, value in holder["properties"].items()}
    within = cast("list[dict[str, str]]", folded.get(collection.lower()) or [])
    return any(item.get("name", "").lower() == name.lower() for item in within)


def _os_disk(document: Document) -> str:
    """Return the id of the disk that a machine starts from; "" for all that is no machine."""
    value: Any = document["properties"]
    for step in ("storageProfile", "osDisk", "managedDisk", "id"):
        value = value.get(step) or {}
    return value or ""
