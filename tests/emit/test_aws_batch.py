"""The bodies of RegisterJobDefinition and SubmitJob: what boto3 takes unchanged, and what never leaves us."""

import pytest
from moto import mock_aws

from labelwright.emit.aws_batch import BatchJob, Capability, container_properties, register_job_definition, submit_job
from labelwright.problem import LabelError

from .conftest import a_job, client, refusals

LABELS = {"team": "genomics", "cost-center": "cc-1234"}
RUN = {**LABELS, "pipeline": "pipeline1"}


def some(count: int, word: str = "key") -> dict[str, str]:
    """So many different labels."""
    return {f"{word}-{number}": "value" for number in range(count)}


def rules_of(error: pytest.ExceptionInfo[LabelError]) -> list[str]:
    """Numbers of the rules that were broken."""
    return [problem.rule.partition(":")[0] for problem in error.value.problems]


def test_boto3_takes_the_registration_unchanged(job: BatchJob) -> None:
    """Judged by AWS's own service model: no unknown member, none missing, every type right."""
    assert refusals("RegisterJobDefinition", register_job_definition(job, LABELS)) == ""


@pytest.mark.parametrize("size", [None, 2])
def test_boto3_takes_the_submission_unchanged(job: BatchJob, size: int | None) -> None:
    """The same for SubmitJob, as a single job and as an array."""
    assert refusals("SubmitJob", submit_job(job, RUN, name="demo", array_size=size)) == ""


def test_without_labels_there_is_no_tags_member(job: BatchJob) -> None:
    """AWS refuses an empty map of tags."""
    assert "tags" not in register_job_definition(job, {})
    assert "tags" not in submit_job(job, {}, name="demo")


def test_both_bodies_pass_tags_on_to_ecs_tasks(job: BatchJob) -> None:
    """Absent means off, and the submission's word beats the definition's."""
    assert register_job_definition(job, LABELS)["propagateTags"] is True
    assert submit_job(job, RUN, name="demo")["propagateTags"] is True


