"""Google Batch and Google Cloud through the real engine: forged, read back, changed, their requests taken by Google.

Labels are read as the provider says that they stand in the cloud (`effectiveLabels`), and not as they were given.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.google_types import taken

from .test_aws_batch_engine import LABELS, STACK, Stack

GOOGLE = (
    (
        STACK.replace("aws:region: us-east-1", "gcp:project: labelwright-sandbox\n  gcp:region: europe-west1")
        .replace("platform: aws-batch", "platform: google-batch")
        .replace(
            "type: SPOT",
            "machineType: n2-standard-4\n      provisioningModel: SPOT\n      createInstanceTemplate: true",
        )
        .replace("      serviceRole: create-linked\n      efs: true\n      fsx: true\n", "")
    )
    + """\
    - name: single
      platform: google-cloud
      labels: { name: ce1, run: "run-${workflowId}" }
"""
)
OWN = {"goog-pulumi-provisioned": "true"}
"""What pulumi-gcp itself puts on everything."""
LABELLED = {"demo-work", "demo-template", "single-work", "single-template"}


@pytest.fixture(scope="module")
def forged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The stack after its first `pulumi up`. The tests of this module run in order and build on each other."""
    stack = Stack(tmp_path_factory.mktemp("google"), GOOGLE)
    stack.up()
    yield stack
    stack.engine.stop()


def resources(stack: Stack) -> dict[str, dict[str, Any]]:
    """Name -> what the state holds of it. The provider's SDK makes `effectiveLabels` a secret, though they are none."""
    known = stack.engine.document("stack", "export", "--show-secrets")["deployment"]["resources"]
    return {one["urn"].rpartition("::")[2]: one for one in known if one.get("custom")}


def labels(stack: Stack) -> dict[str, Mapping[str, str]]:
    """Name -> its labels, as they stand in the cloud; a template's disk beside it."""
    found: dict[str, Mapping[str, str]] = {}
    for name, one in resources(stack).items():
        outputs = one.get("outputs", {})
        if "effectiveLabels" in outputs:
            found[name] = json.loads(outputs["effectiveLabels"]["plaintext"])
        for number, disk in enumerate(outputs.get("disks", [])):
            found[f"{name}, disk {number}"] = {**disk["labels"], **OWN}
    return found


def file(stack: Stack, name: str) -> str:
    """One of the emitted files."""
    return (stack.home / "dist" / "dev" / name).read_text(encoding="utf-8")


@pytest.mark.engine
def test_everything_that_has_labels_carries_those_of_scopes_1_to_4(forged: Stack) -> None:
    """SPEC 5, both of Google's rows; no placeholder is among them."""
    kinds = LABELLED | {f"{name}, disk 0" for name in LABELLED if name.endswith("template")}
    assert labels(forged) == {kind: {**LABELS, **OWN} for kind in kinds}


@pytest.mark.engine
def test_a_second_preview_changes_nothing(forged: Stack) -> None:
    """Nothing the components pass is written back differently."""
    done = forged.engine.run("preview", "--expect-no-changes", "--diff")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.engine
def test_emitted_requests_are_taken_by_google_s_own_types(forged: Stack) -> None:
    """With the names that things got in the cloud; static labels only."""
    job = taken("create-job", json.loads(file(forged, "demo/work/create-job.json")))["job"]
    policy, known = job["allocationPolicy"], resources(forged)
    assert job["labels"] == policy["labels"] == LABELS
    assert policy["instances"] == [{"instanceTemplate": known["demo-template"]["id"]}]
    assert policy["serviceAccount"]["email"] == known["demo-runner"]["outputs"]["email"]
    request = taken("insert-instance", json.loads(file(forged, "single/machine/insert-instance.json")))
    (disk,), (interface,) = (request["instanceResource"][part] for part in ("disks", "networkInterfaces"))
    assert (request["project"], request["zone"]) == ("labelwright-sandbox", "europe-west1-b")
    assert interface["subnetwork"] == known["single-subnetwork"]["id"]
    assert disk["initializeParams"]["labels"] == LABELS


@pytest.mark.engine
def test_the_stack_output_and_the_file_are_the_request(forged: Stack) -> None:
    """Files and outputs are two views of one record."""
    shown = forged.engine.document("stack", "output", "single", "--json")
    assert shown["configs"]["machine"]["insert-instance"] == json.loads(
        file(forged, "single/machine/insert-instance.json")
    )
    assert shown["instanceTemplate"] == resources(forged)["single-template"]["id"]


@pytest.mark.engine
def test_a_team_label_changes_buckets_in_place_and_makes_new_templates(forged: Stack) -> None:
    """A template cannot be changed: preview says that it is replaced, and jobs start from the new one."""
    before = resources(forged)["demo-template"]["id"]
    forged.configure("cc-1234", "cc-9999")
    steps = forged.steps()
    assert {name.rpartition("::")[2]: op for name, op in steps.items() if op in ("update", "replace")} == {
        name: "update" if name.endswith("work") else "replace" for name in LABELLED
    }
    forged.up()
    assert {one["cost-center"] for one in labels(forged).values()} == {"cc-9999"}
    after = resources(forged)["demo-template"]["id"]
    assert before != after
    assert after in file(forged, "demo/work/create-job.json")


@pytest.mark.engine
def test_bad_arguments_stop_the_program_without_a_traceback(forged: Stack) -> None:
    """All of them, before anything changes."""
    forged.configure("machineType: n2-standard-4", "machineType: large\n      subnetwork: work")
    done = forged.engine.run("preview")
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert all(part in said for part in ("machineType", "5.31", "Nothing was registered"))
    assert "Traceback" not in said
