"""`labelwright drift`, as a person types it, with a cloud that answers from a map."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from labelwright.cli import main
from labelwright.drift import aws, judge, kubernetes
from labelwright.drift.compare import GONE, Carried
from labelwright.drift.declared import Declared
from labelwright.drift.reader import UnreachableError

QUEUE, OBJECT = "aws:sqs/queue:Queue", "kubernetes:core/v1:ConfigMap"


def resource(kind: str, name: str) -> dict[str, Any]:
    """A resource that should have one label."""
    labels = {"tags": {"team": "a"}} if kind == QUEUE else {"metadata": {"labels": {"team": "a"}}}
    return {"urn": f"urn:pulumi:dev::p::{kind}::{name}", "type": kind, "custom": True, "id": name, "inputs": labels}


class Cloud:
    """Answers two at a time: `x...` are gone, `d...` drifted, the others as declared; refuses after some batches."""

    at_once = 2

    def __init__(self, error: BaseException | None = None, after: int = 0) -> None:
        self.asked: list[str] = []
        self._error, self._left = error, after

    def read(self, batch: Sequence[Declared]) -> Iterator[Carried]:
        """What each of them carries."""
        if self._error is not None and not self._left:
            raise self._error
        self._left -= 1
        for one in batch:
            self.asked.append(name := one.text("id"))
            labels = {"team": "b" if name.startswith("d") else "a"}
            yield GONE if name.startswith("x") else Carried({placed.path: labels for placed in one.places})


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """Stands for AWS, and answers everything."""
    return put(Cloud(), monkeypatch)


def put(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """Put a cloud in the place of AWS."""
    monkeypatch.setattr(aws, "reader", lambda: cloud)
    return cloud


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """An exported stack of five queues."""
    return exported(tmp_path, *(resource(QUEUE, name) for name in ("a", "b", "d", "x", "z")))


def exported(folder: Path, *resources: dict[str, Any]) -> Path:
    """A file as `pulumi stack export` writes it."""
    file = folder / "state.json"
    file.write_text(json.dumps({"version": 3, "deployment": {"resources": resources}}), encoding="utf-8")
    return file


def called(*words: object) -> Result:
    """The command."""
    return CliRunner().invoke(main, ["drift", *map(str, words)])


def test_drift_is_a_finding_and_none_is_none(cloud: Cloud, state: Path, tmp_path: Path) -> None:
    """Exit codes 1 and 0; the JSON form lists what needs a look, and counts all."""
    done = called(state, "--format", "json")
    assert done.exit_code == 1
    document = json.loads(done.stdout)
    assert document["totals"] == {"resources": 5, "same": 3, "drifted": 1, "gone": 1, "not-checked": 0}
    assert document["resources"][0] == {
        "urn": f"urn:pulumi:dev::p::{QUEUE}::d",
        "type": QUEUE,
        "status": "drifted",
        "differences": [{"place": "tags", "key": "team", "change": "changed", "declared": "a", "found": "b"}],
        "unchecked": {},
        "reason": "",
    }
    assert cloud.asked == ["a", "b", "d", "x", "z"]
    sound = called(exported(tmp_path, resource(QUEUE, "a")), "--format", "json")
    assert (sound.exit_code, json.loads(sound.stdout)["resources"]) == (0, [])


def test_the_text_form_says_what_and_where(cloud: Cloud, state: Path) -> None:
    """A row a difference, and one line that counts."""
    del cloud
    said = [line.strip() for line in called(state).stdout.splitlines()]
    (row,) = (line.split() for line in said if line.startswith("changed"))
    assert row == ["changed", QUEUE, "d", "tags", "team", "a", "b"]
    assert any(line.startswith("gone") for line in said)
    assert said[-1] == "5 resources: 3 same, 1 drifted, 1 gone"


def test_an_interrupted_run_goes_on_where_it_was(state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was judged is not asked for again, the report is that of one run, and the file is removed at the end."""
    file = tmp_path / "judged"
    put(Cloud(KeyboardInterrupt(), after=2), monkeypatch)
    done = called(state, "--resume", file)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "interrupted" in done.stderr
    cloud = put(Cloud(), monkeypatch)
    resumed = called(state, "--resume", file, "--format", "json")
    assert cloud.asked == ["z"]
    assert not file.exists()
    assert json.loads(resumed.stdout) == json.loads(called(state, "--format", "json").stdout)


