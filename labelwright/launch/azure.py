"""The way to Azure: the credentials of the surroundings, and what errors of Azure's clients say of the cloud.

Azure's clients send again what is throttled or was not answered: `azure.core`'s own retries, ten in all, waiting as
Azure says. A name that is taken stays taken, so that what is sent again makes nothing twice.
"""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ResourceExistsError,
    ResourceNotFoundError,
    ServiceRequestError,
)

from labelwright.launch.submitter import RefusedError, ThereError, UnsureError

_SERVER = 500
_REMEDY = "Sign in (az login)"


class MissingError(RefusedError):
    """Azure has no such thing."""


def ambient() -> Any:
    """The credentials of the surroundings."""
    from azure.identity import DefaultAzureCredential  # noqa: PLC0415 - slow, and tests bring their own

    return DefaultAzureCredential()


@contextmanager
def explained(what: str) -> Generator[None]:
    """A block in which Azure is asked for `what`; its client's errors become ours."""
    try:
        yield
    except ClientAuthenticationError as error:
        raise RefusedError(f"Azure: {error.message}. {_REMEDY}.") from error
    except ResourceNotFoundError as error:
        raise MissingError(f"Azure, {what}: {error.message}") from error
    except ResourceExistsError as error:
        raise ThereError(f"Azure, {what}: {error.message}") from error
    except ServiceRequestError as error:  # it never left
        raise RefusedError(f"Azure, {what}: {error.message}") from error
    except HttpResponseError as error:
        kind = RefusedError if error.status_code is not None and error.status_code < _SERVER else UnsureError
        raise kind(f"Azure, {what}: {error.message}") from error
    except AzureError as error:
        raise UnsureError(f"Azure, {what}: {error.message}") from error
