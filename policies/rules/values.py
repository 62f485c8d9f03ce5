"""A key for which the workspace has a list of values, or a pattern, has a value of that list that fits the pattern."""

import re
from collections.abc import Iterator

from labelwright import rules
from labelwright.dialects import key_as_sent
from labelwright.problem import Problem, problem, suggest
from policies.labelled import LabelledPlace, LabelledResource


def problems(resource: LabelledResource) -> list[Problem]:
    """Each known value that is not on the list of its key, or does not fit its pattern as a whole."""
    settings = resource.workspace.policies.values
    found: list[Problem] = []
    for place in resource.places:
        for key, declared in judged_keys(resource, place):
            value, where = place.labels[key], f"{place.path}.{key}"
            if value is None:
                continue
            allowed = [_as_sent(resource, one) for one in settings.allowed.get(declared, ())]
            if declared in settings.allowed and value not in allowed:
                remedy = suggest(value, allowed) if allowed else "Leave the key out: nothing is on its list."
                found.append(problem(where, rules.ALLOWED_VALUE, repr(value), remedy))
            pattern = settings.patterns.get(declared)
            # A cloud without upper case has folded what the pattern was written for.
            flags = re.IGNORECASE if _as_sent(resource, "X") == "x" else re.NOFLAG
            if pattern is not None and re.fullmatch(pattern, value, flags) is None:
                remedy = f"Write a value that fits {pattern!r} as a whole."
                found.append(problem(where, rules.ALLOWED_VALUE, repr(value), remedy))
    return found


def judged_keys(resource: LabelledResource, place: LabelledPlace) -> Iterator[tuple[str, str]]:
    """Keys of a place whose values are judged, each with the name under which the settings have it."""
    settings = resource.workspace.policies.values
    fold = resource.dialect.folds_keys(place.service)
    for declared in dict.fromkeys((*settings.allowed, *settings.patterns)):
        sent = key_as_sent(resource.dialect, declared, resource.workspace.rule)
        for key in place.labels:
            if key == sent or (fold and key.casefold() == sent.casefold()):
                yield key, declared


def _as_sent(resource: LabelledResource, value: str) -> str:
    """An allowed value in the form in which this cloud takes it: Google has no upper case."""
    (text,) = resource.dialect.render({"key": value}, rule=resource.workspace.rule).labels.values()
    return text
