"""Keys stand apart on the bill: AWS makes one column of `costCenter` and `cost-center`, and keeps one of the two."""

from collections.abc import Iterable

from labelwright.problem import Problem
from policies.labelled import LabelledPlace, LabelledResource


def problems(resource: LabelledResource) -> list[Problem]:
    """Keys of one place that become one column; each tag by itself is legal."""
    return [
        problem
        for place in resource.places
        for problem in resource.dialect.billing_collisions(_apart(resource, place), place.path)
    ]


def _apart(resource: LabelledResource, place: LabelledPlace) -> Iterable[str]:
    """Keys that the service keeps apart: of those that it would make one, `collisions` says all there is to say."""
    if not resource.dialect.folds_keys(place.service):
        return place.labels
    return {key.casefold(): key for key in place.labels}.values()
