"""Finds in AWS what an unfinished creation may have left, by the physical name that it was given, or by its labels.

A finder per type, each from inputs to the id by which Pulumi knows such a resource, or None when it is not there. Ids as
in the "Import" section of each type at https://www.pulumi.com/registry/packages/aws/api-docs/
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

import boto3  # pyright: ignore[reportMissingTypeStubs]  # boto3 makes its clients at run time
from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs]  # the same

from labelwright.recovery.pending import PendingCreate

Inputs = Mapping[str, Any]
_LINKED_ROLE = "AWSServiceRoleForBatch"


class AwsFinder:
    """Looks resources up in the account and region that boto3 is configured for. Reads only."""

    def __init__(self, known: frozenset[str]) -> None:
        self._known = known
        self._finders: Mapping[str, Callable[[Inputs], str | None]] = {
            "aws:batch/computeEnvironment:ComputeEnvironment": self._compute_environment,
            "aws:batch/jobDefinition:JobDefinition": self._job_definition,
            "aws:batch/jobQueue:JobQueue": self._job_queue,
            "aws:cloudwatch/logGroup:LogGroup": self._log_group,
            "aws:ec2/launchTemplate:LaunchTemplate": self._launch_template,
            "aws:ec2/securityGroup:SecurityGroup": self._security_group,
            "aws:efs/fileSystem:FileSystem": self._efs,
            "aws:efs/mountTarget:MountTarget": self._mount_target,
            "aws:fsx/lustreFileSystem:LustreFileSystem": self._lustre,
            "aws:iam/instanceProfile:InstanceProfile": self._instance_profile,
            "aws:iam/role:Role": self._role,
            "aws:iam/rolePolicy:RolePolicy": self._role_policy,
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment": self._role_policy_attachment,
            "aws:iam/serviceLinkedRole:ServiceLinkedRole": self._service_linked_role,
        }

    def knows(self, pending: PendingCreate) -> bool:
        """Whether resources of its type can be looked up at all."""
        return pending.type in self._finders

    def find(self, pending: PendingCreate) -> str | None:
        """The id of what was created, or None when AWS has no such thing."""
        try:
            return self._finders[pending.type](pending.inputs)
        except ClientError as error:
            if _says_missing(error):
                return None
            raise

    def _call(self, service: str, operation: str, **request: Any) -> dict[str, Any]:
        client = cast("Any", boto3.client(service))  # pyright: ignore[reportUnknownMemberType]  # as above
        return cast("dict[str, Any]", getattr(client, operation)(**request))

    def _compute_environment(self, inputs: Inputs) -> str | None:
        found = self._call("batch", "describe_compute_environments", computeEnvironments=[inputs["name"]])
        return _first(found["computeEnvironments"], "computeEnvironmentName")

    def _job_definition(self, inputs: Inputs) -> str | None:
        request = {"jobDefinitionName": inputs["name"], "status": "ACTIVE"}
        return _first(self._call("batch", "describe_job_definitions", **request)["jobDefinitions"], "jobDefinitionArn")

    def _job_queue(self, inputs: Inputs) -> str | None:
        return _first(
            self._call("batch", "describe_job_queues", jobQueues=[inputs["name"]])["jobQueues"], "jobQueueArn"
        )

    def _log_group(self, inputs: Inputs) -> str | None:
        found = self._call("logs", "describe_log_groups", logGroupNamePrefix=inputs["name"])["logGroups"]
        return _first([one for one in found if one["logGroupName"] == inputs["name"]], "logGroupName")

    def _launch_template(self, inputs: Inputs) -> str | None:
        found = self._call("ec2", "describe_launch_templates", LaunchTemplateNames=[inputs["name"]])
        return _first(found["LaunchTemplates"], "LaunchTemplateId")

    def _security_group(self, inputs: Inputs) -> str | None:
        filters = [{"Name": "group-name", "Values": [inputs["name"]]}]
        return _first(self._call("ec2", "describe_security_groups", Filters=filters)["SecurityGroups"], "GroupId")

    def _efs(self, inputs: Inputs) -> str | None:
        if token := inputs.get("creationToken"):
            return _first(
                self._call("efs", "describe_file_systems", CreationToken=token)["FileSystems"], "FileSystemId"
            )
        return self._by_labels(self._call("efs", "describe_file_systems")["FileSystems"], "FileSystemId", inputs)

    def _mount_target(self, inputs: Inputs) -> str | None:
        found = self._call("efs", "describe_mount_targets", FileSystemId=inputs["fileSystemId"])["MountTargets"]
        return _first([one for one in found if one["SubnetId"] == inputs["subnetId"]], "MountTargetId")

    def _lustre(self, inputs: Inputs) -> str | None:
        found = self._call("fsx", "describe_file_systems")["FileSystems"]
        return self._by_labels(found, "FileSystemId", inputs)

    def _by_labels(self, found: list[dict[str, Any]], field: str, inputs: Inputs) -> str | None:
        """What has no name is known by its labels; what the state has already is someone else's."""
        wanted = (inputs.get("tags") or {}).items()
        alike = [one for one in found if wanted <= {tag["Key"]: tag["Value"] for tag in one.get("Tags", ())}.items()]
        return _first([one for one in alike if one[field] not in self._known], field)

    def _instance_profile(self, inputs: Inputs) -> str | None:
        request = {"InstanceProfileName": inputs["name"]}
        return str(self._call("iam", "get_instance_profile", **request)["InstanceProfile"]["InstanceProfileName"])

    def _role(self, inputs: Inputs) -> str | None:
        return str(self._call("iam", "get_role", RoleName=inputs["name"])["Role"]["RoleName"])

    def _role_policy(self, inputs: Inputs) -> str | None:
        self._call("iam", "get_role_policy", RoleName=inputs["role"], PolicyName=inputs["name"])
        return f"{inputs['role']}:{inputs['name']}"

    def _role_policy_attachment(self, inputs: Inputs) -> str | None:
        found = self._call("iam", "list_attached_role_policies", RoleName=inputs["role"])["AttachedPolicies"]
        attached = any(one["PolicyArn"] == inputs["policyArn"] for one in found)
        return f"{inputs['role']}/{inputs['policyArn']}" if attached else None

    def _service_linked_role(self, inputs: Inputs) -> str | None:
        if inputs.get("awsServiceName") != "batch.amazonaws.com":
            return None
        return str(self._call("iam", "get_role", RoleName=_LINKED_ROLE)["Role"]["Arn"])


def _first(found: list[dict[str, Any]], field: str) -> str | None:
    """The id of what was found; a physical name is unique, so there is one at most."""
    return str(found[0][field]) if found else None


def _says_missing(error: ClientError) -> bool:
    """Whether AWS answered that there is no such thing."""
    code = str(cast("Any", error).response.get("Error", {}).get("Code", ""))
    return "NotFound" in code or code == "NoSuchEntity"
