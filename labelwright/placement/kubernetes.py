"""The Kubernetes kinds that hold templates of other objects: those do not inherit labels, so each takes its own.

Never selectors: they are immutable, and say which pods belong to a workload. Never `volumeClaimTemplates`: a label
there cannot be changed, and StatefulSets would be replaced with their data. Kept by hand; the generator of `table.json`
checks every path against the SDK.
Behaviour: https://kubernetes.io/docs/concepts/workloads/pods/#pod-templates
"""

from collections.abc import Mapping

from labelwright.placement.places import Place, Taggable

METADATA = "metadata"
OBJECT_LABELS = "metadata.labels"
"""Where every object has its labels."""


def labelled_object(*templates: str) -> Taggable:
    """An object and the templates in it, given by path; metadata is made where there is none yet."""
    paths = (OBJECT_LABELS, *(f"{template}.{OBJECT_LABELS}" for template in templates))
    return Taggable(tuple(Place(path, made=METADATA) for path in paths))


_POD = labelled_object("spec.template")
_SCHEDULED = labelled_object("spec.jobTemplate", "spec.jobTemplate.spec.template")

_VERSIONS: Mapping[str, tuple[Taggable, tuple[str, ...]]] = {
    "CronJob": (_SCHEDULED, ("batch/v1", "batch/v1beta1", "batch/v2alpha1")),
    "DaemonSet": (_POD, ("apps/v1", "apps/v1beta2", "extensions/v1beta1")),
    "Deployment": (_POD, ("apps/v1", "apps/v1beta1", "apps/v1beta2", "extensions/v1beta1")),
    "Job": (_POD, ("batch/v1",)),
    "PodTemplate": (labelled_object("template"), ("core/v1",)),
    "ReplicaSet": (_POD, ("apps/v1", "apps/v1beta2", "extensions/v1beta1")),
    "ReplicationController": (_POD, ("core/v1",)),
    "StatefulSet": (_POD, ("apps/v1", "apps/v1beta1", "apps/v1beta2")),
}

TEMPLATED: Mapping[str, Taggable] = {
    f"kubernetes:{version}:{kind}": taggable for kind, (taggable, versions) in _VERSIONS.items() for version in versions
}
