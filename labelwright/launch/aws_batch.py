"""Jobs of AWS Batch. SubmitJob has no client token, so a job is looked for by its name before a run is sent again.

For the same reason botocore may send SubmitJob again only where nothing can have been made: throttled, refused, or not
sent at all. After a timeout or a server's error it is not repeated, which its retries would otherwise do.
Sources: https://docs.aws.amazon.com/batch/latest/APIReference/API_SubmitJob.html, .../API_ListJobs.html;
that there is no token: https://github.com/aws/containers-roadmap/issues/2798
"""

from collections.abc import Mapping
from typing import Any, cast

from labelwright.emit.document import JsonObject
from labelwright.launch import aws
from labelwright.launch.plan import REVISION, Plan
from labelwright.launch.submitter import Made

KIND = "aws-batch-job"
_SERVER = 500


class AwsBatch:
    """Sends jobs to the queues of one region."""

    is_repeatable = False

    def __init__(self, region: str) -> None:
        self._client = aws.client("batch", region)
        self._client.meta.events.register_first("needs-retry.batch.SubmitJob", never_twice)

    def find(self, plan: Plan) -> Made | None:
        """The job of this name in the queue. AWS keeps finished ones for a week."""
        named = {"name": "JOB_NAME", "values": [plan.last["jobName"]]}
        with aws.explained("ListJobs"):
            pages = self._client.get_paginator("list_jobs").paginate(jobQueue=plan.last["jobQueue"], filters=[named])
            found = [job for page in pages for job in page["jobSummaryList"]]
        # AWS compares names without case. The eldest is the one that was meant.
        ours = [job for job in found if job["jobName"] == plan.last["jobName"]]
        if not ours:
            return None
        return self._made(min(ours, key=lambda job: job["createdAt"])["jobId"])

    def submit(self, plan: Plan) -> Made:
        """Register a definition where one is needed, and submit the job to it."""
        body = plan.last
        if len(plan.requests) > 1:
            revision = self._definition(plan.requests[0].body)
            body = {**body, "jobDefinition": body["jobDefinition"].removesuffix(REVISION) + str(revision)}
        with aws.explained("SubmitJob"):
            return Made(self._client.submit_job(**body)["jobId"], KIND, plan.labels)

    def _made(self, job: str) -> Made:
        with aws.explained("DescribeJobs"):
            found = self._client.describe_jobs(jobs=[job])["jobs"]
        return Made(job, KIND, {key: value for one in found for key, value in one.get("tags", {}).items()})

    def _definition(self, body: JsonObject) -> int:
        """The revision that is this definition: an active one, else a new one, so that a second try adds none."""
        with aws.explained("DescribeJobDefinitions"):
            pages = self._client.get_paginator("describe_job_definitions").paginate(
                jobDefinitionName=body["jobDefinitionName"], status="ACTIVE"
            )
            same = [one["revision"] for page in pages for one in page["jobDefinitions"] if is_same(one, body)]
        if same:
            return max(same)
        with aws.explained("RegisterJobDefinition"):
            return self._client.register_job_definition(**body)["revision"]


def is_same(found: Mapping[str, Any], body: JsonObject) -> bool:
    """Whether a definition is the one of `body`. AWS adds what was not said; labels it never adds."""
    return found.get("tags", {}) == body.get("tags", {}) and _has(found, body)


def _has(found: object, wanted: object) -> bool:
    """Whether all of `wanted` stands in `found`, at every depth."""
    if isinstance(wanted, dict):
        named, its = cast("JsonObject", wanted), cast("JsonObject", found if isinstance(found, dict) else {})
        return all(key in its and _has(its[key], value) for key, value in named.items())
    if isinstance(wanted, list):
        listed, others = cast("list[object]", wanted), cast("list[object]", found if isinstance(found, list) else [])
        return len(listed) == len(others) and all(map(_has, others, listed))
    return found == wanted


def never_twice(response: Any, caught_exception: Exception | None, **_: object) -> bool | None:
    """Called by botocore when an attempt failed: False ends it, None leaves it to botocore's own retries."""
    if caught_exception is not None:
        return None if isinstance(caught_exception, aws.UNSENT) else False
    status = 0 if response is None else response[0].status_code
    return False if status >= _SERVER else None


def submitter(plan: Plan) -> AwsBatch:
    """The submitter of AWS Batch."""
    return AwsBatch(plan.requests[-1].place)
