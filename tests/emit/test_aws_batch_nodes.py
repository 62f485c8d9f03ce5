"""Multi-node jobs: a definition and a submission of their own, and what AWS Batch, or another platform, refuses."""

from copy import deepcopy
from typing import Any

import pytest
from moto import mock_aws

from labelwright.emit.aws_batch import BatchJob, Capability, container_properties, register_job_definition, submit_job
from labelwright.emit.aws_batch_record import AwsBatchRecord
from labelwright.emit.document import JsonObject
from labelwright.emit.launch import Launch
from labelwright.emit.record import EnvironmentRecord
from labelwright.launch.aws_batch import is_same
from labelwright.problem import LabelError

from . import test_azure_batch as azure
from . import test_google_batch as google
from . import test_kubernetes as kubernetes
from .conftest import a_job, client, refusals

LABELS = {"team": "genomics"}
RUN = {**LABELS, "run": "run-2mnBxQ7"}


def nodes_of(count: int, **fields: Any) -> BatchJob:
    """A job on so many instances of EC2, changed as `fields` say."""
    values: dict[str, Any] = {"nodes": count, "revision": 3, **fields}
    return a_job(**values)


def broken(job: BatchJob, name: str = "demo", size: int | None = None) -> list[str]:
    """Numbers of the rules that a submission breaks."""
    with pytest.raises(LabelError) as error:
        submit_job(job, RUN, name=name, array_size=size)
    return [one.rule.partition(":")[0] for one in error.value.problems]


@pytest.mark.parametrize("count", [2, 1_000])
def test_boto3_takes_both_bodies_unchanged(count: int) -> None:
    """Judged by AWS's own service model, on both limits."""
    job = nodes_of(count)
    assert refusals("RegisterJobDefinition", register_job_definition(job, LABELS)) == ""
    assert refusals("SubmitJob", submit_job(job, RUN, name="demo")) == ""


def test_every_node_runs_the_container_of_the_job_and_the_first_one_leads() -> None:
    """One range for all of them; nothing of a single container beside it."""
    body = register_job_definition(nodes_of(4), LABELS)
    assert (body["type"], body["propagateTags"], body["tags"]) == ("multinode", True, LABELS)
    assert body["nodeProperties"] == {
        "numNodes": 4,
        "mainNode": 0,
        "nodeRangeProperties": [{"targetNodes": "0:", "container": container_properties(nodes_of(4))}],
    }
    assert not body.keys() & {"containerProperties", "platformCapabilities"}


def test_the_forged_definition_is_left_alone() -> None:
    """Another name, so that a plain job never meets the nodes of another run, nor one number of nodes another."""
    names = {register_job_definition(job, LABELS)["jobDefinitionName"] for job in (a_job(), nodes_of(2), nodes_of(4))}
    assert names == {"demo-work-job", "demo-work-job-2-nodes", "demo-work-job-4-nodes"}
    assert submit_job(nodes_of(4), RUN, name="demo")["jobDefinition"] == "demo-work-job-4-nodes"


def test_the_submission_has_all_labels_and_passes_them_on() -> None:
    """As with a single container."""
    body = submit_job(nodes_of(4), RUN, name="demo")
    assert (body["tags"], body["propagateTags"], "arrayProperties" in body) == (RUN, True, False)


@pytest.mark.parametrize("count", [-1, 0, 1, 1_001])
def test_a_number_of_nodes_beyond_the_limits_is_refused(count: int) -> None:
    """One below, one beyond; in the definition, too."""
    assert broken(nodes_of(count)) == ["5.10"]
    with pytest.raises(LabelError):
        register_job_definition(nodes_of(count), LABELS)


@pytest.mark.parametrize("fields", [{"on_spot": True}, {"capability": Capability.FARGATE}])
def test_neither_fargate_nor_spot_has_nodes(fields: dict[str, Any]) -> None:
    """AWS would take the definition, and never run the job."""
    job = nodes_of(4, **fields)
    assert broken(job) == ["5.11"]
    with pytest.raises(LabelError):
        register_job_definition(job, LABELS)


