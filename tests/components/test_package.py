"""The component package: what Pulumi's analyzer and its engine make of it, which is what other languages see."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pulumi.provider.experimental.analyzer import Analyzer, PropertyDefinition

import components
from components import ENVIRONMENTS
from labelwright.placement import ENVIRONMENT_TYPES
from labelwright.vocabulary import Platform
from tests.placement.engine import Engine

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


FOLDER = str(Path(components.__file__).parent)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A program that asks for a packaged component by its type, as one in any language does."""
    engine = Engine(tmp_path_factory.mktemp("package"), Path(__file__).parent / "packaged")
    try:
        yield engine
    finally:
        engine.stop()


@pytest.fixture(scope="module")
def schema(engine: Engine) -> dict[str, Any]:
    """What `pulumi package get-schema ./components` prints."""
    return engine.document("package", "get-schema", FOLDER)


@pytest.mark.engine
def test_the_schema_has_every_component_and_nothing_else(schema: dict[str, Any]) -> None:
    """One for each platform of stack config, under the types that the transform knows."""
    assert schema["name"] == "labelwright"
    assert set(schema["resources"]) == {f"labelwright:index:{component.__name__}" for component in COMPONENTS}
    assert all(resource["isComponent"] for resource in schema["resources"].values())


@pytest.mark.engine
@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.__name__)
def test_the_schema_describes_a_component_with_its_inputs_and_outputs(component: type, schema: dict[str, Any]) -> None:
    """The class docstring arrives whole, as paragraphs; every input may be left out."""
    resource = schema["resources"][f"labelwright:index:{component.__name__}"]
    assert resource["description"] == inspect.getdoc(component)
    assert not re.search(r"^ ", resource["description"], re.MULTILINE), "Markdown would take the line for code"
    assert "requiredInputs" not in resource
    known = properties(component.__name__)
    inputs, outputs = resource["inputProperties"], resource["properties"]
    assert {*inputs, *(f"output {name}" for name in outputs)} == set(known)
    assert [name for name, one in (*inputs.items(), *outputs.items()) if not one.get("description")] == []


@pytest.mark.engine
def test_a_packaged_component_reads_the_stack_config_of_the_program(engine: Engine) -> None:
    """Its own labels over those of organization, workspace and team, with no line of Python in the program's way."""
    steps = engine.document("preview", "--json")["steps"]
    roles = [step["newState"]["inputs"]["tags"] for step in steps if step["newState"]["type"] == "aws:iam/role:Role"]
    assert roles
    assert roles == [
        {"organization": "acme", "workspace": "research", "team": "genomics", "name": "ce1"} for _ in roles
    ]
