"""The arguments of the AWS Batch component: what is refused, how, and that schema and stack config agree."""

from typing import Any, cast

import pulumi
import pytest
from pydantic.alias_generators import to_camel

from components import AwsBatchEnvironmentArgs
from components.arguments import parse_args as parse_any
from components.aws_batch_args import LATE
from labelwright.environments.aws_batch import AwsBatchArguments


def parse_args(name: str, args: AwsBatchEnvironmentArgs) -> tuple[AwsBatchArguments, dict[str, str]]:
    """As the component reads them."""
    return parse_any(name, args, model=AwsBatchArguments, late=LATE)


def refused(args: dict[str, Any]) -> str:
    """The message with which the arguments are refused."""
    with pytest.raises(pulumi.RunError) as error:
        parse_args("demo", cast("AwsBatchEnvironmentArgs", args))
    return str(error.value)


def test_the_schema_and_stack_config_have_the_same_arguments() -> None:
    """What a program in another language may give is what Pulumi.<stack>.yaml may give, labels apart."""
    assert set(AwsBatchEnvironmentArgs.__annotations__) - {"labels"} == set(AwsBatchArguments.model_fields)


def test_nothing_given_is_a_whole_plan() -> None:
    """`{}` builds an environment."""
    plan, labels = parse_args("demo", {})
    assert (plan.type, plan.strategy, plan.max_vcpus, labels) == ("EC2", "BEST_FIT_PROGRESSIVE", 256, {})


def test_all_mistakes_are_told_at_once() -> None:
    """Place, rule and remedy for each."""
    told = refused({"type": "EC3", "maxCpus": 4, "efs": "yes", "labels": {"team": 7}}).splitlines()
    assert len(told) == 4
    assert [any(place in line for line in told) for place in ("type", "maxCpus", "efs", "labels.team")] == [True] * 4


def test_mistakes_that_go_together_are_told_at_once() -> None:
    """A range and a thing of an instance on Fargate."""
    told = refused({"type": "FARGATE", "fsx": True, "head_memory": 1000})
    assert "5.5" in told
    assert "5.4" in told


@pytest.mark.parametrize(
    "labels",
    [
        pulumi.Output.from_input({"team": "genomics"}),
        {"team": pulumi.Output.from_input("genomics")},
        {"team": pulumi.Output.secret("hush")},
    ],
    ids=["whole map", "one value", "secret"],
)
def test_a_label_that_is_known_only_later_is_refused_and_not_shown(labels: object) -> None:
    """It could not be checked before things are made; a secret would end on the bill."""
    told = refused({"labels": labels})
    assert "6.10" in told
    assert "hush" not in told


@pytest.mark.parametrize("field", sorted(LATE))
def test_what_may_come_late_may_be_an_output(field: str) -> None:
    """Networks, images and buckets are often made by the same program."""
    value: Any = pulumi.Output.from_input("x")
    parse_args("demo", cast("AwsBatchEnvironmentArgs", {field: value}))


@pytest.mark.parametrize("field", sorted({"subnet_ids", "work_buckets"}))
def test_a_list_may_hold_outputs_and_is_checked_where_it_holds_none(field: str) -> None:
    """A single text where a list belongs is a mistake; an Output in the list is not."""
    parse_args("demo", cast("AwsBatchEnvironmentArgs", {field: [pulumi.Output.from_input("x"), "y"]}))
    assert to_camel(field) in refused({field: "x"}) or field in refused({field: "x"})


def test_whole_numbers_may_arrive_as_floats() -> None:
    """Pulumi sends every number to a packaged component as a float, whatever the schema says."""
    plan, _ = parse_args("demo", cast("AwsBatchEnvironmentArgs", {"max_vcpus": 512.0, "head_memory": 4096.0}))
    assert (plan.max_vcpus, plan.head_memory) == (512, 4096)
    assert "max" in refused({"max_vcpus": 0.5})
