"""AWS Batch: compute environments, job queues and scheduling policies (job definitions have a file of their own).

Rules: hashicorp/terraform-provider-aws `internal/service/batch/compute_environment.go` (CustomizeDiff),
`job_queue.go`, `scheduling_policy.go`, and AWS's own (API reference, CreateComputeEnvironment, "ComputeResource").
"""

# ruff: noqa: ARG002 - every life-cycle method is given the same, and takes what it needs

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sandbox.providers.aws.base import AwsResource, all_tags, name_of
from sandbox.providers.aws.cloud import text
from sandbox.providers.naming import NameRule
from sandbox.providers.resource import is_under
from sandbox.providers.shape_check import Problem
from sandbox.providers.wire import Properties, Value

_SERVICE_LINKED = re.compile(r"arn:[^:]+:iam::\d{12}:role/aws-service-role/batch\.amazonaws\.com/")
_UPDATABLE_STRATEGIES = frozenset(
    {
        "BEST_FIT_PROGRESSIVE",
        "SPOT_CAPACITY_OPTIMIZED",
        "SPOT_PRICE_CAPACITY_OPTIMIZED",
    }
)
_ON_EC2 = frozenset({"EC2", "SPOT"})
_FARGATE = frozenset({"FARGATE", "FARGATE_SPOT"})
_NOT_ON_FARGATE = (
    "allocationStrategy", "bidPercentage", "desiredVcpus", "ec2Configurations", "ec2KeyPair", "imageId",
    "instanceRole", "instanceTypes", "launchTemplate", "minVcpus", "placementGroup", "spotIamFleetRole", "tags",
)  # fmt: skip


class BatchResource(AwsResource):
    """What the Batch types share: ARNs for tags, and one describe call each."""

    service = "batch"

    def _tag(self, identity: str, state: Properties, tags: dict[str, str]) -> None:
        self.client.tag_resource(resourceArn=self._arn(identity, state), tags=tags)

    def _untag(self, identity: str, state: Properties, keys: list[str]) -> None:
        self.client.untag_resource(resourceArn=self._arn(identity, state), tagKeys=keys)

    def _arn(self, identity: str, state: Properties) -> str:
        return identity if identity.startswith("arn:") else text(state.get("arn"))


