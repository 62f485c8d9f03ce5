"""Where children of an Azure Cloud environment are built."""

from typing import TypeAlias

from labelwright.environments.azure_cloud import AzureCloudArguments

from .azure_cloud_args import AzureCloudEnvironmentArgs
from .site import Site as AnySite

Site: TypeAlias = AnySite[AzureCloudEnvironmentArgs, AzureCloudArguments]
