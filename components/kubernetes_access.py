"""Who acts in a Kubernetes environment: one service account, which may run pods and jobs in its namespace, no more.

What Nextflow needs: https://www.nextflow.io/docs/latest/kubernetes.html
"""

from dataclasses import dataclass

import pulumi
import pulumi_kubernetes as k8s

from .kubernetes_site import Site

Rule = k8s.rbac.v1.PolicyRuleArgs
_RUN = ["create", "delete", "get", "list", "watch"]
_LOOK = ["get", "list", "watch"]


@dataclass(frozen=True, slots=True)
class Access:
    """The account, and the binding without which it may do nothing."""

    account: k8s.core.v1.ServiceAccount
    binding: k8s.rbac.v1.RoleBinding


def build_access(site: Site, *depends_on: pulumi.Resource) -> Access:
    """Make the account, its role and the binding of the two."""
    name = site.named("runner")
    account = k8s.core.v1.ServiceAccount(name, metadata=site.metadata(name), opts=site.child(*depends_on))
    role = k8s.rbac.v1.Role(
        name,
        metadata=site.metadata(name),
        rules=[
            Rule(api_groups=[""], resources=["pods"], verbs=_RUN),
            Rule(api_groups=[""], resources=["pods/log", "pods/status"], verbs=_LOOK),
            Rule(api_groups=[""], resources=["persistentvolumeclaims"], verbs=_LOOK),
            Rule(api_groups=["batch"], resources=["jobs"], verbs=_RUN),
            Rule(api_groups=["batch"], resources=["jobs/status"], verbs=_LOOK),
        ],
        opts=site.child(*depends_on),
    )
    binding = k8s.rbac.v1.RoleBinding(
        name,
        metadata=site.metadata(name),
        role_ref=k8s.rbac.v1.RoleRefArgs(api_group="rbac.authorization.k8s.io", kind="Role", name=name),
        subjects=[k8s.rbac.v1.SubjectArgs(kind="ServiceAccount", name=name, namespace=site.namespace)],
        opts=site.child(account, role),
    )
    return Access(account, binding)