class ComputeEnvironment(BatchResource):
    """The place where Batch jobs run; its id is its name."""

    token = "aws:batch/computeEnvironment:ComputeEnvironment"  # noqa: S105
    naming = NameRule(longest=128)
    defaults: ClassVar[Mapping[str, Value]] = {"state": "ENABLED"}
    names: ClassVar[Mapping[str, str]] = {"name": "computeEnvironmentName", "arn": "computeEnvironmentArn"}
    force_new = frozenset({
        "name", "namePrefix", "type", "eksConfiguration",
        "computeResources.placementGroup", "computeResources.spotIamFleetRole",
    })  # fmt: skip
    sets = frozenset({
        "computeResources.instanceTypes", "computeResources.securityGroupIds", "computeResources.subnets",
    })  # fmt: skip

    _replace_unless_updatable = frozenset(
        f"computeResources.{name}"
        for name in (
            "securityGroupIds", "subnets", "allocationStrategy", "bidPercentage", "ec2Configurations", "ec2KeyPair",
            "imageId", "instanceRole", "instanceTypes", "launchTemplate", "tags",
        )
    )  # fmt: skip

    def problems(self, inputs: Mapping[str, Value]) -> list[Problem]:
        """Check what AWS and the provider demand across properties."""
        resources, kind = inputs.get("computeResources"), text(inputs.get("type")).upper()
        if kind == "UNMANAGED" and isinstance(resources, dict):
            return [Problem("computeResources", 'no "computeResources" can be specified when "type" is "UNMANAGED"')]
        if kind == "MANAGED" and resources is None:
            return [Problem("computeResources", '"computeResources" must be specified when "type" is "MANAGED"')]
        found = list(_one_of(inputs, "type", ("MANAGED", "UNMANAGED"), ""))
        found += _one_of(inputs, "state", ("ENABLED", "DISABLED"), "")
        return [*found, *_resource_problems(resources)] if isinstance(resources, dict) else found

    def replaces(self, path: str, old: Mapping[str, Value], new: Mapping[str, Value]) -> bool:
        """Replace for most of `computeResources`, unless Batch can update the environment in place.

        It can with the service-linked role and a progressive or capacity-optimized strategy, before and after.
        """
        if super().replaces(path, old, new):
            return True
        if not is_under(path, self._replace_unless_updatable) or (_is_updatable(old) and _is_updatable(new)):
            return False
        on_fargate = _resources(new).get("type") in _FARGATE
        free = {"computeResources.securityGroupIds", "computeResources.subnets"}
        return not (on_fargate and is_under(path, frozenset(free)))

    def _create(self, inputs: Properties, token: str | None) -> str:
        named = {**inputs, "name": name_of(inputs)}
        request = self.request("CreateComputeEnvironment", named, names=self.names, elsewhere={"updatePolicy"})
        if not request.get("serviceRole"):
            request["serviceRole"] = self._service_linked_role()
        if request.get("computeResources", {}).get("type") in _ON_EC2:
            request["computeResources"].setdefault("minvCpus", 0)  # AWS's default, which moto does not know
        return self.client.create_compute_environment(**request, tags=all_tags(inputs))["computeEnvironmentName"]

    def _finish(self, identity: str, inputs: Properties) -> None:
        if isinstance(inputs.get("updatePolicy"), dict):
            self._send(identity, {"updatePolicy": inputs["updatePolicy"]})

    def _describe(self, identity: str) -> Mapping[str, Any] | None:
        found = self.client.describe_compute_environments(computeEnvironments=[identity])["computeEnvironments"]
        return found[0] if found else None

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        sent: Properties = {name: new.get(name) for name in changed & {"serviceRole", "state", "updatePolicy"}}
        if "computeResources" in changed:
            before, after = _resources(old), _resources(new)
            different = {name: value for name, value in after.items() if before.get(name) != value}
            removed: Properties = {"tags": {}} if "tags" in before and "tags" not in after else {}
            # Batch wants at least one attribute of compute resources, so the provider always sends the maximum.
            sent["computeResources"] = {**different, **removed, "maxVcpus": after.get("maxVcpus")}
        self._send(identity, sent)
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        if self._describe(identity) is not None:
            self._send(identity, {"state": "DISABLED"})
            self.client.delete_compute_environment(computeEnvironment=identity)

    def _send(self, identity: str, properties: Properties) -> None:
        request = self.request("UpdateComputeEnvironment", properties)
        self.client.update_compute_environment(computeEnvironment=identity, **request)

    def _service_linked_role(self) -> str:
        """Return the role that Batch makes for itself where none is given (moto insists on one, AWS does not)."""
        iam = self.cloud.client("iam")
        try:
            return iam.create_service_linked_role(AWSServiceName="batch.amazonaws.com")["Role"]["Arn"]
        except iam.exceptions.EntityAlreadyExistsException:  # asking first would race with another environment
            return iam.get_role(RoleName="AWSServiceRoleForBatch")["Role"]["Arn"]


def _resources(properties: Mapping[str, Value]) -> Mapping[str, Value]:
    found = properties.get("computeResources")
    return found if isinstance(found, dict) else {}


def _is_updatable(properties: Mapping[str, Value]) -> bool:
    role = properties.get("serviceRole")
    is_linked = not role or (isinstance(role, str) and _SERVICE_LINKED.match(role) is not None)
    return is_linked and _resources(properties).get("allocationStrategy") in _UPDATABLE_STRATEGIES


def _resource_problems(resources: Mapping[str, Value]) -> Iterator[Problem]:
    yield from _one_of(resources, "type", ("EC2", "SPOT", "FARGATE", "FARGATE_SPOT"), "computeResources.")
    strategies = ("BEST_FIT", *sorted(_UPDATABLE_STRATEGIES))
    yield from _one_of(resources, "allocationStrategy", strategies, "computeResources.")
    kind = resources.get("type")
    if kind in _FARGATE:
        yield from _fargate_problems(resources, str(kind))
    elif kind in _ON_EC2:
        yield from _ec2_problems(resources, str(kind))
    yield from _template_problems(resources.get("launchTemplate"))
    low, high = resources.get("minVcpus", 0), resources.get("maxVcpus")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield Problem("computeResources.minVcpus", f'"minVcpus" ({low}) is greater than "maxVcpus" ({high})')


def _fargate_problems(resources: Mapping[str, Value], kind: str) -> Iterator[Problem]:
    for name in _NOT_ON_FARGATE:
        if resources.get(name) is not None:
            reason = f'"{name}" is not applicable to compute resources of type "{kind}" and must not be specified'
            yield Problem(f"computeResources.{name}", reason)
    if resources.get("securityGroupIds") in (None, []):
        yield Problem("computeResources.securityGroupIds", f'"securityGroupIds" is required for type "{kind}"')


