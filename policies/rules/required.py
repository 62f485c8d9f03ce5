"""The keys that the workspace requires stand in every place of every resource that takes labels."""

from labelwright import rules
from labelwright.problem import Problem, problem
from policies.labelled import LabelledPlace, LabelledResource


def problems(resource: LabelledResource) -> list[Problem]:
    """Each place with the required keys that it lacks; one without any label is told apart.

    A value that is not known yet counts as given. Types that take no labels never come here.
    """
    found: list[Problem] = []
    for place in resource.places:
        missing = [key for key in resource.required if not _has(resource, place, key)]
        told = [", ".join(map(repr, missing))] if missing and not place.labels else [repr(key) for key in missing]
        got = "no {}" if place.labels else "no labels at all, and so no {}"
        found += [
            problem(place.path, rules.REQUIRED, got.format(keys), f"Declare {keys} in stack config, or write it here.")
            for keys in told
        ]
    return found


def _has(resource: LabelledResource, place: LabelledPlace, key: str) -> bool:
    """Whether the place has the key, in any case where the service ignores case."""
    if resource.dialect.folds_keys(place.service):
        return key.casefold() in {standing.casefold() for standing in place.labels}
    return key in place.labels
