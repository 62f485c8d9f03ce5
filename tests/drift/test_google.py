"""Google's own SDK, with answers over HTTP in the form of the public reference of `searchAllResources`."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).parent / "google_inventory.py"
BUCKET = "gcp:storage/bucket:Bucket"
MACHINE = "gcp:compute/instance:Instance"
ZONE = "projects/demo/zones/europe-west1-b"


def resource(kind: str, name: str, identity: str, labels: Mapping[str, str], **more: Any) -> dict[str, Any]:
    """A resource of a state."""
    inputs = {"labels": labels, **more}
    urn = f"urn:pulumi:dev::p::{kind}::{name}"
    return {"urn": urn, "type": kind, "custom": True, "id": identity, "inputs": inputs, "outputs": {"project": "demo"}}


def page(*results: Mapping[str, Any], after: str = "", status: int = 200) -> dict[str, Any]:
    """One page of the inventory."""
    return {"status": status, "body": {"results": results, "nextPageToken": after}}


def asked(state: Sequence[Mapping[str, Any]], *pages: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a state when the inventory answers so."""
    command = [sys.executable, "-m", "tests.drift.google_inventory"]
    given = json.dumps({"state": state, "pages": pages})
    done = subprocess.run(
        command, cwd=SCRIPT.parents[2], input=given, capture_output=True, text=True, timeout=120, check=True
    )
    return json.loads(done.stdout)


def test_labels_are_read_off_the_inventory_page_by_page() -> None:
    """What the provider writes by itself is no drift; a place that the inventory does not have is said."""
    disk = {"bootDisk": {"initializeParams": {"labels": {"team": "a"}}}}
    state = [
        resource(BUCKET, "files", "files-1", {"team": "a"}),
        resource(BUCKET, "lost", "lost-1", {"team": "a"}),
        resource(MACHINE, "worker", f"{ZONE}/instances/worker-1", {"team": "a"}, **disk),
        resource("gcp:secretmanager/secret:Secret", "hush", "projects/demo/secrets/hush", {"team": "a"}),
    ]
    first = page(
        {"name": "//storage.googleapis.com/files-1", "labels": {"team": "b", "goog-pulumi-provisioned": "true"}},
        {"name": "//storage.googleapis.com/of-somebody-else", "labels": {"team": "z"}},
        after="more",
    )
    second = page({"name": f"//compute.googleapis.com/{ZONE}/instances/worker-1", "labels": {"team": "a", "x": "y"}})
    found = asked(state, first, second)
    said = {one["urn"].rpartition("::")[2]: one for one in found["judged"]}
    assert {name: one["status"] for name, one in said.items()} == {
        "files": "drifted", "lost": "gone", "worker": "drifted", "hush": "not-checked"
    }  # fmt: skip
    (changed,) = said["files"]["differences"]
    assert (changed["key"], changed["change"], changed["found"]) == ("team", "changed", "b")
    (added,) = said["worker"]["differences"]
    assert (added["key"], added["change"]) == ("x", "added")
    assert list(said["worker"]["unchecked"]) == ["bootDisk.initializeParams.labels"]
    assert len(found["sent"]) == 2
    assert all(one.startswith("GET ") for one in found["sent"])
    assert "pageToken=more" in found["sent"][1]


def test_a_project_that_does_not_tell_is_not_checked() -> None:
    """The API is switched off, or nobody may ask."""
    body = {"error": {"code": 403, "message": "Cloud Asset API has not been used", "status": "PERMISSION_DENIED"}}
    (one,) = asked([resource(BUCKET, "files", "files-1", {})], {"status": 403, "body": body})["judged"]
    assert one["status"] == "not-checked"
    assert "Cloud Asset API has not been used" in one["reason"]


def test_without_credentials_it_says_so() -> None:
    """Nothing seems gone."""
    body = {"error": {"code": 401, "message": "invalid credentials", "status": "UNAUTHENTICATED"}}
    found = asked([resource(BUCKET, "files", "files-1", {})], {"status": 401, "body": body})
    assert found["judged"] == []
    assert "gcloud auth" in found["error"]


def test_importing_the_module_brings_none_of_googles_types() -> None:
    """They and Pulumi's cannot be in one process, and tools that import every module have both."""
    code = "import sys, labelwright.drift.google; sys.exit('google.rpc' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=SCRIPT.parents[2], timeout=60, check=True)
