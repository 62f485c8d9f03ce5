"""Labels that a cloud, a cluster or Pulumi writes by itself. They are not declared, and nobody added them by hand.

Kept by hand, as short as it can be: a key that is missing here is reported once, one too many hides drift for ever. A
key that a stack declares is compared like any other, whatever it begins with.
"""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

SYSTEM: Mapping[str, Mapping[str, str]] = {
    "aws": {
        "aws:*": "https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html",
        "AmazonECSManaged": "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html",
        "awsApplication": "https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/aws-myApplications.html",
        "eks:*": "https://docs.aws.amazon.com/eks/latest/userguide/eks-using-tags.html",
        "elasticbeanstalk:*": "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/applications-tagging-resources.html",
    },
    "azure-native": {
        "aks-managed-*": "https://learn.microsoft.com/azure/aks/use-tags",
        "hidden-*": "https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources",
        "ms-resource-usage": "https://learn.microsoft.com/azure/cloud-shell/persisting-shell-storage",
    },
    "gcp": {
        "*.googleapis.com/*": "https://cloud.google.com/run/docs/reference/yaml/v1",
        "goog-*": "https://cloud.google.com/resource-manager/docs/labels-overview",
        "google-*": "https://cloud.google.com/batch/docs/organize-resources-using-labels",
        "batch-job-id": "https://cloud.google.com/batch/docs/organize-resources-using-labels",
        "batch-job-uid": "https://cloud.google.com/batch/docs/organize-resources-using-labels",
        "batch-node": "https://cloud.google.com/batch/docs/organize-resources-using-labels",
    },
    "kubernetes": {
        "kubernetes.io/*": "https://kubernetes.io/docs/reference/labels-annotations-taints/",
        "*.kubernetes.io/*": "https://kubernetes.io/docs/reference/labels-annotations-taints/",
        "k8s.io/*": "https://kubernetes.io/docs/reference/labels-annotations-taints/",
        "*.k8s.io/*": "https://kubernetes.io/docs/reference/labels-annotations-taints/",
        "controller-revision-hash": "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/",
        "controller-uid": "https://kubernetes.io/docs/reference/labels-annotations-taints/",
        "job-name": "https://kubernetes.io/docs/reference/labels-annotations-taints/",
        "pod-template-hash": "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/",
    },
}
"""Package -> keys, `*` for any characters, with the page that says who writes them."""

RECOMMENDED = "app.kubernetes.io/"
"""Keys that begin so are written by people: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/"""

BY_PULUMI = ("app.kubernetes.io/managed-by", "pulumi")
"""The one of them that Pulumi's Kubernetes provider writes."""


def is_system(package: str, key: str, value: str, besides: Iterable[str] = ()) -> bool:
    """Whether nobody's hand wrote this label. `besides` are more such keys, which a provider is told to overlook.

    >>> is_system("aws", "aws:cloudformation:stack-name", "x"), is_system("aws", "aws-team", "x")
    (True, False)
    """
    if package == "kubernetes" and key.startswith(RECOMMENDED):
        return (key, value) == BY_PULUMI
    return any(fnmatchcase(key, pattern) for pattern in (*SYSTEM.get(package, ()), *besides))
