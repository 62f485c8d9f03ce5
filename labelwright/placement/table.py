"""The generated table of taggable types, and why a type is not in it.

`table.json` is written by `tools/placement_table.py` from the pinned provider SDKs: introspecting those at run time
takes seconds and hundreds of megabytes, loading this takes about a millisecond.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypedDict

from labelwright.placement import azure
from labelwright.placement.kubernetes import OBJECT_LABELS, labelled_object
from labelwright.placement.places import NO_ADDITIONS, Additions, Place, Taggable
from labelwright.placement.special import SPECIAL
from labelwright.tokens import PROVIDER, package_of, unversioned

TABLE = Path(__file__).parent / "table.json"
LOOK_ALIKES = Path(__file__).parent / "look_alikes.json"


class PackageTable(TypedDict):
    """One SDK in `table.json`: module -> names of its types, apart by what they take."""

    version: str
    labels: dict[str, dict[str, list[str]]]
    untaggable: dict[str, list[str]]


class Kind(StrEnum):
    """Why labels do not go on a type. Coverage counts the first two as untaggable and skips the rest."""

    UNTAGGABLE = "untaggable"
    LOOK_ALIKE = "look-alike"
    PROVIDER = "provider"
    COMPONENT = "component"
    ALIEN = "not an object of its own"
    UNLISTED = "not in the table"


@dataclass(frozen=True)
class WhyNot:
    """Why labels do not go on a type, for the program and for the person."""

    kind: Kind
    text: str


class _Types(NamedTuple):
    """What a table says of one package."""

    version: str
    property_of: Mapping[str, str]
    untaggable: frozenset[str]


def place_of(type_token: str, additions: Additions = NO_ADDITIONS) -> Taggable | None:
    """Where labels go on this type, or None when they go nowhere (`why_not` tells the reason).

    What somebody declared of the type (`additions`) counts in place of the table.
    """
    token = unversioned(type_token)
    added = additions.get(token)
    if added is not None:
        return added.taggable
    special = SPECIAL.get(token)
    if special is not None:
        return special
    package = package_of(token)
    types = _types(package)
    name = types.property_of.get(short_name(token)) if types else None
    return None if name is None else _plain(package, name)


def is_taggable(type_token: str, additions: Additions = NO_ADDITIONS) -> bool:
    """Whether resources of this type have a place for labels."""
    return place_of(type_token, additions) is not None


def cloud_of(type_token: str, additions: Additions = NO_ADDITIONS) -> str:
    """The package whose rules the labels of this type keep: its own, unless somebody declared another."""
    added = additions.get(unversioned(type_token))
    return package_of(type_token) if added is None else added.package


def why_not(type_token: str, additions: Additions = NO_ADDITIONS) -> WhyNot | None:
    """Why labels do not go on this type, or None when they do."""
    if place_of(type_token, additions) is not None:
        return None
    token = unversioned(type_token)
    package, _, rest = token.partition(":")
    if token in additions:
        return WhyNot(Kind.LOOK_ALIKE, "it only looks like labels: labelwright:placement gives it no places")
    if type_token.startswith(PROVIDER):
        return WhyNot(Kind.PROVIDER, "a provider, not a resource in a cloud")
    if package == "pulumi" or rest.startswith("dynamic:"):
        return WhyNot(Kind.COMPONENT, "a resource of Pulumi's own, not one in a cloud")
    if package == "kubernetes" and is_alien(token):
        return WhyNot(Kind.ALIEN, "a patch on, or a list of, objects that belong to someone else")
    return _why_not_listed(token, package)


def _why_not_listed(type_token: str, package: str) -> WhyNot:
    """Why the tables have no place for a type of a cloud."""
    look_alike = look_alikes().get(type_token)
    if look_alike is not None:
        meaning = "; ".join(f"{name} is {what}" for name, what in sorted(look_alike.items()))
        return WhyNot(Kind.LOOK_ALIKE, f"it only looks like labels: {meaning}")
    types = _types(package)
    if types is None:
        return WhyNot(Kind.UNLISTED, f"the placement table does not cover the package {package!r}")
    if short_name(type_token) in types.untaggable:
        return WhyNot(Kind.UNTAGGABLE, f"the type takes no labels (pulumi-{package} {types.version})")
    return WhyNot(Kind.UNLISTED, f"the placement table (pulumi-{package} {types.version}) does not know the type")


def is_alien(type_token: str) -> bool:
    """Whether a Kubernetes type is no object of its own: a patch, or a list."""
    return type_token.endswith(("Patch", "List"))


def short_name(type_token: str) -> str:
    """A token as the table spells it, `batch:JobQueue`: the classic `batch/jobQueue:JobQueue` says its name twice."""
    _, _, rest = type_token.partition(":")
    module, _, name = rest.rpartition(":")
    return f"{module.removesuffix('/' + name[:1].lower() + name[1:])}:{name}"


@cache
def look_alikes() -> Mapping[str, Mapping[str, str]]:
    """Type -> its properties that only look like labels -> what they are. Kept by hand."""
    return json.loads(LOOK_ALIKES.read_text(encoding="utf-8"))["look_alikes"]


@cache
def packages() -> Mapping[str, PackageTable]:
    """The whole table by package, as it stands in the file."""
    return json.loads(TABLE.read_text(encoding="utf-8"))["packages"]


@cache
def _types(package: str) -> _Types | None:
    """The table of one package made ready for looking up, or None when there is none."""
    table = packages().get(package)
    if table is None:
        return None
    property_of = {
        f"{module}:{name}": label_property
        for label_property, modules in table["labels"].items()
        for module, names in modules.items()
        for name in names
    }
    untaggable = frozenset(f"{module}:{name}" for module, names in table["untaggable"].items() for name in names)
    return _Types(table["version"], property_of, untaggable)


@cache
def _plain(package: str, label_property: str) -> Taggable:
    """A type whose labels are one map at one path; there are hundreds, and they share this record."""
    if package == azure.PACKAGE:
        return azure.PLAIN
    return labelled_object() if label_property == OBJECT_LABELS else Taggable((Place(label_property),))
