"""The project through the real engine: forged, read back through boto3, changed in place, refused when misspelt."""

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from labelwright.emit.aws_batch_record import AwsBatchRecord
from labelwright.emit.launch import Launch
from labelwright.emit.record import parse_record
from tests.placement.engine import Engine

REPOSITORY = Path(__file__).parents[2]

STACK = """
config:
  aws:region: us-east-1
  labelwright:workspace:
    name: research
    labels:
      data-class: { value: internal, default: true, locked: true }
  labelwright:teams:
    genomics:
      labels: { team: genomics, cost-center: cc-1234 }
  labelwright:team: genomics
  labelwright:environments:
    - name: demo
      platform: aws-batch
      type: SPOT
      serviceRole: create-linked
      efs: true
      fsx: true
      labels:
        name: ce1
        run: run-${workflowId}
"""

LABELS = {
    "cost-center": "cc-1234",
    "data-class": "internal",
    "managed-by": "labelwright",
    "name": "ce1",
    "organization": "acme",
    "team": "genomics",
}


def a_project(folder: Path, stack: str = STACK) -> Path:
    """A scratch copy of this project with a stack of its own, run by the interpreter that runs the tests."""
    folder.mkdir()
    shutil.copy(REPOSITORY / "__main__.py", folder)
    shutil.copytree(REPOSITORY / "components", folder / "components", ignore=shutil.ignore_patterns("__pycache__"))
    project = (REPOSITORY / "Pulumi.yaml").read_text(encoding="utf-8")
    (folder / "Pulumi.yaml").write_text(re.sub(r"  options:\n    virtualenv: .*\n", "", project), encoding="utf-8")
    (folder / "Pulumi.dev.yaml").write_text(stack, encoding="utf-8")
    return folder


class Stack:
    """One project in a sandbox of its own: its engine, its folder, and what the cloud says of it."""

    def __init__(self, folder: Path, stack: str = STACK, change: Callable[[Path], None] = lambda _: None) -> None:
        project = a_project(folder / "project", stack)
        change(project)
        self.engine = Engine(folder, project)
        self.home = folder / "program"

    def configure(self, old: str, new: str) -> None:
        """Edit the stack's config."""
        path = self.home / "Pulumi.dev.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def up(self) -> None:
        """`pulumi up`, which must succeed."""
        done = self.engine.run("up", "--yes", "--skip-preview")
        assert done.returncode == 0, done.stdout + done.stderr

    def steps(self) -> dict[str, str]:
        """What a preview would do with each resource: name of the resource -> operation; `same` ones left out."""
        steps = self.engine.document("preview", "--json")["steps"]
        return {f"{step['urn'].rsplit('$', 1)[-1]}": step["op"] for step in steps if step["op"] != "same"}

    def file(self, name: str) -> Any:
        """One of the emitted files of the environment."""
        return json.loads((self.home / "dist" / "dev" / "demo" / name).read_text(encoding="utf-8"))

    def tags(self) -> dict[str, Mapping[str, str]]:
        """Every kind of resource of SPEC 5's row -> its tags, as AWS tells them."""
        ask = self.engine.client
        batch, iam, ec2 = ask("batch"), ask("iam"), ask("ec2")
        (environment,) = batch.describe_compute_environments()["computeEnvironments"]
        found: dict[str, Mapping[str, str]] = {
            "compute environment": batch.list_tags_for_resource(resourceArn=environment["computeEnvironmentArn"])[
                "tags"
            ],
            "instances": environment["computeResources"]["tags"],
        }
        for queue in batch.describe_job_queues()["jobQueues"]:
            found[short(queue["jobQueueName"])] = batch.list_tags_for_resource(resourceArn=queue["jobQueueArn"])["tags"]
        for definition in batch.describe_job_definitions(status="ACTIVE")["jobDefinitions"]:
            found[short(definition["jobDefinitionName"])] = definition["tags"]
        for role in iam.list_roles()["Roles"]:
            name = "service-linked-role" if role["Path"].startswith("/aws-service-role/") else short(role["RoleName"])
            found[name] = pairs(iam.list_role_tags(RoleName=role["RoleName"])["Tags"])
        (profile,) = iam.list_instance_profiles()["InstanceProfiles"]
        known = iam.get_instance_profile(InstanceProfileName=profile["InstanceProfileName"])["InstanceProfile"]
        found["instance-profile"] = pairs(known["Tags"])
        (template,) = ec2.describe_launch_templates()["LaunchTemplates"]
        found["launch template"] = pairs(template["Tags"])
        identity = template["LaunchTemplateId"]
        (version,) = ec2.describe_launch_template_versions(LaunchTemplateId=identity, Versions=["$Latest"])[
            "LaunchTemplateVersions"
        ]
        for specification in version["LaunchTemplateData"]["TagSpecifications"]:
            if specification["ResourceType"] == "launch-template":
                continue  # moto shows the template's own tags there too
            found[specification["ResourceType"]] = pairs(specification["Tags"])
        (group,) = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["demo-*"]}])[
            "SecurityGroups"
        ]
        found["security group"] = pairs(group["Tags"])
        (efs,) = ask("efs").describe_file_systems()["FileSystems"]
        found["efs"] = pairs(efs["Tags"])
        (fsx,) = ask("fsx").describe_file_systems()["FileSystems"]
        found["fsx"] = pairs(fsx["Tags"])
        (logs,) = ask("logs").describe_log_groups()["logGroups"]
        found["logs"] = ask("logs").list_tags_log_group(logGroupName=logs["logGroupName"])["tags"]
        return found


