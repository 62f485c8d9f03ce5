"""The way back after a killed `pulumi up`: `python -m sandbox recover --stack dev`.

SIGKILL leaves a lock, and operations of which the engine does not know whether they came about: it asked the cloud for
a resource and never heard its id. Going on without more would make those resources a second time, and orphan the
first. So each one is looked for in the cloud by what it was asked to be (its name is fixed before it is created). What
is there is entered into the stack's state, what is not is forgotten, and `pulumi refresh` reads the rest from the
cloud. The next `pulumi up` then goes on as if nothing had been. (`pulumi refresh --import-pending-creates`, which
sounds like this, was tried with 3.255: it drops the operation and adopts nothing.)
"""

# ruff: noqa: S603 - it runs pulumi, with what pulumi itself has written

import json
import subprocess
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, cast

import boto3  # pyright: ignore[reportMissingTypeStubs]
from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs]

# boto3's clients and answers, and a resource's inputs, have no types of their own.
Inputs = Mapping[str, Any]
Find = Callable[[Inputs], list[str]]
# What AWS answers when there is no such thing; anything else is an error that the user must hear of.
_ABSENT = ("NoSuch", "NotFound", "DoesNotExist", "InvalidLaunchTemplateName")


class RecoveryError(Exception):
    """Something stands in the way; the message says what."""


def _aws(service: str) -> Any:
    return cast(Callable[[str], Any], boto3.client)(service)  # pyright: ignore[reportUnknownMemberType]


def _role(inputs: Inputs) -> list[str]:
    return [_aws("iam").get_role(RoleName=inputs["name"])["Role"]["RoleName"]]


def _linked_role(inputs: Inputs) -> list[str]:
    service = inputs["awsServiceName"]
    pages = _aws("iam").get_paginator("list_roles").paginate(PathPrefix=f"/aws-service-role/{service}/")
    return [role["Arn"] for page in pages for role in page["Roles"]]


def _role_policy(inputs: Inputs) -> list[str]:
    _aws("iam").get_role_policy(RoleName=inputs["role"], PolicyName=inputs["name"])
    return [f"{inputs['role']}:{inputs['name']}"]


def _attachment(inputs: Inputs) -> list[str]:
    attached = _aws("iam").list_attached_role_policies(RoleName=inputs["role"])["AttachedPolicies"]
    return [
        f"{inputs['role']}/{policy['PolicyArn']}" for policy in attached if policy["PolicyArn"] == inputs["policyArn"]
    ]


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
    return _labelled_alike(inputs, _aws("efs").describe_file_systems()["FileSystems"])


def _lustre_file_system(inputs: Inputs) -> list[str]:
    return _labelled_alike(inputs, _aws("fsx").describe_file_systems()["FileSystems"])


def _labelled_alike(inputs: Inputs, systems: list[dict[str, Any]]) -> list[str]:
    """File systems have no name that is fixed beforehand; theirs are the labels, and that nobody else has them."""
    wanted = cast(dict[str, str], inputs.get("tagsAll") or inputs.get("tags") or {})
    found: list[str] = []
    for system in systems:
        tags = {tag["Key"]: tag["Value"] for tag in system.get("Tags", [])}
        if wanted and tags == wanted:
            found.append(system["FileSystemId"])
    return found


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


# Type -> how to find the id of one that was asked for with these inputs. Ids as `pulumi import` takes them.
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


def find(resource: Mapping[str, Any], known: Collection[str]) -> str | None:
    """The id of a resource whose creation was never answered, or None where it was never made.

    `known` are the ids that the stack has already. Raises RecoveryError for a type that cannot be looked for, and
    where more than one fits: dropping or guessing might orphan it.
    """
    finder = FINDERS.get(str(resource["type"]))
    if finder is None:
        raise RecoveryError(
            f"{resource['urn']}: cannot be looked for in the cloud (got type {resource['type']}). Where it is there, "
            "delete it by hand; then: pulumi refresh --clear-pending-creates"
        )
    try:
        found = [identity for identity in finder(cast(Inputs, resource.get("inputs", {}))) if identity not in known]
    except ClientError as error:
        code = str(cast(Any, error).response["Error"]["Code"])
        if any(part in code for part in _ABSENT):
            return None
        raise
    if len(found) > 1:
        raise RecoveryError(f"{resource['urn']}: more than one fits (got {', '.join(found)}); delete the wrong ones")
    return found[0] if found else None


def recover(stack: str, folder: Path, say: Callable[[str], object] = print) -> None:
    """Brings a stack's state and the cloud together again; the environment is the sandbox's already."""
    _pulumi(folder, "cancel", "--yes", "--stack", stack)
    exported = cast(dict[str, dict[str, Any]], json.loads(_pulumi(folder, "stack", "export", "--stack", stack)))
    state = exported["deployment"]
    resources = cast(list[dict[str, Any]], state.get("resources") or [])
    operations = cast(list[dict[str, Any]], state.get("pending_operations") or [])
    pending = [operation["resource"] for operation in operations if operation["type"] == "creating"]
    known = {str(resource.get("id")) for resource in resources}
    adopted: list[dict[str, Any]] = []
    for resource in pending:
        identity = find(resource, known)
        say(f"{resource['urn'].rpartition('::')[2]} ({resource['type']}): {identity or 'was never made'}")
        if identity is not None:
            known.add(identity)
            adopted.append({**resource, "id": identity, "outputs": resource.get("inputs", {})})
    if pending:
        state["resources"] = [*resources, *adopted]
        state["pending_operations"] = []  # the import takes none; updates and deletions are found out by the refresh
        _pulumi(folder, "stack", "import", "--stack", stack, given=json.dumps(exported))
    _pulumi(folder, "refresh", "--yes", "--skip-preview", "--stack", stack)
    say(f"{len(adopted)} adopted, {len(pending) - len(adopted)} forgotten; now run: pulumi up --stack {stack}")


def _pulumi(folder: Path, *arguments: str, given: str | None = None) -> str:
    command = ["pulumi", *arguments, "--non-interactive"]
    done = subprocess.run(command, cwd=folder, input=given, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RecoveryError(f"pulumi {' '.join(arguments[:2])} failed:\n{done.stdout[-3000:]}{done.stderr[-1000:]}")
    return done.stdout
