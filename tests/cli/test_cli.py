"""The command line: its JSON contracts, its exit codes, and what it says to a person who is wrong."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from labelwright.cli import main
from labelwright.emit.aws_batch import BatchJob, Capability
from labelwright.emit.aws_batch_record import AwsBatchRecord
from labelwright.emit.files import write_configs
from labelwright.vocabulary import Platform
from tests.emit.test_aws_cloud import RECORD as MACHINE_RECORD

Project = Callable[..., Path]

STACK = """
config:
  labelwright:organization: {}
  labelwright:workspace:
    labels:
      env: {value: dev, default: true}
      cost: {value: cc-1, locked: true}
      run: {value: "run-${workflowId}", default: true}
  labelwright:team: genomics
  labelwright:teams: {genomics: {labels: {team: genomics, tier: gold}}}
  labelwright:environments:
    - {name: spot, platform: aws-batch, type: SPOT, labels: {name: ce1, tier: null, env: test}}
    - {name: bench, platform: aws-cloud, labels: {name: ce2}}
""".replace("  labelwright:organization: {}\n", "")
WRONG = "config:\n  labelwright:workspace: {labels: {env: true}, rle: native}\n"


def call(root: Path, *arguments: str) -> Result:
    """Run `labelwright` on the project at `root`."""
    return CliRunner().invoke(main, [*arguments, "--project", str(root)])


def document(result: Result) -> dict[str, Any]:
    """What a command printed as JSON."""
    return json.loads(result.stdout)


def test_check_of_a_sound_config_finds_nothing(project: Project) -> None:
    """Exit code 0, and an empty list."""
    result = call(project(STACK), "check", "--format", "json")
    assert result.exit_code == 0
    assert document(result) == {"problems": []}


def test_check_lists_every_problem_in_the_contracts_four_fields(project: Project) -> None:
    """Exit code 1."""
    result = call(project(WRONG), "check", "--format", "json")
    assert result.exit_code == 1
    problems = document(result)["problems"]
    assert [sorted(one) for one in problems] == [["got", "remedy", "rule", "where"]] * 2
    assert problems[0]["where"] == "Pulumi.dev.yaml:2 labelwright:workspace.labels.env"


def test_check_says_the_same_in_text(project: Project) -> None:
    """Place, what was got, rule with number and remedy of each problem."""
    result = call(project(WRONG), "check")
    assert result.exit_code == 1
    for part in ("Pulumi.dev.yaml:2", "got true without quotes", "rule 6.1", 'Write "true"', "2 problems in stack dev"):
        assert part in result.stdout


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
        (["coverage", "--file", "no-such-file.json"], "cannot be read"),
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


def test_explain_says_who_won_at_forge_time(project: Project) -> None:
    """Winner, losers, locks, and why a key is left out."""
    labels = {
        one["key"]: one for one in document(call(project(STACK), "explain", "spot", "--format", "json"))["labels"]
    }
    assert set(labels["env"]) == {"key", "value", "scope", "beat", "locked", "rendered", "notes"}
    assert (labels["env"]["scope"], labels["env"]["rendered"]) == ("environment", "test")
    assert labels["env"]["beat"] == [{"scope": "workspace", "value": "dev", "why": "overridden by environment"}]
    assert labels["cost"]["locked"] is True
    assert (labels["tier"]["value"], labels["tier"]["rendered"]) == (None, None)
    assert labels["tier"]["notes"] == ["removed by the environment"]
    assert labels["run"]["rendered"] is None
    assert "4.3" in labels["run"]["notes"][0]


def test_explain_says_who_won_on_a_submission(project: Project) -> None:
    """Dynamic labels are resolved, and a lock beats the launch."""
    result = call(
        project(STACK), "explain", "spot", "--format", "json",
        "--pipeline-label", "pipeline=rnaseq", "--label", "cost=mine", "--label", "team-", "--var", "workflowId=42x",
    )  # fmt: skip
    labels = {one["key"]: one for one in document(result)["labels"]}
    assert labels["run"]["rendered"] == "run-42x"
    assert (labels["pipeline"]["scope"], labels["pipeline"]["rendered"]) == ("pipeline", "rnaseq")
    assert labels["cost"]["rendered"] == "cc-1"
    assert labels["cost"]["beat"] == [{"scope": "run", "value": "mine", "why": "locked by workspace"}]
    assert labels["team"]["rendered"] is None


def test_explain_refuses_an_unresolved_submission(project: Project) -> None:
    """Exit code 1, with the variable to give."""
    result = call(project(STACK), "explain", "spot", "--submission")
    assert result.exit_code == 1
    assert "--var workflowId" in result.stderr


GOOGLE = """
config:
  labelwright:workspace: {labels: {Team: {value: Lab, default: true}}, required: [Team]}
  labelwright:environments: [{name: gce, platform: google-cloud, labels: {run: "Run-${workflowId}"}}]
