"""Jobs of Azure Batch, each with its one task. A job's id follows from the run, and Azure takes an id but once.

A launch that was killed may have left a job without its task; the next one adds that.
Source: https://learn.microsoft.com/rest/api/batchservice/jobs/create-job
"""

from typing import Any, cast

from labelwright.launch import azure
from labelwright.launch.plan import Plan
from labelwright.launch.submitter import Made, ThereError

KIND = "azure-batch-task"


class AzureBatch:
    """Creates jobs and tasks; `client` is Azure's."""

    is_repeatable = True

    def __init__(self, client: Any) -> None:
        self._client = client

    def find(self, plan: Plan) -> Made | None:
        """The task, with what its job carries. A job of these labels that still lacks its task is none yet."""
        job, task = _ids(plan)
        try:
            with azure.explained("Get Job"):
                found = self._client.get_job(job)
        except azure.MissingError:
            return None
        labels = {one.name: one.value for one in found.metadata or ()}
        try:
            with azure.explained("Get Task"):
                self._client.get_task(job, task)
        except azure.MissingError:
            if labels == dict(plan.labels):
                return None
        return Made(f"{job}/{task}", KIND, labels)

    def submit(self, plan: Plan) -> Made:
        """Create the job, where it is not there already, and its task."""
        from azure.batch import models  # noqa: PLC0415 - slow  # pyright: ignore[reportMissingTypeStubs]

        job, task = _ids(plan)
        shapes, (first, second) = cast("Any", models), plan.requests
        try:
            with azure.explained("Create Job"):
                self._client.create_job(shapes.BatchJobCreateOptions(first.body))
        except ThereError:
            if self.find(plan) is not None:
                raise
        with azure.explained("Create Task"):
            self._client.create_task(job, shapes.BatchTaskCreateOptions(second.body))
        return Made(f"{job}/{task}", KIND, plan.labels)


def _ids(plan: Plan) -> tuple[str, str]:
    """Ids of the job and of its task."""
    job, task = plan.requests
    return job.body["id"], task.body["id"]


def submitter(plan: Plan) -> AzureBatch:
    """The submitter of an Azure Batch account, with the credentials of the surroundings."""
    from azure.batch import BatchClient  # noqa: PLC0415 - slow  # pyright: ignore[reportMissingTypeStubs]

    return AzureBatch(cast("Any", BatchClient)(f"https://{plan.requests[-1].place}", azure.ambient()))
