"""What is read of a stack: every form that Pulumi writes, and a plain word for everything else."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

from labelwright.state import Reading, read_state

QUEUE = "aws:sqs/queue:Queue"
URN = f"urn:pulumi:dev::p::{QUEUE}::jobs"
RESOURCE: dict[str, Any] = {"urn": URN, "type": QUEUE, "custom": True, "inputs": {"tags": {"team": "lab"}}}
DEPLOYMENT: dict[str, Any] = {"manifest": {"time": "", "magic": "", "version": ""}, "resources": [RESOURCE]}
STACK: dict[str, Any] = {"stack": "organization/p/dev", "latest": DEPLOYMENT}
EXPORT: dict[str, Any] = {"version": 3, "deployment": DEPLOYMENT}


def read(tmp_path: Path, data: bytes | str | dict[str, Any]) -> Reading:
    """What is made of a file with this in it."""
    file = tmp_path / "state.json"
    text = json.dumps(data) if isinstance(data, dict) else data
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_state(tmp_path, "dev", file=file)


@pytest.mark.parametrize(
    "document",
    [
        *({**EXPORT, "version": version} for version in (1, 2, 3, 4)),
        *({"version": version, "checkpoint": STACK} for version in (1, 2, 3)),
        STACK,
        {"config": {}, "steps": [{"op": "same", "urn": URN, "oldState": RESOURCE, "newState": RESOURCE}]},
    ],
    ids=["export v1", "v2", "v3", "v4", "backend's file v1", "v2", "v3", "before versions", "preview"],
)
def test_every_form_of_a_stack_is_read(tmp_path: Path, document: dict[str, Any]) -> None:
    """Exports and files of Pulumi's own backend of every version, and previews."""
    assert read(tmp_path, document).resources == [RESOURCE]


@pytest.mark.parametrize(
    "document",
    [
        {"version": 3, "deployment": {"manifest": {}}},
        {"version": 3, "deployment": {"resources": None}},
        {"version": 3, "deployment": None},
        {"version": 3, "checkpoint": {"stack": "organization/p/dev"}},
        {"version": 3, "checkpoint": {"stack": "organization/p/dev", "latest": None}},
        {"stack": "p-dev"},
        {"config": {}, "steps": None},
    ],
    ids=str,
)
def test_a_stack_without_resources_is_empty(tmp_path: Path, document: dict[str, Any]) -> None:
    """One that was never updated, or was destroyed."""
    assert read(tmp_path, document).resources == []


@pytest.mark.parametrize(
    "gone", [{"delete": True}, {"pendingReplacement": True}], ids=["waits to be deleted", "deleted to be made anew"]
)
def test_what_is_not_there_any_more_is_not_counted(tmp_path: Path, gone: dict[str, Any]) -> None:
    """A resource that is being replaced stands in the state twice, under one URN, in either order."""
    old: dict[str, Any] = {**RESOURCE, **gone, "inputs": {}}
    for resources in ([RESOURCE, old], [old, RESOURCE]):
        assert read(tmp_path, {"deployment": {"resources": resources}}).resources == [RESOURCE]
    assert read(tmp_path, {"deployment": {"resources": [old]}}).resources == []


def test_an_operation_that_never_ended_is_no_resource(tmp_path: Path) -> None:
    """Whether it was done nobody knows; `labelwright recover` finds out. What was being updated counts once."""
    pending = [{"type": kind, "resource": RESOURCE} for kind in ("creating", "updating", "deleting")]
    assert read(tmp_path, {"deployment": {"resources": [], "pending_operations": pending}}).resources == []
    both = {"deployment": {"resources": [RESOURCE], "pending_operations": pending}}
    assert read(tmp_path, both).resources == [RESOURCE]


def test_only_what_is_judged_is_read(tmp_path: Path) -> None:
    """Outputs are half of a state, may hold anything, and say nothing of labels."""
    noted = {**RESOURCE, "outputs": {"arn": "arn:aws:x", "big": 10**30}, "dependencies": [URN], "protect": True}
    assert read(tmp_path, {"deployment": {"resources": [noted]}}).resources == [RESOURCE]


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(EXPORT).encode("utf-8-sig"),
        json.dumps(EXPORT).encode("utf-16"),
        json.dumps(EXPORT, indent=4).replace("\n", "\r\n").encode(),
        gzip.compress(json.dumps(EXPORT).encode()),
    ],
    ids=["byte order mark", "UTF-16", "lines of Windows", "compressed"],
)
def test_a_file_is_read_however_it_was_written(tmp_path: Path, data: bytes) -> None:
    """Windows PowerShell writes UTF-16 on `>`, and backends compress where they are asked to."""
    assert read(tmp_path, data).resources == [RESOURCE]


def test_a_minus_is_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`pulumi stack export | labelwright coverage --file -`."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(EXPORT).encode())))
    assert read_state(tmp_path, "dev", file=Path("-")).resources == [RESOURCE]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "got nothing"),
        (b" \n", "got nothing"),
        (b"pulumi: no stack", "not JSON"),
        (json.dumps(EXPORT).encode()[:-3], "not JSON (Input data was truncated)"),
        (gzip.compress(json.dumps(EXPORT).encode())[:-9], "cannot be read"),
        (b"\x1f\x8bnonsense", "cannot be read"),
        (b"\xff\xfe\x00", "cannot be read"),
        (b"\x00\x9f\x92\x96", "not JSON"),
        (b'{"deployment": {"resources": [{"urn": "\xff"}]}}', "not"),
        (b"[]", "Expected `object`, got `array`"),
        (b'{"resources": [], "version": 3}', "got a document with resources, version"),
        (b'{"deployment": {"resources": [{"type": "a:b:C"}]}}', "`urn` - at `$.deployment.resources[0]`"),
        (b'{"deployment": {"resources": {}}}', "`$.deployment.resources`"),
        (b'{"steps": [{"op": "same"}]}', "`urn` - at `$.steps[0]`"),
        (b'{"deployment": {"resources": [{"urn": "a", "type": "b", "inputs": {"c": ' + b"[" * 200_000, "not JSON"),
    ],
    ids=[
        "empty",
        "blank",
        "words",
        "cut off",
        "compressed and cut off",
        "compressed nonsense",
        "half of UTF-16",
        "binary",
        "no UTF-8",
        "a list",
        "something else",
        "no URN",
        "no list",
        "a step without a URN",
        "without bottom",
    ],
)
def test_a_broken_file_is_refused_in_words(tmp_path: Path, data: bytes, said: str) -> None:
    """Where it breaks, and what would do instead; never another exception."""
    with pytest.raises(ValueError, match="pulumi stack export") as refused:
        read(tmp_path, data)
    assert said in str(refused.value)
    assert "state.json" in str(refused.value)


def test_a_file_beyond_the_memory_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback there either."""

    def read_bytes(_: Path) -> bytes:
        raise MemoryError

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    with pytest.raises(ValueError, match="larger than the memory"):
        read_state(tmp_path, "dev", file=tmp_path / "state.json")
