"""Where children of a Google Cloud environment are built."""

from typing import TypeAlias

from labelwright.environments.google_cloud import GoogleCloudArguments

from .google_cloud_args import GoogleCloudEnvironmentArgs
from .site import Site as AnySite

Site: TypeAlias = AnySite[GoogleCloudEnvironmentArgs, GoogleCloudArguments]
