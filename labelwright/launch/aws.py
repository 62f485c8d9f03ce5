"""The way to AWS: clients that wait and try again as AWS asks for, and what their errors say of the cloud."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast

import boto3  # pyright: ignore[reportMissingTypeStubs]  # boto3 makes its clients at run time
from botocore.config import Config  # pyright: ignore[reportMissingTypeStubs]  # as boto3
from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]  # the same
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    IncompleteReadError,
    ProxyConnectionError,
    SSLError,
)
from botocore.parsers import ResponseParserError  # pyright: ignore[reportMissingTypeStubs]  # the same

from labelwright.launch.submitter import RefusedError, UnsureError

SETTINGS = Config(retries={"mode": "standard", "total_max_attempts": 5}, connect_timeout=10, read_timeout=60)
"""Throttled calls are sent again by botocore itself, up to five times in all, each later than the one before."""

UNSENT = (ConnectTimeoutError, EndpointConnectionError, ProxyConnectionError)
"""Errors that come before a request has left: sent again, it is the first of its kind."""

_UNANSWERED = (HTTPClientError, SSLError, IncompleteReadError, ResponseParserError)
"""Errors that may come after it has left. All others of botocore's come before: credentials, parameters, the way."""

_UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"
_SERVER = 500
_REMEDY = "Give credentials that may submit (aws sso login, AWS_PROFILE)"


def client(service: str, region: str) -> Any:
    """A client of a service in a region. Raises RefusedError where there are no credentials to sign with."""
    try:
        session = cast("Any", boto3).Session(region_name=region)
        if session.get_credentials() is None:
            raise RefusedError(f"AWS: there are no credentials. {_REMEDY}.")
        return session.client(service, config=SETTINGS)
    except BotoCoreError as error:
        raise RefusedError(f"AWS: {error}. {_REMEDY}.") from error


@contextmanager
def explained(what: str) -> Generator[None]:
    """A block in which AWS is asked for `what`; botocore's errors become ours."""
    try:
        yield
    except ClientError as error:
        answer = cast("dict[str, Any]", error.response)
        code, said = answer["Error"]["Code"], answer["Error"].get("Message", "")
        kind = UnsureError if answer["ResponseMetadata"]["HTTPStatusCode"] >= _SERVER else RefusedError
        raise kind(f"AWS, {what}: {code}: {said}") from error
    except BotoCoreError as error:
        is_unsure = isinstance(error, _UNANSWERED) and _UNTRUSTED not in str(error)
        kind = UnsureError if is_unsure else RefusedError
        raise kind(f"AWS, {what}: {error}") from error