def test_everything_is_told_at_once() -> None:
    """A name, an array beside the nodes, too many of them, and none to have."""
    assert broken(nodes_of(1_001, on_spot=True), name="a b", size=1) == ["5.1", "5.2", "5.10", "5.11", "5.12"]


@pytest.mark.parametrize(("length", "is_legal"), [(120, True), (121, False)])
def test_a_definition_has_room_for_its_number_of_nodes(length: int, is_legal: bool) -> None:  # noqa: FBT001
    """128 characters in all: the submission says so, as no definition may ever be asked for."""
    job = nodes_of(4, definition_name="d" * length)
    if is_legal:
        assert len(submit_job(job, RUN, name="demo")["jobDefinition"]) == 128
    else:
        assert broken(job) == ["5.1"]


def test_a_run_that_removes_a_label_has_it_on_neither(record: AwsBatchRecord) -> None:
    """Both reasons for a definition of its own at once."""
    configs = record.configs("work", Launch({"sample": "s1"}, nodes=4))
    assert "tags" not in configs["register-job-definition"]
    assert configs["submit-job"]["tags"] == {"sample": "s1"}


def test_what_cannot_be_seen_in_the_configs_is_said(record: AwsBatchRecord) -> None:
    """What to register, that children have no tags, and what a public subnet does to nodes; nothing of a plain run."""
    assert record.notes("work", Launch(LABELS)) == []
    assert ["children" in one for one in record.notes("work", Launch(LABELS, array_size=2))] == [True]
    told = record.notes("work", Launch(LABELS, nodes=4))
    assert len(told) == 3
    assert "demo-work-job-4-nodes" in told[0]
    assert "no public address" in told[2]


@pytest.mark.parametrize(
    ("elsewhere", "job"),
    [(google.RECORD, "head"), (azure.RECORD, "head"), (kubernetes.RECORD, "head")],
    ids=["google-batch", "azure-batch", "kubernetes"],
)
def test_no_other_platform_has_nodes(elsewhere: EnvironmentRecord, job: str) -> None:
    """Told together with what else is wrong."""
    with pytest.raises(LabelError) as error:
        elsewhere.configs(job, Launch(LABELS, name="a b", nodes=2))
    broken = {one.rule.partition(":")[0] for one in error.value.problems}
    assert "5.13" in broken
    assert len(broken) == 2


def test_an_identical_definition_is_known_again() -> None:
    """AWS adds what was not said, and never a label; another number of nodes is another definition."""
    body = register_job_definition(nodes_of(4), LABELS)
    found: JsonObject = {**deepcopy(body), "revision": 1}
    found["nodeProperties"]["nodeRangeProperties"][0]["container"] |= {"environment": [], "ulimits": []}
    assert is_same(found, body)
    assert not is_same(found, register_job_definition(nodes_of(5), LABELS))
    assert not is_same(found, register_job_definition(nodes_of(4), RUN))


@mock_aws
def test_labels_of_both_are_read_back_from_the_cloud() -> None:
    """Registered and submitted as emitted."""
    batch = client("batch")
    role = client("iam").create_role(RoleName="batch", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    made = batch.create_compute_environment(
        computeEnvironmentName="demo", type="UNMANAGED", state="ENABLED", serviceRole=role
    )["computeEnvironmentArn"]
    order = [{"order": 1, "computeEnvironment": made}]
    queue = batch.create_job_queue(jobQueueName="demo", state="ENABLED", priority=1, computeEnvironmentOrder=order)
    job = nodes_of(4, queue_arn=queue["jobQueueArn"])
    definition = batch.register_job_definition(**register_job_definition(job, LABELS))["jobDefinitionArn"]
    assert batch.list_tags_for_resource(resourceArn=definition)["tags"] == LABELS
    submitted = batch.submit_job(**submit_job(job, RUN, name="demo"))["jobId"]
    (found,) = batch.describe_jobs(jobs=[submitted])["jobs"]
    assert (found["tags"], found["nodeProperties"]["numNodes"]) == (RUN, 4)
