"""A resource has no more labels than the cloud takes."""

from labelwright.problem import Problem
from policies.labelled import LabelledResource


def problems(resource: LabelledResource) -> list[Problem]:
    """Each place that has too many, counted with what the provider adds by itself."""
    return [
        problem
        for place in resource.places
        for problem in resource.dialect.problems_in_count(
            place.labels, rule=resource.rule, service=place.service, where=place.path
        )
    ]
