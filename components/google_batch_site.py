"""Where children of a Google Batch environment are built."""

from typing import TypeAlias

from labelwright.environments.google_batch import GoogleBatchArguments

from .google_batch_args import GoogleBatchEnvironmentArgs
from .site import Site as AnySite

Site: TypeAlias = AnySite[GoogleBatchEnvironmentArgs, GoogleBatchArguments]
