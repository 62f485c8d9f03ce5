"""Jobs of Google Batch. Job id and request id follow from the run: one that is sent again is the same, or is refused.

Source: https://cloud.google.com/batch/docs/reference/rest/v1/projects.locations.jobs/create
"""

import json
from typing import Any, cast

from labelwright.launch import google
from labelwright.launch.plan import Plan
from labelwright.launch.submitter import Made

KIND = "google-batch-job"


class GoogleBatch:
    """Creates jobs; `client` is Google's."""

    is_repeatable = True

    def __init__(self, client: Any) -> None:
        self._client = client

    def find(self, plan: Plan) -> Made | None:
        """The job of this id."""
        name = f"{plan.last['parent']}/jobs/{plan.last['jobId']}"
        try:
            with google.explained("jobs.get"):
                return _made(self._client.get_job(name=name, retry=google.retries(), timeout=google.SECONDS))
        except google.MissingError:
            return None

    def submit(self, plan: Plan) -> Made:
        """Create it."""
        from google.cloud import batch_v1  # noqa: PLC0415 - as in google.py

        with google.explained("jobs.create"):
            request = cast("Any", batch_v1.CreateJobRequest).from_json(json.dumps(plan.last))
            return _made(self._client.create_job(request=request, retry=google.retries(), timeout=google.SECONDS))


def _made(job: Any) -> Made:
    """A job as Google tells of it."""
    return Made(job.name, KIND, dict(job.labels))


def submitter(plan: Plan) -> GoogleBatch:  # noqa: ARG001 - every submitter is asked alike
    """The submitter of Google Batch, over HTTP, with the credentials of the surroundings."""
    from google.cloud import batch_v1  # noqa: PLC0415 - as in google.py

    with google.explained("credentials"):
        return GoogleBatch(cast("Any", batch_v1.BatchServiceClient)(transport="rest"))
