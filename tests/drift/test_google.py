"""Google's own SDK, with answers over HTTP in the form of the public reference of `searchAllResources`."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from labelwright.drift.google_assets import NAMES, NESTED, SERVICES
from labelwright.placement.google import GOOGLE
from labelwright.placement.table import packages, short_name

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


def asked(
    state: Sequence[Mapping[str, Any]], *pages: Mapping[str, Any], whole: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """What is said of a state when the inventory answers so, to a search and to the wish for whole resources."""
    command = [sys.executable, "-m", "tests.drift.google_inventory"]
    given = json.dumps({"state": state, "pages": pages, "whole": whole})
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
        resource("gcp:workflows/workflow:Workflow", "hush", "projects/demo/locations/x/workflows/hush", {"team": "a"}),
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


TEMPLATE, CLUSTER = "gcp:compute/instanceTemplate:InstanceTemplate", "gcp:container/cluster:Cluster"
AT_TEMPLATE, AT_CLUSTER = (
    "projects/demo/global/instanceTemplates/t-1",
    "projects/demo/locations/europe-west1-b/clusters/c",
)
NESTING = [
    resource(TEMPLATE, "template", AT_TEMPLATE, {"team": "a"}, disks=[{"labels": {"team": "a"}}]),
    {
        **resource(CLUSTER, "cluster", AT_CLUSTER, {}),
        "inputs": {"resourceLabels": {"team": "a"}, "nodeConfig": {"resourceLabels": {"team": "a"}}},
    },
]
SEARCHED = page(
    {"name": f"//compute.googleapis.com/{AT_TEMPLATE}", "project": "projects/42"},
    {
        "name": "//container.googleapis.com/projects/demo/zones/europe-west1-b/clusters/c",
        "project": "projects/42",
        "labels": {"team": "a"},
    },
)


def test_labels_within_a_resource_are_read_off_the_whole_of_it() -> None:
    """A template has none itself: its machines' and disks' stand within it, a cluster's on its nodes."""
    disk = {"initializeParams": {"labels": {"team": "a", "own": "x"}}}
    template = {"properties": {"labels": {"team": "b"}, "disks": [disk]}}
    assets = page()["body"] | {
        "assets": [
            {"name": f"//compute.googleapis.com/{AT_TEMPLATE}", "resource": {"data": template}},
            {
                "name": f"//container.googleapis.com/{AT_CLUSTER}",
                "resource": {"data": {"resourceLabels": {"team": "a"}, "nodeConfig": {"resourceLabels": {}}}},
            },
        ]
    }
    found = asked(NESTING, SEARCHED, whole=[{"status": 200, "body": assets}])
    said = {
        one["urn"].rpartition("::")[2]: [(each["place"], each["key"], each["change"]) for each in one["differences"]]
        for one in found["judged"]
    }
    assert said == {
        "template": [("labels", "team", "changed"), ("disks[0].labels", "own", "added")],
        "cluster": [("nodeConfig.resourceLabels", "team", "removed")],
    }
    assert "contentType=1" in found["sent"][-1] or "contentType=RESOURCE" in found["sent"][-1]


def test_without_the_right_to_the_whole_of_them_the_places_within_are_not_checked() -> None:
    """A search needs less: what it tells is judged all the same."""
    body = {"error": {"code": 403, "message": "listResource is denied", "status": "PERMISSION_DENIED"}}
    said = {
        one["urn"].rpartition("::")[2]: (one["status"], sorted(one["unchecked"]))
        for one in asked(NESTING, SEARCHED, whole=[{"status": 403, "body": body}])["judged"]
    }
    assert said == {
        "template": ("not-checked", ["disks[0].labels", "labels"]),
        "cluster": ("same", ["nodeConfig.resourceLabels"]),
    }


def test_a_name_with_the_number_of_its_project_is_the_same_name() -> None:
    """Half of the services have numbers there; taken for other names, all that they have would seem gone."""
    hush = resource("gcp:secretmanager/secret:Secret", "hush", "projects/demo/secrets/hush", {"team": "a"})
    name = "//secretmanager.googleapis.com/projects/42/secrets/hush"
    (one,) = asked([hush], page({"name": name, "project": "projects/42", "labels": {"team": "b"}}))["judged"]
    assert (one["status"], one["differences"][0]["found"]) == ("drifted", "b")


def test_every_type_of_the_inventory_takes_labels() -> None:
    """A misspelt type would never be looked up; and places within are those that the table has."""
    types = packages()["gcp"]["labels"]
    plain = {f"{module}:{name}" for kinds in types.values() for module, names in kinds.items() for name in names}
    special = {short_name(kind): {place.path for place in one.places} for kind, one in GOOGLE.items()}
    known = plain | special.keys()
    assert {kind for kinds in SERVICES.values() for kind in kinds} | NAMES.keys() <= known
    assert all(set(row.places) <= special[kind] for kind, row in NESTED.items())


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


def test_without_a_network_it_says_so() -> None:
    """In one sentence."""
    found = asked([resource(BUCKET, "files", "files-1", {})])
    assert found["judged"] == []
    assert found["error"].startswith("Google: there is no way to it")


def test_importing_the_module_brings_none_of_googles_types() -> None:
    """They and Pulumi's cannot be in one process, and tools that import every module have both."""
    code = "import sys, labelwright.drift.google; sys.exit('google.rpc' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=SCRIPT.parents[2], timeout=60, check=True)
