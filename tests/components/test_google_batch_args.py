"""The arguments of the Google Batch component: what is refused, how, and that schema and stack config agree."""

from typing import Any

import pulumi
import pytest

from components import GoogleBatchEnvironmentArgs
from components.arguments import parse_args
from components.google_batch_args import LATE
from labelwright.environments.google_batch import GoogleBatchArguments

ACCOUNT = "runner@genomics-prod.iam.gserviceaccount.com"


def read(args: dict[str, Any], name: str = "demo") -> GoogleBatchArguments:
    """The plan, as the component reads it."""
    return parse_args(name, args, model=GoogleBatchArguments, late=LATE)[0]


def refused(args: dict[str, Any], name: str = "demo") -> str:
    """The message with which the arguments are refused."""
    with pytest.raises(pulumi.RunError) as error:
        read(args, name)
    return str(error.value)


def test_the_schema_and_stack_config_have_the_same_arguments() -> None:
    """What a program in another language may give is what Pulumi.<stack>.yaml may give, labels apart."""
    assert set(GoogleBatchEnvironmentArgs.__annotations__) - {"labels"} == set(GoogleBatchArguments.model_fields)


@pytest.mark.parametrize("name", ["Demo", "my_demo", "demo-", "d" * 43, "2fast", "google-1", "my-google"])
def test_a_program_s_name_that_google_would_refuse_is_refused(name: str) -> None:
    """Stack config checks names for itself; a program gives what it likes."""
    assert "5.30" in refused({}, name)


@pytest.mark.parametrize("name", ["d", "d" * 42, "demo-2"])
def test_a_program_s_name_that_google_takes_is_taken(name: str) -> None:
    """On the limits."""
    assert read({}, name)


def test_nothing_given_is_a_whole_plan() -> None:
    """`{}` builds an environment; Google chooses the machines."""
    plan = read({})
    assert (plan.machine_type, plan.disk_type, plan.boot_disk_gib, plan.assign_public_ip) == (None, None, 50, False)


def test_all_mistakes_of_form_are_told_at_once() -> None:
    """Place, rule and remedy for each; a misspelt argument names the right one."""
    told = refused({"machineTypes": "n2", "assign_public_ip": "yes", "labels": {"team": 7}})
    assert len(told.splitlines()) == 3
    assert all(part in told for part in ("'machine_type'", "assign_public_ip", "labels.team"))


def test_all_mistakes_of_meaning_are_told_at_once() -> None:
    """One line each, however many there are."""
    told = refused({"region": "Europe", "work_bucket": "Genomics", "subnetwork": "work", "head_vcpus": 0.0001})
    assert [part in told for part in ("region", "workBucket", "5.31", "5.40")] == [True] * 4
    assert len(told.splitlines()) == 4


@pytest.mark.parametrize(
    ("args", "remedy"),
    [
        ({"project": "Genomics"}, "'genomics-prod'"),
        ({"project": "short"}, "'genomics-prod'"),
        ({"region": "europe-west1-b"}, "'europe-west1'"),
        ({"network": "Default"}, "'default'"),
        ({"network": "projects/genomics-prod/networks/work"}, "'default'"),
        ({"network": "default", "subnetwork": "projects/genomics-prod/regions/subnetworks/work"}, "'default'"),
        ({"machine_type": "n2"}, "'n2-standard-4'"),
        ({"machine_type": "N2-standard-4"}, "'n2-standard-4'"),
        ({"boot_disk_type": "ssd"}, "'pd-balanced'"),
        ({"work_bucket": "gs://genomics-work"}, "'genomics-work'"),
        ({"work_bucket": "google-work"}, "'genomics-work'"),
        ({"work_bucket": "ab"}, "'genomics-work'"),
        ({"service_account": "runner"}, f"'{ACCOUNT}'"),
        ({"service_account": ACCOUNT, "instance_template": "Work"}, "'projects/genomics-prod/global/instanceTemplates"),
        ({"network_tags": ["allow-nfs", "Allow"]}, "'allow-nfs'"),
        ({"provisioning_model": "PREEMPTIBLE"}, "'STANDARD' or 'SPOT'"),
    ],
)
def test_a_name_that_google_has_none_of_is_refused_with_one_that_works(args: dict[str, Any], remedy: str) -> None:
    """Google would say so only when it is made, or when a job is submitted."""
    told = refused(args)
    assert remedy in told
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize(
    "args",
    [
        {"project": "genomics-prod"},
        {"project": "example.com:genomics-prod"},
        {"region": "northamerica-northeast1"},
        {"network": "default"},
        {"network": "projects/genomics-prod/global/networks/work", "subnetwork": "work"},
        {"network": "https://www.googleapis.com/compute/v1/projects/genomics-prod/global/networks/work"},
        {"machine_type": "n2-custom-4-8192-ext"},
        {"machine_type": "c4-standard-4"},
        {"work_bucket": "work.example.com"},
        {"service_account": "123456789012-compute@developer.gserviceaccount.com"},
        {"service_account": ACCOUNT, "instance_template": "work"},
    ],
)
def test_a_name_of_any_form_that_google_has_is_taken(args: dict[str, Any]) -> None:
    """By name, by part of a URL, by the whole of it."""
    assert read(args)


