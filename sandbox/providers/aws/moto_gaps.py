"""Where moto 5.2 accepts an AWS call and then forgets it: filled in, so that what is read back is what was sent.

Whoever starts moto calls `close_gaps()` once in that process, before it serves. Each gap is one that the AWS
provider's updates would fall into without a word (labels changed, and the old ones read back).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

from moto.batch import models as batch_models
from moto.ec2.models import ec2_backends, launch_templates
from moto.efs import responses as efs_responses
from moto.fsx import models as fsx_models
from moto.fsx import responses as fsx_responses
from moto.fsx.exceptions import FileSystemNotFound

from sandbox.providers.aws.moto_launches import keep_launches_whole

# moto's classes carry no usable types, so each is taken as `Any` once, here.
_Batch = cast("Any", batch_models.BatchBackend)
_JobDefinition = cast("Any", batch_models.JobDefinition)
_LaunchTemplate = cast("Any", launch_templates.LaunchTemplate)
_EfsResponse = cast("Any", efs_responses.EFSResponse)
_Fsx = cast("Any", fsx_models.FSxBackend)
_FsxFileSystem = cast("Any", fsx_models.FileSystem)
_FsxResponse = cast("Any", fsx_responses.FSxResponse)
_closed: list[bool] = []


def close_gaps() -> None:
    """Teach moto what it forgets; calling it again changes nothing."""
    if not _closed:
        _closed.append(True)
        _keep_compute_resource_updates()
        _label_batch_instances()
        _keep_propagation_on_new_revisions()
        _show_new_tags_of_launch_templates()
        _update_elastic_file_systems()
        _complete_lustre_file_systems()
        keep_launches_whole()


def _keep_compute_resource_updates() -> None:
    """UpdateComputeEnvironment: moto takes `computeResources` and drops them, tags included."""
    update: Callable[..., Any] = _Batch.update_compute_environment

    def update_compute_environment(
        self: Any, compute_environment_name: str, state: Any, compute_resources: Any, service_role: Any
    ) -> Any:
        answer = update(self, compute_environment_name, state, compute_resources, service_role)
        environment = self.get_compute_environment(compute_environment_name)
        if compute_resources and environment.compute_resources is not None:
            environment.compute_resources.update(compute_resources)
        return answer

    _Batch.update_compute_environment = update_compute_environment


def _label_batch_instances() -> None:
    """CreateComputeEnvironment: Batch tags its instances and volumes (compute resources, launch template); moto not."""
    create: Callable[..., Any] = _Batch.create_compute_environment

    def create_compute_environment(self: Any, *args: Any, **named: Any) -> Any:
        environment = create(self, *args, **named)
        ec2 = cast("Any", ec2_backends)[self.account_id][self.region_name]
        for instance in environment.instances:
            tags = _instance_tags(ec2, environment.compute_resources)
            ec2.create_tags([instance.id], tags["instance"])
            for device in instance.block_device_mapping.values():
                ec2.create_tags([device.volume_id], tags["volume"])
        return environment

    _Batch.create_compute_environment = create_compute_environment


def _instance_tags(ec2: Any, resources: dict[str, Any]) -> dict[str, dict[str, str]]:
    tags: dict[str, dict[str, str]] = {"instance": {}, "volume": {}}
    template = cast("dict[str, Any]", resources.get("launchTemplate") or {})
    if template:
        by_id = template.get("launchTemplateId")
        name = template.get("launchTemplateName")
        found = ec2.get_launch_template(by_id) if by_id else ec2.get_launch_template_by_name(name)
        data = cast("dict[str, Any]", found.get_version(template.get("version") or "$Default").data)
        for block in cast("list[dict[str, Any]]", data.get("TagSpecifications") or []):
            if block.get("ResourceType") in tags:
                tags[block["ResourceType"]].update({tag["Key"]: tag["Value"] for tag in block.get("Tags", [])})
    tags["instance"].update(cast("dict[str, str]", resources.get("tags") or {}))
    return tags


def _keep_propagation_on_new_revisions() -> None:
    """RegisterJobDefinition: moto's second revision keeps the first one's `propagateTags` and platforms."""
    register: Callable[..., Any] = _Batch.register_job_definition

    def register_job_definition(self: Any, *args: Any, **named: Any) -> Any:
        revision = register(self, *args, **named)
        revision.propagate_tags = named.get("propagate_tags", revision.propagate_tags)
        revision.platform_capabilities = named.get("platform_capabilities", revision.platform_capabilities)
        return revision

    _Batch.register_job_definition = register_job_definition


def _show_new_tags_of_launch_templates() -> None:
    """CreateTags and DeleteTags: moto's launch templates describe the tags of their creation for ever."""
    _LaunchTemplate.tags = property(lambda self: self.get_tags(), lambda _self, _tags: None)


def _update_elastic_file_systems() -> None:
    """UpdateFileSystem (EFS): moto does not have it."""

    def update_file_system(self: Any) -> Any:
        identity = self.path.rstrip("/").split("/")[-1]
        _, found = self.efs_backend.describe_file_systems(file_system_id=identity)
        sent = json.loads(self.body or "{}")
        found[0].throughput_mode = sent.get("ThroughputMode", found[0].throughput_mode)
        found[0].provisioned_throughput_in_mibps = sent.get("ProvisionedThroughputInMibps")
        return json.dumps(found[0].info_json()), {"status": 202, "Content-Type": "application/json"}

    if not hasattr(_EfsResponse, "update_file_system"):
        _EfsResponse.update_file_system = update_file_system


def _complete_lustre_file_systems() -> None:
    """CreateFileSystem and DescribeFileSystems (FSx): moto repeats a repeated call, and tells neither VPC nor mount."""
    create: Callable[..., Any] = _Fsx.create_file_system
    describe: Callable[..., Any] = _FsxFileSystem.to_dict

    def create_file_system(self: Any, client_request_token: str, **named: Any) -> Any:
        tokens: dict[str, str] = self.__dict__.setdefault("_sandbox_tokens", {})
        known = self.file_systems.get(tokens.get(client_request_token, ""))
        if known is not None:
            return known
        made = create(self, client_request_token=client_request_token, **named)
        tokens[client_request_token] = made.file_system_id
        return made

    def to_dict(self: Any) -> dict[str, Any]:
        ec2 = cast("Any", ec2_backends)[self.backend.account_id][self.backend.region_name]
        told = describe(self)
        told.update(Lifecycle="AVAILABLE", OwnerId=self.backend.account_id, NetworkInterfaceIds=[])
        if self.subnet_ids:
            told["VpcId"] = ec2.get_subnet(self.subnet_ids[0]).vpc_id
        if self.lustre_configuration is not None:
            told["LustreConfiguration"] = {"MountName": "fsx", **self.lustre_configuration}
        return told

    def update_file_system(self: Any) -> str:
        sent = json.loads(self.body)
        found = self.fsx_backend.file_systems.get(sent["FileSystemId"])
        if found is None:
            raise FileSystemNotFound(sent["FileSystemId"])
        found.storage_capacity = sent.get("StorageCapacity", found.storage_capacity)
        found.lustre_configuration = {**(found.lustre_configuration or {}), **sent.get("LustreConfiguration", {})}
        return json.dumps({"FileSystem": found.to_dict()})

    _Fsx.create_file_system = create_file_system
    _FsxFileSystem.to_dict = to_dict
    if not hasattr(_FsxResponse, "update_file_system"):
        _FsxResponse.update_file_system = update_file_system
