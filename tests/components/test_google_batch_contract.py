"""The contract of the Google Batch component: every child, its type, parent and name, and where its labels stand."""

import json
from typing import Any

import pulumi
import pytest

from components.google_account import account_id
from labelwright.emit.google_batch_record import GoogleBatchRecord
from labelwright.emit.launch import Launch

from .conftest import PROJECT, Build, Built

LABELS = {"data-class": "internal", "environment": "demo", "organization": "acme", "team": "genomics"}
OWN = {"environment": "demo", "run": "run-${workflowId}"}
ACCOUNT = "runner@genomics-prod.iam.gserviceaccount.com"
ROLES = {
    "artifactregistry-reader",
    "batch-agentreporter",
    "batch-jobseditor",
    "logging-logwriter",
    "logging-viewer",
}
CHILDREN = {
    "gcp:compute/network:Network::demo-network",
    "gcp:compute/subnetwork:Subnetwork::demo-subnetwork",
    "gcp:compute/router:Router::demo-router",
    "gcp:compute/routerNat:RouterNat::demo-nat",
    "gcp:serviceaccount/account:Account::demo-runner",
    "gcp:serviceaccount/iAMMember:IAMMember::demo-runner-service-account-user",
    *(f"gcp:projects/iAMMember:IAMMember::demo-runner-{role}" for role in ROLES),
    "gcp:storage/bucket:Bucket::demo-work",
    "gcp:storage/bucketIAMMember:BucketIAMMember::demo-work-legacybucketreader",
    "gcp:storage/bucketIAMMember:BucketIAMMember::demo-work-objectuser",
    "gcp:compute/instanceTemplate:InstanceTemplate::demo-template",
}
WHOLE = {"machine_type": "n2-standard-4", "create_instance_template": True, "provisioning_model": "SPOT"}
GIVEN = {
    "project": "genomics-prod",
    "region": "europe-west4",
    "network": "default",
    "subnetwork": "https://www.googleapis.com/compute/v1/projects/host-project/regions/europe-west4/subnetworks/work",
    "service_account": ACCOUNT,
    "work_bucket": "genomics-work",
    "instance_template": "work",
}


@pytest.fixture
def environment(build: Build) -> Built:
    """An environment with everything that can be made."""
    return build({"labels": dict(OWN), **WHOLE}, platform="google-batch")


def record(built: Built) -> GoogleBatchRecord:
    """What the environment left behind."""
    return GoogleBatchRecord.parse(json.loads(built.outputs["record"]))


def test_an_environment_has_exactly_these_children_below_the_component(environment: Built) -> None:
    """Nothing is missing, nothing is there unasked, and no child is an orphan."""
    assert set(environment.children) == CHILDREN
    assert {child.parent for child in environment.children.values()} == {environment.component_urn}


def test_every_taggable_child_carries_the_labels(environment: Built) -> None:
    """Read by hand, and not by the code under test: accounts, networks and IAM have no labels at Google."""
    assert environment.one(":Bucket").props["labels"] == LABELS
    template = environment.one(":InstanceTemplate").props
    assert (template["labels"], [disk["labels"] for disk in template["disks"]]) == (LABELS, [LABELS])
    labelled = {child.type for child in environment.children.values() if "labels" in child.props}
    assert labelled == {"gcp:storage/bucket:Bucket", "gcp:compute/instanceTemplate:InstanceTemplate"}


def test_upper_case_is_sent_as_lower_case(build: Build) -> None:
    """Google has no other; the run's labels fold as those of the environment do."""
    built = build({"labels": {"costCenter": "CC-1234"}}, platform="google-batch")
    assert built.one(":Bucket").props["labels"]["costcenter"] == "cc-1234"


def test_an_environment_without_a_template_makes_none(build: Build) -> None:
    """Batch keeps no machine of its own, and Google chooses one for each job."""
    built = build({}, platform="google-batch")
    assert set(built.children) == CHILDREN - {"gcp:compute/instanceTemplate:InstanceTemplate::demo-template"}
    assert built.outputs["instance_template"] == ""
    assert record(built).jobs["work"].machine_type is None