def short(name: str) -> str:
    """`head-role` of `demo-head-role-1234567`: without the environment and Pulumi's random end."""
    return re.sub(r"^demo-(.*)-[0-9a-f]{7}$", r"\1", name)


def pairs(tags: list[dict[str, str]]) -> dict[str, str]:
    """AWS's lists of key and value as a map."""
    return {tag["Key"]: tag["Value"] for tag in tags}


KINDS = {
    "compute environment",
    "instances",
    "head-queue",
    "work-queue",
    "head-job",
    "work-job",
    "execution-role",
    "head-role",
    "work-role",
    "instance-role",
    "spot-fleet-role",
    "service-linked-role",
    "instance-profile",
    "launch template",
    "volume",
    "network-interface",
    "security group",
    "efs",
    "fsx",
    "logs",
}


@pytest.fixture(scope="module")
def forged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The stack after its first `pulumi up`. The tests of this module run in order and build on each other."""
    stack = Stack(tmp_path_factory.mktemp("aws-batch"))
    stack.up()
    yield stack
    stack.engine.stop()


@pytest.mark.engine
def test_every_kind_of_resource_carries_the_labels_of_scopes_1_to_4(forged: Stack) -> None:
    """SPEC 5, the AWS Batch row, as the AWS API tells it; no placeholder is among them."""
    tags = forged.tags()
    assert {kind: dict(found) for kind, found in tags.items()} == dict.fromkeys(KINDS, LABELS)


@pytest.mark.engine
def test_a_second_preview_changes_nothing(forged: Stack) -> None:
    """Nothing the component passes is written back differently."""
    done = forged.engine.run("preview", "--expect-no-changes", "--diff")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.engine
def test_a_run_adds_its_labels_to_its_job_and_to_nothing_that_was_forged(forged: Stack) -> None:
    """SPEC 3: a CE forged with name=ce1, launched with pipeline=pipeline1; the job carries both, the instances one."""
    record = parse_record(forged.file("environment.json"))
    assert isinstance(record, AwsBatchRecord)
    batch = forged.engine.client("batch")
    body = record.submission("head", Launch({**record.labels, "pipeline": "pipeline1"}))
    submitted = batch.submit_job(**body)
    (job,) = batch.describe_jobs(jobs=[submitted["jobId"]])["jobs"]
    assert job["tags"] == {**LABELS, "pipeline": "pipeline1"}
    assert forged.tags()["instances"] == LABELS


@pytest.mark.engine
@pytest.mark.parametrize("job", ["head", "work"])
def test_the_emitted_files_are_taken_by_boto3_unchanged(forged: Stack, job: str) -> None:
    """json.load and send: the definition gets the next revision, the submission runs on the forged queue."""
    batch = forged.engine.client("batch")
    submitted = batch.submit_job(**forged.file(f"{job}/submit-job.json"))
    (known,) = batch.describe_jobs(jobs=[submitted["jobId"]])["jobs"]
    assert known["tags"] == LABELS
    body = forged.file(f"{job}/register-job-definition.json")
    answer = batch.register_job_definition(**{**body, "jobDefinitionName": f"by-hand-{job}"})
    (definition,) = batch.describe_job_definitions(jobDefinitions=[answer["jobDefinitionArn"]])["jobDefinitions"]
    assert definition["tags"] == LABELS
    batch.deregister_job_definition(jobDefinition=answer["jobDefinitionArn"])


@pytest.mark.engine
def test_the_stack_output_shows_what_the_files_hold(forged: Stack) -> None:
    """Files and outputs are two views of one record."""
    shown = forged.engine.document("stack", "output", "demo", "--json")
    assert shown["configs"]["work"]["submit-job"] == forged.file("work/submit-job.json")
    assert shown["configs"]["head"]["register-job-definition"] == forged.file("head/register-job-definition.json")
    assert shown["workQueue"] == forged.file("work/submit-job.json")["jobQueue"]
    assert "${" not in json.dumps(shown)


@pytest.mark.engine
def test_a_team_label_changes_in_place_and_preview_shows_it(forged: Stack) -> None:
    """With the default role and strategy nothing is replaced, and every resource has the new value afterwards."""
    forged.configure("cc-1234", "cc-9999")
    steps = forged.steps()
    assert set(steps.values()) == {"update"}
    assert any("ComputeEnvironment" in urn for urn in steps)
    before = {path.name for path in (forged.home / "dist" / "dev" / "demo").rglob("*.json")}
    assert forged.file("work/submit-job.json")["tags"]["cost-center"] == "cc-1234", "a preview must not write"
    forged.up()
    assert {tags["cost-center"] for tags in forged.tags().values()} == {"cc-9999"}
    assert forged.file("work/submit-job.json")["tags"]["cost-center"] == "cc-9999"
    assert {path.name for path in (forged.home / "dist" / "dev" / "demo").rglob("*.json")} == before


@pytest.mark.engine
def test_a_label_change_that_replaces_is_shown_as_a_replacement(forged: Stack) -> None:
    """BEST_FIT takes updates in place away: preview names the replacement and the component warns of it."""
    forged.configure("type: SPOT", "type: SPOT\n      allocationStrategy: BEST_FIT")
    forged.up()
    forged.configure("cc-9999", "cc-7777")
    done = forged.engine.run("preview", "--diff")
    assert "+-aws:batch/computeEnvironment:ComputeEnvironment: (replace)" in done.stdout, done.stdout
    assert "AWS replaces" in done.stdout + done.stderr


@pytest.mark.engine
def test_a_mistake_in_stack_config_stops_the_program_before_anything_is_registered(forged: Stack) -> None:
    """All problems at once, no traceback, nothing planned."""
    forged.configure("      data-class:", "      bad--key: x\n      data-class:")
    forged.configure("type: SPOT", "type: SPTO")
    done = forged.engine.run("preview")
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "bad--key" in said
    assert "SPTO" in said
    assert "Traceback" not in said
    assert "ComputeEnvironment" not in done.stdout


def misspell(project: Path) -> None:
    """A property of the launch template that there is none of, written as the SDK lets it pass."""
    path = project / "components" / "aws_batch_compute.py"
    text = path.read_text(encoding="utf-8")
    right = "aws.ec2.LaunchTemplateMetadataOptionsArgs(\n            http_endpoint"
    assert right in text
    wrong = "dict[str, object](\n            httpEndpiont"
    path.write_text(text.replace(right, wrong), encoding="utf-8")


@pytest.mark.engine
def test_a_misspelt_property_of_the_component_is_refused(tmp_path: Path) -> None:
    """The sandbox judges as the real provider does: an unknown nested property fails the preview, by its path."""
    stack = Stack(tmp_path, change=misspell)
    try:
        done = stack.engine.run("preview")
    finally:
        stack.engine.stop()
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "httpEndpiont" in said
    assert "httpEndpoint" in said
