"""The way to AWS: clients that read and can do nothing else, with the credentials of the surroundings."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, NamedTuple, cast

import boto3  # pyright: ignore[reportMissingTypeStubs]  # boto3 makes its clients at run time
from botocore.config import Config  # pyright: ignore[reportMissingTypeStubs]  # as boto3
from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]  # the same
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    HTTPClientError,
    NoRegionError,
    ProxyConnectionError,
    SSLError,
)

from labelwright.drift.reader import UnreachableError

_NOBODY = ("ExpiredToken", "InvalidClientTokenId", "UnrecognizedClient", "SignatureDoesNotMatch", "AuthFailure")
_READS = re.compile(r"(Get|List|Describe)[A-Z]")
_SETTINGS = Config(retries={"mode": "standard", "max_attempts": 8}, connect_timeout=10, read_timeout=60)
_REMEDY = "Give credentials that may read (aws sso login, AWS_PROFILE), or leave AWS out with --provider"


class Site(NamedTuple):
    """Where to ask: the profile of the resource's provider ("" for the surroundings' own), and the region."""

    profile: str
    region: str


class AwsAccess:
    """The clients of one run, each made once."""

    def __init__(self) -> None:
        self._clients: dict[tuple[Site, str], Any] = {}
        self._accounts: dict[str, str] = {}

    def client(self, site: Site, service: str) -> Any:
        """A client that reads, and can do nothing else."""
        if (site, service) not in self._clients:
            session = cast("Any", boto3).Session(profile_name=site.profile or None, region_name=site.region)
            made = session.client(service, config=_SETTINGS)
            made.meta.events.register("before-call", only_reads)
            self._clients[site, service] = made
        return self._clients[site, service]

    def account(self, site: Site) -> str:
        """The account that the credentials are of."""
        if site.profile not in self._accounts:
            self._accounts[site.profile] = str(self.client(site, "sts").get_caller_identity()["Account"])
        return self._accounts[site.profile]


def only_reads(model: Any, **_: object) -> None:
    """Called by botocore before each call: a row of data that would change anything ends the command instead."""
    if not _READS.match(model.name):
        raise AssertionError(f"labelwright drift only reads, and {model.name} may not be a reading operation")


def code_of(error: Any) -> str:
    """What AWS calls an error. Raises it again where AWS does not know who asks: other answers would be the same."""
    code = str(error.response["Error"]["Code"])
    if any(part in code for part in _NOBODY):
        raise error
    return code


@contextmanager
def needs_credentials() -> Generator[None]:
    """A block in which AWS is asked; where that cannot be, for all resources alike, it raises UnreachableError."""
    try:
        yield
    except (EndpointConnectionError, HTTPClientError, NoRegionError, ProxyConnectionError, SSLError) as error:
        raise UnreachableError(f"AWS: {error}.") from error
    except BotoCoreError as error:  # no credentials, or none that can be used: there are many ways to that
        raise UnreachableError(f"AWS: {error}. {_REMEDY}.") from error
    except ClientError as error:  # one that nobody explained: who asks is not known, or may not even ask that
        raise UnreachableError(f"AWS: {error}. {_REMEDY}.") from error
