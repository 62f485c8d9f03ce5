"""A value that `values` or `keys` judges is known before the update; otherwise it is judged in the update only."""

from collections.abc import Iterator

from labelwright import rules
from labelwright.problem import Problem, problem
from labelwright.vocabulary import Level
from policies.labelled import LabelledPlace, LabelledResource
from policies.rules.keys import reserved_keys
from policies.rules.values import judged_keys

_REMEDY = "Nothing is to be done: it is judged in the update. Write it as fixed text to have it judged here."


def problems(resource: LabelledResource) -> list[Problem]:
    """Each such key whose value is not known yet. All other keys of unknown values are judged in full by then."""
    return [
        problem(f"{place.path}.{key}", rules.NOT_YET_KNOWN, "a value that is not known yet", _REMEDY)
        for place in resource.places
        for key in dict.fromkeys(_waited_for(resource, place))
        if place.labels[key] is None
    ]


def _waited_for(resource: LabelledResource, place: LabelledPlace) -> Iterator[str]:
    """The keys whose values somebody wants to judge."""
    policies = resource.workspace.policies
    if policies.values.level is not Level.DISABLED:
        yield from (key for key, _ in judged_keys(resource, place))
    if policies.keys.level is not Level.DISABLED:
        yield from reserved_keys(resource, place)
