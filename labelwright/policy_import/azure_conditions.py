"""The conditions of an Azure Policy rule, as far as they are about tags: each violation, as the demand that it breaks.

A tag that is missing compares as an empty text, so `notIn` is broken by it as well, and the key is then required.
Source: https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule#conditions
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, cast

from labelwright.policy_import.wanted import any_of, wildcard


class UnsaidError(Exception):
    """What cannot be expressed; the text says what it is."""


class Means(StrEnum):
    """What is demanded of a key: to be there, not to be there, one of some values, a pattern."""

    REQUIRED = "required"
    FORBIDDEN = "forbidden"
    ALLOWED = "allowed"
    PATTERN = "pattern"


class Demand(NamedTuple):
    """One demand; `narrowed` says that it was made of some resources only."""

    key: str
    means: Means
    values: tuple[str, ...] = ()
    narrowed: bool = False


class _Test(NamedTuple):
    """One condition, as it must hold for a violation. `key` is None where it is not about a tag."""

    key: str | None
    operator: str
    value: Any


OPPOSITE = {
    "equals": "notEquals",
    "in": "notIn",
    "like": "notLike",
    "match": "notMatch",
    "contains": "notContains",
    "containsKey": "notContainsKey",
}
NEGATED = OPPOSITE | {opposite: operator for operator, opposite in OPPOSITE.items()}

MOST_WAYS = 1000
"""Conditions within conditions multiply; what nobody could read is left out."""

_PARAMETER = re.compile(r"\[\s*parameters\(\s*'([^']+)'\s*\)\s*\]")
_CONCAT = re.compile(r"\[\s*concat\((.*)\)\s*\]", re.DOTALL)
_PART = re.compile(r"'((?:[^']|'')*)'|parameters\(\s*'([^']+)'\s*\)")
_TAG = re.compile(r"tags\[\s*'?(.+?)'?\s*\]|tags\.(.+)")


def demands(condition: Mapping[str, Any], parameters: Mapping[str, Any]) -> list[Demand]:
    """What a rule demands whose `if` is `condition`. Raises UnsaidError for what cannot be expressed.

    Each way to break the rule is a list of tests that hold together; the demand is that they never do.
    """
    ways = _ways(condition, parameters, negated=False)
    if not any(test.key is not None for way in ways for test in way):
        raise UnsaidError("it is not about tags")
    return [demand for way in ways for demand in _of_way(way)]


def resolved(value: object, parameters: Mapping[str, Any]) -> Any:
    """A value with its parameters put in. Raises UnsaidError for a parameter without value, and other expressions."""
    if isinstance(value, list):
        return [resolved(one, parameters) for one in cast("list[object]", value)]
    if not isinstance(value, str) or not value.startswith("[") or value.startswith("[["):
        return value[1:] if isinstance(value, str) and value.startswith("[[") else value
    parameter = _PARAMETER.fullmatch(value)
    if parameter:
        return _parameter(parameter[1], parameters)
    concat = _CONCAT.fullmatch(value)
    if concat is None or _PART.sub("", concat[1]).replace(",", "").strip():
        raise UnsaidError(f"the expression {value}")
    parts = (
        str(_parameter(name, parameters)) if name else text.replace("''", "'")
        for text, name in _PART.findall(concat[1])
    )
    return "".join(parts)


def tag_of(field: object) -> str | None:
    """The key of the tag that a field names, or None where it names something else.

    >>> tag_of("tags['cost center']"), tag_of("tags[team]"), tag_of("tags.team"), tag_of("type")
    ('cost center', 'team', 'team', None)
    """
    found = _TAG.fullmatch(field) if isinstance(field, str) else None
    return None if found is None else found[1] or found[2]


def _parameter(name: str, parameters: Mapping[str, Any]) -> Any:
    folded = {known.casefold(): value for known, value in parameters.items()}
    if name.casefold() not in folded:
        raise UnsaidError(f"parameter {name} has no value; give one with --parameter {name}=VALUE")
    return folded[name.casefold()]


def _ways(condition: Mapping[str, Any], parameters: Mapping[str, Any], *, negated: bool) -> list[list[_Test]]:
    """A condition in disjunctive form: the ways in which it holds (or, `negated`, does not)."""
    if "not" in condition:
        return _ways(condition["not"], parameters, negated=not negated)
    for operator, is_any in (("anyOf", True), ("allOf", False)):
        if operator in condition:
            inner = [_ways(one, parameters, negated=negated) for one in condition[operator]]
            return [way for ways in inner for way in ways] if is_any is not negated else _together(inner)
    return [[_test(condition, parameters, negated=negated)]]


def _together(inner: list[list[list[_Test]]]) -> list[list[_Test]]:
    """The ways in which all of several conditions hold."""
    found: list[list[_Test]] = [[]]
    for ways in inner:
        if len(found) * len(ways) > MOST_WAYS:
            raise UnsaidError(f"more than {MOST_WAYS} ways to break it")
        found = [[*before, *way] for before in found for way in ways]
    return found


def _test(condition: Mapping[str, Any], parameters: Mapping[str, Any], *, negated: bool) -> _Test:
    """One condition that is no operator on others."""
    if "count" in condition:
        raise UnsaidError("a condition that counts")
    ((operator, value),) = ((name, value) for name, value in condition.items() if name not in ("field", "value"))
    if "field" not in condition:
        return _Test(None, operator, None)
    field = resolved(condition["field"], parameters)
    key = tag_of(field)
    if field == "tags" and operator in ("containsKey", "notContainsKey"):
        key, operator, value = str(resolved(value, parameters)), "exists", operator == "containsKey"
    if key is None:
        return _Test(None, operator, None)
    value = resolved(value, parameters)
    if operator == "exists":
        is_there = str(value).casefold() == "true"
        return _Test(key, operator, is_there is not negated)
    if negated:
        if operator not in NEGATED:
            raise UnsaidError(f"the condition {operator}")
        operator = NEGATED[operator]
    return _Test(key, operator, value)


def _of_way(way: list[_Test]) -> list[Demand]:
    """What one way to break a rule demands: that its last test about a tag's value does not hold."""
    tests = list(dict.fromkeys((test.key, test.operator, str(test.value)) for test in way if test.key is not None))
    about = [test for test in way if test.key is not None]
    narrowed = len(about) < len(way)
    keys = {test.key for test in about}
    if len(keys) != 1:
        raise UnsaidError(
            f"conditions that hold together on {len(keys)} tags" if keys else "a way that is not about tags"
        )
    values = [test for test in about if test.operator != "exists"]
    is_there = [test.value for test in about if test.operator == "exists"]
    key = str(about[0].key)
    if not values:
        if len(tests) > 1:
            raise UnsaidError(f"contradictory conditions on {key}")
        means = Means.FORBIDDEN if is_there[0] else Means.REQUIRED
        return [Demand(key, means, narrowed=narrowed)]
    if len(values) > 1 or False in is_there:
        raise UnsaidError(f"several conditions that hold together on {key}")
    return _of_value(key, values[0], has_key=True in is_there, narrowed=narrowed)


