"""Reports for people show what stands there as text, whatever it holds: no colours, no orders to a terminal."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from labelwright.cli import main
from labelwright.recovery.pending import PendingCreate
from labelwright.report.recovery import recovery_as_text
from tests.cli.project import STACK, Project
from tests.pull_requests.events import END, QUEUE, log, step

HOSTILE = "a\x1b]0;owned\x07[bold]b"
SHOWN = "a\\x1b]0;owned\\x07[bold]b"


def test_a_label_of_a_pull_request_drives_no_terminal(project: Project) -> None:
    """Anybody's fork is reviewed, and its log is read in a terminal."""
    root = project(STACK)
    events = log(step("update", QUEUE, {"tags": {}}, {"tags": {"key": HOSTILE}}), END)
    (root / "events.jsonl").write_text(events, encoding="utf-8")
    result = CliRunner().invoke(main, ["review", str(root / "events.jsonl"), "--project", str(root)])
    assert SHOWN in result.stdout
    assert "\x1b" not in result.stdout


def test_a_resource_of_an_exported_state_drives_no_terminal(tmp_path: Path) -> None:
    """A file may be anyone's."""
    urn = f"urn:pulumi:dev::p::aws:sqs/queue:Queue::{HOSTILE}"
    queue: dict[str, object] = {"urn": urn, "type": "aws:sqs/queue:Queue", "custom": True, "inputs": {}}
    file = tmp_path / "state.json"
    file.write_text(json.dumps({"deployment": {"resources": [queue]}}), encoding="utf-8")
    result = CliRunner().invoke(main, ["coverage", str(file), "--project", str(tmp_path)])
    assert SHOWN in result.stdout
    assert "\x1b" not in result.stdout


def test_brackets_in_a_name_are_no_marks(capsys: pytest.CaptureFixture[str]) -> None:
    """They would be taken for a style, and vanish."""
    one = PendingCreate({"urn": "urn:pulumi:dev::p::aws:sqs/queue:Queue::jobs[red]", "type": "aws:sqs/queue:Queue"})
    recovery_as_text({one: None}, dry_run=False)
    assert "jobs[red]" in capsys.readouterr().out
