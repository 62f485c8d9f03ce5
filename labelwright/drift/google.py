"""What Google Cloud carries, as Cloud Asset Inventory lists it: whole projects, page by page, whatever the type.

A search tells the labels of resources themselves. Those within a resource (disks of a template, nodes of a cluster) are
read off what the inventory has of it whole, for the types of which that is known. A change shows there after some
minutes.

Google's SDK is imported where it is used: it and Pulumi's each bring a `google.rpc.Status`, and protobuf lets a process
have only one, so that whoever imports this module (as tests of all modules do) must not have it by that alone.
Sources: https://cloud.google.com/asset-inventory/docs/reference/rest/v1/TopLevel/searchAllResources
https://cloud.google.com/asset-inventory/docs/reference/rest/v1/assets/list
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from labelwright.drift.compare import GONE, Carried, unread
from labelwright.drift.declared import Declared
from labelwright.drift.document import carried_within, pattern_of
from labelwright.drift.google_assets import asset_name, nested_of, plain_name
from labelwright.drift.reader import UnreachableError
from labelwright.placement.places import DEFAULTED

PAGE = 500
_REMEDY = "Sign in (gcloud auth application-default login), or leave Google out with --provider"

ROOTS = DEFAULTED | {"settings.userLabels"}
"""The places that are the resource's own labels."""


class _Project(NamedTuple):
    """What a project told: name -> labels, name -> the whole resource; or why not, of all of it or of the latter."""

    labels: Mapping[str, Mapping[str, str]] = {}
    whole: Mapping[str, Any] = {}
    reason: str = ""
    reason_within: str = ""


class GoogleReader:
    """Asks Cloud Asset Inventory, with the credentials of the surroundings."""

    at_once = 5000

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect, self._connected = connect, cast("Any", None)

    def read(self, batch: Sequence[Declared]) -> Iterator[Carried]:
        """What each of them carries."""
        names = [asset_name(one.type, {**one.state, "project": _project(one)}) for one in batch]
        asked: dict[str, dict[str, Declared]] = {}
        for one, name in zip(batch, names, strict=True):
            if name and _project(one):
                asked.setdefault(_project(one), {})[name] = one
        told = {project: self._told(project, wanted) for project, wanted in asked.items()}
        for one, name in zip(batch, names, strict=True):
            project = told.get(_project(one)) if name else None
            if project is None:
                yield unread("state does not say what Cloud Asset Inventory calls it")
            elif project.reason:
                yield unread(project.reason)
            elif name not in project.labels:
                yield GONE
            else:
                yield _carried(one, name, project)

    def _told(self, project: str, wanted: Mapping[str, Declared]) -> _Project:
        """What a project tells of the wanted names."""
        labels = self._asked(project, lambda: self._labels(project, wanted))
        if isinstance(labels, str):
            return _Project(reason=labels)
        rows = [row for one in wanted.values() if (row := nested_of(one.type)) is not None]
        kinds = sorted({row.asset_type for row in rows})
        whole = self._asked(project, lambda: self._whole(project, kinds, wanted)) if kinds else {}
        return _Project(labels, reason_within=whole) if isinstance(whole, str) else _Project(labels, whole)

    def _labels(self, project: str, wanted: Iterable[str]) -> dict[str, Any]:
        """Name -> labels, of the wanted ones that there are."""
        fields = {"paths": ["name", "labels", "project"]}
        request = {"scope": f"projects/{project}", "page_size": PAGE, "read_mask": fields}
        found = self._client().search_all_resources(request=request)
        named = ((plain_name(one.name, project, one.project), one) for one in found)
        return {name: dict(one.labels) for name, one in named if name in wanted}

    def _whole(self, project: str, kinds: Sequence[str], wanted: Iterable[str]) -> dict[str, Any]:
        """Name -> what its service says of it, of the wanted ones of some kinds."""
        from google.cloud import asset_v1  # noqa: PLC0415 - see above

        parent, content = f"projects/{project}", cast("Any", asset_v1).ContentType.RESOURCE
        request = {"parent": parent, "asset_types": kinds, "content_type": content, "page_size": PAGE}
        found = self._client().list_assets(request=request)
        named = ((plain_name(one.name, project, next(iter(one.ancestors), "")), one) for one in found)
        return {name: cast("Any", type(one)).to_dict(one)["resource"]["data"] for name, one in named if name in wanted}

    def _asked(self, project: str, ask: Callable[[], dict[str, Any]]) -> dict[str, Any] | str:
        """An answer, or why there is none. Raises UnreachableError where no project could be asked."""
        from google.api_core.exceptions import (  # noqa: PLC0415 - see above
            GoogleAPICallError,
            NotFound,
            RetryError,
            Unauthenticated,
        )
        from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415 - as above
        from requests.exceptions import RequestException  # noqa: PLC0415 - comes with that SDK

        try:
            return ask()
        except (GoogleAuthError, RetryError, Unauthenticated) as error:
            raise UnreachableError(f"Google: {error} {_REMEDY}.") from error
        except RequestException as error:
            raise UnreachableError(f"Google: there is no way to it ({type(error).__name__}).") from error
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


def _carried(one: Declared, name: str, project: _Project) -> Carried:
    """What stands in each place of a resource that is there."""
    row = nested_of(one.type)
    ways = {placed.path: row.places.get(pattern_of(placed.path), "") for placed in one.places} if row else {}
    within = {place: path for place, path in ways.items() if path}
    own = {placed.path: project.labels[name] for placed in one.places if placed.path in ROOTS - within.keys()}
    if project.reason_within:
        return Carried(own, dict.fromkeys(within, project.reason_within))
    read = carried_within(project.whole.get(name), within)
    return Carried({**own, **read.places}, read.unchecked)
