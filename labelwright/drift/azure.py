"""What Azure carries: the tags at each resource's scope, whatever its type, resource groups and child resources too.

Places within a resource are read off the resource itself, for the types of `NESTED`.
Sources: https://learn.microsoft.com/rest/api/resources/tags/get-at-scope
https://learn.microsoft.com/rest/api/resources/resources/get-by-id
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ResourceNotFoundError,
    ServiceRequestError,
)
from azure.mgmt.resource.resources import ResourceManagementClient

from labelwright.drift.compare import GONE, Carried, unread
from labelwright.drift.declared import Declared
from labelwright.drift.document import carried_within, pattern_of
from labelwright.drift.reader import UnreachableError
from labelwright.placement.places import ROOT
from labelwright.tokens import unversioned

_REMEDY = "Sign in (az login), or leave Azure out with --provider"
_SUBSCRIPTION = "/subscriptions/"
_TAGS = "/providers/Microsoft.Resources/tags/"
"""What follows the scope in the id of tags at a scope."""


class Nested(NamedTuple):
    """How a type tells its places: the API version that is asked, and place -> its path in the answer."""

    version: str
    places: Mapping[str, str]


NESTED: Mapping[str, Nested] = {
    "azure-native:batch:Pool": Nested(
        "2024-07-01", {"metadata": "properties.metadata", "resourceTags": "properties.resourceTags"}
    ),
    "azure-native:containerservice:ManagedCluster": Nested(
        "2025-09-01", {"agentPoolProfiles[].tags": "properties.agentPoolProfiles[].tags"}
    ),
}
"""Every type of azure-native that has places beside its own tags; a test compares it with the placement table."""


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
            return self._read(one, identity)
        except ResourceNotFoundError:
            return GONE
        except (ClientAuthenticationError, ServiceRequestError) as error:
            raise UnreachableError(f"Azure: {error.message}. {_REMEDY}.") from error
        except AzureError as error:
            return unread(f"tags at its scope: {_why(error)}")

    def _read(self, one: Declared, identity: str) -> Carried:
        """What stands in each place. Those within the resource are asked for when it is known to be there."""
        scope, at_scope, _ = identity.partition(_TAGS)
        found = self._client(identity).tags.get_at_scope(scope.removeprefix("/"))
        tags = cast("Mapping[str, str] | None", found.properties.tags) if found.properties else None
        places: dict[str, Mapping[str, str]] = {"properties.tags" if at_scope else ROOT: dict(tags or {})}
        row = NESTED.get(unversioned(one.type))
        within = [placed.path for placed in one.places if placed.path not in places]
        if row is None or not within:
            return Carried(places)
        try:
            document = self._client(identity).resources.get_by_id(identity.removeprefix("/"), row.version).as_dict()
        except AzureError as error:
            return Carried(places, dict.fromkeys(within, f"the resource itself: {_why(error)}"))
        read = carried_within(document, {path: row.places[pattern_of(path)] for path in within})
        return Carried({**places, **read.places}, read.unchecked)

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


def _why(error: AzureError) -> str:
    """What Azure said of a request, or that it said nothing."""
    if isinstance(error, HttpResponseError) and error.status_code:
        return f"{error.status_code} {error.reason}"
    return f"no answer ({type(error).__name__})"


def _ambient() -> Any:
    """The credentials of the surroundings."""
    from azure.identity import DefaultAzureCredential  # noqa: PLC0415 - slow, and tests bring their own

    return DefaultAzureCredential()
