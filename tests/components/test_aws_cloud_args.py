"""The arguments of the AWS Cloud component: what is refused, how, and that schema and stack config agree."""

from typing import Any

import pulumi
import pytest

from components import AwsCloudEnvironmentArgs
from components.arguments import parse_args
from components.aws_cloud_args import LATE
from labelwright.environments.aws_cloud import AwsCloudArguments


def read(args: dict[str, Any]) -> AwsCloudArguments:
    """The plan, as the component reads it."""
    return parse_args("demo", args, model=AwsCloudArguments, late=LATE)[0]


def refused(args: dict[str, Any]) -> str:
    """The message with which the arguments are refused."""
    with pytest.raises(pulumi.RunError) as error:
        read(args)
    return str(error.value)


def test_the_schema_and_stack_config_have_the_same_arguments() -> None:
    """What a program in another language may give is what Pulumi.<stack>.yaml may give, labels apart."""
    assert set(AwsCloudEnvironmentArgs.__annotations__) - {"labels"} == set(AwsCloudArguments.model_fields)


def test_nothing_given_is_a_whole_plan() -> None:
    """`{}` builds an environment."""
    assert (read({}).instance_type, read({}).root_volume_gib) == ("m6i.large", 50)


def test_all_mistakes_of_form_are_told_at_once() -> None:
    """Place, rule and remedy for each; a misspelt argument names the right one."""
    told = refused({"rootVolumeGb": 4, "assign_public_ip": "yes", "labels": {"team": 7}})
    assert len(told.splitlines()) == 3
    assert all(part in told for part in ("'root_volume_gib'", "assign_public_ip", "labels.team"))


@pytest.mark.parametrize(
    ("args", "remedy"),
    [
        ({"instance_type": "large"}, "'m6i.large'"),
        ({"instance_type": "M6i.large"}, "'m6i.large'"),
        ({"image_id": "image-1"}, "'ami-0123"),
        ({"image_parameter": "newest"}, "'/aws/service"),
        ({"subnet_id": "vpc-1"}, "'subnet-0123"),
        ({"vpc_id": "subnet-1"}, "'vpc-0123"),
    ],
)
def test_a_name_that_aws_has_none_of_is_refused_with_one_that_works(args: dict[str, Any], remedy: str) -> None:
    """AWS would say so only when the template is made, or when a run is launched."""
    assert remedy in refused(args)


@pytest.mark.parametrize("size", [8, 65536])
def test_a_root_volume_on_the_limit_is_taken(size: int) -> None:
    """From the smallest Amazon Linux to the largest gp3."""
    assert read({"root_volume_gib": size}).root_volume_gib == size


@pytest.mark.parametrize("size", [7, 65537])
def test_a_root_volume_beyond_the_limit_is_refused(size: int) -> None:
    """AWS refuses it too, but only when a run is launched."""
    assert "root_volume_gib" in refused({"root_volume_gib": size})


def test_two_images_are_refused() -> None:
    """One would be ignored without a word."""
    assert "5.20" in refused({"image_id": "ami-0abcdef0", "image_parameter": "/team/image"})


def test_an_empty_list_of_security_groups_is_refused() -> None:
    """AWS would take the VPC's default group in its place, which nobody asked for."""
    assert "security_group_ids" in refused({"security_group_ids": []})
