"""What each platform's compute environment is told, checked before anything is made; one module a platform."""

from collections.abc import Mapping

from labelwright.environments.aws_batch import AwsBatchArguments
from labelwright.vocabulary import Platform

ARGUMENTS_OF: Mapping[Platform, type[AwsBatchArguments]] = {Platform.AWS_BATCH: AwsBatchArguments}

HPC_SCHEDULERS = frozenset(
    {"slurm", "lsf", "pbs", "torque", "grid-engine", "gridengine", "sge", "uge", "moab", "altair-pbs"}
)
"""Schedulers that a user may ask for and that have no labels at all."""
