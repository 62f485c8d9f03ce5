"""A project whose environments were forged, one a platform, as `pulumi up` leaves them; those of AWS stand in moto."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from labelwright.emit.aws_batch import BatchJob, Capability, register_job_definition
from labelwright.emit.aws_batch_record import AwsBatchRecord
from labelwright.emit.aws_cloud import LABELLED, machine_data
from labelwright.emit.aws_cloud_record import AwsCloudRecord
from labelwright.emit.files import write_configs
from labelwright.emit.record import EnvironmentRecord
from tests.emit import test_aws_cloud, test_azure_batch, test_azure_cloud, test_google_batch, test_google_cloud
from tests.emit.test_kubernetes import RECORD as KUBERNETES

REGION = "us-east-1"
STACK = """\
config:
  labelwright:workspace:
    labels:
      run: {value: "run-${workflowId}", default: true}
  labelwright:team: lab
  labelwright:teams: {lab: {labels: {team: genomics}}}
  labelwright:environments:
    - {name: batch, platform: aws-batch, labels: {name: ce1}}
    - {name: machine, platform: aws-cloud, labels: {name: ce1}}
    - {name: gbatch, platform: google-batch, labels: {name: ce1}}
    - {name: gce, platform: google-cloud, labels: {name: ce1}}
    - {name: abatch, platform: azure-batch, labels: {name: ce1}}
    - {name: avm, platform: azure-cloud, labels: {name: ce1}}
    - {name: k8s, platform: kubernetes, labels: {name: ce1}}
    - {name: unforged, platform: aws-batch}
"""
FORGED = {"name": "ce1", "team": "genomics"}
Client = Callable[[str], Any]


def write_project(root: Path, *records: EnvironmentRecord) -> Path:
    """Stack config, and what `pulumi up` left of each environment."""
    (root / "Pulumi.yaml").write_text("name: labelwright\nruntime: python\n")
    (root / "Pulumi.dev.yaml").write_text(STACK)
    for record in records:
        write_configs(root / "dist" / "dev", record)
    return root


def elsewhere() -> list[EnvironmentRecord]:
    """The environments of platforms that no server here stands for."""
    return [
        replace(test_google_batch.RECORD, environment="gbatch", labels=FORGED),
        replace(test_google_cloud.RECORD, environment="gce", labels=FORGED),
        replace(test_azure_batch.RECORD, environment="abatch", labels=FORGED),
        replace(test_azure_cloud.RECORD, environment="avm", labels=FORGED),
        replace(KUBERNETES, environment="k8s", namespace="k8s", labels=FORGED, annotations={}),
    ]


def a_batch_job(name: str, queue: str, role: str) -> BatchJob:
    """A job of an AWS Batch environment."""
    return BatchJob(
        definition_name=f"batch-{name}-job",
        queue_arn=queue,
        image="ubuntu:24.04",
        vcpus=1,
        memory=2048,
        execution_role_arn=role,
        job_role_arn=role,
        log_group="logs",
        region=REGION,
        capability=Capability.EC2,
        revision=1,
        command=("echo", "hello"),
    )


def batch_record(queue: str, role: str) -> AwsBatchRecord:
    """An AWS Batch environment that nobody forged, with one queue."""
    jobs = {name: a_batch_job(name, queue, role) for name in ("head", "work")}
    return AwsBatchRecord("batch", REGION, "arn:aws:batch:us-east-1:1:compute-environment/batch", FORGED, jobs)


def forge_batch(client: Client) -> AwsBatchRecord:
    """An AWS Batch environment with two queues and two definitions, in moto."""
    iam, batch = client("iam"), client("batch")
    role = iam.create_role(RoleName="batch", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    made = batch.create_compute_environment(
        computeEnvironmentName="batch", type="UNMANAGED", state="ENABLED", serviceRole=role
    )["computeEnvironmentArn"]
    order = [{"order": 1, "computeEnvironment": made}]
    jobs: dict[str, BatchJob] = {}
    for name in ("head", "work"):
        queue = batch.create_job_queue(
            jobQueueName=f"batch-{name}", state="ENABLED", priority=1, computeEnvironmentOrder=order
        )["jobQueueArn"]
        jobs[name] = a_batch_job(name, queue, role)
        assert batch.register_job_definition(**register_job_definition(jobs[name], FORGED))["revision"] == 1
    return AwsBatchRecord("batch", REGION, made, FORGED, jobs)


def forge_machine(client: Client) -> AwsCloudRecord:
    """An AWS Cloud environment with its launch template, in moto."""
    ec2, iam = client("ec2"), client("iam")
    profile = iam.create_instance_profile(InstanceProfileName="machine")["InstanceProfile"]["Arn"]
    machine = replace(
        test_aws_cloud.MACHINE,
        image_id=ec2.describe_images()["Images"][0]["ImageId"],
        subnet_id=ec2.describe_subnets()["Subnets"][0]["SubnetId"],
        security_group_ids=(ec2.create_security_group(GroupName="machine", Description="machine")["GroupId"],),
        instance_profile_arn=profile,
    )
    tags = [{"Key": key, "Value": value} for key, value in FORGED.items()]
    data: Mapping[str, Any] = {
        **machine_data(machine),
        "UserData": b64encode(machine.user_data.encode()).decode(),
        "TagSpecifications": [{"ResourceType": kind, "Tags": tags} for kind in LABELLED],
    }
    template = ec2.create_launch_template(LaunchTemplateName="machine", LaunchTemplateData=data)["LaunchTemplate"]
    named = replace(machine, template_id=template["LaunchTemplateId"], template_version=1)
    return AwsCloudRecord("labelwright/dev", "machine", REGION, FORGED, named)
