"""What `pulumi up` left of an environment of each platform, and where the configs of its runs carry labels."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from labelwright.emit.aws_batch_record import AwsBatchRecord
from labelwright.emit.record import EnvironmentRecord
from labelwright.vocabulary import Platform
from tests.emit import (
    test_aws_cloud,
    test_azure_batch,
    test_azure_cloud,
    test_google_batch,
    test_google_cloud,
    test_kubernetes,
)
from tests.emit.conftest import a_job

_CE = "arn:aws:batch:us-east-1:123456789012:compute-environment/ce"
_RECORDS: Mapping[Platform, Any] = {
    Platform.AWS_BATCH: AwsBatchRecord("ce", "us-east-1", _CE, {}, {"head": a_job(revision=3), "work": a_job()}),
    Platform.AWS_CLOUD: test_aws_cloud.RECORD,
    Platform.GOOGLE_BATCH: test_google_batch.RECORD,
    Platform.GOOGLE_CLOUD: test_google_cloud.RECORD,
    Platform.AZURE_BATCH: test_azure_batch.RECORD,
    Platform.AZURE_CLOUD: test_azure_cloud.RECORD,
    Platform.KUBERNETES: replace(test_kubernetes.RECORD, annotations={}),
}


def record(platform: Platform, labels: Mapping[str, str]) -> EnvironmentRecord:
    """An environment `ce` that was forged with `labels`."""
    return replace(_RECORDS[platform], environment="ce", labels=dict(labels))


def carried(body: object) -> Iterator[dict[str, str]]:
    """Every set of labels in a config, wherever and in whatever form it stands there."""
    if isinstance(body, list):
        for one in cast("list[object]", body):
            yield from carried(one)
    elif isinstance(body, dict):
        for key, value in cast("dict[str, Any]", body).items():
            if key in {"tags", "labels"} and isinstance(value, dict) and "items" not in value:
                yield cast("dict[str, str]", value)
            elif key == "Tags":
                yield {tag["Key"]: tag["Value"] for tag in cast("list[dict[str, str]]", value)}
            elif key == "metadata" and isinstance(value, list):
                yield {item["name"]: item["value"] for item in cast("list[dict[str, str]]", value)}
            else:
                yield from carried(cast("object", value))
