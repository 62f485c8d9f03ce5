"""A real API server judges `labelwright permissions kubernetes`: who has the document may, and who has not may not."""

import json
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from kubernetes import client, config  # pyright: ignore[reportMissingTypeStubs] - it has no types of its own

from labelwright.emit.kubernetes import PodShape
from labelwright.emit.kubernetes_record import KubernetesRecord
from labelwright.emit.launch import Launch
from labelwright.permissions import PERMISSIONS_OF
from labelwright.vocabulary import Phase
from sandbox import apiserver

pytestmark = pytest.mark.apiserver
k8s = cast("Any", client)
FORBIDDEN = 403
HOME, ABROAD = "default", "kube-public"
LABELS = {"team": "genomics"}
SHAPE = PodShape(image="ubuntu:24.04", vcpus=1, memory=512, service_account="runner", claim="workspace")
RECORD = KubernetesRecord("ce1", HOME, LABELS, {}, {"head": SHAPE, "work": SHAPE})
META = {"name": "ce1-probe", "labels": LABELS}
RUNNER = [
    {"apiGroups": [""], "resources": ["pods"], "verbs": ["create", "delete", "get", "list", "watch"]},
    {"apiGroups": ["batch"], "resources": ["jobs/status"], "verbs": ["get", "list", "watch"]},
]
PODS = {"metadata": {"labels": {"app": "probe", **LABELS}}, "spec": {"containers": [{"name": "a", "image": "b"}]}}
Try = Callable[[Any], object]
"""One call with a client; nothing that it makes is kept."""


def forging() -> dict[str, Try]:
    """What `pulumi up` creates in an environment, each with its labels."""
    role_ref = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "ce1-runner"}
    claim = {"accessModes": ["ReadWriteMany"], "resources": {"requests": {"storage": "1Gi"}}}
    deployment = {"selector": {"matchLabels": {"app": "probe"}}, "template": PODS}

    def kept_nowhere(group: str, call: str, **body: object) -> Try:
        place = () if call == "create_namespace" else (HOME,)
        return lambda api: getattr(getattr(k8s, group)(api), call)(*place, {"metadata": META, **body}, dry_run="All")

    return {
        "namespace": kept_nowhere("CoreV1Api", "create_namespace"),
        "service account": kept_nowhere("CoreV1Api", "create_namespaced_service_account"),
        "storage claim": kept_nowhere("CoreV1Api", "create_namespaced_persistent_volume_claim", spec=claim),
        "pod template": kept_nowhere("CoreV1Api", "create_namespaced_pod_template", template=PODS),
        "launcher": kept_nowhere("AppsV1Api", "create_namespaced_deployment", spec=deployment),
        "role": kept_nowhere("RbacAuthorizationV1Api", "create_namespaced_role", rules=RUNNER),
        "role binding": kept_nowhere("RbacAuthorizationV1Api", "create_namespaced_role_binding", roleRef=role_ref),
    }


def submitting(namespace: str) -> dict[str, Try]:
    """What a run creates, as it is rendered."""
    configs = RECORD.configs("work", Launch({**LABELS, "pipeline": "rnaseq"}, name="run1"))
    bodies = {
        name: {**body, "metadata": {**body["metadata"], "namespace": namespace}} for name, body in configs.items()
    }
    return {
        "pod": lambda api: k8s.CoreV1Api(api).create_namespaced_pod(namespace, bodies["pod"], dry_run="All"),
        "job": lambda api: k8s.BatchV1Api(api).create_namespaced_job(namespace, bodies["job"], dry_run="All"),
    }


def refused(api: Any, calls: dict[str, Try]) -> list[str]:
    """Which of the calls are forbidden."""
    found: list[str] = []
    for name, call in calls.items():
        try:
            call(api)
        except k8s.ApiException as error:
            if error.status != FORBIDDEN:
                raise
            found.append(name)
    return found


@pytest.fixture
def member(endpoint: apiserver.Endpoint) -> Callable[[str], Any]:
    """`member(group)` is the client of somebody who is in that group and nothing else."""

    def of(group: str) -> Any:
        found = cast("Any", config).new_client_from_config(config_file=str(endpoint.kubeconfig))
        found.set_default_header("Impersonate-User", "somebody")
        found.set_default_header("Impersonate-Group", group)
        return found

    return of


@pytest.fixture(autouse=True)
def documents(api: Any) -> Iterator[None]:
    """Both documents as an administrator applies them: `forgers` and `launchers` take the place of GROUP.

    The role that a binding needs is there as well: what is kept nowhere cannot be bound.
    """
    rbac = k8s.RbacAuthorizationV1Api(api)
    rbac.create_namespaced_role(HOME, {"metadata": {"name": "ce1-runner"}, "rules": RUNNER})
    roles: list[str] = []
    for phase, group in ((Phase.FORGE, "forgers"), (Phase.SUBMISSION, "launchers")):
        text = json.dumps(PERMISSIONS_OF["kubernetes"][phase].body)
        role, binding = json.loads(text.replace("GROUP", group).replace("NAMESPACE", HOME))["items"]
        rbac.create_cluster_role(role, field_validation="Strict")
        if phase is Phase.FORGE:
            rbac.create_cluster_role_binding(binding, field_validation="Strict")
        else:
            rbac.create_namespaced_role_binding(HOME, binding, field_validation="Strict")
        roles.append(role["metadata"]["name"])
    yield
    rbac.delete_cluster_role_binding(roles[0])
    rbac.delete_namespaced_role_binding(roles[1], HOME)
    rbac.delete_namespaced_role("ce1-runner", HOME)
    for role in roles:
        rbac.delete_cluster_role(role)


def test_who_has_the_forging_document_may_make_an_environment(member: Callable[[str], Any]) -> None:
    """Every object, the role of runs included, which nobody may make who lacks what it gives."""
    assert refused(member("forgers"), forging()) == []


def test_who_has_the_submission_document_may_start_runs_in_the_namespace(member: Callable[[str], Any]) -> None:
    """In the environment's own, and in no other."""
    assert refused(member("launchers"), submitting(HOME)) == []
    assert refused(member("launchers"), submitting(ABROAD)) == ["pod", "job"]


def test_who_submits_may_not_forge(member: Callable[[str], Any]) -> None:
    """The two documents are two identities."""
    assert refused(member("launchers"), forging()) == list(forging())


def test_who_has_no_document_may_do_nothing(member: Callable[[str], Any]) -> None:
    """The server does ask; otherwise the other tests would prove nothing."""
    calls = {**forging(), **submitting(HOME)}
    assert refused(member("strangers"), calls) == list(calls)
