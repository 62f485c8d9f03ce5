"""The command line as a whole: what it says to a person who is wrong, and what it costs to start."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.project import STACK, Project, call


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["chek"], "'check'"),
        (["check", "--stack", "dve"], "'dev'"),
        (["check", "--fromat", "json"], "--format"),
        (["explain", "spto"], "'spot'"),
        (["explain", "spot", "--key", "tear"], "'tier'"),
        (["explain", "spot", "--label", "nonsense"], "KEY=VALUE"),
        (["explain", "spot", "--label", "a1=x", "--label", "a1=y"], "twice"),
        (["explain", "spot", "--var", "workflowID=1"], "'workflowId'"),
        (["render", "spot"], "pulumi up"),
        (["render"], "spot, bench"),
        (["coverage", "--file", "no-such-file.json"], "no-such-file.json: cannot be read"),
        (["coverage", "no-such-file.json"], "no-such-file.json: cannot be read"),
        (["coverage", "one.json", "--file", "two.json"], "--file: got 'two.json'"),
        (["review"], "FILE"),
    ],
)
def test_wrong_use_is_explained_and_exits_with_2(project: Project, arguments: list[str], hint: str) -> None:
    """No traceback; the remedy is there."""
    result = call(project(STACK), *arguments)
    assert result.exit_code == 2, result.output
    assert hint in result.stderr
    assert "Traceback" not in result.output


def test_a_folder_without_a_project_is_wrong_use(tmp_path: Path) -> None:
    """It says what is missing."""
    result = call(tmp_path, "check")
    assert result.exit_code == 2
    assert "Pulumi.yaml" in result.stderr


def test_the_stack_must_be_named_where_there_are_several(project: Project) -> None:
    """A guess could check the wrong one."""
    root = project(STACK)
    (root / "Pulumi.prod.yaml").write_text("config: {}\n")
    result = call(root, "check")
    assert result.exit_code == 2
    assert "dev, prod" in result.stderr
    assert call(root, "check", "--stack", "dev").exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--format", "json"],
        ["explain", "spot", "--format", "json"],
        ["permissions", "aws-batch", "--format", "json"],
        ["--help"],
    ],
)
def test_the_command_line_imports_nothing_heavy(project: Project, arguments: list[str]) -> None:
    """Pulumi, boto3, gRPC and rich cost more than the whole start may; the JSON path needs none of them."""
    script = (
        "import sys; from labelwright.cli import main\n"
        f"try: main({[*arguments]!r})\n"
        "except SystemExit: pass\n"
        "print(sorted(sys.modules.keys() & {'pulumi', 'boto3', 'botocore', 'grpc', 'rich', 'moto'}), file=sys.stderr)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], cwd=project(STACK), capture_output=True, text=True, check=True
    )
    assert answer.stderr.strip().endswith("[]")
