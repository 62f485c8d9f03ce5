"""SQS queues.

Rules: hashicorp/terraform-provider-aws `internal/service/sqs/queue.go`.
"""

# ruff: noqa: ARG002 - every life-cycle method is given the same, and takes what it needs

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from sandbox.providers.aws.base import AwsResource, all_tags, name_of
from sandbox.providers.aws.convert import from_response
from sandbox.providers.naming import NameRule
from sandbox.providers.shape_check import Problem
from sandbox.providers.wire import Properties, Value

_ATTRIBUTES: Mapping[str, str] = {
    "contentBasedDeduplication": "ContentBasedDeduplication",
    "deduplicationScope": "DeduplicationScope",
    "delaySeconds": "DelaySeconds",
    "fifoQueue": "FifoQueue",
    "fifoThroughputLimit": "FifoThroughputLimit",
    "kmsDataKeyReusePeriodSeconds": "KmsDataKeyReusePeriodSeconds",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "maxMessageSize": "MaximumMessageSize",
    "messageRetentionSeconds": "MessageRetentionPeriod",
    "policy": "Policy",
    "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "redriveAllowPolicy": "RedriveAllowPolicy",
    "redrivePolicy": "RedrivePolicy",
    "sqsManagedSseEnabled": "SqsManagedSseEnabled",
    "visibilityTimeoutSeconds": "VisibilityTimeout",
}


class Queue(AwsResource):
    """A message queue; its id is its URL."""

    service = "sqs"
    token = "aws:sqs/queue:Queue"  # noqa: S105
    naming = NameRule(longest=80, suffix_when=("fifoQueue", ".fifo"))
    names: ClassVar[Mapping[str, str]] = {**_ATTRIBUTES, "arn": "QueueArn"}
    force_new = frozenset({"name", "namePrefix", "fifoQueue"})
    documents = frozenset({"policy", "redrivePolicy", "redriveAllowPolicy"})

    def problems(self, inputs: Mapping[str, Value]) -> list[Problem]:
        """Check that the name fits the kind of queue."""
        name, fifo = inputs.get("name"), inputs.get("fifoQueue") is True
        if isinstance(name, str) and name.endswith(".fifo") is not fifo:
            ending = 'must end in ".fifo"' if fifo else 'must not end in ".fifo" unless "fifoQueue" is true'
            return [Problem("name", f'"name" {ending} (got "{name}")')]
        return []

    def _create(self, inputs: Properties, token: str | None) -> str:
        made = self.client.create_queue(
            QueueName=name_of(inputs), Attributes=_attributes(inputs, inputs.keys()), tags=all_tags(inputs)
        )
        return made["QueueUrl"]

    def _describe(self, identity: str) -> Mapping[str, Any] | None:
        attributes = self.client.get_queue_attributes(QueueUrl=identity, AttributeNames=["All"])["Attributes"]
        return {**attributes, "tags": self.client.list_queue_tags(QueueUrl=identity).get("Tags", {})}

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        # SQS reports every attribute as text; the SDK's type says which are numbers and booleans.
        outputs: Properties = {}
        for name, value in from_response(self.shape.outputs, found, self.names).items():
            kind = self.shape.outputs[name].type.kind
            if isinstance(value, str) and kind in {"integer", "number"}:
                outputs[name] = int(value)
            elif isinstance(value, str) and kind == "boolean":
                outputs[name] = value == "true"
        return {**outputs, "url": identity, "name": identity.rsplit("/", maxsplit=1)[-1]}

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        self.client.set_queue_attributes(QueueUrl=identity, Attributes=_attributes(new, changed))
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        self.client.delete_queue(QueueUrl=identity)

    def _tag(self, identity: str, state: Properties, tags: dict[str, str]) -> None:
        self.client.tag_queue(QueueUrl=identity, Tags=tags)

    def _untag(self, identity: str, state: Properties, keys: list[str]) -> None:
        self.client.untag_queue(QueueUrl=identity, TagKeys=keys)


def _attributes(inputs: Properties, names: Iterable[str]) -> dict[str, str]:
    wanted = frozenset(names)
    given = {name: inputs.get(name) for name in _ATTRIBUTES if name in wanted}
    return {
        _ATTRIBUTES[name]: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in given.items()
        if value not in (None, False)
    }
