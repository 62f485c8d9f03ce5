r"""What Kestra allows a label to be, on flows, triggers and executions.

Not the dialect of a platform, since work runs elsewhere: emitters for Kestra ask it. Newer versions check keys, older
ones take any: what keeps the newer rule is taken by all. Values are free text, yet most places are rendered as
expressions, so braces are refused rather than escaped.
Source of the key's pattern, `^[\p{Ll}][\p{L}0-9._-]*$`: io.kestra.core.models.Label of Kestra 2.0.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from labelwright import rules
from labelwright.problem import Problem, problem

SYSTEM_PREFIX = "system."
READ_ONLY = "system.readOnly"
EXPRESSIONS: Mapping[str, str] = {"workflowId": "{{ execution.id }}"}
"""Variable -> what Kestra resolves to the same thing, while an execution runs. The others have no exact equivalent:
`flow.revision` counts the versions of a flow, and `labels.system.username` is set by some editions only."""

NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]*")
NAMESPACE = re.compile(r"[a-z0-9][a-z0-9._-]*")
_EXPRESSION = re.compile(r"\{[{%#]")
_NEAR = re.compile(r"[^A-Za-z0-9._-]+")


def problems(labels: Mapping[str, str], *, on_flow: bool = False, where: str) -> list[Problem]:
    """Everything that keeps `labels` from being labels in Kestra. `on_flow`: one system label is legal there."""
    found: list[Problem] = []
    for key, value in labels.items():
        if _is_sound(key, value, on_flow=on_flow):
            continue
        found += problems_in_key(key, on_flow=on_flow, where=f"{where}.{key}")
        found += problems_in_value(value, where=f"{where}.{key}")
    return found


def problems_in_key(key: str, *, on_flow: bool = False, where: str) -> list[Problem]:
    """Everything that keeps `key` from being a label's key."""
    if key.startswith(SYSTEM_PREFIX):
        if on_flow and key == READ_ONLY:
            return []
        return [problem(where, rules.KESTRA_SYSTEM, repr(key), f"Write {key.removeprefix(SYSTEM_PREFIX)!r}.")]
    if _is_key(key):
        return []
    near = _NEAR.sub("-", key[:1].lower() + key[1:]).strip("-._")
    remedy = f"Write {near!r}, for example." if _is_key(near) else "Write something like 'costCenter'."
    return [problem(where, rules.KESTRA_KEY, repr(key), remedy)]


def problems_in_value(value: str, *, where: str) -> list[Problem]:
    """Everything that keeps `value` from being a label's value, as it stands."""
    if not value.strip():
        return [problem(where, rules.KESTRA_EMPTY, repr(value), "Give it a value, or leave the label out.")]
    if _EXPRESSION.search(value):
        return [problem(where, rules.KESTRA_EXPRESSION, repr(value), "Leave out the braces.")]
    return []


def problems_in_name(name: str, *, where: str, is_namespace: bool = False) -> list[Problem]:
    """Everything that keeps `name` from being the id of a flow or a task, or a namespace."""
    if (NAMESPACE if is_namespace else NAME).fullmatch(name):
        return []
    example = "company.team" if is_namespace else "genomics-daily"
    return [problem(where, rules.KESTRA_NAME, repr(name), f"Write {example!r}, for example.")]


def _is_key(key: str) -> bool:
    """Whether the newer rule takes the key. `re` has no letters by case, so Unicode's categories are asked."""
    if not key or unicodedata.category(key[0]) != "Ll":
        return False
    return all(letter in "0123456789._-" or unicodedata.category(letter)[0] == "L" for letter in key[1:])


@lru_cache(maxsize=4096)
def _is_sound(key: str, value: str, *, on_flow: bool) -> bool:
    """Whether one label has no problem. Cached: the same labels recur from run to run."""
    return not (problems_in_key(key, on_flow=on_flow, where="") or problems_in_value(value, where=""))
