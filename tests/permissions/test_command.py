"""`labelwright permissions`: the document on standard output, what to know of it beside, and clear errors."""

import json

import pytest
from click.testing import CliRunner, Result

from labelwright.cli import main
from labelwright.permissions import PERMISSIONS_OF
from labelwright.vocabulary import Phase


def call(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["permissions", *arguments])


@pytest.mark.parametrize("platform", PERMISSIONS_OF)
def test_standard_output_is_the_document_and_nothing_else(platform: str) -> None:
    """It goes into a file, or into the platform's own tool, as it is; who forges is the default."""
    result = call(platform)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == json.loads(json.dumps(PERMISSIONS_OF[platform][Phase.FORGE].body))


@pytest.mark.parametrize("platform", PERMISSIONS_OF)
def test_what_to_replace_and_how_to_use_it_is_said_beside(platform: str) -> None:
    """On standard error, so that it gets into no file."""
    result, document = call(platform, "--phase", "submission"), PERMISSIONS_OF[platform][Phase.SUBMISSION]
    assert json.loads(result.stdout) == json.loads(json.dumps(document.body))
    assert f"save it as FILE, then: {document.command}" in result.stderr
    for said in (*(f"replace {word} by" for word in document.placeholders), *document.notes):
        assert said in result.stderr


@pytest.mark.parametrize("phase", ["forge", "submission"])
def test_json_tells_all_of_it_under_the_names_of_the_contract(phase: str) -> None:
    """docs/cli.md promises these fields."""
    report = json.loads(call("google-batch", "--phase", phase, "--format", "json").stdout)
    assert list(report) == ["platform", "phase", "command", "placeholders", "notes", "permissions", "document"]
    assert (report["platform"], report["phase"]) == ("google-batch", phase)
    assert set(report["permissions"][0]) == {"permission", "purpose"}
    assert {one["permission"] for one in report["permissions"]} == set(report["document"]["includedPermissions"])


def test_text_is_a_table_of_what_each_permission_is_for() -> None:
    """For the person who has to approve it."""
    result = call("aws-cloud", "--phase", "submission", "--format", "text")
    assert result.exit_code == 0
    for part in ("ec2:RunInstances", "starting and ending a run's machine", "iam:PassRole", "aws iam create-policy"):
        assert part in result.stdout


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["aws-bach"], "Did you mean 'aws-batch'?"),
        (["gcp"], "Write one of: aws-batch, "),
        (["slurm"], "rule 2.7: HPC schedulers"),
        (["Grid Engine"], "rule 2.7: HPC schedulers"),
        (["kubernetes", "--phase", "execution"], "'forge', 'submission'"),
        ([], "PLATFORM"),
    ],
)
def test_wrong_use_is_explained_and_exits_with_2(arguments: list[str], hint: str) -> None:
    """Nothing is printed that could be taken for a document."""
    result = call(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert hint in result.stderr
    assert "Traceback" not in result.stderr
