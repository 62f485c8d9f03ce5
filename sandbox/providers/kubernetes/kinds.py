"""What must be known of a Kubernetes kind beyond its shape: where it lives, and which changes replace an object.

Rules: pulumi/pulumi-kubernetes `provider/pkg/provider/diff.go` (what forces a new object), and `kubectl api-resources`
(what has no namespace).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.sdk import parse_token

CLUSTER_SCOPED = frozenset(
    {
        "APIService",
        "AuditSink",
        "CSIDriver",
        "CSINode",
        "CertificateSigningRequest",
        "ClusterRole",
        "ClusterRoleBinding",
        "ClusterTrustBundle",
        "CustomResourceDefinition",
        "DeviceClass",
        "FlowSchema",
        "IPAddress",
        "IngressClass",
        "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding",
        "MutatingWebhookConfiguration",
        "Namespace",
        "Node",
        "PersistentVolume",
        "PodSecurityPolicy",
        "PriorityClass",
        "PriorityLevelConfiguration",
        "ResourceSlice",
        "RuntimeClass",
        "ServiceCIDR",
        "StorageClass",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
        "VolumeAttachment",
        "VolumeAttributesClass",
    }
)

_EVERY_KIND = frozenset({"metadata.name", "metadata.namespace"})
_WORKLOAD = frozenset({"spec.selector"})
_ROLE_BINDING = frozenset({"roleRef"})
_POD = (
    "affinity automountServiceAccountToken containers dnsConfig dnsPolicy enableServiceLinks hostAliases hostIPC "
    "hostNetwork hostPID hostname imagePullSecrets initContainers nodeName nodeSelector overhead preemptionPolicy "
    "priority priorityClassName readinessGates restartPolicy runtimeClassName schedulerName securityContext "
    "serviceAccount serviceAccountName shareProcessNamespace subdomain terminationGracePeriodSeconds volumes"
)
_FORCE_NEW: Mapping[str, frozenset[str]] = {
    "ClusterRoleBinding": _ROLE_BINDING,
    "ConfigMap": frozenset({"binaryData", "data"}),
    "DaemonSet": _WORKLOAD,
    "Deployment": _WORKLOAD,
    "Job": frozenset({"spec.completions", "spec.parallelism", "spec.selector", "spec.template"}),
    "PersistentVolumeClaim": frozenset({"spec"}),
    "Pod": frozenset(f"spec.{name}" for name in _POD.split()),
    "ReplicaSet": _WORKLOAD,
    "ResourceQuota": frozenset({"spec.scopes"}),
    "RoleBinding": _ROLE_BINDING,
    "Secret": frozenset({"data", "stringData", "type"}),
    "Service": frozenset({"spec.clusterIP"}),
    "StatefulSet": _WORKLOAD
    | {"spec.podManagementPolicy", "spec.revisionHistoryLimit", "spec.serviceName", "spec.volumeClaimTemplates"},
    "StorageClass": frozenset({"parameters", "provisioner"}),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of one API version, as objects name it: `apps/v1` and `Deployment`; `v1` and `Pod`."""

    api_version: str
    name: str

    @property
    def is_namespaced(self) -> bool:
        """Whether its objects live in a namespace."""
        return self.name not in CLUSTER_SCOPED

    @property
    def force_new(self) -> frozenset[str]:
        """Paths whose change replaces an object."""
        return _EVERY_KIND | _FORCE_NEW.get(self.name, frozenset[str]())


def parse_kind(token: str) -> Kind:
    """Read `kubernetes:core/v1:Pod`; only the core group has no name of its own in objects."""
    _, module, name = parse_token(token)
    return Kind(module.removeprefix("core/"), name)
