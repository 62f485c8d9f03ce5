"""EFS: file systems, mount targets and access points.

Rules: hashicorp/terraform-provider-aws `internal/service/efs/*.go` (ForceNew, creation token, importers).
"""

# ruff: noqa: ARG002 - every life-cycle method is given the same, and takes what it needs

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from sandbox.providers.aws.base import AwsResource, all_tags
from sandbox.providers.aws.cloud import text
from sandbox.providers.aws.convert import tag_list
from sandbox.providers.shape_check import Problem
from sandbox.providers.wire import Properties, Value


def idempotency_token(token: str | None, inputs: Properties, fixed: frozenset[str]) -> str:
    """Return what EFS and FSx take as creation token: the same for the same resource with the same fixed properties.

    An `up` that was killed between the cloud's yes and the state file repeats harmlessly by it. A replacement has no
    `token` and gets one of its own.
    """
    given = {name: inputs[name] for name in sorted(fixed & inputs.keys())}
    seed = f"{token or uuid.uuid4()} {json.dumps(given, sort_keys=True)}"
    return f"pulumi-{hashlib.sha256(seed.encode()).hexdigest()[:32]}"


class EfsResource(AwsResource):
    """What the EFS types share: no names, ids as the tagging handle."""

    service = "efs"
    naming = None

    def _tag(self, identity: str, state: Properties, tags: dict[str, str]) -> None:
        self.client.tag_resource(ResourceId=identity, Tags=tag_list(tags))

    def _untag(self, identity: str, state: Properties, keys: list[str]) -> None:
        self.client.untag_resource(ResourceId=identity, TagKeys=keys)


class FileSystem(EfsResource):
    """A file system; its id is `fs-...`, its creation token makes creating it repeatable."""

    token = "aws:efs/fileSystem:FileSystem"  # noqa: S105
    names: ClassVar[Mapping[str, str]] = {"arn": "FileSystemArn"}
    force_new = frozenset({"availabilityZoneName", "creationToken", "encrypted", "kmsKeyId", "performanceMode"})

    _after: ClassVar[frozenset[str]] = frozenset({"lifecyclePolicies", "protection"})

    def problems(self, inputs: Mapping[str, Value]) -> list[Problem]:
        """Check what throughput and encryption demand of each other."""
        found: list[Problem] = []
        if inputs.get("kmsKeyId") is not None and inputs.get("encrypted") is False:
            found.append(Problem("encrypted", '"encrypted" must be set to true when "kmsKeyId" is specified'))
        mode, given = inputs.get("throughputMode", "bursting"), inputs.get("provisionedThroughputInMibps")
        if mode == "provisioned" and given is None:
            reason = '"provisionedThroughputInMibps" is required when "throughputMode" is "provisioned"'
            found.append(Problem("provisionedThroughputInMibps", reason))
        if given is not None and mode in {"bursting", "elastic"}:
            reason = f'"provisionedThroughputInMibps" must not be set when "throughputMode" is "{mode}"'
            found.append(Problem("provisionedThroughputInMibps", reason))
        return found

    def _create(self, inputs: Properties, token: str | None) -> str:
        unique = text(inputs.get("creationToken")) or idempotency_token(token, inputs, self.force_new)
        known = self.client.describe_file_systems(CreationToken=unique)["FileSystems"]
        if known and not inputs.get("creationToken"):
            self._tag(known[0]["FileSystemId"], inputs, all_tags(inputs))
            return known[0]["FileSystemId"]
        encrypted = inputs.get("encrypted", True if inputs.get("kmsKeyId") else None)
        sent: Properties = {**inputs, "creationToken": unique, "encrypted": encrypted}
        request = self.request("CreateFileSystem", sent, elsewhere=self._after)
        return self.client.create_file_system(**request, Tags=tag_list(all_tags(inputs)))["FileSystemId"]

    def _finish(self, identity: str, inputs: Properties) -> None:
        if inputs.get("lifecyclePolicies"):
            self._put_lifecycle(identity, inputs)

    def _describe(self, identity: str) -> Mapping[str, Any] | None:
        found = self.client.describe_file_systems(FileSystemId=identity)["FileSystems"]
        return found[0] if found else None

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        policies = self.client.describe_lifecycle_configuration(FileSystemId=identity)["LifecyclePolicies"]
        lowered: list[Value] = [{name[0].lower() + name[1:]: value for name, value in p.items()} for p in policies]
        size = found["SizeInBytes"]
        return {
            "dnsName": f"{identity}.efs.{self.cloud.region}.amazonaws.com",
            "lifecyclePolicies": lowered,
            "sizeInBytes": [
                {"value": size["Value"], "valueInIa": size["ValueInIA"], "valueInStandard": size["ValueInStandard"]}
            ],
        }

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        if changed & {"throughputMode", "provisionedThroughputInMibps"}:
            wanted = {name: new.get(name) for name in ("throughputMode", "provisionedThroughputInMibps")}
            self.client.update_file_system(FileSystemId=identity, **self.request("UpdateFileSystem", wanted))
        if "lifecyclePolicies" in changed:
            self._put_lifecycle(identity, new)
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        self.client.delete_file_system(FileSystemId=identity)

    def _put_lifecycle(self, identity: str, inputs: Properties) -> None:
        wanted: Properties = {"lifecyclePolicies": inputs.get("lifecyclePolicies", [])}
        request = self.request("PutLifecycleConfiguration", wanted)
        self.client.put_lifecycle_configuration(FileSystemId=identity, **request)


