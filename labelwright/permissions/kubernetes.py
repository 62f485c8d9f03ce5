"""RBAC manifests for Kubernetes: who forges an environment, and who submits to it.

A creation that labels needs no right of its own: labels are part of each object.
https://kubernetes.io/docs/reference/access-authn-authz/rbac/
"""

from collections.abc import Sequence
from typing import NamedTuple

from labelwright.permissions.document import Body, Document, Need

GROUP, NAMESPACE = "GROUP", "NAMESPACE"
_RBAC = "rbac.authorization.k8s.io"
_LOOK = ("get", "list", "watch")
_MANAGE = ("create", "delete", "get", "list", "patch", "update", "watch")
_RUN = ("create", "delete", *_LOOK)


class Rule(NamedTuple):
    """What may be done with resources of one API group ("" is the core one), and what for."""

    purpose: str
    group: str
    resources: tuple[str, ...]
    verbs: tuple[str, ...]

    @property
    def body(self) -> Body:
        """As it stands in a role."""
        return {"apiGroups": [self.group], "resources": list(self.resources), "verbs": list(self.verbs)}

    @property
    def needs(self) -> tuple[Need, ...]:
        """Each permission of it, as `kubectl auth can-i` spells them."""
        suffix = f".{self.group}" if self.group else ""
        return tuple(
            Need(f"{verb} {_qualified(one, suffix)}", self.purpose) for one in self.resources for verb in self.verbs
        )


def _qualified(resource: str, suffix: str) -> str:
    """`deployments.apps`, `jobs.batch/status`."""
    name, slash, part = resource.partition("/")
    return f"{name}{suffix}{slash}{part}"


def manifest(name: str, rules: Sequence[Rule], namespace: str = "", notes: Sequence[str] = ()) -> Document:
    """A ClusterRole, and its binding to a group: in one namespace where one is named, else in the whole cluster."""
    kind = "RoleBinding" if namespace else "ClusterRoleBinding"
    place = {"namespace": namespace} if namespace else {}
    body: Body = {
        "apiVersion": "v1",
        "kind": "List",
        "items": [
            {
                "apiVersion": f"{_RBAC}/v1",
                "kind": "ClusterRole",
                "metadata": {"name": name},
                "rules": [rule.body for rule in rules],
            },
            {
                "apiVersion": f"{_RBAC}/v1",
                "kind": kind,
                "metadata": {"name": name, **place},
                "roleRef": {"apiGroup": _RBAC, "kind": "ClusterRole", "name": name},
                "subjects": [{"apiGroup": _RBAC, "kind": "Group", "name": GROUP}],
            },
        ],
    }
    placeholders = {GROUP: "the group of those who may, as your cluster names it"}
    if namespace:
        placeholders[namespace] = "the namespace of the environment"
    needs = tuple(need for rule in rules for need in rule.needs)
    return Document(body, needs, "kubectl apply -f FILE", placeholders, tuple(notes))


_WHOLE_CLUSTER = (
    "It is bound in the whole cluster, since an environment makes its own namespace. With createNamespace: false bind"
    " the role in that namespace only."
)

FORGE = manifest(
    "labelwright-kubernetes-forge",
    (
        Rule("the namespace", "", ("namespaces",), _MANAGE),
        Rule("the service account of runs", "", ("serviceaccounts",), _MANAGE),
        Rule("what that account may do", _RBAC, ("roles", "rolebindings"), _MANAGE),
        Rule("the shared volume", "", ("persistentvolumeclaims",), _MANAGE),
        Rule("the template of work pods", "", ("podtemplates",), _MANAGE),
        Rule("the launcher", "apps", ("deployments",), _MANAGE),
        Rule("waiting until launcher and volume are ready", "apps", ("replicasets",), _LOOK),
        Rule("waiting until launcher and volume are ready", "", ("events",), _LOOK),
        Rule("nobody may give an account more than they have: pods", "", ("pods",), _RUN),
        Rule("nobody may give an account more than they have: pods", "", ("pods/log", "pods/status"), _LOOK),
        Rule("nobody may give an account more than they have: jobs", "batch", ("jobs",), _RUN),
        Rule("nobody may give an account more than they have: jobs", "batch", ("jobs/status",), _LOOK),
    ),
    notes=(_WHOLE_CLUSTER,),
)
SUBMISSION = manifest(
    "labelwright-kubernetes-submission",
    (
        Rule("head pods and work pods, with their labels", "", ("pods",), _RUN),
        Rule("jobs, with their labels and those of their pods", "batch", ("jobs",), _RUN),
        Rule("looking at them, and what they wrote", "", ("pods/log", "pods/status"), _LOOK),
        Rule("looking at them, and what they wrote", "batch", ("jobs/status",), _LOOK),
        Rule("starting a run from the launcher, with kubectl exec", "", ("pods/exec",), ("create", "get")),
    ),
    namespace=NAMESPACE,
)
