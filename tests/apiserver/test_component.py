"""The Kubernetes component against a real API server: made by the engine, read back by label, changed, run on.

The tests run in order and build on each other: the environment is forged once.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest
from kubernetes import client  # pyright: ignore[reportMissingTypeStubs]

from labelwright.dialects import kubernetes
from labelwright.vocabulary import LabelRule
from sandbox import apiserver
from tests.e2e.project import UP, Project

pytestmark = [pytest.mark.apiserver, pytest.mark.engine]

STACK = """
config:
  labelwright:workspace:
    name: research
    rule: native
    labels:
      grant: { value: "EU/ERC #12", default: true }
  labelwright:teams:
    genomics:
      labels: { team: genomics, cost-center: cc-1234 }
  labelwright:team: genomics
  labelwright:environments:
    - name: cluster
      platform: kubernetes
      labels: { environment: cluster, run: "run-${workflowId}" }
"""
WHOLE = "EU/ERC #12"
LABELS = {
    "cost-center": "cc-1234",
    "environment": "cluster",
    "grant": kubernetes.sanitise(WHOLE, rule=LabelRule.NATIVE),
    "managed-by": "labelwright",
    "organization": "acme",
    "team": "genomics",
}
SELECTOR = {"labelwright-environment": "cluster", "labelwright-part": "launcher"}


class Cluster:
    """The cluster past our own code: what the `kubernetes` client finds by a label selector."""

    def __init__(self, api: Any) -> None:
        doors = cast("Any", client)
        self.core, self.apps = doors.CoreV1Api(api), doors.AppsV1Api(api)
        self.batch, self.rights = doors.BatchV1Api(api), doors.RbacAuthorizationV1Api(api)
        self.reviews = doors.AuthorizationV1Api(api)

    def found(self, selector: str) -> dict[str, Any]:
        """Every object of the environment's kinds that carries these labels, by kind."""
        within = {"namespace": "cluster", "label_selector": selector}
        lists = {
            "Namespace": self.core.list_namespace(label_selector=selector),
            "ServiceAccount": self.core.list_namespaced_service_account(**within),
            "Role": self.rights.list_namespaced_role(**within),
            "RoleBinding": self.rights.list_namespaced_role_binding(**within),
            "PersistentVolumeClaim": self.core.list_namespaced_persistent_volume_claim(**within),
            "Deployment": self.apps.list_namespaced_deployment(**within),
            "PodTemplate": self.core.list_namespaced_pod_template(**within),
        }
        return {kind: one for kind, listed in lists.items() for one in listed.items}

    @property
    def launcher(self) -> Any:
        """The Deployment, as it stands now."""
        return self.apps.read_namespaced_deployment("cluster-launcher", "cluster")

    def may(self, verb: str, resource: str, group: str = "", *, part: str = "", namespace: str = "cluster") -> bool:
        """Whether the server would let the runner's account do it."""
        asked = {"verb": verb, "resource": resource, "subresource": part, "group": group, "namespace": namespace}
        review = {"spec": {"user": "system:serviceaccount:cluster:cluster-runner", "resourceAttributes": asked}}
        return bool(self.reviews.create_subject_access_review(review).status.allowed)


@pytest.fixture(scope="module")
def cluster(api: Any) -> Cluster:
    """The cluster as a person's tools see it."""
    return Cluster(api)


@pytest.fixture(scope="module")
def forged(endpoint: apiserver.Endpoint, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The environment after its first `pulumi up`, on the API server."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LABELWRIGHT_KUBERNETES_API", str(endpoint.kubeconfig))
        project = Project(tmp_path_factory.mktemp("component"), STACK)
        try:
            project.done(*UP)
            yield project
        finally:
            project.stop()


def selector(labels: Mapping[str, str]) -> str:
    """Labels as `kubectl get --selector` takes them."""
    return ",".join(f"{key}={value}" for key, value in labels.items())


def test_every_object_is_found_by_all_its_labels(forged: Project, cluster: Cluster) -> None:
    """SPEC 5, the row of Kubernetes at forge time; each carries exactly its labels, and the whole value beside them."""
    del forged
    found = cluster.found(selector(LABELS))
    assert set(found) == {
        "Namespace", "ServiceAccount", "Role", "RoleBinding", "PersistentVolumeClaim", "Deployment", "PodTemplate"
    }  # fmt: skip
    own = {kind: {**one.metadata.labels} for kind, one in found.items()}
    # The server labels every namespace with its own name.
    assert own["Namespace"].pop("kubernetes.io/metadata.name") == "cluster"
    assert own == dict.fromkeys(found, LABELS)
    assert {one.metadata.annotations["grant"] for one in found.values()} == {WHOLE}


