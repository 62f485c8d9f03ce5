"""What a Kubernetes environment is told: its arguments, their defaults and their rules. Any cluster, EKS and GKE too.

Source of the rules: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
"""

import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from labelwright import rules
from labelwright.emit.kubernetes_bill import Cluster
from labelwright.emit.kubernetes_problems import problems_in_selector
from labelwright.environments.arguments import Arguments, Claim
from labelwright.environments.forms import Word
from labelwright.problem import Problem, problem

_DNS_LABEL = re.compile(r"(?=.{1,63}\Z)[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_DNS_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_SYSTEM_NAMESPACE = "kube-"


class StorageAccess(StrEnum):
    """From how many nodes the shared volume is mounted at once."""

    READ_WRITE_MANY = "ReadWriteMany"
    READ_WRITE_ONCE = "ReadWriteOnce"


class KubernetesArguments(Arguments):
    """Nothing given means a namespace of the environment's own name, and 100 GiB of the cluster's default storage."""

    cluster: Annotated[Cluster, Word] = Cluster.OTHER
    namespace: str | None = None
    create_namespace: bool = True
    storage_class: str | None = None
    storage_gib: Annotated[int, Field(ge=1)] = 100
    storage_access: Annotated[StorageAccess, Word] = StorageAccess.READ_WRITE_MANY
    launcher_image: str = "nextflow/nextflow:24.10.5"
    head_image: str = "nextflow/nextflow:24.10.5"
    head_vcpus: Annotated[float, Field(gt=0)] = 1
    head_memory: Annotated[int, Field(ge=4)] = 2048
    work_image: str = "ubuntu:24.04"
    work_vcpus: Annotated[float, Field(gt=0)] = 1
    work_memory: Annotated[int, Field(ge=4)] = 2048

    def problems_in_labels(self, keys: Iterable[str], where: str) -> list[Problem]:
        """Labels by which the launcher finds its own pods."""
        return problems_in_selector(keys, where)

    @property
    def claims(self) -> Sequence[Claim]:
        """The namespace that it was told to make."""
        if self.namespace is None or not self.create_namespace:
            return ()
        return (Claim("namespace", self.namespace, rules.K8S_ONE_MAKER, "Write createNamespace: false here."),)

    def problems_in_name(self, name: str, where: str) -> list[Problem]:
        """A name that no object can have: stack config refuses it, a program may still give it."""
        if _DNS_LABEL.fullmatch(name):
            return []
        return [problem(where, rules.K8S_NAME, f"{name!r} ({len(name)} characters)", "Write 'genomics', for example.")]

    def problems(self, where: Callable[[str], str]) -> list[Problem]:
        """Names that Kubernetes refuses, and a namespace that belongs to it."""
        found: list[Problem] = []
        if self.namespace is not None and not _DNS_LABEL.fullmatch(self.namespace):
            found.append(problem(where("namespace"), rules.K8S_NAME, repr(self.namespace), "Write 'genomics'."))
        elif self.namespace is not None and self.create_namespace and self.namespace.startswith(_SYSTEM_NAMESPACE):
            remedy = "Write another name, or createNamespace: false."
            found.append(problem(where("namespace"), rules.K8S_NAMESPACE, repr(self.namespace), remedy))
        if self.storage_class is not None and not _DNS_NAME.fullmatch(self.storage_class):
            found.append(problem(where("storageClass"), rules.K8S_NAME, repr(self.storage_class), "Write 'standard'."))
        return found
