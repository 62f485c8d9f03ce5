"""The rules of the pack, one a file: `rule(resource) -> list[Problem]`, pure and without Pulumi."""

from collections.abc import Callable, Mapping

from labelwright.problem import Problem
from policies.labelled import LabelledResource
from policies.rules import allowed, collisions, count, placeholder, required

Rule = Callable[[LabelledResource], list[Problem]]

RULES: Mapping[str, Rule] = {
    "allowed": allowed.problems,
    "collisions": collisions.problems,
    "count": count.problems,
    "placeholder": placeholder.problems,
    "required": required.problems,
}
"""Name -> rule, in the order in which a summary lists what they found."""