@pytest.mark.parametrize("size", [30, 65536])
def test_a_boot_disk_on_the_limit_is_taken(size: int) -> None:
    """From the image of Google Batch to the largest disk."""
    assert read({"boot_disk_gib": size}).boot_disk_gib == size


@pytest.mark.parametrize("size", [29, 65537])
def test_a_boot_disk_beyond_the_limit_is_refused(size: int) -> None:
    """Google refuses it too, but only when a job is submitted."""
    assert "boot_disk_gib" in refused({"boot_disk_gib": size})


@pytest.mark.parametrize("cidr", ["10.0.0.0/29", "10.0.0.0/8", "192.168.4.0/22"])
def test_a_range_that_google_takes_is_taken(cidr: str) -> None:
    """The smallest one among them."""
    assert read({"subnetwork_cidr": cidr}).subnetwork_cidr == cidr


@pytest.mark.parametrize("cidr", ["10.0.0.0/30", "10.0.0.1/29", "10.0.0.0", "10.0.0.0/33", "fd00::/64", "ten"])
def test_a_range_that_google_refuses_is_refused(cidr: str) -> None:
    """Too small, with host bits, without a prefix, none at all."""
    assert "5.33" in refused({"subnetwork_cidr": cidr})


@pytest.mark.parametrize(
    ("args", "rule"),
    [
        ({"subnetwork": "work"}, "5.31"),
        ({"network": "default", "subnetwork_cidr": "10.0.0.0/20"}, "5.32"),
        ({"instance_template": "work", "service_account": ACCOUNT, "machine_type": "n2-standard-4"}, "5.34"),
        ({"instance_template": "work", "service_account": ACCOUNT, "provisioning_model": "SPOT"}, "5.34"),
        ({"instance_template": "work", "service_account": ACCOUNT, "boot_disk_type": "pd-ssd"}, "5.34"),
        ({"instance_template": "work"}, "5.35"),
        ({"create_instance_template": True}, "5.36"),
        ({"work_vcpus": 1.0005}, "5.40"),
    ],
)
def test_what_does_not_go_together_is_refused(args: dict[str, Any], rule: str) -> None:
    """Left alone, one of the two would be ignored without a word."""
    told = refused(args)
    assert rule in told
    assert len(told.splitlines()) == 1


def test_two_templates_are_refused() -> None:
    """A job starts from one."""
    args = {"instance_template": "work", "service_account": ACCOUNT, "create_instance_template": True}
    told = refused({**args, "machine_type": "n2-standard-4"})
    assert [line.partition(":")[0].rpartition(".")[2] for line in told.splitlines()] == [
        "machineType",
        "createInstanceTemplate",
    ]


def test_what_is_not_known_yet_counts_as_given() -> None:
    """A network of the same program goes with a subnetwork that is known, and a template with a late account."""
    late = pulumi.Output.from_input("work")
    assert read({"network": late, "subnetwork": "work"}).subnetwork == "work"
    assert read({"instance_template": "work", "service_account": late}).instance_template == "work"
    assert "5.32" in refused({"network": late, "subnetwork_cidr": "10.0.0.0/20"})


@pytest.mark.parametrize("name", ["9demo", "google", "my-google-jobs", "goog-jobs"])
def test_a_name_that_buckets_and_accounts_cannot_bear_is_refused(name: str) -> None:
    """Google would refuse the network for the first, the bucket for the others, in the middle of `pulumi up`."""
    assert "5.30" in refused({}, name)


@pytest.mark.parametrize("name", ["demo", "a1", "my-goog", "e" * 39])
def test_a_name_that_google_takes_is_taken(name: str) -> None:
    """The longest one among them."""
    assert read({}, name)


@pytest.mark.parametrize(
    ("kind", "disk"),
    [
        ("n2-standard-4", "pd-balanced"),
        ("c4-standard-4", "hyperdisk-balanced"),
        ("n4a-standard-2", "hyperdisk-balanced"),
    ],
)
def test_the_boot_disk_fits_the_machine_type(kind: str, disk: str) -> None:
    """The newest series start from Hyperdisk alone; what was asked for stands."""
    assert read({"machine_type": kind}).disk_type == disk
    assert read({"machine_type": kind, "boot_disk_type": "pd-ssd"}).disk_type == "pd-ssd"
