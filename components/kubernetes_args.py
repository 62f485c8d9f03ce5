"""The arguments of a Kubernetes environment, as Pulumi packages them for every language.

Pulumi's analyzer reads this class for the schema: no unions, no postponed annotations, and the text below a field is
its documentation. What the values mean, and what is wrong with them, is said in `labelwright.environments.kubernetes`.
"""

from typing import TypedDict

import pulumi


class KubernetesEnvironmentArgs(TypedDict, total=False):
    """Everything has a default: `{}` builds an environment in a namespace of its own, on the cluster of kubeconfig."""

    labels: pulumi.Input[dict[str, pulumi.Input[str]]]
    """Labels of this environment, over those of organization, workspace and team. Known when the program runs."""
    cluster: str
    """Who keeps the cluster: eks, gke or other (default). It changes no object, only what is said of the bill."""
    namespace: str
    """Namespace of everything. Default: the environment's name."""
    create_namespace: bool
    """Whether the namespace is made; false uses one that is there. Default: true."""
    storage_class: str
    """Storage class of the shared volume. Default: the cluster's own default."""
    storage_gib: int
    """Size of the shared volume in GiB. Default: 100."""
    storage_access: str
    """ReadWriteMany (default), or ReadWriteOnce where the storage class offers no more and there is one node."""
    launcher_image: pulumi.Input[str]
    """Container image of the launcher, from which runs are started by hand. Default: nextflow/nextflow:24.10.5."""
    head_image: pulumi.Input[str]
    """Container image of head pods. Default: nextflow/nextflow:24.10.5."""
    head_vcpus: float
    """CPUs of a head pod. Default: 1."""
    head_memory: int
    """Memory of a head pod in MiB. Default: 2048."""
    work_image: pulumi.Input[str]
    """Container image of work pods. Default: ubuntu:24.04."""
    work_vcpus: float
    """CPUs of a work pod. Default: 1."""
    work_memory: int
    """Memory of a work pod in MiB. Default: 2048."""


LATE = frozenset({"head_image", "launcher_image", "work_image"})
"""Arguments that may be known only while Pulumi runs. They are checked when they are plain."""