def _ec2_problems(resources: Mapping[str, Value], kind: str) -> Iterator[Problem]:
    for name in ("instanceRole", "instanceTypes"):
        if resources.get(name) in (None, []):
            yield Problem(f"computeResources.{name}", f'"{name}" is required for compute resources of type "{kind}"')
    if resources.get("securityGroupIds") in (None, []) and resources.get("launchTemplate") is None:
        reason = 'one or more security groups must be specified, by "securityGroupIds" or a launch template'
        yield Problem("computeResources.securityGroupIds", reason)
    is_best_fit = resources.get("allocationStrategy", "BEST_FIT") == "BEST_FIT"
    if kind == "SPOT" and is_best_fit and resources.get("spotIamFleetRole") is None:
        reason = '"spotIamFleetRole" is required for type "SPOT" with allocation strategy "BEST_FIT"'
        yield Problem("computeResources.spotIamFleetRole", reason)


def _template_problems(template: Value) -> Iterator[Problem]:
    if isinstance(template, dict) and {"launchTemplateId", "launchTemplateName"} <= template.keys():
        reason = '"launchTemplateId" conflicts with "launchTemplateName": only one of them can be specified'
        yield Problem("computeResources.launchTemplate.launchTemplateId", reason)


def _one_of(properties: Mapping[str, Value], name: str, allowed: tuple[str, ...], prefix: str) -> Iterator[Problem]:
    value = properties.get(name)
    if isinstance(value, str) and value.upper() not in allowed:
        yield Problem(prefix + name, f'expected "{name}" to be one of {", ".join(allowed)}, got "{value}"')


class JobQueue(BatchResource):
    """A queue in front of compute environments; its id is its ARN."""

    token = "aws:batch/jobQueue:JobQueue"  # noqa: S105
    naming = NameRule(longest=128)
    names: ClassVar[Mapping[str, str]] = {"name": "jobQueueName", "arn": "jobQueueArn"}
    force_new = frozenset({"name"})

    def problems(self, inputs: Mapping[str, Value]) -> list[Problem]:
        """Check the states, and that one to three environments stand in distinct places."""
        found = list(_one_of(inputs, "state", ("ENABLED", "DISABLED"), ""))
        orders = inputs.get("computeEnvironmentOrders")
        if orders is None or orders == []:
            return [*found, Problem("computeEnvironmentOrders", "at least one compute environment must be provided")]
        if isinstance(orders, list):
            if len(orders) > 3:  # noqa: PLR2004  # AWS's limit, said in the message
                reason = f"a job queue has at most 3 compute environments (got {len(orders)})"
                found.append(Problem("computeEnvironmentOrders", reason))
            places = [order["order"] for order in orders if isinstance(order, dict) and isinstance(order["order"], int)]
            if len(set(places)) < len(places):
                found.append(Problem("computeEnvironmentOrders", f"each order must be used once (got {places})"))
        return found

    def _create(self, inputs: Properties, token: str | None) -> str:
        request = self.request("CreateJobQueue", inputs, names=self.names)
        return self.client.create_job_queue(**request, tags=all_tags(inputs))["jobQueueArn"]

    def _describe(self, identity: str) -> Mapping[str, Any] | None:
        found = self.client.describe_job_queues(jobQueues=[identity])["jobQueues"]
        return found[0] if found else None

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        request = self.request("UpdateJobQueue", {name: new.get(name) for name in changed})
        self.client.update_job_queue(jobQueue=identity, **request)
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        if self._describe(identity) is not None:
            self.client.update_job_queue(jobQueue=identity, state="DISABLED")
            self.client.delete_job_queue(jobQueue=identity)


class SchedulingPolicy(BatchResource):
    """Fair-share shares of a queue; its id is its ARN."""

    token = "aws:batch/schedulingPolicy:SchedulingPolicy"  # noqa: S105
    naming = NameRule(longest=128)
    force_new = frozenset({"name"})

    def _create(self, inputs: Properties, token: str | None) -> str:
        request = self.request("CreateSchedulingPolicy", inputs)
        return self.client.create_scheduling_policy(**request, tags=all_tags(inputs))["arn"]

    def _describe(self, identity: str) -> Mapping[str, Any] | None:
        found = self.client.describe_scheduling_policies(arns=[identity])["schedulingPolicies"]
        return found[0] if found else None

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        request = self.request("UpdateSchedulingPolicy", {name: new.get(name) for name in changed})
        self.client.update_scheduling_policy(arn=identity, **request)
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        self.client.delete_scheduling_policy(arn=identity)
