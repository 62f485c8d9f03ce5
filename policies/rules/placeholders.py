"""No `${` reaches a resource that is forged: dynamic labels are known per run, and a resource outlives runs."""

from labelwright import rules
from labelwright.dynamic import is_dynamic
from labelwright.problem import Problem, problem
from policies.labelled import LabelledResource

_REMEDY = "Write a fixed value here, and give the dynamic one at launch: it then stands on the run's jobs."


def problems(resource: LabelledResource) -> list[Problem]:
    """Each key and each known value that holds a placeholder, well formed or not."""
    return [
        problem(f"{place.path}.{key}", rules.FORGE_TIME, repr(text), _REMEDY)
        for place in resource.places
        for key, value in place.labels.items()
        for text in (key, value)
        if text is not None and is_dynamic(text)
    ]