"""


@pytest.mark.parametrize("options", [(), ("--var", "workflowId=2mnBxQ")], ids=["forged", "submitted"])
def test_explain_says_how_a_label_was_renamed_for_google(project: Project, options: tuple[str, ...]) -> None:
    """The key is the declared one; what is sent, and under which name, stands beside it."""
    result = call(project(GOOGLE), "explain", "gce", "--format", "json", *options)
    labels = {one["key"]: one for one in document(result)["labels"]}
    assert labels["Team"]["rendered"] == "lab"
    assert labels["Team"]["notes"] == ["Google has lower case only: sent as 'team': 'lab'"]
    assert labels["run"]["rendered"] == ("run-2mnbxq" if options else None)


def test_explain_of_a_google_resource_knows_its_labels_by_their_declared_names(project: Project) -> None:
    """Its own label in the place of a declared one is told as that."""
    root = project(GOOGLE)
    bucket: dict[str, Any] = {
        "urn": "urn:pulumi:dev::labelwright::gcp:storage/bucket:Bucket::data",
        "type": "gcp:storage/bucket:Bucket",
        "custom": True,
        "inputs": {"labels": {"team": "lab", "shelf": "b7"}},
    }
    (root / "state.json").write_text(json.dumps({"deployment": {"resources": [bucket]}}))
    options = ("--resource", "data", "--file", str(root / "state.json"), "--format", "json")
    labels = {one["key"]: one for one in document(call(root, "explain", *options))["labels"]}
    assert (labels["Team"]["scope"], labels["Team"]["rendered"]) == ("workspace", "lab")
    assert labels["shelf"]["scope"] == "resource"
    assert sorted(labels) == ["Team", "shelf"]


def test_explain_without_an_environment_speaks_of_the_rest_of_the_stack(project: Project) -> None:
    """Scopes 1 to 3."""
    labels = document(call(project(STACK), "explain", "--format", "json"))["labels"]
    assert {one["key"]: one["rendered"] for one in labels} == {
        "cost": "cc-1",
        "env": "dev",
        "run": None,
        "team": "genomics",
        "tier": "gold",
    }


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


FORGED = {"cost": "cc-1", "env": "dev", "name": "ce2", "team": "genomics", "tier": "gold"}
RENDER = ("render", "bench", "--pipeline-label", "pipeline=rnaseq", "--var", "workflowId=42x")


@pytest.fixture
def bench(project: Project) -> Path:
    """A project whose single-machine environment has been forged."""
    root = project(STACK)
    write_configs(root / "dist" / "dev", replace(MACHINE_RECORD, environment="bench", labels=FORGED))
    return root


def test_render_prints_each_config_by_its_name_with_every_label_of_the_run(bench: Path) -> None:
    """{config name: body}, dynamic labels resolved; nothing is said where there is nothing to say."""
    result = call(bench, *RENDER)
    assert (result.exit_code, result.stderr) == (0, "")
    body = document(result)["run-instances"]
    tags = {tag["Key"]: tag["Value"] for tag in body["TagSpecifications"][1]["Tags"]}
    assert tags == {**FORGED, "pipeline": "rnaseq", "run": "run-42x"}


def test_render_prints_one_config_where_one_is_asked_for(bench: Path) -> None:
    """The body alone, ready to be sent; a removed label is said."""
    result = call(bench, *RENDER, "--label", "name-", "--config", "run-instances")
    assert result.exit_code == 0
    assert "LaunchTemplate" not in document(result)
    assert "carries name" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "hint"),
    [
        (["--config", "run-instance"], 2, "'run-instances'"),
        (["--job", "machines"], 2, "'machine'"),
        (["--array-size", "5"], 1, "--array-size"),
        (["--label", f"key={'v' * 40}"], 1, "2.1.2"),
    ],
)
def test_render_says_what_a_platform_does_not_have(bench: Path, arguments: list[str], code: int, hint: str) -> None:
    """Wrong use exits with 2, a run that cannot be submitted with 1."""
    result = call(bench, *RENDER, *arguments)
    assert result.exit_code == code
    assert hint in result.stderr
    assert "Traceback" not in result.output


COMPARE = ("render", "--compare", "--pipeline-label", "pipeline=rnaseq", "--var", "workflowId=42x")


def test_compare_shows_a_run_on_every_platform_without_an_update(project: Project) -> None:
    """The labels of the stack and of the launch; those of an environment where one is named."""
    labels = {one["key"]: one for one in document(call(project(STACK), *COMPARE, "--format", "json"))["labels"]}
    assert set(labels) == {"cost", "env", "pipeline", "run", "team", "tier"}
    assert {name: one["value"] for name, one in labels["run"]["sent"].items()} == dict.fromkeys(Platform, "run-42x")
    named = document(call(project(STACK), *COMPARE, "bench", "--format", "json"))["labels"]
    assert {one["key"] for one in named} == {*labels, "name"}


def test_compare_says_in_few_words_what_is_the_same(project: Project) -> None:
    """Exit code 0: every platform would take the run."""
    result = call(project(STACK), *COMPARE)
    assert result.exit_code == 0
    rows = [line.split("  ") for line in result.stdout.splitlines() if "team=" in line]
    assert [[cell.strip() for cell in row if cell.strip()] for row in rows] == [
        ["team=genomics", "as declared", "every platform"]
    ]


def test_compare_says_once_what_every_platform_refuses(project: Project) -> None:
    """Exit code 1."""
    result = call(project(STACK), *COMPARE, "--label", "sample=a--b")
    assert result.exit_code == 1
    assert "refused by every platform" in result.stdout
    assert result.stdout.count("submission.sample") == 1


@pytest.mark.parametrize("arguments", [["--job", "head"], ["--config", "pod"], ["--array-size", "2"]])
def test_compare_takes_no_option_of_a_config(project: Project, arguments: list[str]) -> None:
    """What would be ignored is refused."""
    result = call(project(STACK), *COMPARE, *arguments)
    assert result.exit_code == 2
    assert arguments[0] in result.stderr


def record(root: Path) -> AwsBatchRecord:
    """What `pulumi up` leaves of the environment, written where `render` looks for it."""
    job = BatchJob(
        definition_name="spot-head-job", queue_arn="arn:aws:batch:eu-west-1:1:job-queue/head", image="ubuntu", vcpus=1,
        memory=2048, execution_role_arn="arn:aws:iam::1:role/run", job_role_arn="arn:aws:iam::1:role/head",
        log_group="logs", region="eu-west-1", capability=Capability.EC2, revision=3,
    )  # fmt: skip
    labels = {"cost": "cc-1", "env": "test", "name": "ce1", "team": "genomics"}
    made = AwsBatchRecord(
        "spot", "eu-west-1", "arn:aws:batch:eu-west-1:1:compute-environment/spot", labels, {"head": job}
    )
    write_configs(root / "dist" / "dev", made)
    return made


def test_render_gives_both_configs_of_a_run(project: Project) -> None:
    """Static labels on the definition, all labels of the run on the submission, nothing unresolved."""
    root = project(STACK)
    made = record(root)
    result = call(root, "render", "spot", "--pipeline-label", "pipeline=rnaseq", "--var", "workflowId=42x")
    assert result.exit_code == 0, result.output
    configs = document(result)
    assert configs["register-job-definition"]["tags"] == made.labels
    assert configs["submit-job"]["tags"] == {**made.labels, "pipeline": "rnaseq", "run": "run-42x"}
    assert configs["submit-job"]["jobDefinition"] == "spot-head-job:3"
    assert result.stderr == ""


def test_render_takes_a_removed_label_off_the_definition_too(project: Project) -> None:
    """AWS would propagate it from there; the submission then names the revision that is to be registered."""
    root = project(STACK)
    record(root)
    result = call(root, "render", "spot", "--label", "team-", "--var", "workflowId=42x")
    configs = document(result)
    assert "team" not in configs["register-job-definition"]["tags"]
    assert "team" not in configs["submit-job"]["tags"]
    assert configs["submit-job"]["jobDefinition"] == "spot-head-job"
    assert "team" in result.stderr


@pytest.mark.parametrize(("option", "hint"), [("--array-size=1", "2 to 10,000"), ("--job-name=a b", "letters, digits")])
def test_render_refuses_what_aws_would(project: Project, option: str, hint: str) -> None:
    """Exit code 1, before anything is submitted."""
    root = project(STACK)
    record(root)
    result = call(root, "render", "spot", "--var", "workflowId=42x", option)
    assert result.exit_code == 1
    assert hint in result.stderr


def test_render_says_which_labels_a_lock_made_void_and_which_required_ones_are_gone(project: Project) -> None:
    """Nothing that a launcher asked for, or the workspace relies on, is lost without a word."""
    root = project(STACK.replace("    labels:\n      env", "    required: [team]\n    labels:\n      env"))
    record(root)
    result = call(root, "render", "spot", "--label", "cost=mine", "--label", "team-", "--var", "workflowId=42x")
    assert "cost: 'mine' is void, the workspace has locked 'cc-1'" in result.stderr
    assert "team: required, and not on this run" in result.stderr


def test_render_says_when_config_has_moved_on(project: Project) -> None:
    """What was forged carries the old labels until the next update."""
    root = project(STACK.replace("env: test", "env: prod"))
    record(root)
    result = call(root, "render", "spot", "--var", "workflowId=42x")
    assert "pulumi up" in result.stderr


ROLE = "urn:pulumi:dev::labelwright::labelwright:index:AwsBatchEnvironment$aws:iam/role:Role::spot-role"
STATE: dict[str, Any] = {
    "deployment": {
        "resources": [
            {"urn": "urn:pulumi:dev::labelwright::labelwright:index:AwsBatchEnvironment::spot", "custom": False,
             "type": "labelwright:index:AwsBatchEnvironment"},
            {"urn": ROLE, "custom": True, "type": "aws:iam/role:Role",
             "parent": "urn:pulumi:dev::labelwright::labelwright:index:AwsBatchEnvironment::spot",
             "inputs": {"tags": {"cost": "cc-1", "env": "own", "name": "ce1", "shelf": "b7"}}},
            {"urn": ROLE.replace("role:Role", "rolePolicy:RolePolicy"), "custom": True, "inputs": {},
             "type": "aws:iam/rolePolicy:RolePolicy"},
        ]
    }
}  # fmt: skip


def test_explain_of_a_resource_tells_its_own_labels_from_those_of_its_scopes(project: Project) -> None:
    """Overridden on the resource, only on the resource, and missing from it."""
    root = project(STACK)
    (root / "state.json").write_text(json.dumps(STATE))
    options = ("--resource", "spot-role", "--file", str(root / "state.json"), "--format", "json")
    labels = {one["key"]: one for one in document(call(root, "explain", *options))["labels"]}
    assert labels["cost"]["scope"] == "workspace"
    assert (labels["env"]["scope"], labels["env"]["rendered"]) == ("resource", "own")
    assert [lost["scope"] for lost in labels["env"]["beat"]] == ["workspace", "environment"]
    assert (labels["shelf"]["scope"], labels["shelf"]["beat"]) == ("resource", [])
    assert (labels["team"]["rendered"], labels["team"]["notes"]) == (None, ["not on the resource"])


def test_coverage_reads_an_exported_file_and_keeps_its_contract(project: Project) -> None:
    """Totals and a row a resource; exit code 1 under the share that was asked for."""
    root = project(STACK)
    (root / "state.json").write_text(json.dumps(STATE))
    result = call(root, "coverage", "--file", str(root / "state.json"), "--format", "json")
    report = document(result)
    assert result.exit_code == 0
    assert report["totals"] == {"resources": 3, "covered": 0, "partly": 1, "untaggable": 1, "skipped": 1}
    (partly,) = (one for one in report["resources"] if one["status"] == "partly")
    assert sorted(partly) == ["labels", "missing", "reason", "status", "type", "urn"]
    assert partly["missing"] == {"tags": ["team"]}
    assert call(root, "coverage", "--file", str(root / "state.json"), "--fail-under", "1").exit_code == 1


def test_coverage_as_text_lists_what_needs_a_look_and_counts_the_rest(project: Project) -> None:
    """A stack of thousands is still read at a glance; `--all` lists every resource."""
    root = project(STACK)
    (root / "state.json").write_text(json.dumps(STATE))
    result = call(root, "coverage", "--file", str(root / "state.json"))
    assert "tags lacks team" in result.stdout
    assert result.stdout.count("spot-role") == 1
    assert "aws" in result.stdout.split("PROVIDER")[1]
    assert "3 resources: 1 partly, 1 skipped, 1 untaggable (each of them: --all)" in result.stdout
    assert "rolePolicy:RolePolicy" not in result.stdout
    assert "rolePolicy:RolePolicy" in call(root, "coverage", "--file", str(root / "state.json"), "--all").stdout


def test_coverage_counts_each_provider_by_itself(project: Project) -> None:
    """The sums are those of the whole."""
    root = project(STACK)
    (root / "state.json").write_text(json.dumps(STATE))
    report = document(call(root, "coverage", "--file", str(root / "state.json"), "--format", "json"))
    assert report["providers"]["aws"] == {"resources": 2, "covered": 0, "partly": 1, "untaggable": 1, "skipped": 0}
    totals = [counts.values() for counts in report["providers"].values()]
    assert list(report["totals"].values()) == [sum(column) for column in zip(*totals, strict=True)]
