"""The contract of the Google Cloud component: every child, its type, parent and name, and where its labels stand."""

import json
from typing import Any

import pulumi
import pytest

from components.google_cloud_metadata import metadata
from labelwright.emit.google_cloud_record import GoogleCloudRecord
from labelwright.emit.launch import Launch

from .conftest import PROJECT, Build, Built

LABELS = {"data-class": "internal", "environment": "demo", "organization": "acme", "team": "genomics"}
OWN = {"environment": "demo", "run": "run-${workflowId}"}
CHILDREN = {
    "gcp:compute/network:Network::demo-network",
    "gcp:compute/subnetwork:Subnetwork::demo-subnetwork",
    "gcp:compute/router:Router::demo-router",
    "gcp:compute/routerNat:RouterNat::demo-nat",
    "gcp:serviceaccount/account:Account::demo-runner",
    "gcp:projects/iAMMember:IAMMember::demo-runner-artifactregistry-reader",
    "gcp:projects/iAMMember:IAMMember::demo-runner-compute-instanceadmin-v1",
    "gcp:projects/iAMMember:IAMMember::demo-runner-logging-logwriter",
    "gcp:storage/bucket:Bucket::demo-work",
    "gcp:storage/bucketIAMMember:BucketIAMMember::demo-work-legacybucketreader",
    "gcp:storage/bucketIAMMember:BucketIAMMember::demo-work-objectuser",
    "gcp:compute/instanceTemplate:InstanceTemplate::demo-template",
}
GIVEN = {
    "project": "genomics-prod",
    "zone": "us-central1-f",
    "network": "default",
    "service_account": "runner@genomics-prod.iam.gserviceaccount.com",
    "work_bucket": "genomics-work",
}


@pytest.fixture
def environment(build: Build) -> Built:
    """An environment for which nothing but labels was given."""
    return build({"labels": dict(OWN)}, platform="google-cloud")


def template(built: Built) -> Any:
    """The inputs of the instance template."""
    return built.one(":InstanceTemplate").props


def record(built: Built) -> GoogleCloudRecord:
    """What the environment left behind."""
    return GoogleCloudRecord.parse(json.loads(built.outputs["record"]))


def test_an_environment_has_exactly_these_children_below_the_component(environment: Built) -> None:
    """Nothing is missing, nothing is there unasked, and no child is an orphan."""
    assert set(environment.children) == CHILDREN
    assert {child.parent for child in environment.children.values()} == {environment.component_urn}


def test_every_taggable_child_carries_the_labels(environment: Built) -> None:
    """Read by hand, and not by the code under test: a template's labels do not reach its disk."""
    assert environment.one(":Bucket").props["labels"] == LABELS
    assert (template(environment)["labels"], template(environment)["disks"][0]["labels"]) == (LABELS, LABELS)


@pytest.mark.parametrize(
    "args",
    [
        {},
        GIVEN,
        {"assign_public_ip": True, "provisioning_model": "SPOT", "network_tags": ["allow-nfs"]},
        {"machine_type": "c4a-standard-4", "boot_disk_gib": 200, "startup_script": "docker run hello-world"},
    ],
)
def test_the_template_and_a_run_s_request_tell_the_same_machine(build: Build, args: dict[str, Any]) -> None:
    """What is started by hand is what a run would have started."""
    built = build(args, platform="google-cloud")
    forged, (disk,), (interface,) = template(built), template(built)["disks"], template(built)["networkInterfaces"]
    left = record(built)
    zone, scheduling = left.machine.zone, dict(forged["scheduling"])
    assert scheduling.pop("preemptible") == (scheduling["provisioningModel"] == "SPOT")
    assert left.configs("machine", Launch({}))["insert-instance"]["instanceResource"] == {
        "name": "demo-machine",
        "machineType": f"zones/{zone}/machineTypes/{forged['machineType']}",
        "disks": [
            {
                "boot": disk["boot"],
                "autoDelete": disk["autoDelete"],
                "initializeParams": {
                    "sourceImage": disk["sourceImage"],
                    "diskSizeGb": disk["diskSizeGb"],
                    "diskType": f"zones/{zone}/diskTypes/{disk['diskType']}",
                },
            }
        ],
        "networkInterfaces": [
            {
                **{name: value for name, value in interface.items() if name != "accessConfigs"},
                **({"accessConfigs": [{"type": "ONE_TO_ONE_NAT"}]} if "accessConfigs" in interface else {}),
            }
        ],
        "serviceAccounts": [forged["serviceAccount"]],
        "scheduling": scheduling,
        "metadata": {"items": [{"key": key, "value": value} for key, value in sorted(forged["metadata"].items())]},
        **({"tags": {"items": forged["tags"]}} if "tags" in forged else {}),
    }


