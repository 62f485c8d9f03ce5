"""EC2 instances: the single virtual machine, with its volumes.

Rules: hashicorp/terraform-provider-aws `internal/service/ec2/ec2_instance.go` (ForceNew, volume tags).
"""

# ruff: noqa: ARG002 - every life-cycle method is given the same, and takes what it needs

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, ClassVar

from sandbox.providers.aws.base import all_tags
from sandbox.providers.aws.cloud import text
from sandbox.providers.aws.convert import from_response, section, tag_list
from sandbox.providers.aws.ec2 import Ec2Resource, blocks
from sandbox.providers.shape_check import Problem
from sandbox.providers.wire import Properties, Value

_SENT_APART = frozenset({
    "ebsBlockDevices", "rootBlockDevice", "volumeTags", "userData", "userDataBase64", "userDataReplaceOnChange",
    "iamInstanceProfile", "availabilityZone", "tenancy", "launchTemplate", "forceDestroy", "getPasswordData",
    "sourceDestCheck", "associatePublicIpAddress",
})  # fmt: skip


class Instance(Ec2Resource):
    """A virtual machine; its id is `i-...`."""

    token = "aws:ec2/instance:Instance"  # noqa: S105
    kind = "instance"
    defaults: ClassVar[Mapping[str, Value]] = {
        "forceDestroy": False, "getPasswordData": False, "sourceDestCheck": True, "userDataReplaceOnChange": False,
    }  # fmt: skip
    names: ClassVar[Mapping[str, str]] = {
        "ami": "ImageId", "privateDns": "PrivateDnsName", "publicDns": "PublicDnsName",
        "privateIp": "PrivateIpAddress", "publicIp": "PublicIpAddress",
    }  # fmt: skip
    force_new = frozenset({
        "ami", "associatePublicIpAddress", "availabilityZone", "cpuOptions", "ebsBlockDevices", "enclaveOptions",
        "hibernation", "hostId", "instanceMarketOptions", "ipv6Addresses", "keyName", "networkInterfaces",
        "placementGroup", "privateIp", "securityGroups", "subnetId", "tenancy",
    })  # fmt: skip
    sets = frozenset({"vpcSecurityGroupIds", "securityGroups"})

    def problems(self, inputs: Mapping[str, Value]) -> list[Problem]:
        """Check that the machine has an image and a size, and that volumes are tagged in one place only."""
        found: list[Problem] = []
        if inputs.get("launchTemplate") is None:
            wanted = [name for name in ("ami", "instanceType") if inputs.get(name) is None]
            found += [Problem(name, f'one of "{name}", "launchTemplate" must be specified') for name in wanted]
        devices = [block for name in ("rootBlockDevice", "ebsBlockDevices") for block in _devices(inputs.get(name))]
        if inputs.get("volumeTags") is not None and any(block.get("tags") for block in devices):
            reason = '"volumeTags" conflicts with "tags" of a block device: volumes take their tags from one place'
            found.append(Problem("volumeTags", reason))
        if inputs.get("userData") is not None and inputs.get("userDataBase64") is not None:
            found.append(Problem("userData", '"userData": conflicts with userDataBase64'))
        return found

    def replaces(self, path: str, old: Mapping[str, Value], new: Mapping[str, Value]) -> bool:
        """Replace also for new user data, where the program asks for it; tags of a volume change in place."""
        if path in {"userData", "userDataBase64"}:
            return new.get("userDataReplaceOnChange") is True
        return not (path.startswith("ebsBlockDevices") and ".tags" in path) and super().replaces(path, old, new)

    def _create(self, inputs: Properties, token: str | None) -> str:
        names = {"ami": "ImageId", "vpcSecurityGroupIds": "SecurityGroupIds"}
        request = self.request("RunInstances", inputs, names=names, elsewhere=_SENT_APART)
        request |= self._sent_apart(inputs)
        request["TagSpecifications"] = [
            {"ResourceType": kind, "Tags": tag_list(tags)}
            for kind, tags in (("instance", all_tags(inputs)), ("volume", _map(inputs.get("volumeTags"))))
            if tags
        ]
        made = self.client.run_instances(MinCount=1, MaxCount=1, **request)
        return made["Instances"][0]["InstanceId"]

    def _finish(self, identity: str, inputs: Properties) -> None:
        for device, block in self._volumes(identity, inputs):
            if block.get("tags"):
                self.client.create_tags(Resources=[device], Tags=tag_list(_map(block["tags"])))

    def _describe(self, identity: str) -> Mapping[str, Any] | None:
        pages = self.client.describe_instances(InstanceIds=[identity])["Reservations"]
        found = [instance for page in pages for instance in page["Instances"]]
        return found[0] if found and found[0]["State"]["Name"] != "terminated" else None

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        outputs = from_response(self.shape.outputs, section(found, "Placement"))
        profile = section(found, "IamInstanceProfile").get("Arn", "").rsplit("/", 1)[-1]
        groups: list[Value] = [group["GroupId"] for group in found.get("SecurityGroups", [])]
        return {
            "arn": self._arn(identity),
            "instanceState": found["State"]["Name"],
            "availabilityZone": outputs.get("availabilityZone"),
            "tenancy": outputs.get("tenancy"),
            "vpcSecurityGroupIds": groups,
            "securityGroups": [group["GroupName"] for group in found.get("SecurityGroups", [])],
            "monitoring": section(found, "Monitoring").get("State") == "enabled",
            **({"iamInstanceProfile": profile} if profile else {}),
        }

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        for name, attribute in (
            ("disableApiTermination", "DisableApiTermination"),
            ("sourceDestCheck", "SourceDestCheck"),
        ):
            if name in changed:
                self._modify(identity, **{attribute: {"Value": new.get(name) is True}})
        if "instanceType" in changed:
            self.client.stop_instances(InstanceIds=[identity])
            self._modify(identity, InstanceType={"Value": new["instanceType"]})
            self.client.start_instances(InstanceIds=[identity])
        if "vpcSecurityGroupIds" in changed:
            self._modify(identity, Groups=new.get("vpcSecurityGroupIds"))
        if "volumeTags" in changed or "rootBlockDevice" in changed or "ebsBlockDevices" in changed:
            self._retag_volumes(identity, old, new)
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        self.client.terminate_instances(InstanceIds=[identity])

    def _modify(self, identity: str, **attributes: object) -> None:
        self.client.modify_instance_attribute(InstanceId=identity, **attributes)

    def _sent_apart(self, inputs: Properties) -> dict[str, Any]:
        request: dict[str, Any] = {}
        if inputs.get("userData") is not None or inputs.get("userDataBase64") is not None:
            plain = base64.b64decode(text(inputs.get("userDataBase64"))).decode() or text(inputs.get("userData"))
            request["UserData"] = plain
        if inputs.get("iamInstanceProfile") is not None:
            request["IamInstanceProfile"] = {"Name": inputs["iamInstanceProfile"]}
        template = inputs.get("launchTemplate")
        if isinstance(template, dict):
            renamed: Properties = {"id": "launchTemplateId", "name": "launchTemplateName"}
            block: Properties = {text(renamed.get(name, name)): value for name, value in template.items()}
            request |= self.request("RunInstances", {"launchTemplate": block})
        placement = {name: inputs[name] for name in ("availabilityZone", "tenancy") if inputs.get(name) is not None}
        if placement:
            request |= self.request("RunInstances", {"placement": placement})
        mappings = [_mapping(block, self._root_name) for block in _devices(inputs.get("rootBlockDevice"))]
        mappings += [_mapping(block, text(block.get("deviceName"))) for block in blocks(inputs.get("ebsBlockDevices"))]
        if mappings:
            wanted: Properties = {"blockDeviceMappings": [*mappings]}
            request |= self.request("RunInstances", wanted)
        return request

    _root_name = "/dev/sda1"

    def _volumes(self, identity: str, inputs: Properties) -> list[tuple[str, Properties]]:
        """Pair each volume of the instance with the block that declares it (an empty one for the others)."""
        attached = (self._describe(identity) or {}).get("BlockDeviceMappings", [])
        declared = {text(block.get("deviceName")): block for block in blocks(inputs.get("ebsBlockDevices"))}
        root = _devices(inputs.get("rootBlockDevice"))
        declared[self._root_name] = root[0] if root else {}
        return [(each["Ebs"]["VolumeId"], declared.get(each["DeviceName"], {})) for each in attached]

    def _retag_volumes(self, identity: str, old: Properties, new: Properties) -> None:
        before = dict(self._volumes(identity, old))
        for volume, block in self._volumes(identity, new):
            was = {**_map(old.get("volumeTags")), **_map(before[volume].get("tags"))}
            now = {**_map(new.get("volumeTags")), **_map(block.get("tags"))}
            if gone := was.keys() - now.keys():
                self._untag(volume, {}, sorted(gone))
            if now:
                self._tag(volume, {}, now)


def _devices(value: Value) -> list[Properties]:
    return [value] if isinstance(value, dict) else blocks(value)


def _map(value: Value) -> dict[str, str]:
    return {key: text(member) for key, member in value.items()} if isinstance(value, dict) else {}


def _mapping(block: Properties, device: str) -> Properties:
    apart = {"deviceName", "tags", "tagsAll", "volumeId"}
    return {"deviceName": device, "ebs": {name: value for name, value in block.items() if name not in apart}}
