"""`labelwright coverage` as it is called: with and without a project, in pipes and in narrow terminals."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from labelwright.cli import main

Project = Callable[..., Path]

QUEUE, CE = "aws:sqs/queue:Queue", "aws:batch/computeEnvironment:ComputeEnvironment"
CONFIG = "config:\n  labelwright:workspace: {labels: {team: {value: lab, default: true}}}\n"
LABELWRIGHT = (sys.executable, "-c", "from labelwright.cli import main; main()")


def resource(kind: str, name: str, inputs: dict[str, Any], **more: object) -> dict[str, Any]:
    """A resource as state has it."""
    return {"urn": f"urn:pulumi:dev::p::{kind}::{name}", "type": kind, "custom": True, "inputs": inputs, **more}


def written(folder: Path, *resources: dict[str, Any]) -> str:
    """The path of an exported state with these."""
    file = folder / "state.json"
    file.write_text(json.dumps({"version": 3, "deployment": {"resources": resources}}), encoding="utf-8")
    return str(file)


def queues(labelled: int, bare: int) -> list[dict[str, Any]]:
    """So many queues with a label and so many without."""
    tags = [{"tags": {"team": "lab"}}] * labelled + [{}] * bare
    return [resource(QUEUE, f"queue-{number}", inputs) for number, inputs in enumerate(tags)]


def call(folder: Path, *arguments: str) -> Result:
    """`labelwright coverage` in a folder."""
    return CliRunner().invoke(main, ["coverage", "--project", str(folder), *arguments])


def totals(result: Result) -> dict[str, int]:
    """The sums of a JSON report, but for statuses that nothing has."""
    assert result.exit_code == 0, result.output
    return {status: count for status, count in json.loads(result.stdout)["totals"].items() if count}


def test_a_file_needs_no_project(tmp_path: Path) -> None:
    """Of any program in any language: any label counts, and it is said how to ask for more."""
    result = call(tmp_path, "--file", written(tmp_path, *queues(2, 1)), "--format", "json")
    assert totals(result) == {"resources": 3, "covered": 2, "partly": 1}
    assert "any label counts" in result.stderr
    assert "--require KEY" in result.stderr


def test_a_file_needs_no_stack_config(tmp_path: Path) -> None:
    """The project of somebody else has a Pulumi.yaml, and often no file for its stack."""
    (tmp_path / "Pulumi.yaml").write_text("name: theirs\nruntime: nodejs\n", encoding="utf-8")
    result = call(tmp_path, "--file", written(tmp_path, *queues(2, 1)), "--format", "json")
    assert totals(result) == {"resources": 3, "covered": 2, "partly": 1}


def test_a_file_beside_a_project_is_measured_by_its_config(project: Project) -> None:
    """The labels that are declared, and no remark."""
    root = project(CONFIG)
    other = resource(QUEUE, "other", {"tags": {"owner": "ada"}})
    result = call(root, "--file", written(root, *queues(2, 0), other), "--format", "json")
    assert totals(result) == {"resources": 3, "covered": 2, "partly": 1}
    assert result.stderr == ""


def test_without_a_file_there_must_be_a_project(tmp_path: Path) -> None:
    """There is no stack to ask Pulumi for."""
    result = call(tmp_path)
    assert result.exit_code == 2
    assert "Pulumi.yaml" in result.stderr


def test_keys_can_be_asked_for(project: Project) -> None:
    """Rather than those of stack config, under the name that each cloud gives them, whatever their values."""
    root = project(CONFIG)
    file = written(
        root,
        resource(QUEUE, "both", {"tags": {"Owner": "ada", "cost": "1"}}),
        resource(QUEUE, "one", {"tags": {"Owner": "ada", "team": "lab"}}),
        resource("gcp:storage/bucket:Bucket", "low", {"labels": {"owner": "ada", "cost": "1"}}),
    )
    result = call(root, "--file", file, "--require", "Owner", "--require", "cost", "--format", "json")
    assert [(one["status"], one["missing"], one["reason"]) for one in json.loads(result.stdout)["resources"]] == [
        ("covered", {}, ""),
        ("partly", {"tags": ["cost"]}, ""),
        ("covered", {}, ""),
    ]
    assert result.stderr == ""


def test_what_is_exempt_stays_exempt_from_keys_that_are_asked_for(project: Project) -> None:
    """Somebody decided so, with a reason."""
    root = project(f"{CONFIG}  labelwright:exempt: [{{name: queue-0, reason: old}}]\n")
    result = call(root, "--file", written(root, *queues(0, 2)), "--require", "cost", "--format", "json")
    assert totals(result) == {"resources": 2, "partly": 1, "skipped": 1}


def test_a_preview_and_a_file_at_once_are_wrong_use(project: Project) -> None:
    """A file is what it is."""
    root = project(CONFIG)
    result = call(root, "--file", written(root), "--preview")
    assert result.exit_code == 2
    assert "--preview" in result.stderr


@pytest.mark.parametrize(
    ("labelled", "bare", "limit", "code"),
    [
        (4, 1, "80", 0),
        (7999, 2001, "80", 1),
        (4, 1, "80.01", 1),
        (0, 0, "100", 0),
        (3, 0, "100", 0),
        (0, 3, "0", 0),
        (1, 2, "33.33", 0),
        (1, 2, "33.34", 1),
    ],
)
def test_the_share_must_reach_the_limit(tmp_path: Path, labelled: int, bare: int, limit: str, code: int) -> None:
    """On it is enough, just below is not; a stack with nothing to label is covered."""
    result = call(tmp_path, "--file", written(tmp_path, *queues(labelled, bare)), "--fail-under", limit)
    assert result.exit_code == code, result.stderr


def test_a_share_is_never_rounded_up_to_its_limit(tmp_path: Path) -> None:
    """`80.0 % is under 80 %` would help nobody."""
    result = call(tmp_path, "--file", written(tmp_path, *queues(7999, 2001)), "--fail-under", "80")
    assert "coverage 79.99 % (7999 of 10000) is under 80 %" in result.stderr


@pytest.mark.parametrize("limit", ["-1", "100.1", "most"])
def test_a_limit_is_a_share(tmp_path: Path, limit: str) -> None:
    """Of a hundred."""
    assert call(tmp_path, "--file", written(tmp_path), "--fail-under", limit).exit_code == 2


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_empty_stack_is_reported(tmp_path: Path, form: str) -> None:
    """It is no mistake to have nothing."""
    result = call(tmp_path, "--file", written(tmp_path), "--format", form)
    assert result.exit_code == 0
    assert ("0 resources: none" if form == "text" else '"resources": []') in result.stdout


def test_a_label_that_is_missing_altogether_is_said_so(tmp_path: Path) -> None:
    """Where no keys are asked for there is none to name."""
    assert "tags lacks any label" in call(tmp_path, "--file", written(tmp_path, *queues(0, 1))).stdout


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_pipe_that_closes_early_ends_it_quietly(tmp_path: Path, form: str) -> None:
    """`| head` is how one looks at a long report."""
    file = written(tmp_path, *queues(0, 5000))
    command = [*LABELWRIGHT, "coverage", "--project", str(tmp_path), "--file", file, "--format", form]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert "Traceback" not in said
    assert "BrokenPipe" not in said


def on_a_terminal(columns: int, *arguments: str) -> str:
    """What a person sees on a terminal of that width, without the colours."""
    main_end, other_end = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm"}
    with subprocess.Popen([*LABELWRIGHT, *arguments], stdout=other_end, stderr=subprocess.DEVNULL, env=environment):
        os.close(other_end)
        parts: list[bytes] = []
        try:
            while part := os.read(main_end, 65536):
                parts.append(part)
        except OSError:  # how Linux says that the other end is closed
            pass
    os.close(main_end)
    return b"".join(parts).decode().replace("\r\n", "\n")


COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_no_word_is_broken_in_a_narrow_terminal(tmp_path: Path, columns: int) -> None:
    """Types, names and paths are copied from a report, and searched for."""
    inputs = {"computeResources": {"type": "EC2"}}
    long = "genomics-europe-west-environment"
    file = written(tmp_path, resource(CE, long, inputs), *queues(1, 1))
    shown = COLOUR.sub("", on_a_terminal(columns, "coverage", "--project", str(tmp_path), "--file", file, "--all"))
    for word in (CE, long, "computeResources.tags", QUEUE, "queue-1"):
        assert any(word in line for line in shown.splitlines()), word
    assert max(map(len, shown.splitlines())) <= max(columns, len(CE) + 14)


def test_colours_are_for_terminals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not for logs, and not for those who want none (https://no-color.org)."""
    file = written(tmp_path, *queues(1, 1))
    arguments = ("coverage", "--project", str(tmp_path), "--file", file)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert COLOUR.search(on_a_terminal(80, *arguments))
    assert not COLOUR.search(call(tmp_path, "--file", file).stdout)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not COLOUR.search(on_a_terminal(80, *arguments))


