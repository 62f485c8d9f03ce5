"""Jobs to emit, one per platform capability, and boto3's own judgement of a request body."""

from typing import Any, cast

import boto3  # pyright: ignore[reportMissingTypeStubs] - it has no types of its own
import pytest
from botocore import validate  # pyright: ignore[reportMissingTypeStubs] - the same

from labelwright.emit.aws_batch import BatchJob, Capability, Volume
from labelwright.emit.aws_batch_record import AwsBatchRecord

QUEUE = "arn:aws:batch:us-east-1:123456789012:job-queue/demo-work-queue"
ROLE = "arn:aws:iam::123456789012:role/demo"


def a_job(capability: Capability = Capability.EC2, **fields: Any) -> BatchJob:
    """A job with every optional part in use, changed as `fields` say."""
    on_fargate = capability is Capability.FARGATE
    storage = Volume(
        "efs", "/mnt/efs", file_system_id="fs-1" if on_fargate else None, host_path=None if on_fargate else "/mnt/efs"
    )
    values: dict[str, Any] = {
        "definition_name": "demo-work-job",
        "queue_arn": QUEUE,
        "image": "ubuntu:24.04",
        "vcpus": 1,
        "memory": 2048,
        "execution_role_arn": ROLE,
        "job_role_arn": ROLE,
        "log_group": "demo-logs",
        "region": "us-east-1",
        "capability": capability,
        "volumes": (storage,),
        "command": ("echo", "hello"),
    }
    return BatchJob(**{**values, **fields})


def client(service: str) -> Any:
    """A boto3 client, whose methods boto3 makes up as it runs."""
    connect = cast("Any", boto3.client)  # pyright: ignore[reportUnknownMemberType]
    return connect(service, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")  # noqa: S106


def refusals(operation: str, body: dict[str, Any], service: str = "batch") -> str:
    """What botocore finds wrong with a request body, judged by AWS's own service model; "" when nothing."""
    model = client(service).meta.service_model
    validator: Any = validate.ParamValidator()
    return validator.validate(body, model.operation_model(operation).input_shape).generate_report()


@pytest.fixture(params=tuple(Capability))
def job(request: pytest.FixtureRequest) -> BatchJob:
    """A job on EC2, then one on Fargate."""
    return a_job(request.param)


@pytest.fixture
def record() -> AwsBatchRecord:
    """A forged environment with one job."""
    arn = "arn:aws:batch:us-east-1:123456789012:compute-environment/demo"
    return AwsBatchRecord("demo", "us-east-1", arn, {"team": "genomics"}, {"work": a_job()})
