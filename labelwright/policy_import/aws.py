"""AWS Organizations tag policies: several, from the root of the organization downwards, or the effective one.

Syntax: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_example-tag-policies.html
Inheritance: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_inheritance_mgmt.html
"""

import copy
import json
from collections.abc import Mapping
from typing import Any, cast

from labelwright.policy_import.wanted import Wanted, any_of, wildcard

PACKAGE = "aws"
ASSIGN, APPEND, REMOVE, ALLOWED = "@@assign", "@@append", "@@remove", "@@operators_allowed_for_child_policies"
OPERATORS = frozenset({ASSIGN, APPEND, REMOVE, ALLOWED})
FIELDS = frozenset({"tag_key", "tag_value", "enforced_for", "report_required_tag_for"})

Tags = dict[str, dict[str, Any]]  # policy key, in lower case -> field -> its value without operators


def is_tag_policy(document: object) -> bool:
    """Whether a document is a tag policy, as written or as the AWS CLI prints it."""
    return "tags" in _content(document)


def read_tag_policy(document: object, inherited: Tags, where: str, wanted: Wanted) -> Tags:
    """What holds below a policy, by what holds above it. What cannot be read is put into `wanted.left_out`."""
    held = copy.deepcopy(inherited)
    for name, statement in _content(document)["tags"].items():
        place = f"{where}: tags.{name}"
        if name in OPERATORS:
            wanted.notes.append(f"{place}: which operators child policies may use is for AWS to enforce")
        elif not isinstance(statement, Mapping):
            wanted.left_out.append(f"{place}: not an object")
        else:
            _read(cast("Mapping[str, Any]", statement), held.setdefault(name.casefold(), {}), place, wanted)
    return held


def add_tag_policy(tags: Tags, wanted: Wanted) -> None:
    """Put what a tag policy demands into the words of our own."""
    for name, fields in tags.items():
        key = str(fields.get("tag_key", name))
        _add_values(key, fields.get("tag_value"), wanted)
        types = fields.get("report_required_tag_for")
        if types:
            wanted.require(PACKAGE, key)
            wanted.notes.append(f"{key}: required for {', '.join(types)} there, on all of AWS here")
        if fields.get("enforced_for"):
            wanted.notes.append(f"{key}: enforced for {', '.join(fields['enforced_for'])} there, on everything here")
    if tags:
        keys = ", ".join(str(fields.get("tag_key", name)) for name, fields in tags.items())
        wanted.left_out.append(f"that {keys} may be written in no other case: there is no such setting")


def _add_values(key: str, values: object, wanted: Wanted) -> None:
    """The values of a key; `*` in one of them stands for any characters."""
    if not isinstance(values, list) or not values:
        return
    texts = [str(value) for value in cast("list[object]", values)]
    if any("*" in text for text in texts):
        wanted.fit(key, any_of(map(wildcard, texts)))
    else:
        wanted.allow(key, texts)


def _read(statement: Mapping[str, Any], fields: dict[str, Any], place: str, wanted: Wanted) -> None:
    """One statement of a policy, into what its parents left."""
    for name, value in statement.items():
        if name == ALLOWED:
            wanted.notes.append(f"{place}: which operators child policies may use is for AWS to enforce")
        elif name not in FIELDS:
            wanted.left_out.append(f"{place}.{name}: no field of a tag policy that is known here")
        elif isinstance(value, Mapping):
            _operate(cast("Mapping[str, Any]", value), name, fields, f"{place}.{name}", wanted)
        else:
            fields[name] = value  # the effective policy has no operators any more


def _operate(value: Mapping[str, Any], name: str, fields: dict[str, Any], place: str, wanted: Wanted) -> None:
    """Carry out the operators of one field: assign first, then append, then remove."""
    for operator in value:
        if operator == ALLOWED:
            wanted.notes.append(f"{place}: which operators child policies may use is for AWS to enforce")
        elif operator not in OPERATORS:
            wanted.left_out.append(f"{place}.{operator}: no operator of inheritance")
    if ASSIGN in value:
        fields[name] = value[ASSIGN]
    if APPEND in value:
        before = _listed(fields.get(name))
        fields[name] = before + [one for one in _listed(value[APPEND]) if one not in before]
    if REMOVE in value:
        fields[name] = [one for one in _listed(fields.get(name)) if one not in _listed(value[REMOVE])]


def _listed(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, list) else [value]  # pyright: ignore[reportUnknownArgumentType]  # of JSON


def _content(document: object) -> Mapping[str, Any]:
    """The policy in what `aws organizations describe-policy` or `describe-effective-policy` prints; {} for none."""
    found: Any = document
    for name in ("Policy", "Content", "EffectivePolicy", "PolicyContent"):
        if isinstance(found, Mapping) and name in found:
            found = cast("Mapping[str, Any]", found)[name]
    if isinstance(found, str):
        try:
            found = json.loads(found)
        except ValueError:
            return {}
    is_policy = isinstance(found, Mapping) and isinstance(cast("Mapping[str, Any]", found).get("tags"), Mapping)
    return cast("Mapping[str, Any]", found) if is_policy else {}
