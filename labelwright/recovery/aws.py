"""Finds in AWS what an unfinished creation may have left, by the physical name that it was given, or by its labels.

A finder per type, from the inputs of a resource to the ids by which Pulumi knows such a resource. Reads only.
Source of the ids: "Import" of each type at https://www.pulumi.com/registry/packages/aws/api-docs/
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, cast

import boto3  # pyright: ignore[reportMissingTypeStubs]  # boto3 makes its clients at run time
from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs]  # the same

from labelwright.recovery.pending import PendingCreate

Inputs = Mapping[str, Any]  # a resource's inputs have no type of their own
Find = Callable[[Inputs], list[str]]

# What AWS answers when there is no such thing; anything else is an error that the user must hear of.
_ABSENT = ("NoSuch", "NotFound", "DoesNotExist")


def _aws(service: str) -> Any:
    return cast("Callable[[str], Any]", boto3.client)(service)  # pyright: ignore[reportUnknownMemberType]  # as above


def _role(inputs: Inputs) -> list[str]:
    return [_aws("iam").get_role(RoleName=inputs["name"])["Role"]["RoleName"]]


def _linked_role(inputs: Inputs) -> list[str]:
    path = f"/aws-service-role/{inputs['awsServiceName']}/"
    pages = _aws("iam").get_paginator("list_roles").paginate(PathPrefix=path)
    return [role["Arn"] for page in pages for role in page["Roles"]]


def _role_policy(inputs: Inputs) -> list[str]:
    _aws("iam").get_role_policy(RoleName=inputs["role"], PolicyName=inputs["name"])
    return [f"{inputs['role']}:{inputs['name']}"]


def _attachment(inputs: Inputs) -> list[str]:
    attached = _aws("iam").list_attached_role_policies(RoleName=inputs["role"])["AttachedPolicies"]
    wanted = inputs["policyArn"]
    return [f"{inputs['role']}/{wanted}" for policy in attached if policy["PolicyArn"] == wanted]


def _profile(inputs: Inputs) -> list[str]:
    found = _aws("iam").get_instance_profile(InstanceProfileName=inputs["name"])["InstanceProfile"]
    return [found["InstanceProfileName"]]


def _security_group(inputs: Inputs) -> list[str]:
    by_name = [{"Name": "group-name", "Values": [inputs["name"]]}]
    return [group["GroupId"] for group in _aws("ec2").describe_security_groups(Filters=by_name)["SecurityGroups"]]


def _launch_template(inputs: Inputs) -> list[str]:
    found = _aws("ec2").describe_launch_templates(LaunchTemplateNames=[inputs["name"]])["LaunchTemplates"]
    return [template["LaunchTemplateId"] for template in found]


def _elastic_file_system(inputs: Inputs) -> list[str]:
    if "creationToken" not in inputs:
        return []
    found = _aws("efs").describe_file_systems(CreationToken=inputs["creationToken"])["FileSystems"]
    return [system["FileSystemId"] for system in found]


def _lustre_file_system(inputs: Inputs) -> list[str]:
    """FSx fixes no name beforehand: one is known by its labels, its subnet, its size and its kind, all of them."""
    wanted = cast("dict[str, str]", inputs.get("tagsAll") or inputs.get("tags") or {})
    return [
        system["FileSystemId"]
        for system in _aws("fsx").describe_file_systems()["FileSystems"]
        if wanted
        and {tag["Key"]: tag["Value"] for tag in system.get("Tags", [])} == wanted
        and system.get("SubnetIds") == [inputs.get("subnetIds")]
        and system.get("StorageCapacity") == inputs.get("storageCapacity")
        and system.get("LustreConfiguration", {}).get("DeploymentType") == inputs.get("deploymentType")
    ]


def _mount_target(inputs: Inputs) -> list[str]:
    found = _aws("efs").describe_mount_targets(FileSystemId=inputs["fileSystemId"])["MountTargets"]
    return [target["MountTargetId"] for target in found if target["SubnetId"] == inputs["subnetId"]]


def _compute_environment(inputs: Inputs) -> list[str]:
    found = _aws("batch").describe_compute_environments(computeEnvironments=[inputs["name"]])["computeEnvironments"]
    return [environment["computeEnvironmentName"] for environment in found]


def _job_queue(inputs: Inputs) -> list[str]:
    found = _aws("batch").describe_job_queues(jobQueues=[inputs["name"]])["jobQueues"]
    return [queue["jobQueueArn"] for queue in found]


def _job_definition(inputs: Inputs) -> list[str]:
    found = _aws("batch").describe_job_definitions(jobDefinitionName=inputs["name"], status="ACTIVE")["jobDefinitions"]
    return [definition["jobDefinitionArn"] for definition in found]


def _log_group(inputs: Inputs) -> list[str]:
    found = _aws("logs").describe_log_groups(logGroupNamePrefix=inputs["name"])["logGroups"]
    return [group["logGroupName"] for group in found if group["logGroupName"] == inputs["name"]]


FINDERS: Mapping[str, Find] = {
    "aws:batch/computeEnvironment:ComputeEnvironment": _compute_environment,
    "aws:batch/jobDefinition:JobDefinition": _job_definition,
    "aws:batch/jobQueue:JobQueue": _job_queue,
    "aws:cloudwatch/logGroup:LogGroup": _log_group,
    "aws:ec2/launchTemplate:LaunchTemplate": _launch_template,
    "aws:ec2/securityGroup:SecurityGroup": _security_group,
    "aws:efs/fileSystem:FileSystem": _elastic_file_system,
    "aws:efs/mountTarget:MountTarget": _mount_target,
    "aws:fsx/lustreFileSystem:LustreFileSystem": _lustre_file_system,
    "aws:iam/instanceProfile:InstanceProfile": _profile,
    "aws:iam/role:Role": _role,
    "aws:iam/rolePolicy:RolePolicy": _role_policy,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _attachment,
    "aws:iam/serviceLinkedRole:ServiceLinkedRole": _linked_role,
}


def find(pending: PendingCreate, known: Collection[str]) -> str | None:
    """The id of a resource whose creation was never answered, or None where it was never made.

    `known` are ids that the stack has already. Raises ValueError for a type that cannot be looked for, and where more
    than one fits: guessing might orphan it.
    """
    finder = FINDERS.get(pending.type)
    if finder is None:
        raise ValueError(
            f"{pending.urn}: cannot be looked for (got type {pending.type}). Where it is in the cloud, delete it by "
            "hand; then: pulumi refresh --clear-pending-creates"
        )
    try:
        found = [identity for identity in finder(pending.inputs) if identity not in known]
    except ClientError as error:
        code = str(cast("Any", error).response["Error"]["Code"])
        if any(part in code for part in _ABSENT):
            return None
        raise
    if len(found) > 1:
        raise ValueError(
            f"{pending.urn}: more than one fits (got {', '.join(found)}). Nothing was changed. Where one of them is "
            "nobody's, delete it; else bring in the right one with pulumi import"
        )
    return found[0] if found else None
