"""Two keys that the service would make one do not stand beside each other."""

from labelwright.problem import Problem
from policies.labelled import LabelledResource


def problems(resource: LabelledResource) -> list[Problem]:
    """Keys that differ in case only, where the service ignores case: IAM would keep one and lose the other silently."""
    return [
        problem
        for place in resource.places
        for problem in resource.dialect.problems_in_case(place.labels, service=place.service, where=place.path)
    ]
