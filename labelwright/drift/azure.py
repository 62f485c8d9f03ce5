"""What Azure carries: the tags at each resource's scope, whatever its type, resource groups and child resources too.

Source: https://learn.microsoft.com/rest/api/resources/tags/get-at-scope
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceNotFoundError,
    ServiceRequestError,
)
from azure.mgmt.resource.resources import ResourceManagementClient

from labelwright.drift.compare import GONE, Carried, unread
from labelwright.drift.declared import Declared
from labelwright.drift.reader import UnreachableError
from labelwright.placement.places import ROOT

_REMEDY = "Sign in (az login), or leave Azure out with --provider"
_SUBSCRIPTION = "/subscriptions/"


class AzureReader:
    """Asks Azure Resource Manager with one reading call a resource; the SDK waits and tries again where it is told to.

    `settings` go to the SDK's client; tests give a transport of their own.
    """

    at_once = 100

    def __init__(self, credential: Any = None, **settings: Any) -> None:
        self._credential, self._settings = credential, settings
        self._clients: dict[str, ResourceManagementClient] = {}

    def read(self, batch: Sequence[Declared]) -> Iterator[Carried]:
        """What each of them carries."""
        for one in batch:
            yield self._carried(one)

    def _carried(self, one: Declared) -> Carried:
        identity = one.text("id")
        if not identity.startswith(_SUBSCRIPTION):
            return unread("its state has no id by which Azure could be asked")
        try:
            found = self._client(identity).tags.get_at_scope(identity.removeprefix("/"))
        except ResourceNotFoundError:
            return GONE
        except (ClientAuthenticationError, ServiceRequestError) as error:
            raise UnreachableError(f"Azure: {error.message}. {_REMEDY}.") from error
        except HttpResponseError as error:
            return unread(f"tags at its scope: {error.status_code} {error.reason}")
        tags = cast("Mapping[str, str] | None", found.properties.tags) if found.properties else None
        return Carried({ROOT: dict(tags or {})})

    def _client(self, identity: str) -> ResourceManagementClient:
        """The client of a resource's subscription."""
        subscription = identity.removeprefix(_SUBSCRIPTION).partition("/")[0]
        if subscription not in self._clients:
            self._clients[subscription] = ResourceManagementClient(
                self._credential or _ambient(), subscription, **self._settings
            )
        return self._clients[subscription]


def reader() -> AzureReader:
    """The reader of Azure."""
    return AzureReader()


def _ambient() -> Any:
    """The credentials of the surroundings."""
    from azure.identity import DefaultAzureCredential  # noqa: PLC0415 - slow, and tests bring their own

    return DefaultAzureCredential()
