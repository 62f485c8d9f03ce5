"""Azure's own clients, with answers over HTTP in the form of the public references of Batch and Resource Manager."""

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest
import responses
from azure.batch import BatchClient  # pyright: ignore[reportMissingTypeStubs] - it has no types of its own
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError
from azure.mgmt.resource.resources import ResourceManagementClient

from labelwright.launch.azure_batch import AzureBatch
from labelwright.launch.azure_cloud import AzureCloud
from labelwright.launch.plan import Plan, Request
from labelwright.launch.submitter import Made, RefusedError, ThereError, UnsureError
from labelwright.vocabulary import Platform
from tests.launch.conftest import Project
from tests.launch.forged import FORGED

LABELS = {**FORGED, "run": "run-r1"}
SOON = {"Retry-After": "0"}
ARM = "https://management.azure.com"


class Credential:
    """Anybody's, or nobody's."""

    def __init__(self, *, is_known: bool = True) -> None:
        self.is_known = is_known

    def get_token(self, *_: str, **__: Any) -> AccessToken:
        """A token that no server looks at."""
        if not self.is_known:
            raise ClientAuthenticationError("nobody is signed in")
        return AccessToken("token", int(time.time()) + 3600)


@pytest.fixture
def azure() -> Iterator[responses.RequestsMock]:
    """Azure, as far as it is told what to answer; anything else that is asked fails."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as answers:
        yield answers


def planned(project: Project, environment: str) -> Plan:
    """The plan of a run, as the dry run shows it."""
    dry = json.loads(project.call("launch", environment, "--run", "r1", "--dry-run").stdout)
    requests = tuple(Request(one["service"], one["operation"], one["place"], one["body"]) for one in dry["requests"])
    return Plan(Platform(dry["platform"]), dry["job"], LABELS, requests)


def sent(azure: responses.RequestsMock) -> list[tuple[str, str, Any]]:
    """Method, path and body of every request."""
    calls = [call.request for call in cast("list[Any]", list(azure.calls))]
    return [(one.method, one.url.partition("?")[0], _body(one.body)) for one in calls]


def _body(body: Any) -> Any:
    text = body.getvalue() if hasattr(body, "getvalue") else body
    return json.loads(text) if text else None


class Batch:
    """An Azure Batch account, and the submitter that speaks to it."""

    def __init__(self, azure: responses.RequestsMock, plan: Plan, credential: Credential) -> None:
        self.azure, self.plan = azure, plan
        endpoint = f"https://{plan.requests[0].place}"
        self.submitter = AzureBatch(
            cast("Any", BatchClient)(endpoint, credential, retry_total=1, retry_backoff_factor=0)
        )
        self.jobs, self.job = f"{endpoint}/jobs", f"{endpoint}/jobs/{plan.name}"
        self.tasks, self.task = f"{self.job}/tasks", f"{self.job}/tasks/head"

    def answer(self, method: str, url: str, status: int, body: Mapping[str, Any] | None = None) -> None:
        """What it says."""
        error = {"code": "No", "message": {"lang": "en-us", "value": "it said no"}}
        content = error if status >= 400 else (body or {})
        self.azure.add(method, url, json=content, status=status, headers=SOON if status == 429 else {})

    def has(self, labels: Mapping[str, str]) -> None:
        """A job of this run is there."""
        metadata = [{"name": key, "value": value} for key, value in labels.items()]
        self.answer("GET", self.job, 200, {"id": self.plan.name, "metadata": metadata})


@pytest.fixture
def batch(azure: responses.RequestsMock, offline: Project) -> Batch:
    """An account to launch in."""
    return Batch(azure, planned(offline, "abatch"), Credential())


def test_a_job_is_added_with_its_task(batch: Batch, azure: responses.RequestsMock) -> None:
    """Bodies as they were planned, all labels as metadata, and in the task's environment."""
    batch.answer("POST", batch.jobs, 201)
    batch.answer("POST", batch.tasks, 201)
    made = batch.submitter.submit(batch.plan)
    assert made == Made(f"{batch.plan.name}/head", "azure-batch-task", LABELS)
    assert sent(azure) == [
        ("POST", batch.jobs, batch.plan.requests[0].body),
        ("POST", batch.tasks, batch.plan.requests[1].body),
    ]
    assert {one["name"]: one["value"] for one in sent(azure)[0][2]["metadata"]} == LABELS


