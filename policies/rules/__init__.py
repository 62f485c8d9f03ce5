"""The rules of the pack, one a file: `rule(resource) -> list[Problem]`, pure and without Pulumi."""

from collections.abc import Callable, Mapping

from labelwright.problem import Problem
from policies.labelled import LabelledResource
from policies.rules import (
    bill_columns,
    collisions,
    count,
    grammar,
    keys,
    personal_data,
    placeholders,
    required,
    secrets,
    unknown,
    values,
    volatile,
)

Rule = Callable[[LabelledResource], list[Problem]]

RULES: Mapping[str, Rule] = {
    "grammar": grammar.problems,
    "count": count.problems,
    "required": required.problems,
    "values": values.problems,
    "keys": keys.problems,
    "collisions": collisions.problems,
    "placeholders": placeholders.problems,
    "secrets": secrets.problems,
    "personalData": personal_data.problems,
    "billColumns": bill_columns.problems,
    "volatile": volatile.problems,
    "unknown": unknown.problems,
}
"""Name, as settings have it -> rule, in the order in which a summary lists what they found."""
