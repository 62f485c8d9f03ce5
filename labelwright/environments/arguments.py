"""What the arguments of every platform's compute environment have in common.

Stack config and the component both parse with a platform's one model, so `labelwright check` and `pulumi up` refuse the
same. A model knows nothing of Pulumi; names are camelCase in stack config and snake_case in Python.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.alias_generators import to_camel

from labelwright.problem import Problem
from labelwright.rules import Rule


class Claim(NamedTuple):
    """A value of a field that only one environment of a stack may have; `remedy` is for the others."""

    field: str
    value: str
    rule: Rule
    remedy: str


class Arguments(BaseModel):
    """The base of every platform's arguments: frozen, strict, and with a default for each."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
    )

    @model_validator(mode="after")
    def _null_is_nothing(self) -> Self:
        """`key: null` is an argument that was not given."""
        self.model_fields_set.difference_update([name for name in self.model_fields_set if getattr(self, name) is None])
        return self

    def problems(self, where: Callable[[str], str]) -> list[Problem]:
        """What does not go together. `where` names a field's place, given its name in stack config."""
        del where
        return []

    def problems_in_name(self, name: str, where: str) -> list[Problem]:
        """Why the platform would refuse what bears the environment's name, beyond what stack config itself refuses."""
        del name, where
        return []

    def problems_in_labels(self, keys: Iterable[str], where: str) -> list[Problem]:
        """Why the platform would refuse labels of these keys, of runs too, beyond what its dialect says of labels."""
        del keys, where
        return []

    def is_given(self, name: str) -> bool:
        """Whether an argument was given, be it one that is not known yet."""
        return name in self.model_fields_set

    @property
    def makes_shared(self) -> bool:
        """Whether it makes what other environments of the account use."""
        return False

    @property
    def claims(self) -> Sequence[Claim]:
        """What no other environment of the stack may claim."""
        return ()
