"""The keys that the workspace requires stand in every place of every resource that takes labels."""

from labelwright import rules
from labelwright.problem import Problem, problem
from policies.labelled import LabelledPlace, LabelledResource


def problems(resource: LabelledResource) -> list[Problem]:
    """Each place with the required keys that it lacks. A value that is not known yet counts as given."""
    return [
        problem(place.path, rules.REQUIRED, f"no {key!r}", f"Declare {key!r} in stack config, or write it here.")
        for place in resource.places
        for key in resource.required
        if not _has(resource, place, key)
    ]


def _has(resource: LabelledResource, place: LabelledPlace, key: str) -> bool:
    """Whether the place has the key, in any case where the service ignores case."""
    if resource.dialect.folds_keys(place.service):
        return key.casefold() in {standing.casefold() for standing in place.labels}
    return key in place.labels