class MountTarget(EfsResource):
    """A file system's door in a subnet; it takes no tags."""

    token = "aws:efs/mountTarget:MountTarget"  # noqa: S105
    force_new = frozenset({"fileSystemId", "ipAddress", "ipAddressType", "ipv6Address", "subnetId"})
    sets = frozenset({"securityGroups"})

    def _create(self, inputs: Properties, token: str | None) -> str:
        return self.client.create_mount_target(**self.request("CreateMountTarget", inputs))["MountTargetId"]

    def _describe(self, identity: str) -> Mapping[str, Any] | None:
        found = self.client.describe_mount_targets(MountTargetId=identity)["MountTargets"]
        return found[0] if found else None

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        system, region = found["FileSystemId"], self.cloud.region
        groups = self.client.describe_mount_target_security_groups(MountTargetId=identity)["SecurityGroups"]
        return {
            "dnsName": f"{system}.efs.{region}.amazonaws.com",
            "mountTargetDnsName": f"{found['AvailabilityZoneName']}.{system}.efs.{region}.amazonaws.com",
            "fileSystemArn": self.cloud.arn("elasticfilesystem", f"file-system/{system}"),
            "securityGroups": groups,
        }

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        groups = new.get("securityGroups", [])
        self.client.modify_mount_target_security_groups(MountTargetId=identity, SecurityGroups=groups)
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        self.client.delete_mount_target(MountTargetId=identity)


class AccessPoint(EfsResource):
    """An application's entry into a file system."""

    token = "aws:efs/accessPoint:AccessPoint"  # noqa: S105
    names: ClassVar[Mapping[str, str]] = {"arn": "AccessPointArn"}
    force_new = frozenset({"fileSystemId", "posixUser", "rootDirectory"})

    def _create(self, inputs: Properties, token: str | None) -> str:
        request = self.request("CreateAccessPoint", inputs)
        unique = idempotency_token(token, inputs, self.force_new)
        made = self.client.create_access_point(**request, ClientToken=unique, Tags=tag_list(all_tags(inputs)))
        return made["AccessPointId"]

    def _describe(self, identity: str) -> Mapping[str, Any] | None:
        found = self.client.describe_access_points(AccessPointId=identity)["AccessPoints"]
        return found[0] if found else None

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        return {"fileSystemArn": self.cloud.arn("elasticfilesystem", f"file-system/{found['FileSystemId']}")}

    def _delete(self, identity: str, state: Properties) -> None:
        self.client.delete_access_point(AccessPointId=identity)
