"""What a forged environment leaves behind for those who submit to it: `environment.json`.

Written by `pulumi up`, read by `labelwright render`, which builds the configs of a run from it without asking Pulumi or
the cloud. It holds ids, sizes and the labels of forge time; no secret, and no dynamic label. Each platform has a record
of its own; this module knows what they share, and which is whose.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from labelwright.emit.aws_batch_record import AwsBatchRecord
from labelwright.emit.aws_cloud_record import AwsCloudRecord
from labelwright.emit.azure_batch_record import AzureBatchRecord
from labelwright.emit.azure_cloud_record import AzureCloudRecord
from labelwright.emit.document import FORMAT, JsonObject
from labelwright.emit.google_batch_record import GoogleBatchRecord
from labelwright.emit.google_cloud_record import GoogleCloudRecord
from labelwright.emit.kubernetes_record import KubernetesRecord
from labelwright.emit.launch import Launch
from labelwright.vocabulary import Platform


class EnvironmentRecord(Protocol):
    """One forged environment: its static labels, and the jobs that can be submitted to it."""

    @property
    def environment(self) -> str:
        """Its name in stack config."""
        ...

    @property
    def labels(self) -> Mapping[str, str]:
        """The static labels that it was forged with."""
        ...

    @property
    def job_names(self) -> Sequence[str]:
        """The jobs that it knows, the one first that starts a run."""
        ...

    def configs(self, job: str, launch: Launch) -> Mapping[str, JsonObject]:
        """Config name -> body: what `job` of this run is submitted with. Raises `LabelError` for what is refused."""
        ...

    def notes(self, job: str, launch: Launch) -> Sequence[str]:
        """What whoever submits this run with `job` should know of its configs."""
        ...

    def to_document(self) -> JsonObject:
        """The record as JSON, sorted by whoever writes it."""
        ...


PARSERS: Mapping[Platform, Callable[[Mapping[str, Any]], EnvironmentRecord]] = {
    Platform.AWS_BATCH: AwsBatchRecord.parse,
    Platform.AWS_CLOUD: AwsCloudRecord.parse,
    Platform.GOOGLE_BATCH: GoogleBatchRecord.parse,
    Platform.GOOGLE_CLOUD: GoogleCloudRecord.parse,
    Platform.AZURE_BATCH: AzureBatchRecord.parse,
    Platform.AZURE_CLOUD: AzureCloudRecord.parse,
    Platform.KUBERNETES: KubernetesRecord.parse,
}
"""Platform -> how its part of environment.json is read. Raises KeyError, TypeError, AttributeError or ValueError."""


def parse_record(document: Mapping[str, Any]) -> EnvironmentRecord:
    """Read what a record's `to_document` wrote. Raises ValueError for a file of another form: nothing is guessed.

    Whoever gets the error forges again: `pulumi up` writes the file anew.
    """
    if not isinstance(document, dict):  # a file may hold anything
        raise ValueError(f"environment.json: got {type(document).__name__}, no record. Run pulumi up.")  # noqa: TRY004
    platform = document.get("platform")
    if document.get("format") != FORMAT or platform not in set(PARSERS):
        got = f"format {document.get('format')!r}, platform {platform!r}"
        known = ", ".join(PARSERS)
        raise ValueError(f"environment.json: got {got}; this version reads format {FORMAT} of {known}. Run pulumi up.")
    try:
        return PARSERS[Platform(platform)](document)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"environment.json: not a whole record ({error!r}). Run pulumi up.") from error
