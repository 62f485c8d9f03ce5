"""Google's own clients, with answers over HTTP in the form of the public references of Batch and Compute Engine."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.launch.conftest import Project
from tests.launch.forged import FORGED, elsewhere, write_project

ROOT = Path(__file__).parents[2]
JOBS = "https://batch.googleapis.com/v1/projects/labelwright-sandbox/locations/europe-west1/jobs"
ZONE = "https://compute.googleapis.com/compute/v1/projects/labelwright-sandbox/zones/europe-west1-b"
LABELS = {**FORGED, "run": "run-r1"}
Said = Mapping[str, Mapping[str, Any]]


def refused(status: int) -> dict[str, Any]:
    """An error as Google words it."""
    return {"error": {"code": status, "message": "it said no", "errors": [{"message": "it said no"}]}}


def operation(**more: Any) -> dict[str, Any]:
    """An operation of Compute Engine."""
    return {"name": "op-1", "status": "RUNNING", "selfLink": f"{ZONE}/operations/op-1", **more}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Said:
    """What came of every case: the platform's client starts once."""
    project = Project(write_project(tmp_path_factory.mktemp("google"), *elsewhere()), {})
    cases = {**batch_cases(planned(project, "gbatch")), **machine_cases(planned(project, "gce"))}
    done = subprocess.run(
        [sys.executable, "-m", "tests.launch.google_answers"],
        cwd=ROOT, input=json.dumps(cases), capture_output=True, text=True, timeout=240, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def planned(project: Project, environment: str) -> dict[str, Any]:
    """The plan of a run, as a case begins."""
    dry = json.loads(project.call("launch", environment, "--run", "r1", "--dry-run").stdout)
    return {"platform": dry["platform"], "name": dry["job"], "labels": LABELS, "body": dry["requests"][-1]["body"]}


def batch_cases(plan: dict[str, Any]) -> dict[str, Any]:
    """Launches on Google Batch."""
    name = f"projects/labelwright-sandbox/locations/europe-west1/jobs/{plan['name']}"
    made = {"name": name, "uid": "u1", "labels": LABELS}
    answers = {
        "job made": ("submit", [["POST", JOBS, 200, made]]),
        "job there": ("submit", [["POST", JOBS, 409, refused(409)]]),
        "job refused": ("submit", [["POST", JOBS, 403, refused(403)]]),
        "job after a pause": ("submit", [["POST", JOBS, 503, refused(503)], ["POST", JOBS, 200, made]]),
        "job of nobody knows": ("submit", [["POST", JOBS, 501, refused(501)]]),
        "job found": ("find", [["GET", f"{JOBS}/{plan['name']}", 200, made]]),
        "job not found": ("find", [["GET", f"{JOBS}/{plan['name']}", 404, refused(404)]]),
    }
    return {case: {**plan, "call": call, "answers": list(said)} for case, (call, said) in answers.items()}


def machine_cases(plan: dict[str, Any]) -> dict[str, Any]:
    """Launches on Compute Engine."""
    zone = ZONE.replace("europe-west1-b", plan["body"]["zone"])
    name = plan["body"]["instanceResource"]["name"]
    wait = f"{zone}/operations/op-1"
    full = operation(status="DONE", httpErrorStatusCode=403, httpErrorMessage="QUOTA_EXCEEDED")
    answers = {
        "machine made": ("submit", [
            ["POST", f"{zone}/instances", 200, operation()], ["GET", wait, 200, operation(status="DONE")],
        ]),
        "machine too many": ("submit", [["POST", f"{zone}/instances", 200, operation()], ["GET", wait, 200, full]]),
        "machine there": ("submit", [["POST", f"{zone}/instances", 409, refused(409)]]),
        "machine found": ("find", [["GET", f"{zone}/instances/{name}", 200, {"name": name, "labels": LABELS}]]),
        "machine not found": ("find", [["GET", f"{zone}/instances/{name}", 404, refused(404)]]),
    }  # fmt: skip
    return {case: {**plan, "call": call, "answers": list(said)} for case, (call, said) in answers.items()}


def test_a_job_is_created_with_all_labels_of_its_run(said: Said) -> None:
    """On the job and on its machines; its ids follow from the run."""
    made = said["job made"]
    ((method, url, body),) = made["sent"]
    assert method == "POST"
    assert "requestId=" in url
    assert "jobId=gbatch-head-" in url
    assert (body["labels"], body["allocationPolicy"]["labels"]) == (LABELS, LABELS)
    identity, kind, labels = made["came"]
    assert (identity.rpartition("/")[0], kind, labels) == (JOBS.partition("/v1/")[2], "google-batch-job", LABELS)


def test_a_job_that_is_there_is_not_made_again(said: Said) -> None:
    """Google says so; the job is then found, with its labels."""
    assert said["job there"]["came"][0] == "ThereError"
    assert said["job found"]["came"][1:] == ["google-batch-job", LABELS]
    assert said["job not found"]["came"] is None


def test_what_google_refuses_was_not_made(said: Said) -> None:
    """In its own words; of a server's error nobody knows."""
    kind, text = said["job refused"]["came"]
    assert (kind, text.startswith("Google, jobs.create: "), text.endswith(": it said no")) == (
        "RefusedError",
        True,
        True,
    )
    assert said["job of nobody knows"]["came"][0] == "UnsureError"


def test_a_request_that_is_sent_again_is_the_same_request(said: Said) -> None:
    """Google's own retries; the request's id makes it one job."""
    first, second = said["job after a pause"]["sent"]
    assert first == second
    assert said["job after a pause"]["came"][1] == "google-batch-job"


def test_a_machine_is_made_with_all_labels_of_its_run(said: Said) -> None:
    """On the machine and on its disk; the launch ends when Google has made it."""
    made = said["machine made"]
    (_, url, body), (waited, *_) = made["sent"][:2]
    assert "requestId=" in url
    assert body["labels"] == body["disks"][0]["initializeParams"]["labels"] == LABELS
    assert waited == "GET"
    assert made["came"][0].endswith(f"/instances/{body['name']}")


def test_a_machine_that_google_cannot_make_is_said(said: Said) -> None:
    """The request was taken, and what became of it is known only afterwards."""
    kind, text = said["machine too many"]["came"]
    assert kind == "RefusedError"
    assert "QUOTA_EXCEEDED" in text


def test_a_machine_that_is_there_is_found(said: Said) -> None:
    """By its name."""
    assert said["machine there"]["came"][0] == "ThereError"
    assert said["machine found"]["came"][2] == LABELS
    assert said["machine not found"]["came"] is None
