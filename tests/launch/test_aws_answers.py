"""What botocore may send again, and what each answer of AWS says of the cloud: against a server that counts."""

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

import pytest
from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs] - it has no types of its own
    SSLError,
    UnauthorizedSSOTokenError,
)

from labelwright.launch import aws, once
from labelwright.launch.submitter import RefusedError, UnsureError
from tests.launch.conftest import Project
from tests.launch.forged import FORGED, batch_record, write_project

DROPPED = 0
"""Stands for no answer: the connection is closed."""


class Batch(ThreadingHTTPServer):
    """AWS Batch that answers SubmitJob as it is told, one answer after the other, and remembers what it took.

    `answers` are status codes. A job comes of 200, and with `is_made_all_the_same` of any.
    For `unseen` calls of ListJobs it has not heard of them yet.
    """

    def __init__(self, answers: list[int], *, is_made_all_the_same: bool) -> None:
        self.answers, self.is_made_all_the_same = answers, is_made_all_the_same
        self.unseen = 0
        self.sent: list[dict[str, Any]] = []
        self.jobs: list[dict[str, Any]] = []
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    """Its calls."""

    @property
    def batch(self) -> "Batch":
        """The server, as what it is."""
        return cast("Batch", self.server)

    def do_POST(self) -> None:
        """ListJobs, DescribeJobs and SubmitJob."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/v1/listjobs":
            self.batch.unseen -= 1
            self._answer(200, {"jobSummaryList": [] if self.batch.unseen >= 0 else self.batch.jobs})
        elif self.path == "/v1/describejobs":
            self._answer(200, {"jobs": self.batch.jobs})
        else:
            self._submit(asked)

    def _submit(self, asked: dict[str, Any]) -> None:
        self.batch.sent.append(asked)
        status = self.batch.answers.pop(0) if self.batch.answers else 200
        if status == 200 or self.batch.is_made_all_the_same:
            number = len(self.batch.jobs)
            self.batch.jobs.append({"jobId": f"job-{number}", "createdAt": number, **asked})
        if status == DROPPED:
            self.close_connection = True
            return
        said = {429: "TooManyRequestsException", 403: "AccessDeniedException"}.get(status, "ServerException")
        body = {"jobId": "job-0", "jobName": asked["jobName"]} if status == 200 else {"message": "no", "code": said}
        self._answer(status, body, **({} if status == 200 else {"X-Amzn-Errortype": said}))

    def _answer(self, status: int, body: dict[str, Any], **headers: str) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(text)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the library
        """Say nothing."""


class Answered:
    """A project that launches against such a server."""

    def __init__(self, root: Path) -> None:
        self.root, self.servers = root, list[Batch]()

    def project(self, *answers: int, is_made_all_the_same: bool = False) -> tuple[Project, Batch]:
        """The project, and the server that gives these answers."""
        server = Batch(list(answers), is_made_all_the_same=is_made_all_the_same)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.servers.append(server)
        environment = {
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_address[1]}",
        }
        queue = "arn:aws:batch:us-east-1:123456789012:job-queue/one"
        return Project(write_project(self.root, batch_record(queue, "arn:aws:iam::1:role/one")), environment), server


@pytest.fixture
def answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Answered]:
    """Servers of one test."""
    monkeypatch.setattr(once, "SETTLE_SECONDS", 0.0)
    made = Answered(tmp_path)
    yield made
    for server in made.servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("answer", [500, 503, DROPPED])
def test_a_submission_without_an_answer_is_not_sent_again(answered: Answered, answer: int) -> None:
    """It may have been taken, and AWS Batch would take the second one too. The record says that nobody knows."""
    project, server = answered.project(answer)
    done = project.call("launch", "batch", "--run", "r1")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Nobody knows whether it was made" in done.stderr
    assert "--run r1" in done.stderr
    assert len(server.sent) == 1
    assert (project.recorded("r1")["status"], project.recorded("r1")["jobs"]) == ("submitting", [])


@pytest.mark.parametrize("answer", [500, DROPPED])
def test_a_submission_whose_answer_was_lost_is_found(answered: Answered, answer: int) -> None:
    """Looked for by its name, it is recorded, and the launch has succeeded."""
    project, server = answered.project(answer, is_made_all_the_same=True)
    said = project.launch("batch", "--run", "r1")
    assert (said["outcome"], said["job"]["id"], len(server.sent)) == ("found", "job-0", 1)
    assert project.recorded("r1")["status"] == "submitted"


def test_a_launch_after_a_lost_answer_goes_on(answered: Answered) -> None:
    """Nothing had been made: it is now, once."""
    project, server = answered.project(500)
    assert project.call("launch", "batch", "--run", "r1").exit_code == 2
    assert project.launch("batch", "--run", "r1")["outcome"] == "submitted"
    assert (len(server.sent), len(server.jobs)) == (2, 1)


def test_a_job_that_aws_does_not_list_yet_is_waited_for(answered: Answered, monkeypatch: pytest.MonkeyPatch) -> None:
    """An earlier launch died a moment ago: its job may show only later, and another one would be one too many."""
    project, server = answered.project(500, is_made_all_the_same=True)
    server.unseen = 4  # asked before and after the submission, then twice by the next launch
    assert project.call("launch", "batch", "--run", "r1").exit_code == 2
    monkeypatch.setattr(once, "SETTLE_SECONDS", 60.0)
    monkeypatch.setattr(once, "_PAUSE", 0.01)
    assert project.launch("batch", "--run", "r1")["outcome"] == "found"
    assert len(server.sent) == 1


def test_a_certificate_that_is_not_trusted_leaves_nothing_open() -> None:
    """The request never left; of a connection that broke later, nobody knows."""
    with pytest.raises(RefusedError, match="CERTIFICATE"), aws.explained("SubmitJob"):
        raise cast("Any", SSLError)(endpoint_url="u", error="[SSL: CERTIFICATE_VERIFY_FAILED] self-signed")
    with pytest.raises(UnsureError), aws.explained("SubmitJob"):
        raise cast("Any", SSLError)(endpoint_url="u", error="EOF occurred")


def test_a_login_that_has_ended_leaves_nothing_open() -> None:
    """Nothing was signed, and so nothing sent."""
    with pytest.raises(RefusedError, match="SSO"), aws.explained("SubmitJob"):
        raise cast("Any", UnauthorizedSSOTokenError)


def test_a_throttled_submission_is_sent_again_by_the_sdk(answered: Answered) -> None:
    """Nothing was made of it; botocore waits longer each time."""
    project, server = answered.project(429, 429)
    assert project.launch("batch", "--run", "r1")["outcome"] == "submitted"
    assert (len(server.sent), len(server.jobs)) == (3, 1)


def test_what_aws_refuses_is_recorded_as_failed(answered: Answered) -> None:
    """With AWS's own words; the same id can be launched once it may."""
    project, server = answered.project(403)
    done = project.call("launch", "batch", "--run", "r1")
    assert done.exit_code == 2
    assert "SubmitJob: AccessDeniedException: no" in done.stderr
    run = project.recorded("r1")
    assert (run["status"], "AccessDeniedException" in run["message"], run["jobs"]) == ("failed", True, [])
    assert project.launch("batch", "--run", "r1")["outcome"] == "submitted"
    assert (project.recorded("r1")["message"], len(server.jobs)) == ("", 1)


