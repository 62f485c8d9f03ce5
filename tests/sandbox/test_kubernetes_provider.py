"""The Kubernetes provider on files: what it refuses, what replaces, and that objects outlive it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import grpc
import pytest

from sandbox.providers.kubernetes.provider import KubernetesProvider
from sandbox.providers.kubernetes.server import refuse_foreign
from sandbox.providers.resource import ProviderError
from sandbox.providers.wire import Properties
from tests.sandbox.provider_harness import Engine, served

CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
JOB = "kubernetes:batch/v1:Job"
NAMESPACE = "kubernetes:core/v1:Namespace"
CONTAINERS = {"containers": [{"name": "c", "image": "ubuntu"}]}


def raw(properties: Any) -> dict[str, Any]:
    """Properties as a program writes them: of any shape, right or wrong."""
    return properties


def metadata_of(properties: Properties) -> dict[str, Any]:
    """The metadata of an object."""
    return cast("dict[str, Any]", properties["metadata"])


def deployment(**labels: str) -> dict[str, Any]:
    """A Deployment that selects `app=x`, with further labels on its pods."""
    template = {"metadata": {"labels": {"app": "x", **labels}}, "spec": CONTAINERS}
    return {
        "metadata": {"name": "d", "labels": labels},
        "spec": {"selector": {"matchLabels": {"app": "x"}}, "template": template},
    }


def job(**labels: str) -> dict[str, Any]:
    """A Job with labels on its pods."""
    template = {"metadata": {"labels": labels}, "spec": {**CONTAINERS, "restartPolicy": "Never"}}
    return {"metadata": {"name": "j"}, "spec": {"template": template}}


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An engine with a Kubernetes provider over gRPC, on an empty sandbox."""
    monkeypatch.setenv("LABELWRIGHT_SANDBOX", str(tmp_path))
    monkeypatch.delenv("LABELWRIGHT_KUBERNETES_API", raising=False)
    yield from served(KubernetesProvider(), {})


@pytest.mark.parametrize(
    ("token", "inputs", "path"),
    [
        (CONFIG_MAP, {"dta": {"k": "v"}}, "it.dta"),
        (CONFIG_MAP, {"metadata": {"lables": {}}}, "it.metadata.lables"),
        (CONFIG_MAP, {"data": {"k": 1}}, "it.data.k"),
        (DEPLOYMENT, {"spec": {"template": {}}}, "it.spec.selector"),
        (
            JOB,
            {"spec": {"template": {"spec": {"containers": [{"image": "x"}]}}}},
            "it.spec.template.spec.containers[0].name",
        ),
        (CONFIG_MAP, {"metadata": {"labels": {"a b": "v"}}}, 'it.metadata.labels["a b"]'),
        (CONFIG_MAP, {"metadata": {"labels": {"k": "v" * 64}}}, "it.metadata.labels.k"),
        (JOB, job(k="-"), "it.spec.template.metadata.labels.k"),
    ],
)
def test_what_the_api_server_would_refuse_is_refused(
    engine: Engine, token: str, inputs: dict[str, Any], path: str
) -> None:
    """Unknown, missing and wrong properties at every depth, and labels that are none."""
    (failure,) = engine.failures(token, inputs)
    assert failure.endswith(f"'{path}'.")


def test_a_value_of_63_characters_is_taken(engine: Engine) -> None:
    """The limit itself."""
    assert engine.failures(CONFIG_MAP, raw({"metadata": {"labels": {"example.com/k": "v" * 63, "e": ""}}})) == []


def test_a_selector_that_selects_nothing_is_refused(engine: Engine) -> None:
    """A Deployment would make pods without end."""
    wrong = deployment()
    wrong["spec"]["template"]["metadata"]["labels"] = {"app": "y"}
    (failure,) = engine.failures(DEPLOYMENT, wrong)
    assert "selector" in failure


def test_a_label_of_pods_replaces_a_job_and_rolls_a_deployment(engine: Engine) -> None:
    """A Job's template is fixed; a Deployment's pods are rolled out anew."""
    path = "spec.template.metadata.labels.team"
    assert engine.diff(engine.create(JOB, "j", job(team="a")), job(team="b")) == {path: "UPDATE_REPLACE"}
    changed = engine.diff(engine.create(DEPLOYMENT, "d", deployment(team="a")), deployment(team="b"))
    assert changed == {path: "UPDATE", "metadata.labels.team": "UPDATE"}


def test_selectors_names_and_namespaces_replace(engine: Engine) -> None:
    """What says which object it is, and whose pods are its own."""
    held = engine.create(DEPLOYMENT, "d", deployment())
    other = deployment()
    other["spec"]["selector"]["matchLabels"] = {"app": "x", "part": "p"}
    other["spec"]["template"]["metadata"]["labels"]["part"] = "p"
    assert engine.diff(held, other)["spec.selector.matchLabels.part"] == "ADD_REPLACE"
    moved: dict[str, Any] = {**deployment(), "metadata": {"name": "e", "namespace": "n"}}
    found = engine.diff(held, moved)
    assert (found["metadata.name"], found["metadata.namespace"]) == ("UPDATE_REPLACE", "UPDATE_REPLACE")