def test_a_job_whose_launch_was_killed_before_its_task_gets_it(batch: Batch) -> None:
    """It is no finished launch, so it is sent again: the job is there, the task is added."""
    batch.has(LABELS)
    batch.answer("GET", batch.task, 404)
    assert batch.submitter.find(batch.plan) is None
    batch.answer("POST", batch.jobs, 409)
    batch.answer("POST", batch.tasks, 201)
    assert batch.submitter.submit(batch.plan).id == f"{batch.plan.name}/head"


def test_a_job_that_is_whole_is_found(batch: Batch) -> None:
    """With the labels that it carries, and it is not made again."""
    batch.has(LABELS)
    batch.answer("GET", batch.task, 200, {"id": "head"})
    assert batch.submitter.find(batch.plan) == Made(f"{batch.plan.name}/head", "azure-batch-task", LABELS)
    batch.answer("POST", batch.jobs, 409)
    with pytest.raises(ThereError):
        batch.submitter.submit(batch.plan)


def test_a_job_of_other_labels_is_told_as_it_is(batch: Batch) -> None:
    """Without a task, too: it is not this run's to go on with."""
    batch.has({**LABELS, "team": "imaging"})
    batch.answer("GET", batch.task, 404)
    found = batch.submitter.find(batch.plan)
    assert found is not None
    assert found.labels["team"] == "imaging"


def test_no_job_is_found_where_there_is_none(batch: Batch) -> None:
    """404."""
    batch.answer("GET", batch.job, 404)
    assert batch.submitter.find(batch.plan) is None


@pytest.mark.parametrize(("status", "error"), [(403, RefusedError), (400, RefusedError), (500, UnsureError)])
def test_what_azure_batch_answers_says_what_is_known(batch: Batch, status: int, error: type[Exception]) -> None:
    """Refused: nothing was made. A server's error: nobody knows."""
    batch.answer("POST", batch.jobs, status)
    with pytest.raises(error, match="Create Job"):
        batch.submitter.submit(batch.plan)


def test_a_throttled_request_is_sent_again_by_the_sdk(batch: Batch, azure: responses.RequestsMock) -> None:
    """As Azure says when."""
    batch.answer("POST", batch.jobs, 429)
    batch.answer("POST", batch.jobs, 201)
    batch.answer("POST", batch.tasks, 201)
    batch.submitter.submit(batch.plan)
    assert [url for _, url, _ in sent(azure)] == [batch.jobs, batch.jobs, batch.tasks]


def test_nobody_signed_in_is_said(azure: responses.RequestsMock, offline: Project) -> None:
    """Nothing was sent."""
    batch = Batch(azure, planned(offline, "abatch"), Credential(is_known=False))
    with pytest.raises(RefusedError, match="az login"):
        batch.submitter.submit(batch.plan)
    assert sent(azure) == []


class Cloud:
    """A subscription, and the submitter that speaks to it."""

    def __init__(self, azure: responses.RequestsMock, plan: Plan) -> None:
        self.azure, self.plan = azure, plan
        client = ResourceManagementClient(cast("Any", Credential()), "0", polling_interval=0, retry_backoff_factor=0)
        self.submitter = AzureCloud(client.resources)
        self.calls = [one.operation.partition("?")[0].split(" ", 1) for one in plan.requests]

    def answer(self, method: str, path: str, status: int = 200, **body: Any) -> None:
        """What it says."""
        error = {"error": {"code": "No", "message": "it said no"}}
        content = error if status >= 400 else {"id": path, **body}
        self.azure.add(method, f"{ARM}{path}", json=content, status=status, headers=SOON if status == 429 else {})

    @property
    def machine(self) -> str:
        """The path of the machine."""
        return next(path for _, path in self.calls if "/virtualMachines/" in path)

    @property
    def disk(self) -> str:
        """The path of its disk."""
        return self.calls[-1][1]