def _of_value(key: str, test: _Test, *, has_key: bool, narrowed: bool) -> list[Demand]:
    """What is demanded where a value breaks a rule. `has_key`: only on resources that have the key."""
    value = cast("object", test.value)
    listed = cast("list[object]", value) if isinstance(value, list) else [value]
    texts = [str(one) for one in listed]
    there = Demand(key, Means.REQUIRED, narrowed=narrowed)
    if test.operator in ("notIn", "notEquals"):
        if texts == [""]:
            raise UnsaidError(f"that {key} is empty")
        return [*([] if has_key else [there]), Demand(key, Means.ALLOWED, tuple(texts), narrowed)]
    if test.operator in DEMANDED:
        pattern = any_of(map(DEMANDED[test.operator], texts))
        return [*([] if has_key else [there]), Demand(key, Means.PATTERN, (pattern,), narrowed)]
    if test.operator not in REFUSED:
        raise UnsaidError(f"the condition {test.operator}")
    pattern = f"(?!{any_of(map(REFUSED[test.operator], texts))}\\Z).*"
    is_never_empty = "" in texts and not has_key
    return [*([there] if is_never_empty else []), Demand(key, Means.PATTERN, (pattern,), narrowed)]


def _contains(text: str) -> str:
    return f".*{re.escape(text)}.*"


def _match(text: str) -> str:
    """`#` a digit, `?` a letter, `.` any character, all others themselves."""
    one = {"#": "[0-9]", "?": "[A-Za-z]", ".": "."}
    return "".join(one.get(character) or re.escape(character) for character in text)


DEMANDED: Mapping[str, Callable[[str], str]] = {"notContains": _contains, "notLike": wildcard, "notMatch": _match}
"""Conditions that are broken by a value without this pattern."""
REFUSED: Mapping[str, Callable[[str], str]] = {
    "contains": _contains,
    "equals": re.escape,
    "in": re.escape,
    "like": wildcard,
    "match": _match,
}
"""Conditions that are broken by a value with this pattern."""
