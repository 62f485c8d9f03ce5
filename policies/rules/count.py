"""A resource has no more labels than the cloud takes, and what runs start from leaves room for theirs."""

from labelwright.problem import Problem
from policies.labelled import LabelledPlace, LabelledResource

_STARTED_FROM = {
    "aws:batch/jobDefinition:JobDefinition": "tags",
    "aws:ec2/launchTemplate:LaunchTemplate": "tagSpecifications",
    "gcp:compute/instanceTemplate:InstanceTemplate": "",
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": "",
}
"""Type -> the beginning of the places whose labels count together with those that a run brings along."""


def problems(resource: LabelledResource) -> list[Problem]:
    """Each place that has too many, counted with what the provider adds by itself."""
    return [problem for place in resource.places for problem in _problems_in(resource, place)]


def _problems_in(resource: LabelledResource, place: LabelledPlace) -> list[Problem]:
    """One place, judged as if it had a run's labels too where it will have them."""
    start = _STARTED_FROM.get(resource.type)
    room = resource.workspace.policies.count.head_room if start is not None and place.path.startswith(start) else 0
    found = resource.dialect.problems_in_count(
        {**place.labels, **{f"run's label {number}": None for number in range(room)}},
        rule=resource.workspace.rule,
        service=place.service,
        where=place.path,
    )
    if not room:
        return found
    return [one.model_copy(update={"got": f"{one.got}, {room} of them kept free for a run's"}) for one in found]