@pytest.fixture
def cloud(azure: responses.RequestsMock, offline: Project) -> Cloud:
    """A subscription to launch in."""
    return Cloud(azure, planned(offline, "avm"))


def test_a_machine_and_all_beside_it_are_made_in_order(cloud: Cloud, azure: responses.RequestsMock) -> None:
    """Bodies as they were planned; each is sent when the last is done, and each carries every label."""
    for method, path in cloud.calls:
        cloud.answer(method, path, properties={"provisioningState": "Succeeded"})
    made = cloud.submitter.submit(cloud.plan)
    assert made == Made(cloud.machine, "azure-virtual-machine", LABELS)
    asked = [one for one in sent(azure) if one[0] != "GET"]
    assert [(method, url.removeprefix(ARM)) for method, url, _ in asked] == [tuple(call) for call in cloud.calls]
    assert [body for *_, body in asked] == [one.body for one in cloud.plan.requests]
    assert all(body["tags"] == LABELS for *_, body in asked)


def test_what_is_refused_in_the_middle_is_said(cloud: Cloud, azure: responses.RequestsMock) -> None:
    """With what stands already: the next launch asks for it again. What comes after is not sent."""
    first, second, *_ = cloud.calls
    cloud.answer(first[0], first[1], properties={"provisioningState": "Succeeded"})
    cloud.answer(second[0], second[1], 403)
    with pytest.raises(RefusedError, match=rf"it said no. Made before it.*: {first[1]}$"):
        cloud.submitter.submit(cloud.plan)
    assert [method for method, *_ in sent(azure) if method == "PUT"] == ["PUT", "PUT"]


def test_a_machine_whose_disk_cannot_be_labelled_is_not_nothing(cloud: Cloud) -> None:
    """It runs: the record must not say that the launch came to nothing."""
    for method, path in cloud.calls:
        cloud.answer(method, path, 403 if method == "PATCH" else 200, properties={"provisioningState": "Succeeded"})
    with pytest.raises(UnsureError, match=cloud.machine):
        cloud.submitter.submit(cloud.plan)


@pytest.mark.parametrize(
    ("disk", "is_found"), [(LABELS, True), ({}, False)], ids=["whole", "killed before its disk was labelled"]
)
def test_a_machine_is_found_once_its_disk_is_labelled(cloud: Cloud, disk: dict[str, str], *, is_found: bool) -> None:
    """Before that, the requests are sent again."""
    cloud.answer("GET", cloud.machine, tags=LABELS)
    cloud.answer("GET", cloud.disk, tags=disk)
    found = cloud.submitter.find(cloud.plan)
    assert found == (Made(cloud.machine, "azure-virtual-machine", LABELS) if is_found else None)


def test_no_machine_is_found_where_there_is_none(cloud: Cloud) -> None:
    """404."""
    cloud.answer("GET", cloud.machine, 404)
    assert cloud.submitter.find(cloud.plan) is None


def test_a_machine_of_other_labels_is_told_as_it_is(cloud: Cloud) -> None:
    """Whoever launches compares."""
    cloud.answer("GET", cloud.machine, tags={"team": "imaging"})
    found = cloud.submitter.find(cloud.plan)
    assert found is not None
    assert found.labels == {"team": "imaging"}


def test_without_azure_nothing_is_launched(offline: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is signed in: the record says that nothing was made."""
    monkeypatch.setattr("labelwright.launch.azure.ambient", lambda: Credential(is_known=False))
    done = offline.call("launch", "abatch", "--run", "r1", AZURE_CONFIG_DIR=str(tmp_path))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "nobody is signed in" in done.stderr
    assert offline.recorded("r1")["status"] == "failed"
