"""The component package: what Pulumi's analyzer makes of it, which is what other languages see."""

import pytest
from pulumi.provider.experimental.analyzer import Analyzer, PropertyDefinition

from components import ENVIRONMENTS
from labelwright.placement import ENVIRONMENT_TYPES
from labelwright.vocabulary import Platform

COMPONENTS = sorted(set(ENVIRONMENTS.values()), key=lambda component: component.__name__)


def properties(name: str) -> dict[str, PropertyDefinition]:
    """Inputs and outputs of one component, as they go into the schema."""
    definition = Analyzer("labelwright").analyze(list(COMPONENTS))["component_definitions"][name]
    return {**definition.inputs, **{f"output {output}": known for output, known in definition.outputs.items()}}


def test_every_platform_of_stack_config_has_a_component() -> None:
    """A platform that passes the checks can be built."""
    assert set(ENVIRONMENTS) == set(Platform)


@pytest.mark.parametrize("component", [component.__name__ for component in COMPONENTS])
def test_every_input_and_output_is_described(component: str) -> None:
    """The schema is all that a program in another language has to go by."""
    assert [name for name, known in properties(component).items() if not known.description] == []


@pytest.mark.parametrize("component", [component.__name__ for component in COMPONENTS])
def test_no_input_is_required(component: str) -> None:
    """`{}` builds an environment, in every language."""
    inputs = Analyzer("labelwright").analyze(list(COMPONENTS))["component_definitions"][component].inputs
    assert [name for name, known in inputs.items() if not known.optional] == []


@pytest.mark.parametrize("component", [component.__name__ for component in COMPONENTS])
def test_the_transform_knows_the_component_by_its_type(component: str) -> None:
    """Otherwise its children would take the stack's labels for the environment's."""
    assert f"labelwright:index:{component}" in ENVIRONMENT_TYPES
