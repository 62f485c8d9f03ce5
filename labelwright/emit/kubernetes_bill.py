"""Which labels of a pod a cluster puts on a bill. Kubernetes itself has none; its keeper may split the nodes' cost.

On EKS the labels of pods become cost allocation tags, on GKE keys `k8s-label/...` of the detailed export. Labels of
anything else (nodes, namespaces, Deployments, Jobs, claims) and annotations do not.
Sources: https://docs.aws.amazon.com/cur/latest/userguide/split-cost-allocation-data-kubernetes-labels.html
https://cloud.google.com/kubernetes-engine/docs/how-to/cost-allocations
"""

from collections.abc import Collection, Sequence
from enum import StrEnum


class Cluster(StrEnum):
    """Who keeps a cluster. It decides which labels cost something, and nothing that is made in it."""

    EKS = "eks"
    GKE = "gke"
    OTHER = "other"


MOST = 50
"""Labels of a pod that are taken to the bill. AWS documents it; of GKE it is only told."""

JOB_KEYS = (
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-name",
    "controller-uid",
    "job-name",
)
"""Labels that Kubernetes itself puts on the pods of a Job, and that count like others. Source:
https://kubernetes.io/docs/reference/labels-annotations-taints/"""


def notes_on_bill(cluster: Cluster, labels: Collection[str], annotations: Collection[str]) -> Sequence[str]:
    """What of a run's labels the bill will not show, or not as they were declared; nothing where all is well."""
    if cluster is Cluster.OTHER:
        return ()
    found: list[str] = []
    if shortened := ", ".join(sorted(annotations)):
        found.append(f"{shortened}: the bill shows the shortened label, never the annotation")
    everything = sorted({*labels, *JOB_KEYS})
    if cluster is Cluster.EKS and (lost := ", ".join(key for key in everything[MOST:] if key in labels)):
        found.append(f"EKS puts the first {MOST} labels of a pod on the bill, in alphabetical order: not {lost}")
    if cluster is Cluster.GKE and len(everything) > MOST:
        found.append(f"with the labels of its Job a pod has {len(everything)}: GKE may put none of them on the bill")
    return found
