"""Machines of Azure, with address, interface and disk.

Their names follow from the run: a request that is sent again asks for what is there already. Each is one of Azure
Resource Manager's, sent as it stands by its generic client, which waits until it is done.
Source: https://learn.microsoft.com/rest/api/resources/resources/create-or-update-by-id
"""

import io
import json
import re
from collections.abc import Sequence
from typing import Any

from labelwright.launch import azure
from labelwright.launch.plan import Plan, Request
from labelwright.launch.submitter import LaunchError, Made, RefusedError, UnsureError

KIND = "azure-virtual-machine"
_CALL = re.compile(r"(?P<method>PUT|PATCH) (?P<path>/[^?]+)\?api-version=(?P<version>.+)")
_MACHINE = "/Microsoft.Compute/virtualMachines/"


class AzureCloud:
    """Makes machines; `client` is Azure's client of the subscription."""

    is_repeatable = True

    def __init__(self, client: Any) -> None:
        self._client = client

    def find(self, plan: Plan) -> Made | None:
        """The machine, where the last request was done too; one of these labels that is not whole yet is none."""
        (machine,) = (one for one in plan.requests if _MACHINE in one.operation)
        made = self._tags(machine)
        if made is None:
            return None
        if made == dict(plan.labels) and self._tags(plan.requests[-1]) != made:
            return None
        return Made(_call(machine)["path"], KIND, made)

    def submit(self, plan: Plan) -> Made:
        """Send the requests, each when the last is done. What stands when one is refused is said."""
        made: list[str] = []
        for one in plan.requests:
            try:
                self._send(one)
            except (RefusedError, UnsureError) as error:
                raise _in_the_middle(error, made) from error
            made.append(_call(one)["path"])
        (machine,) = (path for path in made if _MACHINE in path)
        return Made(machine, KIND, plan.labels)

    def _send(self, request: Request) -> None:
        """Send one request, and wait until Azure has done it."""
        call = _call(request)
        body = io.BytesIO(json.dumps(request.body).encode())  # as it stands: a model would drop what it does not know
        resources = self._client
        is_whole = call["method"] == "PUT"
        send = resources.begin_create_or_update_by_id if is_whole else resources.begin_update_by_id
        with azure.explained(request.operation):
            send(call["path"].removeprefix("/"), call["version"], body).result()

    def _tags(self, request: Request) -> dict[str, str] | None:
        """The tags of what a request makes; None where it is not there."""
        call = _call(request)
        try:
            with azure.explained(f"GET {call['path']}"):
                found = self._client.get_by_id(call["path"].removeprefix("/"), call["version"])
        except azure.MissingError:
            return None
        return dict(found.tags or {})


def _in_the_middle(error: RefusedError | UnsureError, made: Sequence[str]) -> LaunchError:
    """The error of a request, with what was made before it. A machine that runs is not nothing, whatever came next."""
    if not made:
        return error
    text = f"{error}. Made before it, and asked for again by the next launch of this run: {', '.join(made)}"
    return UnsureError(text) if any(_MACHINE in path for path in made) else type(error)(text)


def _call(request: Request) -> dict[str, str]:
    """Method, path and version of a request."""
    found = _CALL.fullmatch(request.operation)
    return found.groupdict() if found else {}


def submitter(plan: Plan) -> AzureCloud:
    """The submitter of a subscription's machines, with the credentials of the surroundings."""
    from azure.mgmt.resource.resources import ResourceManagementClient  # noqa: PLC0415 - slow

    subscription = _call(plan.requests[-1])["path"].split("/")[2]
    return AzureCloud(ResourceManagementClient(azure.ambient(), subscription).resources)