@mock_aws
def test_labels_of_both_are_read_back_from_the_cloud(job: BatchJob) -> None:
    """Registered and submitted as emitted, the definition carries static labels and the job all of its run."""
    batch = client("batch")
    role = client("iam").create_role(RoleName="batch", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    environment = batch.create_compute_environment(
        computeEnvironmentName="demo", type="UNMANAGED", state="ENABLED", serviceRole=role
    )["computeEnvironmentArn"]
    queue = batch.create_job_queue(
        jobQueueName="demo",
        state="ENABLED",
        priority=1,
        computeEnvironmentOrder=[{"order": 1, "computeEnvironment": environment}],
    )["jobQueueArn"]
    here = a_job(job.capability, queue_arn=queue, revision=1)
    definition = batch.register_job_definition(**register_job_definition(here, LABELS))["jobDefinitionArn"]
    assert batch.list_tags_for_resource(resourceArn=definition)["tags"] == LABELS
    submitted = batch.submit_job(**submit_job(here, RUN, name="demo"))
    assert batch.describe_jobs(jobs=[submitted["jobId"]])["jobs"][0]["tags"] == RUN


def test_the_definition_holds_the_container_properties_of_the_job(job: BatchJob) -> None:
    """One description: the forged resource renders the same function."""
    assert register_job_definition(job, LABELS)["containerProperties"] == container_properties(job)


def test_a_submission_names_the_revision_that_was_forged() -> None:
    """A pinned revision keeps the count of labels true; without one AWS takes the newest."""
    assert submit_job(a_job(revision=7), RUN, name="demo")["jobDefinition"] == "demo-work-job:7"
    assert submit_job(a_job(), RUN, name="demo")["jobDefinition"] == "demo-work-job"


def test_fargate_has_its_own_shape_and_ec2_none_of_it() -> None:
    """Network and runtime belong to Fargate; AWS refuses them on EC2."""
    fargate = container_properties(a_job(Capability.FARGATE, assign_public_ip=True))
    own = {"networkConfiguration", "fargatePlatformConfiguration", "runtimePlatform"}
    assert own <= fargate.keys()
    assert fargate["networkConfiguration"] == {"assignPublicIp": "ENABLED"}
    assert not own & container_properties(a_job()).keys()


def test_fargate_mounts_encrypted_and_with_the_jobs_rights() -> None:
    """IAM authorization without encryption on the way is refused by AWS."""
    volume = container_properties(a_job(Capability.FARGATE))["volumes"][0]["efsVolumeConfiguration"]
    assert (volume["transitEncryption"], volume["authorizationConfig"]) == ("ENABLED", {"iam": "ENABLED"})


@pytest.mark.parametrize("size", [2, 10_000])
def test_an_array_on_the_limit_is_taken(size: int) -> None:
    """2 and 10,000 children are legal."""
    assert submit_job(a_job(), RUN, name="demo", array_size=size)["arrayProperties"] == {"size": size}


@pytest.mark.parametrize("size", [1, 0, -1, 10_001])
def test_an_array_beyond_the_limit_is_refused(size: int) -> None:
    """AWS refuses it too, but later and with less to go by."""
    with pytest.raises(LabelError) as error:
        submit_job(a_job(), RUN, name="demo", array_size=size)
    assert rules_of(error) == ["5.2"]


@pytest.mark.parametrize("name", ["a", "9-lives", "a" * 128, "Run_1"])
def test_a_legal_job_name_is_taken(name: str) -> None:
    """Up to 128 characters."""
    assert submit_job(a_job(), RUN, name=name)["jobName"] == name


@pytest.mark.parametrize("name", ["", "a" * 129, "-a", "_a", "a.b", "a b", "a\n", "é"])
def test_an_illegal_job_name_is_refused(name: str) -> None:
    """Never shortened or mended: the name is how people find the job again."""
    with pytest.raises(LabelError) as error:
        submit_job(a_job(), RUN, name=name)
    assert rules_of(error) == ["5.1"]


def test_fifty_keys_of_both_sides_together_are_taken() -> None:
    """Keys that stand on both sides count once."""
    static, run = some(30), {**some(30), **some(20, "run")}
    assert len(submit_job(a_job(), run, name="demo", definition_labels=static)["tags"]) == 50


@pytest.mark.parametrize(
    ("static", "run"), [(some(30), some(21, "run")), (some(1, "only-there"), some(50)), ({}, some(51))]
)
def test_fifty_one_keys_of_both_sides_together_are_refused(static: dict[str, str], run: dict[str, str]) -> None:
    """AWS would take the submission and fail the job."""
    with pytest.raises(LabelError) as error:
        submit_job(a_job(), run, name="demo", definition_labels=static)
    assert rules_of(error) == ["2.2.9"]


def test_a_definition_takes_fifty_keys_and_not_one_more() -> None:
    """The definition alone may not spend more than both together."""
    assert len(register_job_definition(a_job(), some(50))["tags"]) == 50
    with pytest.raises(LabelError):
        register_job_definition(a_job(), some(51))


def test_every_problem_is_told_at_once() -> None:
    """A person mends all of them in one go."""
    with pytest.raises(LabelError) as error:
        submit_job(a_job(), some(51), name="a b", array_size=1)
    assert rules_of(error) == ["5.1", "5.2", "2.2.9"]


@pytest.mark.parametrize(
    ("vcpus", "memory"),
    [(0.25, 512), (0.25, 2048), (0.5, 4096), (1, 2048), (1, 8192), (4, 30720), (8, 61440), (16, 32768), (16, 122880)],
)
def test_a_legal_fargate_size_is_taken(vcpus: float, memory: int) -> None:
    """Both ends of the ranges that AWS lists."""
    job = a_job(Capability.FARGATE, vcpus=vcpus, memory=memory)
    requirements = register_job_definition(job, LABELS)["containerProperties"]["resourceRequirements"]
    assert requirements == [{"type": "VCPU", "value": f"{vcpus:g}"}, {"type": "MEMORY", "value": str(memory)}]


@pytest.mark.parametrize(
    ("vcpus", "memory"),
    [(0.25, 511), (0.25, 3072), (0.5, 512), (1, 1024), (1, 9216), (3, 8192), (8, 17408), (16, 30720), (32, 65536)],
)
def test_an_illegal_fargate_size_is_refused(vcpus: float, memory: int) -> None:
    """One beyond each end, and a number of vCPUs that there is not."""
    with pytest.raises(LabelError) as error:
        register_job_definition(a_job(Capability.FARGATE, vcpus=vcpus, memory=memory), LABELS)
    assert rules_of(error) == ["5.4"]


@pytest.mark.parametrize(("vcpus", "memory"), [(0.5, 2048), (0, 2048), (1.5, 2048), (1, 3)])
def test_an_illegal_size_on_ec2_is_refused(vcpus: float, memory: int) -> None:
    """EC2 takes whole vCPUs and at least 4 MiB."""
    with pytest.raises(LabelError) as error:
        register_job_definition(a_job(vcpus=vcpus, memory=memory), LABELS)
    assert rules_of(error) == ["5.3"]
    assert register_job_definition(a_job(vcpus=1, memory=4), LABELS)


def test_equal_labels_give_equal_bytes_whatever_their_order(job: BatchJob) -> None:
    """Files that did not change do not show up as changed."""
    assert list(submit_job(job, {"b": "1", "a": "2"}, name="demo")["tags"]) == ["a", "b"]
