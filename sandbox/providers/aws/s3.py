"""S3 buckets: name, tags and forced deletion; the other settings have resource types of their own.

Rules: hashicorp/terraform-provider-aws `internal/service/s3/bucket.go`, https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
"""

# ruff: noqa: ARG002 - every life-cycle method is given the same, and takes what it needs

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from sandbox.providers.aws.base import AwsResource, all_tags, name_of
from sandbox.providers.aws.convert import tag_list
from sandbox.providers.naming import NameRule
from sandbox.providers.shape_check import Problem
from sandbox.providers.wire import Properties, Value

_HOME_REGION = "us-east-1"


class Bucket(AwsResource):
    """A bucket; its id is its name."""

    service = "s3"
    token = "aws:s3/bucket:Bucket"  # noqa: S105
    naming = NameRule(name="bucket", longest=63, lower=True)
    defaults: ClassVar[Mapping[str, Value]] = {"forceDestroy": False}
    force_new = frozenset({"bucket", "bucketPrefix", "objectLockEnabled"})

    def problems(self, inputs: Mapping[str, Value]) -> list[Problem]:
        """Check the bucket's name."""
        name = inputs.get("bucket")
        if isinstance(name, str) and not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", name):
            reason = "a bucket's name has 3 to 63 lower case letters, digits, dots and hyphens"
            return [Problem("bucket", f'{reason}, such as "results-2024" (got "{name}")')]
        return []

    def _create(self, inputs: Properties, token: str | None) -> str:
        name = name_of(inputs, "bucket")
        # Settings that the sandbox cannot carry are refused by the conversion, with their names.
        request = self.request("CreateBucket", {**inputs, "bucket": name}, elsewhere={"forceDestroy", "bucketPrefix"})
        place = {"CreateBucketConfiguration": {"LocationConstraint": self.cloud.region}}
        self.client.create_bucket(**request, **(place if self.cloud.region != _HOME_REGION else {}))
        return name

    def _finish(self, identity: str, inputs: Properties) -> None:
        if all_tags(inputs):
            self._put_tags(identity, all_tags(inputs))

    def _describe(self, identity: str) -> Mapping[str, Any] | None:
        self.client.head_bucket(Bucket=identity)
        try:
            tags = self.client.get_bucket_tagging(Bucket=identity)["TagSet"]
        except self.client.exceptions.ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchTagSet":
                raise
            tags = []
        return {"Bucket": identity, "Tags": tags}

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        region = self.cloud.region
        return {
            "arn": f"arn:aws:s3:::{identity}",
            "bucketDomainName": f"{identity}.s3.amazonaws.com",
            "bucketRegion": region,
            "bucketRegionalDomainName": f"{identity}.s3.{region}.amazonaws.com",
        }

    def _delete(self, identity: str, state: Properties) -> None:
        if state.get("forceDestroy") is True:
            listed = self.client.list_object_versions(Bucket=identity)
            for version in [*listed.get("Versions", []), *listed.get("DeleteMarkers", [])]:
                self.client.delete_object(Bucket=identity, Key=version["Key"], VersionId=version["VersionId"])
        self.client.delete_bucket(Bucket=identity)

    def _tag(self, identity: str, state: Properties, tags: dict[str, str]) -> None:
        self._put_tags(identity, {**self._live_tags(identity), **tags})

    def _untag(self, identity: str, state: Properties, keys: list[str]) -> None:
        self._put_tags(identity, {key: value for key, value in self._live_tags(identity).items() if key not in keys})

    def _live_tags(self, identity: str) -> dict[str, str]:
        return {tag["Key"]: tag["Value"] for tag in (self._describe(identity) or {}).get("Tags", [])}

    def _put_tags(self, identity: str, tags: dict[str, str]) -> None:
        if tags:
            self.client.put_bucket_tagging(Bucket=identity, Tagging={"TagSet": tag_list(tags)})
        else:
            self.client.delete_bucket_tagging(Bucket=identity)
