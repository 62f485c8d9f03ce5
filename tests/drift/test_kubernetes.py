"""What a cluster does not tell, and which cluster is asked. On a real API server: tests/apiserver/test_drift.py."""

import json
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from kubernetes.client import ApiException  # pyright: ignore[reportMissingTypeStubs] - it ships no types

from labelwright.drift import kubernetes
from labelwright.drift.compare import GONE, Carried
from labelwright.drift.declared import Declared, declared
from labelwright.drift.document import NOT_THERE, OTHER_FORM
from labelwright.drift.kubernetes import KubernetesReader
from labelwright.drift.reader import UnreachableError
from labelwright.placement import Declaration, Spot, additions_of
from labelwright.placement.wire import SECRET_SIGNATURE, SIGNATURE
from labelwright.vocabulary import Cloud

SECRET = {SIGNATURE: SECRET_SIGNATURE, "ciphertext": "v1:abc"}
SERVED = {
    "resources": [
        {"name": "deployments", "kind": "Deployment", "namespaced": True},
        {"name": "deployments/scale", "kind": "Scale", "namespaced": True},
    ]
}


def of(name: str = "one", kind: str = "Deployment", **provider: Any) -> Declared:
    """An object of a state, and the provider that made it."""
    token = f"kubernetes:apps/v1:{kind}"
    maker = {"urn": "urn:p::p::p::k", "type": "pulumi:providers:kubernetes", "custom": True, "inputs": provider}
    metadata = {"name": name, "labels": {"team": "a"}}
    inputs: dict[str, Any] = {"apiVersion": "apps/v1", "kind": kind, "metadata": metadata, "spec": {"template": {}}}
    made = {"urn": f"urn:pulumi:dev::p::{token}::{name}", "type": token, "custom": True, "id": name, "inputs": inputs}
    (found,) = declared([maker, {**made, "provider": "urn:p::p::p::k::id"}])
    assert isinstance(found, Declared)
    return found


class Door:
    """Stands for the client: answers by path, with a status where it is told a number."""

    def __init__(self, answers: Mapping[str, object]) -> None:
        self.answers = {"/apis/apps/v1": SERVED, **answers}
        self.asked: list[str] = []

    def request(self, method: str, path: str, **_: object) -> Any:
        """One request."""
        self.asked.append(f"{method} {path}")
        answer = self.answers.get(path, 404)
        if isinstance(answer, int):
            raise ApiException(status=answer, reason="No")
        return SimpleNamespace(data=json.dumps(answer).encode())


def read(monkeypatch: pytest.MonkeyPatch, door: Door, *ones: Declared) -> list[Carried]:
    """What a cluster says of some objects."""

    def connect(_: object) -> Door:
        return door

    monkeypatch.setattr(kubernetes, "_connect", connect)
    return list(KubernetesReader().read(ones))


ONE = "/apis/apps/v1/namespaces/default/deployments/one"


def test_an_object_without_namespace_stands_in_the_default_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """And its templates are places of their own; where one has no labels, it has none."""
    door = Door({ONE: {"metadata": {"name": "one", "labels": {"team": "b"}}, "spec": {"template": {}}}})
    (found,) = read(monkeypatch, door, of())
    assert found.places == {"metadata.labels": {"team": "b"}, "spec.template.metadata.labels": {}}
    assert door.asked == ["GET /apis/apps/v1", f"GET {ONE}"]


def test_the_namespace_of_a_provider_is_that_of_its_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of those that say none themselves."""
    door = Door({})
    read(monkeypatch, door, of(namespace="space"))
    assert door.asked[-1] == "GET /apis/apps/v1/namespaces/space/deployments/one"


def test_what_a_cluster_does_not_tell_is_said_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not there, not allowed, not served: three different things."""
    assert read(monkeypatch, Door({}), of()) == [GONE]
    (found,) = read(monkeypatch, Door({ONE: 403}), of())
    assert found.reason == f"GET {ONE}: 403 No"
    (found,) = read(monkeypatch, Door({}), of(kind="DaemonSet"))
    assert found.reason == "the cluster does not serve apps/v1 DaemonSet"


