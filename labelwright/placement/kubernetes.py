"""The Kubernetes kinds that hold templates of other objects: those do not inherit labels, so each takes its own.

Never selectors: they are immutable, and say which pods belong to a workload. Never `volumeClaimTemplates`: a label
there cannot be changed, and StatefulSets would be replaced with their data. Kept by hand; the generator of `table.json`
checks every path against the SDK.
Behaviour: https://kubernetes.io/docs/concepts/workloads/pods/#pod-templates

A change of an object's own labels is done in place. In a template it concerns the next pods, and what becomes of the
ones that run differs by kind: a Deployment, StatefulSet or DaemonSet puts new ones in their place, a Job cannot be
changed, and all others leave them as they are.
"""

from collections.abc import Mapping

from labelwright.placement.places import Condition, Place, Taggable, always
from labelwright.placement.wire import is_mapping
from labelwright.vocabulary import Effect

METADATA = "metadata"
OBJECT_LABELS = "metadata.labels"
"""Where every object has its labels."""


def labelled_object(*templates: str, effect: Effect = Effect.IN_PLACE, effect_when: Condition = always) -> Taggable:
    """An object and the templates in it, given by path; metadata is made where there is none yet.

    `effect` is that of a change in the templates.
    """
    own = Place(OBJECT_LABELS, made=METADATA)
    paths = [f"{template}.{OBJECT_LABELS}" for template in templates]
    inner = [Place(path, made=METADATA, effect=effect, effect_when=effect_when) for path in paths]
    return Taggable((own, *inner))


def _rolls(workload: Mapping[str, object]) -> bool:
    """Whether its pods are replaced without being asked: not those of a paused one, or where someone deletes them."""
    spec = workload.get("spec")
    if not is_mapping(spec):
        return True
    strategy = spec.get("updateStrategy")
    return spec.get("paused") is not True and not (is_mapping(strategy) and strategy.get("type") == "OnDelete")


_POD = labelled_object("spec.template")
_ROLLED = labelled_object("spec.template", effect=Effect.ROLLOUT, effect_when=_rolls)
_FIXED = labelled_object("spec.template", effect=Effect.REPLACEMENT)
_SCHEDULED = labelled_object("spec.jobTemplate", "spec.jobTemplate.spec.template")

_VERSIONS: Mapping[str, tuple[Taggable, tuple[str, ...]]] = {
    "CronJob": (_SCHEDULED, ("batch/v1", "batch/v1beta1", "batch/v2alpha1")),
    "DaemonSet": (_ROLLED, ("apps/v1", "apps/v1beta2", "extensions/v1beta1")),
    "Deployment": (_ROLLED, ("apps/v1", "apps/v1beta1", "apps/v1beta2", "extensions/v1beta1")),
    "Job": (_FIXED, ("batch/v1",)),
    "PodTemplate": (labelled_object("template"), ("core/v1",)),
    "ReplicaSet": (_POD, ("apps/v1", "apps/v1beta2", "extensions/v1beta1")),
    "ReplicationController": (_POD, ("core/v1",)),
    "StatefulSet": (_ROLLED, ("apps/v1", "apps/v1beta1", "apps/v1beta2")),
}

TEMPLATED: Mapping[str, Taggable] = {
    f"kubernetes:{version}:{kind}": taggable for kind, (taggable, versions) in _VERSIONS.items() for version in versions
}