def test_work_starts_from_the_template_and_a_head_job_never_does(environment: Built) -> None:
    """The template is of the work's size, and may be on Spot: a head job's loss would be its run's."""
    jobs = record(environment).jobs
    assert (jobs["work"].instance_template, jobs["work"].is_forged) == ("demo-template-id", True)
    assert (jobs["head"].instance_template, jobs["head"].provisioning_model) == (None, "STANDARD")
    assert jobs["head"].machine_type is None


def test_the_template_and_the_record_tell_the_same_machine(environment: Built) -> None:
    """A run without the template starts the very machine that the template would have started."""
    forged = environment.one(":InstanceTemplate").props
    body = record(environment).configs("work", Launch({}))["create-job"]["job"]["allocationPolicy"]
    (disk,), (interface,), account = forged["disks"], forged["networkInterfaces"], forged["serviceAccount"]
    policy = {
        "machineType": forged["machineType"],
        "provisioningModel": forged["scheduling"]["provisioningModel"],
        "bootDisk": {"sizeGb": disk["diskSizeGb"], "type": disk["diskType"]},
    }
    network = {"network": interface["network"], "subnetwork": interface["subnetwork"], "noExternalIpAddress": True}
    assert body["instances"] == [{"policy": policy}]
    assert body["network"] == {"networkInterfaces": [network]}
    assert body["serviceAccount"] == {"email": account["email"]}
    assert "accessConfigs" not in interface


def test_a_spot_template_is_one_that_google_takes(environment: Built) -> None:
    """Spot means all of these together; the provider refuses one without the others."""
    assert environment.one(":InstanceTemplate").props["scheduling"] == {
        "provisioningModel": "SPOT",
        "preemptible": True,
        "automaticRestart": False,
        "onHostMaintenance": "TERMINATE",
        "instanceTerminationAction": "DELETE",
    }


def test_machines_without_addresses_reach_google_and_the_world(environment: Built) -> None:
    """By private access and NAT, in a network of their own into which nothing comes."""
    assert environment.one(":Network").props["autoCreateSubnetworks"] is False
    subnetwork, nat = environment.one(":Subnetwork").props, environment.one(":RouterNat").props
    assert (subnetwork["privateIpGoogleAccess"], subnetwork["ipCidrRange"]) == (True, "10.128.0.0/20")
    assert nat["sourceSubnetworkIpRangesToNat"] == "ALL_SUBNETWORKS_ALL_IP_RANGES"
    assert environment.of_type(":Firewall") == []


def test_machines_with_addresses_need_no_nat(build: Build) -> None:
    """It would cost, and nothing would go through it."""
    built = build({**WHOLE, "assign_public_ip": True}, platform="google-batch")
    assert built.of_type(":Router") + built.of_type(":RouterNat") == []
    assert "accessConfigs" in built.one(":InstanceTemplate").props["networkInterfaces"][0]
    assert record(built).jobs["head"].assign_public_ip


def test_the_bucket_is_closed_to_the_public(environment: Built) -> None:
    """IAM alone decides, and it lies where the jobs run."""
    bucket = environment.one(":Bucket").props
    assert (bucket["uniformBucketLevelAccess"], bucket["publicAccessPrevention"]) == (True, "enforced")
    assert bucket["location"] == "EUROPE-WEST1"
    members = {(one.props["role"], one.props["member"]) for one in environment.of_type(":BucketIAMMember")}
    email = environment.outputs["service_account_email"]
    roles = ("roles/storage.legacyBucketReader", "roles/storage.objectUser")
    assert members == {(role, f"serviceAccount:{email}") for role in roles}


