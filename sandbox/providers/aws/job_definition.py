"""AWS Batch job definitions: every change is a new revision with a new ARN, in place, as pulumi-aws does it.

Rules: hashicorp/terraform-provider-aws `internal/service/batch/job_definition.go` (`deregister_on_new_revision`).
"""

# ruff: noqa: ARG002 - every life-cycle method is given the same, and takes what it needs

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar, cast

from sandbox.providers.aws.base import all_tags
from sandbox.providers.aws.batch import BatchResource
from sandbox.providers.aws.cloud import text
from sandbox.providers.naming import NameRule
from sandbox.providers.shape_check import Problem
from sandbox.providers.wire import Properties, Value

_KINDS = ("containerProperties", "ecsProperties", "eksProperties", "nodeProperties")


class JobDefinition(BatchResource):
    """What a job runs.

    Its id is the ARN of the revision that it was created with: Pulumi keeps an id for life. The `arn` output is that of
    the newest revision, which is the one that is read, changed and labelled.
    """

    token = "aws:batch/jobDefinition:JobDefinition"  # noqa: S105
    naming = NameRule(longest=128)
    defaults: ClassVar[Mapping[str, Value]] = {"deregisterOnNewRevision": True, "propagateTags": False}
    names: ClassVar[Mapping[str, str]] = {"name": "jobDefinitionName", "arn": "jobDefinitionArn"}
    force_new = frozenset({"name", "retryStrategy.evaluateOnExits"})
    sets = frozenset({"platformCapabilities"})
    documents = frozenset({"containerProperties", "ecsProperties", "nodeProperties"})

    def problems(self, inputs: Mapping[str, Value]) -> list[Problem]:
        """Check the type, and that only one kind of properties is given."""
        found: list[Problem] = []
        kind = inputs.get("type")
        if isinstance(kind, str) and kind.lower() not in {"container", "multinode"}:
            found.append(Problem("type", f'expected "type" to be one of container, multinode, got "{kind}"'))
        given = [name for name in _KINDS if inputs.get(name) is not None]
        found += [Problem(name, f'"{given[0]}": conflicts with {name}') for name in given[1:]]
        if kind == "container" and "nodeProperties" in given:
            found.append(Problem("nodeProperties", 'no "nodeProperties" can be specified when "type" is "container"'))
        if kind == "multinode" and not given:
            found.append(Problem("nodeProperties", '"nodeProperties" must be specified when "type" is "multinode"'))
        return found

    def recomputed(self, changed: frozenset[str]) -> frozenset[str]:
        """Say that a new revision has a new ARN; a change of tags alone makes none."""
        own = changed - {"tags", "tagsAll", "deregisterOnNewRevision"}
        return frozenset({"arn", "revision"}) if own else frozenset()

    def _create(self, inputs: Properties, token: str | None) -> str:
        return self._register(inputs)

    def _describe(self, identity: str) -> Mapping[str, Any] | None:
        return max(self._active(identity), key=lambda revision: revision["revision"], default=None)

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        return {"arnPrefix": identity.rsplit(":", 1)[0], "type": text(found["type"]).lower()}

    def update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        """Change the newest revision, whichever the id names."""
        return super().update(text(old.get("arn")) or identity, old, new, changed)

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        if changed <= {"deregisterOnNewRevision"}:
            return identity
        current = self._register(new)
        if new.get("deregisterOnNewRevision") is not False:
            self.client.deregister_job_definition(jobDefinition=identity)
        return current

    def _delete(self, identity: str, state: Properties) -> None:
        for revision in self._active(identity):
            self.client.deregister_job_definition(jobDefinition=revision["jobDefinitionArn"])

    def _active(self, identity: str) -> list[dict[str, Any]]:
        name = identity.rsplit("/", maxsplit=1)[-1].rsplit(":", 1)[0]
        return self.client.describe_job_definitions(jobDefinitionName=name, status="ACTIVE")["jobDefinitions"]

    def _register(self, inputs: Properties) -> str:
        documents = {name: cast("Value", json.loads(text(inputs[name]))) for name in self.documents & inputs.keys()}
        sent = {**inputs, **documents}
        request = self.request(
            "RegisterJobDefinition", sent, names={"name": "jobDefinitionName"}, elsewhere={"deregisterOnNewRevision"}
        )
        return self.client.register_job_definition(**request, tags=all_tags(inputs))["jobDefinitionArn"]
