"""Where children of a Kubernetes environment are built, and the metadata that each of them takes."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi_kubernetes as k8s

from labelwright.emit.kubernetes_problems import ENVIRONMENT_KEY, PART_KEY
from labelwright.environments.kubernetes import KubernetesArguments

from .kubernetes_args import KubernetesEnvironmentArgs
from .site import Site as AnySite


@dataclass(frozen=True, slots=True)
class Site(AnySite[KubernetesEnvironmentArgs, KubernetesArguments]):
    """An environment under construction, in a namespace."""

    namespace: str

    @property
    def annotations(self) -> Mapping[str, str]:
        """Whole values of labels that had to be shortened."""
        return self.forged.annotations

    def metadata(self, name: str, *, in_namespace: bool = True) -> k8s.meta.v1.ObjectMetaArgs:
        """The metadata of an object of its own. Names are fixed: manifests of runs refer to them."""
        return k8s.meta.v1.ObjectMetaArgs(
            name=name,
            namespace=self.namespace if in_namespace else None,
            labels=dict(self.labels),
            annotations=dict(self.annotations) or None,
        )

    def selector(self, part: str) -> dict[str, str]:
        """What tells the pods of one part from all others. No user's label is in it: selectors can never change."""
        return {ENVIRONMENT_KEY: self.name, PART_KEY: part}

    def template_metadata(self, part: str) -> k8s.meta.v1.ObjectMetaArgs:
        """The metadata of the pods of one part: a selector finds them by it, and a change of it makes new ones."""
        steady = self.forged.steady
        return k8s.meta.v1.ObjectMetaArgs(
            labels={**steady.labels, **self.selector(part)}, annotations=dict(steady.annotations) or None
        )
