"""Where children of an Azure Batch environment are built."""

from typing import TypeAlias

from labelwright.environments.azure_batch import AzureBatchArguments

from .azure_batch_args import AzureBatchEnvironmentArgs
from .site import Site as AnySite

Site: TypeAlias = AnySite[AzureBatchEnvironmentArgs, AzureBatchArguments]