def test_the_account_acts_for_itself_and_has_no_role_that_is_open(environment: Built) -> None:
    """A head job starts work jobs as the same account; nobody is owner or editor."""
    (itself,) = environment.of_type("serviceaccount/iAMMember:IAMMember")
    assert itself.props["role"] == "roles/iam.serviceAccountUser"
    assert itself.props["serviceAccountId"] == "demo-runner"
    roles = {one.props["role"] for one in environment.of_type("projects/iAMMember:IAMMember")}
    assert not roles & {"roles/owner", "roles/editor", "roles/storage.admin", "roles/compute.admin"}
    assert {one.props["project"] for one in environment.of_type("projects/iAMMember:IAMMember")} == {PROJECT}


def test_given_things_are_used_and_nothing_is_made(build: Build) -> None:
    """Whoever brings them gets no other; names and URLs become partial URLs; only the bucket's rights are granted."""
    built = build(GIVEN, platform="google-batch")
    assert {child.type for child in built.children.values()} == {"gcp:storage/bucketIAMMember:BucketIAMMember"}
    left = record(built)
    assert (left.project, left.region) == ("genomics-prod", "europe-west4")
    work = left.jobs["work"]
    assert work.network == "projects/genomics-prod/global/networks/default"
    assert work.subnetwork == "projects/host-project/regions/europe-west4/subnetworks/work"
    assert (work.service_account, work.bucket) == (ACCOUNT, "genomics-work")
    assert (work.instance_template, work.is_forged) == (
        "projects/genomics-prod/global/instanceTemplates/work",
        False,
    )


def test_what_may_come_late_may_be_an_output(build: Build) -> None:
    """Networks, accounts and buckets are often made by the same program."""
    late = {name: pulumi.Output.from_input(value) if name != "region" else value for name, value in GIVEN.items()}
    assert record(build(late, platform="google-batch")) == record(build(GIVEN, platform="google-batch"))


def test_a_network_alone_leaves_the_subnetwork_to_google(build: Build) -> None:
    """As in the project's default network."""
    built = build({"network": "default"}, platform="google-batch")
    assert (built.outputs["subnetwork"], record(built).jobs["head"].subnetwork) == ("", None)


def test_where_nothing_is_given_the_provider_says_where(environment: Built) -> None:
    """gcp:project and gcp:region of the stack."""
    assert environment.outputs["location"] == f"projects/{PROJECT}/locations/europe-west1"


def test_a_provider_without_project_or_region_is_said_aloud(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both at once, before anything is made, and with the way out."""
    monkeypatch.setattr("components.google_home._client_config", _Nowhere)
    with pytest.raises(pulumi.RunError, match=r"project: there is none(.|\n)*region: there is none"):
        build({}, platform="google-batch")


class _Nowhere:
    """A provider that was told nothing, whatever asks it."""

    project = region = zone = ""

    def __init__(self, _: object) -> None: ...


@pytest.mark.parametrize("name", ["ab", "genomics", "e" * 39, "a-b-c-d-e-f-g-h-i-j-k-l-m-n"])
def test_an_account_s_id_is_one_that_google_takes(name: str) -> None:
    """6 to 30 characters, and no two environments, stacks or projects share one."""
    made = account_id(name, "labelwright/dev")
    assert 6 <= len(made) <= 30
    assert "--" not in made
    assert made == account_id(name, "labelwright/dev")
    assert len({made, account_id(name, "labelwright/prod"), account_id(name, "other/dev")}) == 3


@pytest.mark.parametrize("suffix", [":Bucket", ":InstanceTemplate", ":Network", ":Subnetwork"])
def test_names_are_left_to_pulumi(environment: Built, suffix: str) -> None:
    """A fixed name would stop a replacement from being created before the old one is deleted."""
    assert "name" not in environment.one(suffix).props


@pytest.mark.parametrize(
    ("labels", "rule"),
    [({"2fast": "value"}, "2.8.4"), ({"google-team": "value"}, "2.8.5"), ({"Team": "a1", "team": "a1"}, "2.3")],
)
def test_labels_that_google_refuses_are_refused_before_anything_is_made(
    build: Build, labels: dict[str, Any], rule: str
) -> None:
    """A first digit, a reserved word, two keys that would be one."""
    with pytest.raises(pulumi.RunError, match=rule):
        build({"labels": labels}, platform="google-batch")