def test_a_machine_may_delete_the_environment_s_machines_and_no_others(environment: Built) -> None:
    """The one role that is able to is narrowed to their names."""
    (deletes,) = (one for one in environment.of_type("projects/iAMMember:IAMMember") if "condition" in one.props)
    assert deletes.props["role"] == "roles/compute.instanceAdmin.v1"
    start = f"projects/{PROJECT}/zones/europe-west1-b/instances/demo-machine"
    assert deletes.props["condition"]["expression"] == f'resource.name.startsWith("{start}")'
    name = record(environment).configs("machine", Launch({}, run="1"))["insert-instance"]["instanceResource"]["name"]
    assert name.startswith("demo-machine")


def test_a_machine_waits_for_the_rights_that_it_acts_with(environment: Built) -> None:
    """A template that stands before them starts machines that cannot log, nor end, nor reach the world."""
    waits = [urn.rsplit("::", 2)[-2].rsplit("$", 1)[-1] for urn in environment.one(":InstanceTemplate").depends_on]
    assert {"gcp:projects/iAMMember:IAMMember", "gcp:compute/routerNat:RouterNat"} <= set(waits)


def test_given_things_are_used_and_only_the_template_is_made(build: Build) -> None:
    """Whoever brings them gets no other; the zone says the region."""
    built = build(GIVEN, platform="google-cloud")
    assert {child.type for child in built.children.values()} == {
        "gcp:compute/instanceTemplate:InstanceTemplate",
        "gcp:storage/bucketIAMMember:BucketIAMMember",
    }
    left = record(built)
    assert (left.project, left.machine.zone, left.machine.subnetwork) == ("genomics-prod", "us-central1-f", None)
    assert left.machine.network == "projects/genomics-prod/global/networks/default"


def test_what_may_come_late_may_be_an_output(build: Build) -> None:
    """Networks, accounts and buckets are often made by the same program."""
    late = {name: value if name == "zone" else pulumi.Output.from_input(value) for name, value in GIVEN.items()}
    assert record(build(late, platform="google-cloud")) == record(build(GIVEN, platform="google-cloud"))


def test_without_a_zone_the_first_of_the_region_is_taken(environment: Built) -> None:
    """In order, so that a second `pulumi up` takes the same."""
    assert environment.outputs["zone"] == "europe-west1-b"


def test_the_zone_decides_where_the_network_lies(build: Build) -> None:
    """And not the provider's region."""
    built = build({"zone": "us-central1-f"}, platform="google-cloud")
    assert built.one(":Subnetwork").props["region"] == "us-central1"


def test_a_script_that_ends_or_fails_ends_its_machine() -> None:
    """The trap stands before the first command of the user; without a script nothing ends the machine by itself."""
    lines = metadata("false")["startup-script"].splitlines()
    assert lines[0].startswith("#!")
    assert lines.index("trap 'shutdown -h now' EXIT") < lines.index("false")
    assert "startup-script" not in metadata(None)


def test_a_machine_that_ends_is_deleted_and_one_that_restarts_is_not() -> None:
    """Google calls the shutdown script in both cases; a stopped machine would keep its disk, which costs."""
    script = metadata(None)["shutdown-script"]
    assert script.index("reboot.target") < script.index("exit 0") < script.index("DELETE")


@pytest.mark.parametrize("is_secret", [True, False])
def test_a_secret_script_stays_one(build: Build, *, is_secret: bool) -> None:
    """In Pulumi's state, and in what is known of the environment; nothing else becomes one with it."""
    given = pulumi.Output.secret("run-it") if is_secret else pulumi.Output.from_input("run-it")
    built = build({"startup_script": given}, platform="google-cloud")
    assert {output for output, secret in built.secrets.items() if secret} == ({"record"} if is_secret else set())
