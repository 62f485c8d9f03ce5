"""What each platform's compute environment is told, checked before anything is made; one module a platform."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from labelwright.environments.arguments import Arguments
from labelwright.vocabulary import Platform


class _Models(Mapping[Platform, type[Arguments]]):
    """The model of each platform. Its module is imported when it is asked for: few stacks have all platforms."""

    _NAMES: Mapping[Platform, str] = {
        Platform.AWS_BATCH: "AwsBatchArguments",
        Platform.AWS_CLOUD: "AwsCloudArguments",
        Platform.GOOGLE_BATCH: "GoogleBatchArguments",
        Platform.GOOGLE_CLOUD: "GoogleCloudArguments",
        Platform.AZURE_BATCH: "AzureBatchArguments",
        Platform.AZURE_CLOUD: "AzureCloudArguments",
        Platform.KUBERNETES: "KubernetesArguments",
    }

    def __getitem__(self, platform: Platform) -> type[Arguments]:
        module = import_module(f"{__name__}.{platform.replace('-', '_')}")
        return getattr(module, self._NAMES[platform])

    def __iter__(self) -> Iterator[Platform]:
        return iter(self._NAMES)

    def __len__(self) -> int:
        return len(self._NAMES)


ARGUMENTS_OF: Mapping[Platform, type[Arguments]] = _Models()

HPC_SCHEDULERS = frozenset(
    {"slurm", "lsf", "pbs", "torque", "grid-engine", "gridengine", "sge", "uge", "moab", "altair-pbs"}
)
"""Schedulers that a user may ask for and that have no labels at all."""


def is_hpc_scheduler(name: str) -> bool:
    """Whether somebody asks for such a scheduler, however they write it."""
    return name.casefold().replace("_", "-").replace(" ", "-") in HPC_SCHEDULERS
