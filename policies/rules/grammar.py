"""Keys and values are such as the cloud takes, and do not begin with what it has reserved."""

from labelwright.problem import Problem
from policies.labelled import LabelledResource


def problems(resource: LabelledResource) -> list[Problem]:
    """Every key, and every value that is known, judged by the dialect of the service that gets it."""
    found: list[Problem] = []
    dialect = resource.dialect
    for place in resource.places:
        for key, value in place.labels.items():
            where = f"{place.path}.{key}"
            found += dialect.problems_in_key(key, rule=resource.workspace.rule, service=place.service, where=where)
            if value is not None:
                found += dialect.problems_in_value(
                    value, rule=resource.workspace.rule, service=place.service, where=where
                )
    return found
