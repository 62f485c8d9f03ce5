"""CloudWatch log groups.

Rules: hashicorp/terraform-provider-aws `internal/service/logs/group.go`.
"""

# ruff: noqa: ARG002 - every life-cycle method is given the same, and takes what it needs

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from sandbox.providers.aws.base import AwsResource, all_tags, name_of
from sandbox.providers.naming import NameRule
from sandbox.providers.shape_check import Problem
from sandbox.providers.wire import Properties, Value

_DAYS = (0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)


class LogGroup(AwsResource):
    """Where logs go; its id is its name."""

    service = "logs"
    token = "aws:cloudwatch/logGroup:LogGroup"  # noqa: S105
    naming = NameRule(longest=512)
    defaults: ClassVar[Mapping[str, Value]] = {"skipDestroy": False}
    names: ClassVar[Mapping[str, str]] = {"name": "logGroupName"}
    force_new = frozenset({"name", "namePrefix", "logGroupClass"})

    def problems(self, inputs: Mapping[str, Value]) -> list[Problem]:
        """Check the retention times that CloudWatch offers."""
        days = inputs.get("retentionInDays")
        if isinstance(days, int) and days not in _DAYS:
            allowed = ", ".join(str(day) for day in _DAYS)
            return [Problem("retentionInDays", f'expected "retentionInDays" to be one of {allowed}, got {days}')]
        return []

    def _create(self, inputs: Properties, token: str | None) -> str:
        named = {**inputs, "name": name_of(inputs)}
        request = self.request("CreateLogGroup", named, names=self.names, elsewhere={"retentionInDays", "skipDestroy"})
        tags = all_tags(inputs)
        self.client.create_log_group(**request, **({"tags": tags} if tags else {}))
        return request["logGroupName"]

    def _finish(self, identity: str, inputs: Properties) -> None:
        if inputs.get("retentionInDays"):
            self.client.put_retention_policy(logGroupName=identity, retentionInDays=inputs["retentionInDays"])

    def _describe(self, identity: str) -> Mapping[str, Any] | None:
        groups = self.client.describe_log_groups(logGroupNamePrefix=identity)["logGroups"]
        found = next((group for group in groups if group["logGroupName"] == identity), None)
        if found is None:
            return None
        return {**found, "tags": self.client.list_tags_for_resource(resourceArn=self._arn(identity))["tags"]}

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        return {"arn": self._arn(identity)}

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        if "retentionInDays" in changed and not new.get("retentionInDays"):
            self.client.delete_retention_policy(logGroupName=identity)
        elif "retentionInDays" in changed:
            self._finish(identity, new)
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        if state.get("skipDestroy") is not True:
            self.client.delete_log_group(logGroupName=identity)

    def _arn(self, identity: str) -> str:
        return self.cloud.arn("logs", f"log-group:{identity}")

    def _tag(self, identity: str, state: Properties, tags: dict[str, str]) -> None:
        self.client.tag_resource(resourceArn=self._arn(identity), tags=tags)

    def _untag(self, identity: str, state: Properties, keys: list[str]) -> None:
        self.client.untag_resource(resourceArn=self._arn(identity), tagKeys=keys)
