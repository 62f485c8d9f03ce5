"""`labelwright launch` on a real API server: labels read back, and one pod however often a launch was interrupted."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from kubernetes import client  # pyright: ignore[reportMissingTypeStubs]

from labelwright.launch.identity import made_id
from sandbox import apiserver
from tests.emit.test_kubernetes import RECORD
from tests.launch.conftest import Project
from tests.launch.forged import FORGED, write_project
from tests.launch.test_once import kill, start

pytestmark = pytest.mark.apiserver
NAMESPACE = "k8s"
SUBMITTER = "labelwright.launch.kubernetes:Kubernetes"
STORE = "labelwright.runs.store:Store"


class Cluster:
    """The namespace of a forged environment, and what stands in it."""

    def __init__(self, api: Any) -> None:
        self.core, self.batch = cast("Any", client).CoreV1Api(api), cast("Any", client).BatchV1Api(api)

    def pods_of(self, run: str) -> list[Any]:
        """The pods with the run's dynamic label."""
        return self.core.list_namespaced_pod(NAMESPACE, label_selector=f"run=run-{run}").items

    def jobs_of(self, run: str) -> list[Any]:
        """The Jobs with the run's dynamic label."""
        return self.batch.list_namespaced_job(NAMESPACE, label_selector=f"run=run-{run}").items


@pytest.fixture(scope="module")
def cluster(api: Any) -> Iterator[Cluster]:
    """What forging has made, as far as pods ask for it."""
    made = Cluster(api)
    made.core.create_namespace({"metadata": {"name": NAMESPACE}})
    account = RECORD.pods["head"].service_account
    made.core.create_namespaced_service_account(NAMESPACE, {"metadata": {"name": account}})
    yield made
    made.core.delete_namespace(NAMESPACE)


@pytest.fixture
def project(tmp_path: Path, cluster: Cluster, endpoint: apiserver.Endpoint) -> Project:
    """A project whose environment was forged there."""
    assert cluster.core is not None
    record = replace(RECORD, environment="k8s", namespace=NAMESPACE, labels=FORGED, annotations={})
    return Project(write_project(tmp_path, record), {"KUBECONFIG": str(endpoint.kubeconfig)})


@pytest.fixture
def run() -> str:
    """An id that no other test has."""
    return made_id()


def labels(found: Any) -> Mapping[str, str]:
    """An object's labels."""
    return found.metadata.labels


def test_a_head_pod_carries_what_was_resolved(project: Project, cluster: Cluster) -> None:
    """Read back with the Kubernetes client: every label of the run, dynamic ones too."""
    said = project.launch("k8s", "--run", "head", "--pipeline-label", "pipeline=rnaseq")
    (pod,) = cluster.pods_of("head")
    assert labels(pod) == {**FORGED, "pipeline": "rnaseq", "run": "run-head"} == said["labels"]
    assert said["job"] == {
        "name": pod.metadata.name, "id": f"{NAMESPACE}/{pod.metadata.name}", "kind": "kubernetes-pod"
    }  # fmt: skip


def test_a_work_job_carries_what_was_resolved_and_hands_it_to_its_pods(project: Project, cluster: Cluster) -> None:
    """On the Job, and in its pod template."""
    project.launch("k8s", "--run", "work", "--job", "work", "--job-name", "align-1")
    (job,) = cluster.jobs_of("work")
    expected = {**FORGED, "run": "run-work"}
    assert labels(job) == expected
    assert expected.items() <= labels(job.spec.template).items()
    assert job.metadata.name.startswith("align-1-")


@pytest.mark.parametrize(
    ("point", "outcome"),
    [
        (f"{STORE}.reserve:after", "submitted"),
        (f"{SUBMITTER}.submit:before", "submitted"),
        (f"{SUBMITTER}.submit:after", "found"),
        (f"{STORE}.submitted:after", "known"),
    ],
    ids=["reserved", "not sent", "sent", "recorded"],
)
def test_a_pod_of_a_launch_that_was_killed_is_one(
    project: Project, cluster: Cluster, run: str, point: str, outcome: str
) -> None:
    """Its name follows from the run."""
    kill(project, point, "k8s", "--run", run)
    assert project.launch("k8s", "--run", run)["outcome"] == outcome
    (pod,) = cluster.pods_of(run)
    (recorded,) = project.recorded(run)["jobs"]
    assert recorded["name"] == pod.metadata.name


def test_launches_from_two_stores_at_the_same_moment_are_one(project: Project, cluster: Cluster, run: str) -> None:
    """The API server takes a name once; who comes second is told that it is there."""
    stores = [("--runs", f"sqlite:///{project.root / name}.db") for name in ("one", "two")]
    processes = [start(project, "k8s", "--run", run, *store) for store in stores]
    said = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    assert {out for out, _ in said} == {f"{run}\n"}
    assert len(cluster.pods_of(run)) == 1


def test_a_pod_of_that_name_with_other_labels_is_refused(project: Project, cluster: Cluster, run: str) -> None:
    """Launched from elsewhere, otherwise: nothing is changed."""
    project.launch("k8s", "--run", run)
    other = f"sqlite:///{project.root / 'other.db'}"
    done = project.call("launch", "k8s", "--run", run, "--label", "team=imaging", "--runs", other)
    assert done.exit_code == 2
    assert "label team was 'genomics', now 'imaging'" in done.stderr
    (pod,) = cluster.pods_of(run)
    assert labels(pod)["team"] == "genomics"


def test_a_namespace_that_is_gone_is_said(project: Project, run: str) -> None:
    """In the API server's own words; the record says that nothing was made."""
    record = replace(RECORD, environment="k8s", namespace="gone", labels=FORGED, annotations={})
    write_project(project.root, record)
    done = project.call("launch", "k8s", "--run", run)
    assert (done.exit_code, done.stdout) == (2, "")
    assert 'namespaces "gone" not found' in done.stderr
    assert project.recorded(run)["status"] == "failed"


def test_a_cluster_that_cannot_be_reached_is_said(project: Project, run: str) -> None:
    """No kubeconfig, nobody's credentials, no server: one sentence each, without the token."""
    text = Path(project.environment["KUBECONFIG"]).read_text(encoding="utf-8")
    token = text.partition("token: ")[2].split()[0]
    for name, config in {
        "no-file": None,
        "nobody": text.replace("token: ", "token: x"),
        "nowhere": text.replace("https://127.0.0.1:", "https://127.0.0.1:1#"),
    }.items():
        file = project.root / name
        if config is not None:
            file.write_text(config, encoding="utf-8")
        done = project.call("launch", "k8s", "--run", run, KUBECONFIG=str(file))
        assert (done.exit_code, done.stdout) == (2, ""), name
        assert done.stderr.startswith("labelwright: Kubernetes"), name
        assert token not in done.stderr, name
    assert project.launch("k8s", "--run", run)["outcome"] == "submitted"
