"""EC2 launch templates: every change is a new version of the same template.

Rules: hashicorp/terraform-provider-aws `internal/service/ec2/ec2_launch_template.go` (ForceNew: names only; a version
is made when anything but tags, default version and name changed).
"""

# ruff: noqa: ARG002 - every life-cycle method is given the same, and takes what it needs

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from sandbox.providers.aws.base import name_of
from sandbox.providers.aws.convert import from_response, section, tag_map
from sandbox.providers.aws.ec2 import Ec2Resource, blocks
from sandbox.providers.naming import NameRule
from sandbox.providers.shape_check import Problem
from sandbox.providers.wire import Properties, Value

_OF_TEMPLATE = frozenset({"defaultVersion", "description", "name", "namePrefix", "updateDefaultVersion"})
_DATA_NAMES: Mapping[str, str] = {
    "vpcSecurityGroupIds": "SecurityGroupIds",
    "securityGroupNames": "SecurityGroups",
    "networkInterfaces.securityGroups": "Groups",
}
# What a launch creates; EC2 answers any other type with InvalidParameterValue.
_TAGGABLE = frozenset({"elastic-gpu", "instance", "network-interface", "spot-instances-request", "volume"})


class LaunchTemplate(Ec2Resource):
    """A launch template; its id is `lt-...`, its newest version an output."""

    token = "aws:ec2/launchTemplate:LaunchTemplate"  # noqa: S105
    kind = "launch-template"
    describe = ("describe_launch_templates", "LaunchTemplateIds", "LaunchTemplates")
    naming = NameRule(longest=125)
    names: ClassVar[Mapping[str, str]] = {
        "name": "LaunchTemplateName", "defaultVersion": "DefaultVersionNumber", "latestVersion": "LatestVersionNumber",
    }  # fmt: skip
    force_new = frozenset({"name", "namePrefix"})
    sets = frozenset({"vpcSecurityGroupIds", "securityGroupNames"})

    def problems(self, inputs: Mapping[str, Value]) -> list[Problem]:
        """Check what the provider and EC2 refuse at once: conflicts, and tags on what takes none."""
        found: list[Problem] = []
        for one, other in (("defaultVersion", "updateDefaultVersion"), ("instanceType", "instanceRequirements"),
                           ("securityGroupNames", "vpcSecurityGroupIds")):  # fmt: skip
            if inputs.get(one) is not None and inputs.get(other) is not None:
                found.append(Problem(one, f'"{one}": conflicts with {other}'))
        seen: set[Value] = set()
        for index, block in enumerate(blocks(inputs.get("tagSpecifications"))):
            kind, place = block.get("resourceType"), f"tagSpecifications[{index}].resourceType"
            if isinstance(kind, str) and kind not in _TAGGABLE:
                found.append(Problem(place, f'a launch template cannot tag a resource of type "{kind}"'))
            if isinstance(kind, str) and kind in seen:
                found.append(Problem(place, f'resource type "{kind}" stands in two tag specifications'))
            seen.add(kind if isinstance(kind, str) else None)
        return found

    def recomputed(self, changed: frozenset[str]) -> frozenset[str]:
        """Say that a new version has a new number."""
        return frozenset({"latestVersion"}) if self._makes_version(changed) else frozenset()

    def _create(self, inputs: Properties, token: str | None) -> str:
        made = self.client.create_launch_template(
            LaunchTemplateName=name_of(inputs),
            LaunchTemplateData=self._data(inputs),
            **self._said(inputs),
            **self._specification(inputs),
        )
        return made["LaunchTemplate"]["LaunchTemplateId"]

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        versions = self.client.describe_launch_template_versions(LaunchTemplateId=identity, Versions=["$Latest"])
        latest = versions["LaunchTemplateVersions"][0]
        data = section(latest, "LaunchTemplateData")
        specifications: list[Value] = [
            {"resourceType": block["ResourceType"], "tags": tag_map(block.get("Tags", []))}
            for block in data.get("TagSpecifications", [])
            if block["ResourceType"] in _TAGGABLE  # moto lists the template's own tags here too
        ]
        outputs = from_response(self.shape.outputs, data, _DATA_NAMES)
        if specifications:
            outputs["tagSpecifications"] = specifications
        if latest.get("VersionDescription"):
            outputs["description"] = latest["VersionDescription"]
        return {**outputs, "arn": self._arn(identity)}

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        if self._makes_version(changed):
            made = self.client.create_launch_template_version(
                LaunchTemplateId=identity, LaunchTemplateData=self._data(new), **self._said(new)
            )
            latest = made["LaunchTemplateVersion"]["VersionNumber"]
            if new.get("updateDefaultVersion") is True:
                self._set_default(identity, latest)
        elif "updateDefaultVersion" in changed and new.get("updateDefaultVersion") is True:
            self._set_default(identity, (self._describe(identity) or {})["LatestVersionNumber"])
        if "defaultVersion" in changed and new.get("defaultVersion") is not None:
            self._set_default(identity, new["defaultVersion"])
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        self.client.delete_launch_template(LaunchTemplateId=identity)

    def _makes_version(self, changed: frozenset[str]) -> bool:
        return bool(changed - {"tags", "tagsAll", "defaultVersion", "updateDefaultVersion"})

    def _set_default(self, identity: str, version: object) -> None:
        self.client.modify_launch_template(LaunchTemplateId=identity, DefaultVersion=str(version))

    def _said(self, inputs: Properties) -> dict[str, Any]:
        return {"VersionDescription": inputs["description"]} if inputs.get("description") else {}

    def _data(self, inputs: Properties) -> dict[str, Any]:
        return self.request(
            "CreateLaunchTemplate", inputs, within="LaunchTemplateData", names=_DATA_NAMES, elsewhere=_OF_TEMPLATE
        )
