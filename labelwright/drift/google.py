"""What Google Cloud carries, as Cloud Asset Inventory lists it: whole projects, page by page, whatever the type.

Nested places (disks of a machine, nodes of a cluster) are not in that inventory, and a few types have names there that
state does not know; both are reported as not checked. A change shows there after some minutes.

Google's SDK is imported where it is used: it and Pulumi's each bring a `google.rpc.Status`, and protobuf lets a process
have only one, so that whoever imports this module (as tests of all modules do) must not have it by that alone.
Source: https://cloud.google.com/asset-inventory/docs/reference/rest/v1/TopLevel/searchAllResources
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from labelwright.drift.compare import GONE, Carried, unread
from labelwright.drift.declared import Declared
from labelwright.drift.reader import UnreachableError
from labelwright.placement.places import DEFAULTED

PAGE = 500
_REMEDY = "Sign in (gcloud auth application-default login), or leave Google out with --provider"

HOSTS: Mapping[str, str] = {
    "artifactregistry": "artifactregistry",
    "bigquery": "bigquery",
    "cloudrunv2": "run",
    "compute": "compute",
    "dataproc": "dataproc",
    "filestore": "file",
    "kms": "cloudkms",
    "pubsub": "pubsub",
    "redis": "redis",
}
"""Module of the SDK -> the service in the inventory's names, where the rest of the name is the id in state.
Source: https://cloud.google.com/asset-inventory/docs/asset-names"""

NAMES: Mapping[str, str] = {
    "gcp:sql/databaseInstance:DatabaseInstance": "//cloudsql.googleapis.com/projects/{project}/instances/{id}",
    "gcp:storage/bucket:Bucket": "//storage.googleapis.com/{id}",
}
"""Types whose names there are made in another way."""

ROOTS = DEFAULTED | {"settings.userLabels"}
"""The places that are the resource's own labels."""


class GoogleReader:
    """Asks Cloud Asset Inventory, with the credentials of the surroundings."""

    at_once = 5000

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect, self._connected = connect, cast("Any", None)

    def read(self, batch: Sequence[Declared]) -> Iterator[Carried]:
        """What each of them carries."""
        names = [_name(one) for one in batch]
        wanted: dict[str, set[str]] = {}
        for one, name in zip(batch, names, strict=True):
            if name and _project(one):
                wanted.setdefault(_project(one), set()).add(name)
        listed: dict[str, dict[str, dict[str, str]] | str] = {
            project: self._listed(project, ours) for project, ours in wanted.items()
        }
        for one, name in zip(batch, names, strict=True):
            found = listed.get(_project(one)) if name else None
            if found is None:
                yield unread("state does not say what Cloud Asset Inventory calls it")
            elif isinstance(found, str):
                yield unread(found)
            elif name not in found:
                yield GONE
            else:
                yield Carried({placed.path: found[name] for placed in one.places if placed.path in ROOTS})

    def _listed(self, project: str, wanted: set[str]) -> dict[str, dict[str, str]] | str:
        """Name -> labels, of the wanted ones that a project has; or why it does not tell."""
        from google.api_core.exceptions import (  # noqa: PLC0415 - see above
            GoogleAPICallError,
            NotFound,
            RetryError,
            Unauthenticated,
        )
        from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415 - as above

        request = {"scope": f"projects/{project}", "page_size": PAGE, "read_mask": {"paths": ["name", "labels"]}}
        try:
            found = self._client().search_all_resources(request=request)
            return {one.name: dict(one.labels) for one in found if one.name in wanted}
        except (GoogleAuthError, RetryError, Unauthenticated) as error:
            raise UnreachableError(f"Google: {error} {_REMEDY}.") from error
        except NotFound:
            return f"there is no project {project}"
        except GoogleAPICallError as error:
            return f"Cloud Asset Inventory of {project}: {error.message}"

    def _client(self) -> Any:
        """The SDK's client, which pages and tries again by itself; made where credentials are asked for."""
        if self._connected is None:
            self._connected = self._connect()
        return self._connected


def reader() -> GoogleReader:
    """The reader of Google Cloud, over HTTP."""
    from google.cloud import asset_v1  # noqa: PLC0415 - see above

    return GoogleReader(lambda: cast("Any", asset_v1.AssetServiceClient)(transport="rest"))


def _project(one: Declared) -> str:
    """The project of a resource: its own, or that of its provider."""
    identity = one.text("id").split("/")
    if len(identity) > 1 and identity[0] == "projects":
        return identity[1]
    named = one.provider.get("project")
    return one.text("project") or (named if isinstance(named, str) else "")


def _name(one: Declared) -> str:
    """What Cloud Asset Inventory calls a resource; "" where state does not say."""
    identity = one.text("id")
    if one.type in NAMES:
        return NAMES[one.type].format(id=identity, project=_project(one))
    host = HOSTS.get(one.type.split(":")[1].partition("/")[0])
    return f"//{host}.googleapis.com/{identity}" if host and identity.startswith("projects/") else ""
