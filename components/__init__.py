"""Compute environments as Pulumi components: one per platform, each whole and labelled.

Imported by this project's program, run by Pulumi as a plugin for other languages, and shipped as
`labelwright.components`: hence relative imports in here, and absolute ones of the library.
"""

from collections.abc import Mapping

from .aws_batch import AwsBatchEnvironment
from .aws_batch_args import AwsBatchEnvironmentArgs

ENVIRONMENTS: Mapping[str, type[AwsBatchEnvironment]] = {"aws-batch": AwsBatchEnvironment}
"""Platform, as stack config names it -> the component that builds an environment of it."""

__all__ = ["ENVIRONMENTS", "AwsBatchEnvironment", "AwsBatchEnvironmentArgs"]