def test_without_valid_credentials_the_run_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every other answer would be the same."""
    with pytest.raises(UnreachableError, match="refuses the credentials"):
        read(monkeypatch, Door({"/apis/apps/v1": 401}), of())


def test_a_secret_kubeconfig_is_not_replaced_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """In any other cluster the object would seem gone."""
    door = Door({})
    (found,) = read(monkeypatch, door, of(kubeconfig=SECRET))
    assert found.reason == "the kubeconfig of its provider is a secret"
    assert door.asked == []


def test_many_of_a_kind_are_listed_and_few_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the limit, and one below it."""
    listing = "/apis/apps/v1/namespaces/default/deployments"
    door = Door({listing: {"items": [], "metadata": {}}})
    names = [f"n{number}" for number in range(kubernetes.MANY)]
    assert read(monkeypatch, door, *map(of, names)) == [GONE] * kubernetes.MANY
    assert door.asked == ["GET /apis/apps/v1", f"GET {listing}"]
    door.asked.clear()
    read(monkeypatch, door, *map(of, names[1:]))
    assert len(door.asked) == kubernetes.MANY


def test_each_provider_has_its_own_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told apart by kubeconfig and context."""
    asked: list[tuple[str, str]] = []

    def connect(cluster: Any) -> Door:
        asked.append((cluster.kubeconfig, cluster.context))
        return Door({})

    monkeypatch.setattr(kubernetes, "_connect", connect)
    ones = [of(), of(context="east"), of(kubeconfig="east.yaml"), of("two", context="east")]
    assert list(KubernetesReader().read(ones)) == [GONE] * 4
    assert asked == [("", ""), ("", "east"), ("east.yaml", "")]


STEP = "kubernetes:example.com/v1:Pipeline"
STEPS = ("metadata.labels", "spec.steps[].metadata.labels", "spec.words")
ADDED = additions_of([Declaration(STEP, tuple(map(Spot, STEPS)))])


def test_places_in_lists_of_a_declared_type_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A custom resource, by the name or the number of each element; one that is not there is no removal."""
    steps = [{"metadata": {"labels": {"team": "a"}}}, {"metadata": {"labels": {"team": "a"}}}]
    metadata = {"name": "one", "labels": {"team": "a"}}
    inputs = {"apiVersion": "example.com/v1", "kind": "Pipeline", "metadata": metadata, "spec": {"steps": steps}}
    made = {"urn": f"urn:p::p::{STEP}::one", "type": STEP, "custom": True, "id": "one", "inputs": inputs}
    (one,) = declared([made], ADDED)
    assert isinstance(one, Declared)
    root = "/apis/example.com/v1"
    door = Door(
        {
            root: {"resources": [{"name": "pipelines", "kind": "Pipeline", "namespaced": True}]},
            f"{root}/namespaces/default/pipelines/one": {
                "metadata": {"name": "one"},
                "spec": {"steps": [{"metadata": {"labels": {"team": "b"}}}], "words": ["team:a"]},
            },
        }
    )
    (found,) = read(monkeypatch, door, one)
    assert found.places == {"metadata.labels": {}, "spec.steps[0].metadata.labels": {"team": "b"}}
    assert found.unchecked == {"spec.steps[1].metadata.labels": NOT_THERE, "spec.words": OTHER_FORM}


def test_what_is_no_object_of_a_cluster_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A type may keep the rules of Kubernetes and stand elsewhere."""
    kind = "datadog:index/monitor:Monitor"
    (one,) = declared(
        [{"urn": f"urn:p::p::{kind}::one", "type": kind, "custom": True, "id": "one", "inputs": {"tags": {"a": "1"}}}],
        additions_of([Declaration(kind, (Spot("tags"),), Cloud.KUBERNETES)]),
    )
    assert isinstance(one, Declared)
    door = Door({})
    (found,) = read(monkeypatch, door, one)
    assert "apiVersion and kind" in found.reason
    assert door.asked == []
