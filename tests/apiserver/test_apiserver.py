"""A real API server judges: our dialect, our manifests, and the objects that the provider makes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from kubernetes import client  # pyright: ignore[reportMissingTypeStubs]
from kubernetes.client import ApiException  # pyright: ignore[reportMissingTypeStubs]

from labelwright.dialects import kubernetes
from labelwright.emit.kubernetes import PodShape
from labelwright.emit.kubernetes_record import KubernetesRecord
from labelwright.emit.launch import Launch
from labelwright.vocabulary import LabelRule
from sandbox import apiserver
from sandbox.providers.kubernetes.provider import KubernetesProvider
from tests.sandbox.provider_harness import Engine, served
from tests.sandbox.test_kubernetes_provider import DEPLOYMENT, JOB, NAMESPACE, deployment, job, raw

pytestmark = pytest.mark.apiserver
BAD_REQUEST, UNPROCESSABLE = 400, 422
SHAPE = PodShape(image="ubuntu:24.04", vcpus=1, memory=512, service_account="runner", claim="workspace")
RECORD = KubernetesRecord("ce1", "default", {"name": "ce1"}, {}, {"head": SHAPE, "work": SHAPE})


@pytest.fixture
def engine(endpoint: apiserver.Endpoint, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An engine whose Kubernetes provider keeps its objects on the API server."""
    monkeypatch.setenv("LABELWRIGHT_KUBERNETES_API", str(endpoint.kubeconfig))
    yield from served(KubernetesProvider(), {})


def is_taken(api: Any, labels: dict[str, str], annotations: dict[str, str] | None = None) -> bool:
    """Whether the API server takes these labels and annotations; nothing is kept."""
    body = {"metadata": {"name": "probe", "labels": labels, "annotations": annotations}}
    try:
        cast("Any", client).CoreV1Api(api).create_namespaced_config_map("default", body, dry_run="All")
    except ApiException as error:
        if cast("Any", error).status not in {BAD_REQUEST, UNPROCESSABLE}:
            raise
        return False
    return True


def _repeated(text: str, count: int) -> str:
    return text * count


def _prefixed(prefix: str, name: str) -> str:
    return f"{prefix}/{name}"


ODD = st.text(alphabet="aZ9-_./ é$", max_size=8)
LONG = st.builds(_repeated, st.sampled_from(["a", "a.", "aB-"]), st.integers(0, 130))
KEYS = st.one_of(ODD, LONG, st.builds(_prefixed, st.one_of(ODD, LONG), st.one_of(ODD, LONG)))


@given(key=KEYS, value=st.one_of(ODD, LONG))
@example(key="k" * 63, value="v" * 63)
@example(key="k" * 64, value="v")
@example(key="k", value="v" * 64)
@example(key=f"{'p' * 253}/k", value="")
@example(key=f"{'p' * 254}/k", value="")
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_dialect_refuses_exactly_what_the_server_refuses(api: Any, key: str, value: str) -> None:
    """Both ways, for any label; reserved prefixes apart, which the server leaves to good manners."""
    found = kubernetes.problems({key: value}, rule=LabelRule.NATIVE, where="labels")
    assert is_taken(api, {key: value}) == (not found)


@given(value=st.text(st.characters(exclude_categories=("Cs",)), max_size=200))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_rendered_is_taken(api: Any, value: str) -> None:
    """Whatever was declared, and the whole value beside the shortened one."""
    rendered = kubernetes.render({"key": value}, rule=LabelRule.NATIVE)
    assert is_taken(api, dict(rendered.labels), dict(rendered.annotations))


def test_emitted_manifests_are_created_and_found_by_their_labels(api: Any) -> None:
    """The example of the specification: the pods of a run carry the environment's label and the pipeline's."""
    launch = Launch({"name": "ce1", "pipeline": "pipeline1"}, annotations={"note": "a whole value: too much"})
    core, batch = cast("Any", client).CoreV1Api(api), cast("Any", client).BatchV1Api(api)
    pod = core.create_namespaced_pod("default", dict(RECORD.configs("head", launch)["pod"]))
    work = batch.create_namespaced_job("default", dict(RECORD.configs("work", launch)["job"]))
    selector = "name=ce1,pipeline=pipeline1"
    assert [one.metadata.name for one in core.list_namespaced_pod("default", label_selector=selector).items] == [
        pod.metadata.name
    ]
    (found,) = batch.list_namespaced_job("default", label_selector=selector).items
    assert found.metadata.name == work.metadata.name
    assert launch.labels.items() <= found.spec.template.metadata.labels.items()
    assert found.spec.template.metadata.annotations == launch.annotations
    assert pod.metadata.name.startswith("ce1-head-")


def test_objects_are_made_changed_and_deleted_through_the_provider(engine: Engine, api: Any) -> None:
    """And read back past it, by label."""
    apps = cast("Any", client).AppsV1Api(api)
    engine.create(NAMESPACE, "n", raw({"metadata": {"name": "n", "labels": {"team": "a"}}}))
    given_ = deployment(team="a", gone="soon")
    given_["metadata"]["namespace"] = "n"
    held = engine.create(DEPLOYMENT, "d", given_)
    (found,) = apps.list_namespaced_deployment("n", label_selector="team=a").items
    assert found.spec.selector.match_labels == {"app": "x"}
    changed = deployment(team="b")
    changed["metadata"]["namespace"] = "n"
    engine.update(held, changed)
    (found,) = apps.list_namespaced_deployment("n", label_selector="team=b").items
    assert found.metadata.labels == {"team": "b"}
    assert found.spec.template.metadata.labels == {"app": "x", "team": "b"}
    assert engine.read(held)[0] == "n/d"
    engine.delete(held)
    assert engine.read(held)[0] == ""


def test_the_server_refuses_what_diff_calls_a_replacement(engine: Engine) -> None:
    """A Job's pod labels are fixed: an update in place would fail."""
    held = engine.create(JOB, "j", job(team="a"))
    with pytest.raises(Exception, match="field is immutable"):
        engine.update(held, job(team="b"))
    assert engine.diff(held, job(team="b")) == {"spec.template.metadata.labels.team": "UPDATE_REPLACE"}


def test_the_files_stand_for_nothing_when_a_server_is_named(engine: Engine, tmp_path: Path) -> None:
    """One object, one place."""
    engine.create(NAMESPACE, "m", raw({"metadata": {"name": "m"}}))
    assert not list(tmp_path.rglob("m.json"))
