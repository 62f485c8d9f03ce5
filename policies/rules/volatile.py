"""Keys that stack config declares volatile stay off places where a change of them restarts or replaces something."""

from labelwright import rules
from labelwright.dialects import key_as_sent
from labelwright.problem import Problem, problem
from labelwright.vocabulary import Effect
from policies.labelled import LabelledResource

_WHAT_HAPPENS = {
    Effect.IN_PLACE: "makes anew what is made from this resource",
    Effect.ROLLOUT: "restarts what runs here (a rollout)",
    Effect.REPLACEMENT: "replaces this resource",
}
"""What each new value does in a place that is not calm; where the change itself is made in place, labels spread."""

_REMEDY = "Leave it out here, or take 'volatile' off it in stack config."


def problems(resource: LabelledResource) -> list[Problem]:
    """Each such key, its value known or not. Injected labels never stand there: somebody wrote it in the program."""
    keys = {key_as_sent(resource.dialect, key, resource.workspace.rule) for key in resource.workspace.volatile}
    found: list[Problem] = []
    for place in resource.places:
        if place.is_calm:
            continue
        fold = resource.dialect.folds_keys(place.service)
        volatile = {key.casefold() for key in keys} if fold else keys
        found += [
            problem(
                f"{place.path}.{key}",
                rules.VOLATILE,
                f"{key!r}, each new value of which {_WHAT_HAPPENS[place.effect]}",
                _REMEDY,
            )
            for key in place.labels
            if (key.casefold() if fold else key) in volatile
        ]
    return found
