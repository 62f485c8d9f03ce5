"""Where children of an AWS Cloud environment are built."""

from typing import TypeAlias

from labelwright.environments.aws_cloud import AwsCloudArguments

from .aws_cloud_args import AwsCloudEnvironmentArgs
from .site import Site as AnySite

Site: TypeAlias = AnySite[AwsCloudEnvironmentArgs, AwsCloudArguments]
