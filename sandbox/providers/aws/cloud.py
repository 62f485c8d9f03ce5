"""The door to the local AWS: boto3 clients for a loopback endpoint, and nothing else.

Every call of the provider goes through here, so that no configuration, environment or mistake can make the sandbox
touch a real account: an endpoint that is not a loopback address is refused before a client exists.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Generator
from contextlib import contextmanager
from functools import cached_property
from threading import Lock
from typing import Any, cast
from urllib.parse import urlsplit

import boto3  # pyright: ignore[reportMissingTypeStubs]
from botocore.config import Config  # pyright: ignore[reportMissingTypeStubs]
from botocore.exceptions import BotoCoreError, ClientError  # pyright: ignore[reportMissingTypeStubs]

from sandbox.providers.resource import ProviderError
from sandbox.providers.wire import Properties, Value

_GONE = frozenset({"NoSuchEntity", "NoSuchBucket", "404", "AWS.SimpleQueueService.NonExistentQueue"})
DEFAULT_REGION = "us-east-1"
PARTITION = "aws"


class AwsCloud:
    """A region of the local AWS, with the provider-wide tags that every resource gets."""

    def __init__(self, endpoint: str, region: str = DEFAULT_REGION, default_tags: dict[str, str] | None = None) -> None:
        self.endpoint = parse_endpoint(endpoint)
        self.region = region
        self.default_tags = default_tags or {}
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = Lock()
        # Explicit credentials keep boto3 away from the user's real ones, and from the metadata service.
        keys = {"aws_access_key_id": "sandbox", "aws_secret_access_key": "sandbox"}
        self._session = boto3.Session(**keys, region_name=region)

    def client(self, service: str, region: str | None = None) -> Any:  # boto3 makes its clients' methods at run time
        """Return the client of a service, made on first use."""
        key = service, region or self.region
        with self._lock:
            if key not in self._clients:
                options = Config(proxies={}, retries={"total_max_attempts": 2}, s3={"addressing_style": "path"})
                make = cast("Any", self._session).client  # boto3 ships no types
                self._clients[key] = make(service, region_name=key[1], endpoint_url=self.endpoint, config=options)
            return self._clients[key]

    @cached_property
    def account(self) -> str:
        """The account number that the local cloud answers to."""
        return cast("str", self.client("sts").get_caller_identity()["Account"])

    def arn(self, service: str, rest: str, *, is_global: bool = False) -> str:
        """Build the ARN of something that the service's API does not report one for."""
        region = "" if is_global else self.region
        return f"arn:{PARTITION}:{service}:{region}:{self.account}:{rest}"


def cloud_from_config(config: Properties) -> AwsCloud:
    """Open the cloud that provider configuration and environment name; raises `ProviderError`."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
    region = config.get("region") or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    return AwsCloud(endpoint, str(region or DEFAULT_REGION), _default_tags(config))


def _default_tags(config: Properties) -> dict[str, str]:
    block = config.get("defaultTags")
    tags = block.get("tags") if isinstance(block, dict) else None
    return {key: str(value) for key, value in tags.items()} if isinstance(tags, dict) else {}


def parse_endpoint(url: str) -> str:
    """Return an endpoint URL whose host is a loopback address; raises `ProviderError` for every other."""
    if not url:
        raise ProviderError(
            "AWS_ENDPOINT_URL is not set: the sandbox's AWS provider only talks to a local cloud; "
            "run `python -m sandbox start`, then `eval $(python -m sandbox env)`"
        )
    host = urlsplit(url).hostname or ""
    try:
        is_loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise ProviderError(
            f"AWS_ENDPOINT_URL is {url}: the sandbox's AWS provider only talks to a loopback address "
            "(such as http://127.0.0.1:5000), never to a real account"
        )
    return url


@contextmanager
def said_by_aws(action: str) -> Generator[None]:
    """Turn what AWS or boto3 objects to into the sentence that the user reads; `action` says what was tried."""
    try:
        yield
    except ClientError as error:
        said = cast("dict[str, dict[str, str]]", error.response).get("Error", {})
        raise ProviderError(f"{action}: {said.get('Code', 'Error')}: {said.get('Message', '')}") from error
    except BotoCoreError as error:
        raise ProviderError(f"{action}: {error}") from error


def is_gone(error: ClientError) -> bool:
    """Say whether AWS means that the thing does not exist (each service has its own code for that)."""
    said = cast("dict[str, dict[str, str]]", error.response).get("Error", {})
    code, message = said.get("Code", ""), said.get("Message", "")
    return "NotFound" in code or code in _GONE or "does not exist" in message or "not found" in message.lower()


def text(value: Value) -> str:
    """Return a string property that Check has made sure of; an absent one is empty."""
    return value if isinstance(value, str) else ""
