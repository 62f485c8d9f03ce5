"""What errors of Google's clients say of the cloud.

Google's SDK is imported where it is used: it and Pulumi's each bring a `google.rpc.Status`, and protobuf lets a process
have only one, so that whoever imports this module (as tests of all modules do) must not have it by that alone.
"""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast

from labelwright.launch.submitter import RefusedError, ThereError, UnsureError

SECONDS = 120
"""How long one call, and the making of a machine, is waited for."""

_RETRY_SECONDS = 30
_REMEDY = "Sign in (gcloud auth application-default login)"


class MissingError(RefusedError):
    """Google has no such thing."""


@contextmanager
def explained(what: str) -> Generator[None]:
    """A block in which Google is asked for `what`; its client's errors become ours."""
    from google.api_core.exceptions import (  # noqa: PLC0415 - see above
        ClientError,
        Conflict,
        GoogleAPICallError,
        NotFound,
        RetryError,
    )
    from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415 - as above

    try:
        yield
    except GoogleAuthError as error:
        raise RefusedError(f"Google: {error} {_REMEDY}.") from error
    except NotFound as error:
        raise MissingError(f"Google, {what}: {error.message}") from error
    except Conflict as error:
        raise ThereError(f"Google, {what}: {error.message}") from error
    except ClientError as error:
        raise RefusedError(f"Google, {what}: {error.message}") from error
    except (GoogleAPICallError, RetryError) as error:
        raise UnsureError(f"Google, {what}: {error}") from error
    except OSError as error:  # of `requests`: no way there, or none back
        raise UnsureError(f"Google, {what}: {error}") from error


def retries() -> Any:
    """Google's own retries, of what it calls transient: requests have an id, so that one sent again is the same one."""
    from google.api_core.retry import Retry, if_transient_error  # noqa: PLC0415 - see above

    return cast("Any", Retry)(predicate=if_transient_error, timeout=_RETRY_SECONDS)
