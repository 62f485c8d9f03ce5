"""The request of Compute Engine's instances.insert: what Google's own types take, with labels on machine and disk."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from labelwright.emit.files import configs_of, write_configs
from labelwright.emit.google_cloud import Machine
from labelwright.emit.google_cloud_record import GoogleCloudRecord
from labelwright.emit.launch import Launch
from labelwright.problem import LabelError
from tests.google_types import RefusedError, as_sent, taken

LABELS = {"team": "genomics", "cost-center": "cc-1234"}
RUN = {**LABELS, "pipeline": "pipeline1", "run": "run-2mnbxq7"}
MACHINE = Machine(
    zone="europe-west1-b",
    machine_type="e2-standard-4",
    image="projects/cos-cloud/global/images/family/cos-stable",
    boot_disk_gib=50,
    boot_disk_type="pd-balanced",
    network="projects/labelwright-sandbox/global/networks/demo",
    assign_public_ip=True,
    service_account="runner@labelwright-sandbox.iam.gserviceaccount.com",
    provisioning_model="STANDARD",
    on_host_maintenance="MIGRATE",
    metadata={"enable-oslogin": "TRUE"},
    subnetwork="projects/labelwright-sandbox/regions/europe-west1/subnetworks/demo",
    network_tags=("allow-nfs",),
)
BARE = replace(MACHINE, subnetwork=None, network_tags=(), assign_public_ip=False)
SPOT = replace(MACHINE, provisioning_model="SPOT", on_host_maintenance="TERMINATE")
RECORD = GoogleCloudRecord(
    environment="demo", stack="labelwright/dev", project="labelwright-sandbox", labels=LABELS, machine=MACHINE
)


def request(labels: dict[str, str], record: GoogleCloudRecord = RECORD, run: str = "") -> dict[str, Any]:
    """The request for a run with these labels."""
    return dict(record.configs("machine", Launch(labels, run=run))["insert-instance"])


def machine_of(record: GoogleCloudRecord = RECORD) -> dict[str, Any]:
    """A run's machine, as Google's client reads it."""
    return taken("insert-instance", request(RUN, record))["instanceResource"]


def refused(launch: Launch) -> list[str]:
    """Numbers of the rules that a launch breaks."""
    with pytest.raises(LabelError) as error:
        RECORD.configs("machine", launch)
    return [problem.rule.partition(":")[0] for problem in error.value.problems]


def some(count: int) -> dict[str, str]:
    """So many different labels."""
    return {f"key-{number}": "value" for number in range(count)}


@pytest.mark.parametrize("labels", [RUN, {}], ids=["labels", "none"])
@pytest.mark.parametrize("machine", [MACHINE, BARE, SPOT], ids=["whole", "bare", "spot"])
def test_google_s_own_types_take_the_request_unchanged(machine: Machine, labels: dict[str, str]) -> None:
    """Read and written again it is the same: nothing unknown, nothing of another type, nothing lost."""
    body = request(labels, replace(RECORD, machine=machine), run="2mnBxQ7")
    assert as_sent(taken("insert-instance", body)) == as_sent(body)


def test_google_s_types_refuse_what_they_do_not_know() -> None:
    """Otherwise the test above would prove nothing."""
    body = request(RUN)
    body["instanceResource"]["label"] = {}
    with pytest.raises(RefusedError, match="no field named"):
        taken("insert-instance", body)


def test_machine_and_disk_carry_all_labels_of_the_run() -> None:
    """A machine's labels do not reach its disk. Network tags are a list of their own."""
    machine = machine_of()
    (disk,) = machine["disks"]
    assert machine["labels"] == disk["initializeParams"]["labels"] == RUN
    assert machine["tags"] == {"items": ["allow-nfs"]}


def test_a_run_leaves_nothing_behind_that_costs() -> None:
    """The disk goes with its machine; a Spot machine that is taken back is deleted; none starts a second time."""
    standard, spot = (machine_of(replace(RECORD, machine=machine)) for machine in (MACHINE, SPOT))
    for machine in (standard, spot):
        assert [disk["autoDelete"] for disk in machine["disks"]] == [True]
        assert machine["scheduling"]["automaticRestart"] is False
    assert spot["scheduling"]["instanceTerminationAction"] == "DELETE"


def test_only_a_machine_that_is_to_have_an_address_gets_one() -> None:
    """An access configuration is what asks for it."""
    (with_one,), (without,) = (
        machine_of(replace(RECORD, machine=machine))["networkInterfaces"] for machine in (MACHINE, BARE)
    )
    assert with_one["accessConfigs"] == [{"type": "ONE_TO_ONE_NAT"}]
    assert "accessConfigs" not in without


def test_a_run_removes_a_label_of_the_environment() -> None:
    """The request names no template, so nothing of forge time clings to it."""
    body = request({"cost-center": "cc-1234"})
    assert "sourceInstanceTemplate" not in body
    assert "team" not in json.dumps(body)


def test_a_known_run_is_one_machine() -> None:
    """The same UUID and the same name for the same run; another run, environment, stack or project is another."""
    first = request(RUN, run="2mnBxQ7")
    assert UUID(first["requestId"]).version == 5
    assert first["instanceResource"]["name"] == request(LABELS, run="2mnBxQ7")["instanceResource"]["name"]
    assert first["requestId"] == request(LABELS, run="2mnBxQ7")["requestId"]
    others = [
        request(RUN, run="2mnBxQ8"),
        request(RUN, replace(RECORD, environment="other"), run="2mnBxQ7"),
        request(RUN, replace(RECORD, stack="labelwright/prod"), run="2mnBxQ7"),
        request(RUN, replace(RECORD, project="other"), run="2mnBxQ7"),
    ]
    assert len({one["requestId"] for one in [first, *others]}) == 5
    assert len({one["instanceResource"]["name"] for one in [first, *others]}) == 5


def test_an_unknown_run_has_no_request_id_and_is_told_so() -> None:
    """A UUID made of nothing would answer every run with the first one's machine."""
    body = request(RUN)
    assert ("requestId" in body, body["instanceResource"]["name"]) == (False, "demo-machine")
    assert any("workflowId" in note for note in RECORD.notes("machine", Launch(RUN)))
    assert RECORD.notes("machine", Launch(RUN, run="2mnBxQ7")) == []


def test_the_name_of_a_machine_fits_the_longest_environment() -> None:
    """39 characters are the most that an environment's name has, and 63 the most of a machine's."""
    record = replace(RECORD, environment="e" * 39)
    assert len(request(RUN, record, run="2mnBxQ7")["instanceResource"]["name"]) <= 63


def test_64_labels_are_taken_and_65_refused() -> None:
    """On machine and disk alike."""
    assert len(request(some(64))["instanceResource"]["labels"]) == 64
    assert refused(Launch(some(65))) == ["2.8.8"]


def test_the_file_is_the_request(tmp_path: Path) -> None:
    """`InsertInstanceRequest.from_json(text)`, then `insert(request)`; static labels only."""
    written = write_configs(tmp_path / "dev", RECORD)
    names = [path.relative_to(tmp_path).as_posix() for path in written]
    assert names == ["dev/demo/environment.json", "dev/demo/machine/insert-instance.json"]
    body = json.loads(written[1].read_text())
    assert body == configs_of(RECORD)["machine"]["insert-instance"]
    assert taken("insert-instance", body)["instanceResource"]["labels"] == LABELS