def test_a_log_has_a_line_for_each_resource(tmp_path: Path) -> None:
    """Whoever greps for a name gets its type and what it lacks."""
    inputs = {"computeResources": {"type": "EC2"}}
    lines = call(tmp_path, "--file", written(tmp_path, resource(CE, "spot", inputs), *queues(0, 1))).stdout.splitlines()
    (line,) = (line for line in lines if "spot" in line)
    assert [cell.strip() for cell in line.split("   ") if cell][:3] == ["partly", CE, "spot"]
    assert "tags lacks any label; computeResources.tags lacks any label" in line


def test_only_what_a_report_needs_is_loaded(project: Project) -> None:
    """The rest would be most of its time: rich, and the platforms that a stack does not have."""
    root = project(CONFIG)
    command = (
        "import sys; from labelwright.cli import main; main(sys.argv[1:], standalone_mode=False); "
        "print(*sys.modules, file=sys.stderr)"
    )
    arguments = ["coverage", "--project", str(root), "--file", written(root, *queues(1, 1))]
    done = subprocess.run([sys.executable, "-c", command, *arguments], capture_output=True, text=True, check=True)
    loaded = done.stderr.split()
    heavy = {"rich", "pulumi", "boto3", "labelwright.environments.aws_batch", "labelwright.environments.kubernetes"}
    assert "labelwright.coverage" in loaded
    assert heavy.isdisjoint(loaded)