def test_a_fixed_name_is_freed_before_it_is_taken_again(engine: Engine) -> None:
    """Otherwise the new object would already exist; another name needs no such order."""
    held = engine.create(JOB, "j", job(team="a"))
    same = engine.raw_diff(held, engine.checked(JOB, job(team="b"), "j", held.inputs))
    renamed: dict[str, Any] = {**job(team="b"), "metadata": {"name": "k"}}
    other = engine.raw_diff(held, engine.checked(JOB, renamed, "j", held.inputs))
    assert (same.deleteBeforeReplace, other.deleteBeforeReplace) == (True, False)


def test_an_object_without_a_name_is_named_after_its_resource(engine: Engine) -> None:
    """And keeps that name."""
    held = engine.create(CONFIG_MAP, "settings", raw({"data": {"k": "v"}}))
    name = metadata_of(held.inputs)["name"]
    assert held.id == f"default/{name}"
    assert str(name).startswith("settings-")
    assert engine.diff(held, raw({"data": {"k": "v"}})) == {}
    generated = engine.checked(CONFIG_MAP, raw({"metadata": {"generateName": "x-"}}))
    assert generated["metadata"] == {"generateName": "x-", "namespace": "default"}


def test_objects_live_and_die_as_files(engine: Engine, tmp_path: Path) -> None:
    """Created, updated, read and deleted; the judge is the file."""
    held = engine.create(CONFIG_MAP, "c", raw({"metadata": {"name": "c", "labels": {"team": "a"}}}))
    (path,) = tmp_path.glob("kubernetes/core/v1/ConfigMap/default/c.json")
    uid = json.loads(path.read_text())["metadata"]["uid"]
    engine.update(held, raw({"metadata": {"name": "c", "labels": {"team": "b"}}}))
    kept = json.loads(path.read_text())
    assert (kept["metadata"]["labels"], kept["metadata"]["uid"]) == ({"team": "b"}, uid)
    kept["metadata"]["labels"] = {"team": "by hand"}
    path.write_text(json.dumps(kept))
    _, _, inputs = engine.read(held)
    assert metadata_of(inputs)["labels"] == {"team": "by hand"}
    engine.delete(held)
    assert not path.exists()


def test_an_object_outlives_its_provider(engine: Engine) -> None:
    """Another provider on the same sandbox finds it."""
    held = engine.create(CONFIG_MAP, "c", raw({"metadata": {"name": "c", "labels": {"team": "a"}}}))
    second = served(KubernetesProvider(), {})
    identity, outputs, _ = next(second).read(held)
    assert identity == "default/c"
    assert metadata_of(outputs)["labels"] == {"team": "a"}


def test_an_object_that_is_there_is_not_taken_over_silently(engine: Engine) -> None:
    """Only what an interrupted update left, which is the very object that is asked for."""
    given: dict[str, Any] = {"metadata": {"name": "c"}, "data": {"k": "v"}}
    engine.create(CONFIG_MAP, "c", given)
    assert engine.create(CONFIG_MAP, "c", given).id == "default/c"
    with pytest.raises(grpc.RpcError, match="already exists"):
        engine.create(CONFIG_MAP, "other", raw({"metadata": {"name": "c"}, "data": {"k": "w"}}))


def test_what_is_in_a_namespace_goes_with_it(engine: Engine) -> None:
    """As in a cluster."""
    space = engine.create(NAMESPACE, "n", raw({"metadata": {"name": "n"}}))
    held = engine.create(CONFIG_MAP, "c", raw({"metadata": {"name": "c", "namespace": "n"}}))
    engine.delete(space)
    assert engine.read(held)[0] == ""


@pytest.mark.parametrize("token", ["kubernetes:core/v1:ConfigMapPatch", "kubernetes:helm.sh/v3:Release"])
def test_what_is_no_single_object_is_refused_by_name(engine: Engine, token: str) -> None:
    """Better than to pretend."""
    inputs: dict[str, Any] = {"chart": "x"} if token.endswith("Release") else {"metadata": {"name": "x"}}
    with pytest.raises(grpc.RpcError, match="does not create"):
        engine.create(token, "x", inputs)


@pytest.mark.parametrize("url", ["https://10.0.0.1:6443", "https://cluster.example.com", ""])
def test_a_server_elsewhere_is_refused(url: str) -> None:
    """The sandbox never touches anybody's cluster."""
    with pytest.raises(ProviderError, match="loopback"):
        refuse_foreign(url)
    refuse_foreign("https://127.0.0.1:6443")