def test_a_refused_work_job_leaves_the_run_as_it_is(answered: Answered) -> None:
    """Its head runs; what failed is the launch of another job, not the run."""
    project, _ = answered.project(200, 403)
    project.launch("batch", "--run", "r1")
    before = project.recorded("r1")
    assert project.call("launch", "batch", "--run", "r1", "--job", "work").exit_code == 2
    assert project.recorded("r1") == before


def test_an_id_in_another_case_is_another_job(answered: Answered) -> None:
    """AWS compares names without case, which is not what a run's id does."""
    project, server = answered.project()
    project.launch("batch", "--run", "r1")
    server.jobs[0]["jobName"] = server.jobs[0]["jobName"].upper()
    other = project.launch("batch", "--run", "r1", "--runs", f"sqlite:///{project.root / 'other.db'}")
    assert other["outcome"] == "submitted"


def test_a_definition_is_the_same_only_whole() -> None:
    """What AWS adds is overlooked; another label, or another size, makes it another one."""
    from labelwright.launch.aws_batch import is_same  # noqa: PLC0415 - boto3 comes with it

    body = {
        "containerProperties": {"image": "a", "resourceRequirements": [{"type": "VCPU", "value": "1"}]},
        "tags": FORGED,
    }
    found = {**body, "revision": 3, "containerProperties": {**body["containerProperties"], "volumes": []}}
    assert is_same(found, body)
    other = {"image": "a", "resourceRequirements": [{"type": "VCPU", "value": "2"}]}
    assert not is_same({**found, "containerProperties": other}, body)
    assert not is_same({**found, "tags": {**FORGED, "kind": "special"}}, body)
    assert not is_same({**found, "tags": {}}, body)
    bare = {"containerProperties": body["containerProperties"]}
    assert is_same(bare, bare)
    assert is_same({**bare, "tags": {}}, bare)
    assert not is_same(found, bare)


def test_throttling_is_the_sdks_own_matter() -> None:
    """Standard mode: five attempts, each later than the one before."""
    assert cast("Any", aws.SETTINGS).retries == {"mode": "standard", "total_max_attempts": 5}