def test_templates_carry_the_labels_and_the_selector_none_of_them(forged: Project, cluster: Cluster) -> None:
    """The pods of the launcher are found by what no user can change."""
    del forged
    found = cluster.found(selector(LABELS))
    assert found["Deployment"].spec.template.metadata.labels == {**LABELS, **SELECTOR}
    assert found["Deployment"].spec.selector.match_labels == SELECTOR
    assert found["PodTemplate"].template.metadata.labels == LABELS


def test_a_second_preview_changes_nothing(forged: Project) -> None:
    """What the server adds by itself is no difference."""
    forged.done("preview", "--expect-no-changes", "--diff")


def test_the_runner_may_what_a_run_needs_in_its_namespace_and_nothing_else(forged: Project, cluster: Cluster) -> None:
    """Judged by the server's own authorizer."""
    del forged
    assert all(cluster.may(verb, "pods") for verb in ("create", "delete", "get", "list", "watch"))
    assert cluster.may("create", "jobs", "batch")
    assert cluster.may("get", "pods", part="log")
    assert not cluster.may("get", "secrets")
    assert not cluster.may("create", "deployments", "apps")
    assert not cluster.may("create", "roles", "rbac.authorization.k8s.io")
    assert not cluster.may("create", "pods", namespace="default")


def test_a_run_s_manifests_are_taken_and_found_by_the_labels_of_the_run(forged: Project, cluster: Cluster) -> None:
    """SPEC 3: forged with environment=cluster, launched with pipeline=pipeline1; nothing forged carries the latter."""
    given = ("render", "cluster", "--pipeline-label", "pipeline=pipeline1", "--var", "workflowId=2mnBxQ7")
    head = json.loads(forged.labelwright(*given))["pod"]
    work = json.loads(forged.labelwright(*given, "--job", "work"))
    core, batch = cluster.core, cluster.batch
    pods = [core.create_namespaced_pod("cluster", body).metadata.name for body in (head, work["pod"])]
    job = batch.create_namespaced_job("cluster", work["job"])
    run = {**LABELS, "pipeline": "pipeline1", "run": "run-2mnBxQ7"}
    found = core.list_namespaced_pod("cluster", label_selector=selector(run)).items
    assert sorted(one.metadata.name for one in found) == sorted(pods)
    assert {one.metadata.annotations["grant"] for one in found} == {WHOLE}
    (listed,) = batch.list_namespaced_job("cluster", label_selector=selector(run)).items
    assert listed.metadata.name == job.metadata.name
    assert run.items() <= listed.spec.template.metadata.labels.items()
    assert cluster.found("pipeline=pipeline1") == {}


def test_no_pod_of_a_run_belongs_to_the_launcher(forged: Project, cluster: Cluster) -> None:
    """Its selector finds none of them: a Deployment would count them as its own and delete them."""
    del forged
    assert cluster.core.list_namespaced_pod("cluster", label_selector=selector(SELECTOR)).items == []


def test_a_label_edit_rolls_the_launcher_out_and_touches_no_selector(forged: Project, cluster: Cluster) -> None:
    """A new generation of the Deployment is a rollout; everything stays the object that it was."""
    before, uids = cluster.launcher, _uids(cluster.found(selector(LABELS)))
    forged.configure("cc-1234", "cc-9999")
    assert set(forged.steps()) == {"update"}
    assert "1 rollout (cluster-launcher)" in forged.labelwright("coverage", "--preview")
    forged.done(*UP)
    edited = {**LABELS, "cost-center": "cc-9999"}
    assert _uids(cluster.found(selector(edited))) == uids
    assert cluster.found("cost-center=cc-1234") == {}
    after = cluster.launcher
    assert after.metadata.generation == before.metadata.generation + 1
    assert after.spec.template.metadata.labels == {**edited, **SELECTOR}
    assert after.spec.selector.match_labels == SELECTOR


def test_a_label_that_is_removed_is_gone_from_every_object(forged: Project, cluster: Cluster) -> None:
    """Applied on the server's side, what is no longer wanted goes."""
    forged.configure(", cost-center: cc-9999", "")
    forged.done(*UP)
    assert cluster.found("cost-center") == {}
    assert len(cluster.found("team=genomics")) == 7


def _uids(found: Mapping[str, Any]) -> dict[str, str]:
    """Which objects they are."""
    return {kind: one.metadata.uid for kind, one in found.items()}
