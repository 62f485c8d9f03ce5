"""What stands in an AWS account, as boto3 tells it: every kind of thing that an AWS Batch environment forges."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.components.test_aws_batch_engine import pairs

# boto3's clients have no types of their own.
Client = Callable[[str], Any]


@dataclass(frozen=True)
class Found:
    """One thing, or one place inside a thing whose tags AWS hands on (`instances`, `volume`, `network-interface`).

    `identity` is what AWS calls the thing: an ARN where its service has one in its answers, else an id or a name.
    """

    kind: str
    identity: str
    tags: Mapping[str, str]


def everything(client: Client) -> list[Found]:
    """All that is there and may carry tags, but for what AWS itself puts into an account (default VPC and so on)."""
    return [*_batch(client), *_roles(client), *_launch_templates(client), *_security_groups(client), *_stores(client)]


def _batch(client: Client) -> Iterator[Found]:
    batch = client("batch")
    for environment in batch.describe_compute_environments()["computeEnvironments"]:
        arn = environment["computeEnvironmentArn"]
        yield Found("compute environment", arn, batch.list_tags_for_resource(resourceArn=arn)["tags"])
        if environment["computeResources"]["type"] in ("EC2", "SPOT"):
            yield Found("instances", arn, environment["computeResources"].get("tags", {}))
    for queue in batch.describe_job_queues()["jobQueues"]:
        arn = queue["jobQueueArn"]
        yield Found("job queue", arn, batch.list_tags_for_resource(resourceArn=arn)["tags"])
    for definition in batch.describe_job_definitions(status="ACTIVE")["jobDefinitions"]:
        yield Found("job definition", definition["jobDefinitionArn"], definition["tags"])


def _roles(client: Client) -> Iterator[Found]:
    iam = client("iam")
    for role in iam.list_roles()["Roles"]:
        tags = pairs(iam.list_role_tags(RoleName=role["RoleName"])["Tags"])
        is_linked = role["Path"].startswith("/aws-service-role/")
        yield Found("service-linked role" if is_linked else f"{_purpose(role)} role", role["Arn"], tags)
    for profile in iam.list_instance_profiles()["InstanceProfiles"]:
        known = iam.get_instance_profile(InstanceProfileName=profile["InstanceProfileName"])["InstanceProfile"]
        yield Found("instance profile", profile["Arn"], pairs(known["Tags"]))


def _purpose(role: Mapping[str, str]) -> str:
    """`spot-fleet` of `genomics-spot-fleet-role-1234567`."""
    return role["RoleName"].partition("-")[2].rpartition("-role-")[0]


def _launch_templates(client: Client) -> Iterator[Found]:
    ec2 = client("ec2")
    for template in ec2.describe_launch_templates()["LaunchTemplates"]:
        identity = template["LaunchTemplateId"]
        yield Found("launch template", identity, pairs(template.get("Tags", [])))
        (version,) = ec2.describe_launch_template_versions(LaunchTemplateId=identity, Versions=["$Latest"])[
            "LaunchTemplateVersions"
        ]
        for specification in version["LaunchTemplateData"].get("TagSpecifications", []):
            if specification["ResourceType"] != "launch-template":  # moto shows the template's own tags there too
                yield Found(specification["ResourceType"], identity, pairs(specification["Tags"]))


def _security_groups(client: Client) -> Iterator[Found]:
    for group in client("ec2").describe_security_groups()["SecurityGroups"]:
        if group["GroupName"] != "default":
            yield Found("security group", group["GroupId"], pairs(group.get("Tags", [])))


def _stores(client: Client) -> Iterator[Found]:
    for system in client("efs").describe_file_systems()["FileSystems"]:
        yield Found("EFS file system", system["FileSystemId"], pairs(system["Tags"]))
    for system in client("fsx").describe_file_systems()["FileSystems"]:
        yield Found("FSx file system", system["FileSystemId"], pairs(system["Tags"]))
    logs = client("logs")
    for group in logs.describe_log_groups()["logGroups"]:
        name = group["logGroupName"]
        yield Found("log group", name, logs.list_tags_log_group(logGroupName=name)["tags"])
    sqs = client("sqs")
    for url in sqs.list_queues().get("QueueUrls", []):
        yield Found("queue", url, sqs.list_queue_tags(QueueUrl=url).get("Tags", {}))
    for bucket in client("s3").list_buckets()["Buckets"]:
        yield Found("bucket", bucket["Name"], {})


def mount_targets(client: Client) -> list[str]:
    """Ids of all EFS mount targets, which carry no tags, and can be orphaned all the same."""
    efs = client("efs")
    systems = [system["FileSystemId"] for system in efs.describe_file_systems()["FileSystems"]]
    answers = [efs.describe_mount_targets(FileSystemId=system)["MountTargets"] for system in systems]
    return [target["MountTargetId"] for targets in answers for target in targets]
