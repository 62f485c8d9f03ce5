"""Keys that the workspace forbids stand nowhere, and reserved ones have the value that stack config gives them."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from labelwright import rules
from labelwright.problem import Problem, problem
from policies.labelled import LabelledPlace, LabelledResource


def problems(resource: LabelledResource) -> list[Problem]:
    """Each forbidden key, its value known or not, and each reserved one with a known value of somebody's own."""
    found: list[Problem] = []
    for place in resource.places:
        found += [
            problem(f"{place.path}.{key}", rules.FORBIDDEN_KEY, repr(key), "Remove it, or write another key.")
            for key in _matching(resource, place, resource.workspace.policies.keys.forbidden)
        ]
        for key in reserved_keys(resource, place):
            value = place.labels[key]
            if value is not None:
                found += _problems_in_reserved(resource, place, key, value)
    return found


def reserved_keys(resource: LabelledResource, place: LabelledPlace) -> list[str]:
    """The keys of a place whose values stack config alone gives."""
    return _matching(resource, place, resource.workspace.policies.keys.reserved)


def _matching(resource: LabelledResource, place: LabelledPlace, patterns: Iterable[str]) -> list[str]:
    """The keys of a place that one of the patterns is for, in any case where the service ignores case."""
    if resource.dialect.folds_keys(place.service):
        folded = [pattern.casefold() for pattern in patterns]
        return [key for key in place.labels if any(fnmatchcase(key.casefold(), pattern) for pattern in folded)]
    return [key for key in place.labels if any(fnmatchcase(key, pattern) for pattern in patterns)]


def _problems_in_reserved(resource: LabelledResource, place: LabelledPlace, key: str, value: str) -> Iterator[Problem]:
    """The value of a reserved key, if stack config has no such one for it, in the form in which this cloud takes it."""
    fold = resource.dialect.folds_keys(place.service)
    sent: set[str] = set()
    for declared, values in resource.workspace.declared.items():
        for one in values:
            for name, text in resource.dialect.render({declared: one}, rule=resource.workspace.rule).labels.items():
                if name == key or (fold and name.casefold() == key.casefold()):
                    sent.add(text)
    if value not in sent:
        known = " or ".join(map(repr, sorted(sent)))
        remedy = f"Write {known}, or leave it out." if sent else "Declare it in stack config, or leave it out."
        yield problem(f"{place.path}.{key}", rules.RESERVED_KEY, repr(value), remedy)
