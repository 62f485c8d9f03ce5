"""What each platform's compute environment is told, checked before anything is made; one module a platform."""

from collections.abc import Mapping

from labelwright.environments.arguments import Arguments
from labelwright.environments.aws_batch import AwsBatchArguments
from labelwright.environments.aws_cloud import AwsCloudArguments
from labelwright.environments.azure_batch import AzureBatchArguments
from labelwright.environments.azure_cloud import AzureCloudArguments
from labelwright.environments.google_batch import GoogleBatchArguments
from labelwright.environments.google_cloud import GoogleCloudArguments
from labelwright.environments.kubernetes import KubernetesArguments
from labelwright.vocabulary import Platform

ARGUMENTS_OF: Mapping[Platform, type[Arguments]] = {
    Platform.AWS_BATCH: AwsBatchArguments,
    Platform.AWS_CLOUD: AwsCloudArguments,
    Platform.GOOGLE_BATCH: GoogleBatchArguments,
    Platform.GOOGLE_CLOUD: GoogleCloudArguments,
    Platform.AZURE_BATCH: AzureBatchArguments,
    Platform.AZURE_CLOUD: AzureCloudArguments,
    Platform.KUBERNETES: KubernetesArguments,
}

HPC_SCHEDULERS = frozenset(
    {"slurm", "lsf", "pbs", "torque", "grid-engine", "gridengine", "sge", "uge", "moab", "altair-pbs"}
)
"""Schedulers that a user may ask for and that have no labels at all."""


def is_hpc_scheduler(name: str) -> bool:
    """Whether somebody asks for such a scheduler, however they write it."""
    return name.casefold().replace("_", "-").replace(" ", "-") in HPC_SCHEDULERS
