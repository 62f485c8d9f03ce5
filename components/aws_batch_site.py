"""Where children of an AWS Batch environment are built."""

from typing import TypeAlias

from labelwright.environments.aws_batch import AwsBatchArguments

from .aws_batch_args import AwsBatchEnvironmentArgs
from .site import Site as AnySite

Site: TypeAlias = AnySite[AwsBatchEnvironmentArgs, AwsBatchArguments]
