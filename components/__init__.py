"""Compute environments as Pulumi components: one per platform, each whole and labelled.

Imported by this project's program, run by Pulumi as a plugin for other languages, and shipped as
`labelwright.components`: hence relative imports in here, and absolute ones of the library.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, cast

import pulumi

from .aws_batch import AwsBatchEnvironment
from .aws_batch_args import AwsBatchEnvironmentArgs
from .aws_cloud import AwsCloudEnvironment
from .aws_cloud_args import AwsCloudEnvironmentArgs
from .azure_batch import AzureBatchEnvironment
from .azure_batch_args import AzureBatchEnvironmentArgs
from .azure_cloud import AzureCloudEnvironment
from .azure_cloud_args import AzureCloudEnvironmentArgs
from .google_batch import GoogleBatchEnvironment
from .google_batch_args import GoogleBatchEnvironmentArgs
from .google_cloud import GoogleCloudEnvironment
from .google_cloud_args import GoogleCloudEnvironmentArgs
from .kubernetes_args import KubernetesEnvironmentArgs
from .kubernetes_environment import KubernetesEnvironment

ENVIRONMENTS: Mapping[str, type[pulumi.ComponentResource]] = {
    "aws-batch": AwsBatchEnvironment,
    "aws-cloud": AwsCloudEnvironment,
    "google-batch": GoogleBatchEnvironment,
    "google-cloud": GoogleCloudEnvironment,
    "azure-batch": AzureBatchEnvironment,
    "azure-cloud": AzureCloudEnvironment,
    "kubernetes": KubernetesEnvironment,
}
"""Platform, as stack config names it -> the component that builds an environment of it."""


class ComputeEnvironment(Protocol):
    """What every platform's component gives to the program that built it."""

    record: pulumi.Output[str]
    """The content of environment.json."""

    @property
    def shared(self) -> Sequence[pulumi.Resource]:
        """What other environments of the stack use, and must stand as long as they do."""
        ...

    @property
    def shown(self) -> Mapping[str, pulumi.Output[str]]:
        """What a stack shows of it, by short names."""
        ...


def build(
    platform: str, name: str, given: Mapping[str, object], opts: pulumi.ResourceOptions | None = None
) -> ComputeEnvironment:
    """Build an environment from the arguments of stack config, which has them under the component's own names."""
    # Each component has a type of arguments of its own; the platform's model has read these with the same names.
    component = cast("Callable[[str, Any, pulumi.ResourceOptions | None], ComputeEnvironment]", ENVIRONMENTS[platform])
    return component(name, given, opts)


__all__ = [
    "ENVIRONMENTS",
    "AwsBatchEnvironment",
    "AwsBatchEnvironmentArgs",
    "AwsCloudEnvironment",
    "AwsCloudEnvironmentArgs",
    "AzureBatchEnvironment",
    "AzureBatchEnvironmentArgs",
    "AzureCloudEnvironment",
    "AzureCloudEnvironmentArgs",
    "ComputeEnvironment",
    "GoogleBatchEnvironment",
    "GoogleBatchEnvironmentArgs",
    "GoogleCloudEnvironment",
    "GoogleCloudEnvironmentArgs",
    "KubernetesEnvironment",
    "KubernetesEnvironmentArgs",
    "build",
]
