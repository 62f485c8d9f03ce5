"""The arguments of the Google Cloud component: what is refused, how, and that schema and stack config agree.

What both of Google's environments have in common is tested with Google Batch.
"""

from typing import Any

import pulumi
import pytest

from components import GoogleCloudEnvironmentArgs
from components.arguments import parse_args
from components.google_cloud_args import LATE
from labelwright.environments.google_cloud import GoogleCloudArguments


def read(args: dict[str, Any]) -> GoogleCloudArguments:
    """The plan, as the component reads it."""
    return parse_args("demo", args, model=GoogleCloudArguments, late=LATE)[0]


def refused(args: dict[str, Any]) -> str:
    """The message with which the arguments are refused."""
    with pytest.raises(pulumi.RunError) as error:
        read(args)
    return str(error.value)


def test_the_schema_and_stack_config_have_the_same_arguments() -> None:
    """What a program in another language may give is what Pulumi.<stack>.yaml may give, labels apart."""
    assert set(GoogleCloudEnvironmentArgs.__annotations__) - {"labels"} == set(GoogleCloudArguments.model_fields)


def test_nothing_given_is_a_whole_plan() -> None:
    """`{}` builds an environment."""
    plan = read({})
    assert (plan.machine, plan.boot_disk, plan.boot_disk_gib) == ("e2-standard-4", "pd-balanced", 50)


def test_all_mistakes_are_told_at_once() -> None:
    """Those of both environments and those of this one."""
    told = refused({"zone": "europe-west1", "image": "debian-12", "machine_type": "large", "subnetwork": "work"})
    assert [part in told for part in ("zone", "image", "machineType", "5.31")] == [True] * 4
    assert len(told.splitlines()) == 4


@pytest.mark.parametrize(
    ("args", "remedy"),
    [
        ({"zone": "europe-west1"}, "'europe-west1-b'"),
        ({"image": "debian-12"}, "'projects/debian-cloud/global/images/family/debian-12'"),
        ({"machine_type": "m6i.large"}, "'n2-standard-4'"),
        ({"startup_script": ""}, "at least 1 character"),
    ],
)
def test_a_name_that_google_has_none_of_is_refused_with_one_that_works(args: dict[str, Any], remedy: str) -> None:
    """Google would say so only when the template is made, or when a run is started."""
    assert remedy in refused(args)


@pytest.mark.parametrize(
    "image",
    [
        "projects/debian-cloud/global/images/family/debian-12",
        "projects/genomics-prod/global/images/work-v3",
        "https://www.googleapis.com/compute/v1/projects/genomics-prod/global/images/work-v3",
    ],
)
def test_an_image_of_any_form_is_taken(image: str) -> None:
    """A family names its newest image."""
    assert read({"image": image}).boot_image == image


def test_a_zone_lies_in_its_region() -> None:
    """Machines and their subnetwork would never meet."""
    assert read({"region": "europe-west1", "zone": "europe-west1-b"}).zone == "europe-west1-b"
    assert "5.37" in refused({"region": "europe-west1", "zone": "europe-west10-b"})


@pytest.mark.parametrize(
    ("kind", "family"),
    [
        ("e2-standard-4", "cos-stable"),
        ("c4a-standard-4", "cos-arm64-stable"),
        ("t2a-standard-1", "cos-arm64-stable"),
        ("t2d-standard-1", "cos-stable"),
    ],
)
def test_the_default_image_fits_the_machine_type(kind: str, family: str) -> None:
    """An Arm machine does not start an x86 image, and Google says so only when a run is started."""
    assert read({"machine_type": kind}).boot_image.endswith(f"/family/{family}")


@pytest.mark.parametrize(
    ("args", "maintenance"),
    [({}, "MIGRATE"), ({"provisioning_model": "SPOT"}, "TERMINATE"), ({"machine_type": "g2-standard-4"}, "TERMINATE")],
)
def test_a_machine_moves_where_google_can_move_it(args: dict[str, Any], maintenance: str) -> None:
    """Google refuses to start a Spot machine, or one with GPUs, that asks for it."""
    assert read(args).on_host_maintenance == maintenance