def test_a_file_of_another_question_is_refused(state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another state, or other clouds; the file stays as it is."""
    file = tmp_path / "judged"
    put(Cloud(KeyboardInterrupt(), after=1), monkeypatch)
    called(state, "--resume", file)
    kept = file.read_bytes()
    put(Cloud(), monkeypatch)
    assert called(state, "--resume", file, "--provider", "aws").exit_code == 2
    other = exported(tmp_path, resource(QUEUE, "a"))
    done = called(other, "--resume", file)
    assert done.exit_code == 2
    assert "another state" in done.stderr
    assert file.read_bytes() == kept


def test_only_the_chosen_clouds_are_asked(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And only those in which the stack has something."""
    cluster = Cloud()
    monkeypatch.setattr(kubernetes, "reader", lambda: cluster)
    file = exported(tmp_path, resource(QUEUE, "a"), resource(OBJECT, "o"))
    document = json.loads(called(file, "--provider", "aws", "--format", "json").stdout)
    assert (cloud.asked, cluster.asked) == (["a"], [])
    assert document["totals"]["resources"] == 1
    called(file)
    assert cluster.asked == ["o"]


def test_a_cloud_that_cannot_be_asked_ends_the_command(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, and no report that would be half of one."""
    put(Cloud(UnreachableError("AWS: nobody is signed in."), after=1), monkeypatch)
    done = called(state)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", "labelwright: AWS: nobody is signed in.\n")


def test_an_sdk_that_is_not_there_is_said(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that brings it."""

    def missing(_: str) -> Any:
        raise ModuleNotFoundError("No module named 'boto3'")

    monkeypatch.setattr(judge, "import_module", missing)
    done = called(state)
    assert done.exit_code == 2
    assert "pip install 'labelwright[aws]'" in done.stderr


def test_a_file_may_be_named_by_an_option_too(cloud: Cloud, state: Path) -> None:
    """As in the other commands that read one; both at once is wrong use, since one would be ignored."""
    del cloud
    plain = called(state, "--format", "json")
    named = called("--file", state, "--format", "json")
    assert (named.exit_code, named.stdout) == (plain.exit_code, plain.stdout)
    both = called(state, "--file", state)
    assert both.exit_code == 2
    assert "--file: got" in both.stderr


OWN, FOREIGN = "custom:cloud:Queue", "datadog:index/monitor:Monitor"
PLACED = """
config:
  labelwright:placement:
    - { type: "custom:cloud:Queue", dialect: aws, places: [{ path: tags }] }
"""


def test_types_that_stack_config_declares_are_looked_up(cloud: Cloud, tmp_path: Path) -> None:
    """In the cloud of their dialect; a type that nobody knows is said to be not checked, and no finding."""
    labels = {"tags": {"team": "a"}}
    file = exported(
        tmp_path,
        {**resource(QUEUE, "d"), "type": OWN, "urn": f"urn:pulumi:dev::p::{OWN}::d", "inputs": labels},
        {**resource(QUEUE, "m"), "type": FOREIGN, "urn": f"urn:pulumi:dev::p::{FOREIGN}::m", "inputs": labels},
    )
    project = tmp_path / "project"
    project.mkdir()
    (project / "Pulumi.yaml").write_text("name: p\nruntime: python\n", encoding="utf-8")
    (project / "Pulumi.dev.yaml").write_text(PLACED, encoding="utf-8")
    without = json.loads(called(file, "--project", tmp_path, "--format", "json").stdout)
    assert (without["totals"]["not-checked"], cloud.asked) == (2, [])
    assert {one["reason"] for one in without["resources"]} == {
        f"the placement table does not cover the package '{name}'" for name in ("custom", "datadog")
    }
    declared = json.loads(called(file, "--project", project, "--format", "json").stdout)
    assert cloud.asked == ["d"]
    assert {one["type"]: one["status"] for one in declared["resources"]} == {OWN: "drifted", FOREIGN: "not-checked"}
    chosen = json.loads(called(file, "--project", project, "--provider", "aws", "--format", "json").stdout)
    assert [one["type"] for one in chosen["resources"]] == [OWN]


def test_a_run_does_not_go_on_under_another_placement(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was judged before was judged in other places."""
    project, file = tmp_path / "project", tmp_path / "judged"
    project.mkdir()
    (project / "Pulumi.yaml").write_text("name: p\nruntime: python\n", encoding="utf-8")
    put(Cloud(KeyboardInterrupt(), after=1), monkeypatch)
    called(state, "--resume", file, "--project", project)
    (project / "Pulumi.dev.yaml").write_text(PLACED, encoding="utf-8")
    put(Cloud(), monkeypatch)
    done = called(state, "--resume", file, "--project", project)
    assert done.exit_code == 2
    assert "another state" in done.stderr


def test_a_file_that_is_no_state_is_wrong_use(tmp_path: Path) -> None:
    """Missing, not JSON, or something else."""
    file = tmp_path / "state.json"
    for text in (None, "nope", "{}"):
        if text is not None:
            file.write_text(text, encoding="utf-8")
        done = called(file)
        assert (done.exit_code, done.stdout) == (2, ""), text


def test_a_state_is_read_from_standard_input(cloud: Cloud, state: Path) -> None:
    """As `pulumi stack export | labelwright drift -` hands it over."""
    done = CliRunner().invoke(main, ["drift", "-"], input=state.read_text(encoding="utf-8"))
    assert done.exit_code == 1
    assert len(cloud.asked) == 5
