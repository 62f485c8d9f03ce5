"""FSx for Lustre file systems.

Rules: hashicorp/terraform-provider-aws `internal/service/fsx/lustre_file_system.go` (ForceNew, CustomizeDiff), and
AWS's on capacities: https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystem.html.
"""

# ruff: noqa: ARG002 - every life-cycle method is given the same, and takes what it needs

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sandbox.providers.aws.base import AwsResource, all_tags
from sandbox.providers.aws.convert import from_response, section, tag_list
from sandbox.providers.aws.efs import idempotency_token
from sandbox.providers.resource import is_under
from sandbox.providers.shape_check import Problem
from sandbox.providers.wire import Properties, Value

_OF_FILE_SYSTEM = frozenset({
    "fileSystemTypeVersion", "kmsKeyId", "securityGroupIds", "storageCapacity", "storageType", "subnetIds",
})  # fmt: skip
_ON_DELETION = frozenset({"finalBackupTags", "skipFinalBackup", "backupId"})
_DEPLOYMENTS = ("SCRATCH_1", "SCRATCH_2", "PERSISTENT_1", "PERSISTENT_2")


class LustreFileSystem(AwsResource):
    """A Lustre file system; its id is `fs-...`."""

    service = "fsx"
    token = "aws:fsx/lustreFileSystem:LustreFileSystem"  # noqa: S105
    naming = None
    defaults: ClassVar[Mapping[str, Value]] = {
        "deploymentType": "SCRATCH_1", "skipFinalBackup": True, "storageType": "SSD",
    }  # fmt: skip
    names: ClassVar[Mapping[str, str]] = {"arn": "ResourceARN"}
    force_new = frozenset({
        "backupId", "copyTagsToBackups", "deploymentType", "driveCacheType", "efaEnabled", "exportPath",
        "fileSystemTypeVersion", "importPath", "importedFileChunkSize", "kmsKeyId", "securityGroupIds", "storageType",
        "subnetIds",
    })  # fmt: skip
    sets = frozenset({"securityGroupIds"})

    def problems(self, inputs: Mapping[str, Value]) -> list[Problem]:
        """Check the deployment type, and the capacity that AWS sells."""
        return list(_problems(inputs))

    def replaces(self, path: str, old: Mapping[str, Value], new: Mapping[str, Value]) -> bool:
        """Replace also for a smaller capacity, and for one of SCRATCH_1: storage only grows."""
        before, after = old.get("storageCapacity"), new.get("storageCapacity")
        if is_under(path, frozenset({"storageCapacity"})) and isinstance(before, int) and isinstance(after, int):
            return after < before or new.get("deploymentType") == "SCRATCH_1"
        return super().replaces(path, old, new)

    def _create(self, inputs: Properties, token: str | None) -> str:
        made = self.client.create_file_system(
            FileSystemType="LUSTRE",
            ClientRequestToken=idempotency_token(token, inputs, self.force_new),
            LustreConfiguration=self._configuration("CreateFileSystem", inputs),
            Tags=tag_list(all_tags(inputs)),
            **self.request("CreateFileSystem", {name: inputs.get(name) for name in _OF_FILE_SYSTEM}),
        )
        identity = made["FileSystem"]["FileSystemId"]
        if all_tags(inputs):
            # A repeated call answers with the file system of the first one, which may carry older tags.
            self._tag(identity, inputs, all_tags(inputs))
        return identity

    def _describe(self, identity: str) -> Mapping[str, Any] | None:
        found = self.client.describe_file_systems(FileSystemIds=[identity])["FileSystems"]
        return found[0] if found else None

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        configuration = section(found, "LustreConfiguration")
        outputs = from_response(self.shape.outputs, configuration)
        subnet = self.cloud.client("ec2").describe_subnets(SubnetIds=found["SubnetIds"])["Subnets"][0]
        return {
            "subnetIds": found["SubnetIds"][0],
            "mountName": configuration.get("MountName", "fsx"),
            "networkInterfaceIds": found.get("NetworkInterfaceIds", []),
            "ownerId": found.get("OwnerId", self.cloud.account),
            "vpcId": found.get("VpcId", subnet["VpcId"]),
            **outputs,
        }

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        sent = {name: new.get(name) for name in changed - _ON_DELETION}
        if sent:
            own = self.request("UpdateFileSystem", {k: v for k, v in sent.items() if k in _OF_FILE_SYSTEM})
            configuration = self._configuration("UpdateFileSystem", sent)
            options = {"LustreConfiguration": configuration} if configuration else {}
            self.client.update_file_system(FileSystemId=identity, **own, **options)
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        self.client.delete_file_system(FileSystemId=identity)

    def _configuration(self, operation: str, inputs: Properties) -> dict[str, Any]:
        return self.request(
            operation, inputs, within="LustreConfiguration", elsewhere={*_OF_FILE_SYSTEM, *_ON_DELETION}
        )

    def _tag(self, identity: str, state: Properties, tags: dict[str, str]) -> None:
        self.client.tag_resource(ResourceARN=self._arn(identity), Tags=tag_list(tags))

    def _untag(self, identity: str, state: Properties, keys: list[str]) -> None:
        self.client.untag_resource(ResourceARN=self._arn(identity), TagKeys=keys)

    def _arn(self, identity: str) -> str:
        return self.cloud.arn("fsx", f"file-system/{identity}")


def _problems(inputs: Mapping[str, Value]) -> Iterator[Problem]:
    deployment, capacity = inputs.get("deploymentType", "SCRATCH_1"), inputs.get("storageCapacity")
    if isinstance(deployment, str) and deployment not in _DEPLOYMENTS:
        reason = f'expected "deploymentType" to be one of {", ".join(_DEPLOYMENTS)}, got "{deployment}"'
        yield Problem("deploymentType", reason)
    if isinstance(capacity, int) and deployment in _DEPLOYMENTS and inputs.get("storageType", "SSD") == "SSD":
        step = 3600 if deployment == "SCRATCH_1" else 2400
        if capacity != 1200 and (capacity <= 0 or capacity % step):  # noqa: PLR2004  # the smallest size sold
            reason = f"a {deployment} file system has 1200 GiB or a multiple of {step} GiB (got {capacity})"
            yield Problem("storageCapacity", reason)
    throughput = inputs.get("perUnitStorageThroughput")
    is_tiered = inputs.get("storageType") == "INTELLIGENT_TIERING"
    if deployment in {"PERSISTENT_1", "PERSISTENT_2"} and throughput is None and not is_tiered:
        reason = f'"perUnitStorageThroughput" is required when "deploymentType" is "{deployment}"'
        yield Problem("perUnitStorageThroughput", reason)
    if deployment in {"SCRATCH_1", "SCRATCH_2"} and throughput is not None:
        reason = f'"perUnitStorageThroughput" is not supported when "deploymentType" is "{deployment}"'
        yield Problem("perUnitStorageThroughput", reason)
