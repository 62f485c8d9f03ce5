"""What an argument's text looks like where a cloud decides on it, and how that is judged, alike on every platform."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, TypeAlias

from pydantic import Field
from pydantic.alias_generators import to_camel

from labelwright import rules
from labelwright.environments.arguments import Arguments
from labelwright.problem import Problem, problem

Word = Field(strict=False)  # an enumeration is written as text
Text = Annotated[str, Field(min_length=1)]

Forms: TypeAlias = Mapping[str, tuple[re.Pattern[str], str]]
"""Argument -> what its text looks like, and one that the cloud would take."""


def problems_in_forms(arguments: Arguments, forms: Forms, where: Callable[[str], str]) -> Iterator[Problem]:
    """Names and ids that the cloud has none of, among those that were given."""
    for name, (form, example) in forms.items():
        value = getattr(arguments, name, None)
        if value is not None and not form.fullmatch(value):
            yield problem(where(to_camel(name)), rules.FIELD_VALUE, repr(value), f"Write {example!r}, for example.")
