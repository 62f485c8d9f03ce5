"""Machines of Compute Engine. Name and request id follow from the run: a machine of that name is made once.

Source: https://cloud.google.com/compute/docs/reference/rest/v1/instances/insert
"""

import json
from typing import Any, cast

from labelwright.launch import google
from labelwright.launch.plan import Plan
from labelwright.launch.submitter import Made

KIND = "google-compute-instance"


class GoogleCloud:
    """Inserts machines; `client` is Google's."""

    is_repeatable = True

    def __init__(self, client: Any) -> None:
        self._client = client

    def find(self, plan: Plan) -> Made | None:
        """The machine of this name in its zone."""
        where = {"project": plan.last["project"], "zone": plan.last["zone"], "instance": _name(plan)}
        try:
            with google.explained("instances.get"):
                found = self._client.get(**where, retry=google.retries(), timeout=google.SECONDS)
        except google.MissingError:
            return None
        return Made(_identity(plan), KIND, dict(found.labels))

    def submit(self, plan: Plan) -> Made:
        """Insert it, and wait until Google has done so: what it cannot make, it says only then."""
        from google.cloud import compute_v1  # noqa: PLC0415 - as in google.py

        with google.explained("instances.insert"):
            request = cast("Any", compute_v1.InsertInstanceRequest).from_json(json.dumps(plan.last))
            operation = self._client.insert(request=request, retry=google.retries(), timeout=google.SECONDS)
            operation.result(timeout=google.SECONDS)
        return Made(_identity(plan), KIND, plan.labels)


def _identity(plan: Plan) -> str:
    """The machine's full name."""
    return f"projects/{plan.last['project']}/zones/{plan.last['zone']}/instances/{_name(plan)}"


def _name(plan: Plan) -> str:
    """The machine's name."""
    return plan.last["instanceResource"]["name"]


def submitter(plan: Plan) -> GoogleCloud:  # noqa: ARG001 - every submitter is asked alike
    """The submitter of Compute Engine, with the credentials of the surroundings."""
    from google.cloud import compute_v1  # noqa: PLC0415 - as in google.py

    with google.explained("credentials"):
        return GoogleCloud(cast("Any", compute_v1.InstancesClient)())
