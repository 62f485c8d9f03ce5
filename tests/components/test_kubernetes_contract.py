"""The contract of the Kubernetes component: every child, its type, parent and name, and where its labels stand."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

import pulumi
import pytest

from labelwright.dialects import kubernetes
from labelwright.emit.kubernetes_problems import ENVIRONMENT_KEY, PART_KEY
from labelwright.emit.kubernetes_record import KubernetesRecord
from labelwright.emit.launch import Launch
from labelwright.vocabulary import LabelRule

from .conftest import CONFIG, Build, Built

LABELS = {"data-class": "internal", "environment": "demo", "organization": "acme", "team": "genomics"}
OWN = {"environment": "demo", "run": "run-${workflowId}"}
CHILDREN = {
    "kubernetes:core/v1:Namespace::demo-namespace",
    "kubernetes:core/v1:ServiceAccount::demo-runner",
    "kubernetes:rbac.authorization.k8s.io/v1:Role::demo-runner",
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding::demo-runner",
    "kubernetes:core/v1:PersistentVolumeClaim::demo-workspace",
    "kubernetes:apps/v1:Deployment::demo-launcher",
    "kubernetes:core/v1:PodTemplate::demo-work",
}
SELECTOR = {ENVIRONMENT_KEY: "demo", PART_KEY: "launcher"}
NATIVE: Mapping[str, object] = {
    **CONFIG,
    "workspace": {"name": "research", "rule": "native", "labels": {"grant": {"value": "EU/ERC #12", "default": True}}},
    "environments": [{"name": "demo", "platform": "kubernetes"}],  # so that no other cloud is asked
}
GRANT = kubernetes.sanitise("EU/ERC #12", rule=LabelRule.NATIVE)
LATE = {"launcher_image": "team/launcher:1", "head_image": "team/head:1", "work_image": "team/work:1"}


@pytest.fixture
def environment(build: Build) -> Built:
    """An environment for which nothing but labels was given."""
    return build({"labels": dict(OWN)}, platform="kubernetes")


def spec(built: Built, kind: str) -> Any:
    """What an object of this kind is to be."""
    return built.one(f":{kind}").props["spec"]


def record(built: Built) -> KubernetesRecord:
    """What the environment left behind."""
    return KubernetesRecord.parse(json.loads(built.outputs["record"]))


def metadata(value: object) -> Iterator[Mapping[str, Any]]:
    """The metadata of an object and of every template in it, wherever they stand."""
    if isinstance(value, dict):
        for name, inner in cast("dict[str, Any]", value).items():
            if name == "metadata":
                yield inner
            yield from metadata(inner)


def test_an_environment_has_exactly_these_children_below_the_component(environment: Built) -> None:
    """Nothing is missing, nothing is there unasked, and no child is an orphan."""
    assert set(environment.children) == CHILDREN
    assert {child.parent for child in environment.children.values()} == {environment.component_urn}


def test_every_object_and_every_template_carries_the_labels(environment: Built) -> None:
    """Seven objects, and the pods of two: pods do not inherit. The launcher's have what its selector finds them by."""
    carried = {name: [one["labels"] for one in metadata(child.props)] for name, child in environment.children.items()}
    expected = {name: [LABELS] for name in CHILDREN}
    expected["kubernetes:apps/v1:Deployment::demo-launcher"] = [LABELS, {**LABELS, **SELECTOR}]
    expected["kubernetes:core/v1:PodTemplate::demo-work"] = [LABELS, LABELS]
    assert carried == expected


def test_no_label_of_a_user_is_in_a_selector(environment: Built) -> None:
    """A selector can never change; a label in it would be fixed for good, or make a new Deployment of each edit."""
    assert spec(environment, "Deployment")["selector"] == {"matchLabels": SELECTOR}


def test_objects_are_named_and_placed_as_manifests_of_runs_refer_to_them(environment: Built) -> None:
    """Names are fixed: a pod names its account and its claim, and a namespace is no object in itself."""
    named = {
        name.partition("::")[2]: (child.props["metadata"]["name"], child.props["metadata"].get("namespace"))
        for name, child in environment.children.items()
    }
    assert named.pop("demo-namespace") == ("demo", None)
    assert named == {name: (name, "demo") for name in named}
    shape = record(environment).pods["head"]
    assert (shape.service_account, shape.claim) == ("demo-runner", "demo-workspace")


def test_the_launcher_has_the_runners_rights_and_the_shared_volume(environment: Built) -> None:
    """It starts runs, so it acts as they do; it waits for its rights and its claim, which no property mentions."""
    pod = spec(environment, "Deployment")["template"]["spec"]
    assert pod["serviceAccountName"] == "demo-runner"
    assert pod["volumes"][0]["persistentVolumeClaim"] == {"claimName": "demo-workspace"}
    waits = {urn.rpartition("::")[2] for urn in environment.one(":Deployment").depends_on}
    assert {"demo-runner", "demo-workspace"} <= waits


def test_everything_waits_for_the_namespace_that_it_is_in(environment: Built) -> None:
    """The API server refuses objects of a namespace that is not there yet."""
    (namespace,) = (child for child in environment.children.values() if child.type.endswith(":Namespace"))
    direct = {":ServiceAccount", ":Role", ":PersistentVolumeClaim", ":PodTemplate"}
    for suffix in direct:
        assert any(urn.endswith(f"::{namespace.name}") for urn in environment.one(suffix).depends_on), suffix


def test_the_account_may_run_pods_and_jobs_in_its_namespace_and_no_more(environment: Built) -> None:
    """No secrets, no wildcard, nothing of the cluster; the binding gives it to the one account."""
    rules = environment.one("v1:Role").props["rules"]
    words = {word for rule in rules for word in (*rule["apiGroups"], *rule["resources"], *rule["verbs"])}
    assert not {"*", "secrets", "update", "patch", "escalate", "bind"} & words
    may_make = {name for rule in rules for name in rule["resources"] if "create" in rule["verbs"]}
    assert may_make == {"pods", "jobs"}
    binding = environment.one(":RoleBinding").props
    assert binding["subjects"] == [{"kind": "ServiceAccount", "name": "demo-runner", "namespace": "demo"}]
    assert (binding["roleRef"]["kind"], binding["roleRef"]["name"]) == ("Role", "demo-runner")


def test_the_template_and_the_manifests_describe_the_same_work_pod(environment: Built) -> None:
    """Both come from one record."""
    template = environment.one(":PodTemplate").props["template"]
    pod = record(environment).configs("work", Launch(LABELS))["pod"]
    assert template["spec"] == pod["spec"]


def test_a_namespace_that_is_there_is_used_and_not_made(build: Build) -> None:
    """Whoever may not make namespaces brings one."""
    built = build({"namespace": "shared", "create_namespace": False}, platform="kubernetes")
    assert not built.of_type(":Namespace")
    assert {child.props["metadata"]["namespace"] for child in built.children.values()} == {"shared"}
    assert built.outputs["namespace"] == record(built).namespace == "shared"


def test_the_claim_is_what_was_asked_for(build: Build) -> None:
    """Class, size and access; without a class it is the cluster's own default, which an empty text would not be."""
    given = {"storage_class": "efs-sc", "storage_gib": 7, "storage_access": "ReadWriteOnce"}
    claim = spec(build(given, platform="kubernetes"), "PersistentVolumeClaim")
    assert (claim["storageClassName"], claim["accessModes"]) == ("efs-sc", ["ReadWriteOnce"])
    assert claim["resources"] == {"requests": {"storage": "7Gi"}}
    assert "storageClassName" not in spec(build({}, platform="kubernetes"), "PersistentVolumeClaim")


def test_who_keeps_the_cluster_is_in_the_record_and_in_no_object(build: Build, environment: Built) -> None:
    """What bills is another matter than what is made."""
    built = build({"labels": dict(OWN), "cluster": "eks"}, platform="kubernetes")
    assert (record(built).cluster, record(environment).cluster) == ("eks", "other")
    assert [one.props for one in built.children.values()] == [one.props for one in environment.children.values()]


@pytest.mark.parametrize("late", [False, True], ids=["known", "late"])
def test_images_reach_launcher_template_and_record(build: Build, *, late: bool) -> None:
    """Images are often built by the same program, and then known only while Pulumi runs."""
    given = {name: pulumi.Output.from_input(image) if late else image for name, image in LATE.items()}
    built = build(given, platform="kubernetes")
    (launcher,) = spec(built, "Deployment")["template"]["spec"]["containers"]
    (work,) = built.one(":PodTemplate").props["template"]["spec"]["containers"]
    images = [launcher["image"], record(built).pods["head"].image, work["image"]]
    assert images == ["team/launcher:1", "team/head:1", "team/work:1"]


def test_a_value_that_is_too_much_for_a_label_stands_whole_in_an_annotation(build: Build) -> None:
    """Under the native rule, on every object and template, and in the record; the label is what one can select by."""
    built = build({}, platform="kubernetes", config=NATIVE)
    found = [one for child in built.children.values() for one in metadata(child.props)]
    assert len(found) == 9
    assert [(one["labels"]["grant"], one["annotations"]) for one in found] == [(GRANT, {"grant": "EU/ERC #12"})] * 9
    assert built.outputs["forged_annotations"] == {"grant": "EU/ERC #12"}
    assert record(built).annotations == {"grant": "EU/ERC #12"}


def test_without_such_a_value_there_are_no_annotations(environment: Built) -> None:
    """Not even empty ones."""
    found = [one for child in environment.children.values() for one in metadata(child.props)]
    assert all("annotations" not in one for one in found)


@pytest.mark.parametrize("key", [ENVIRONMENT_KEY, PART_KEY])
def test_a_label_of_the_selector_is_refused(build: Build, key: str) -> None:
    """It would take pods away from the launcher, or give it others."""
    with pytest.raises(pulumi.RunError, match=rf"environment 'demo'\.labels\.{key}"):
        build({"labels": {key: "mine"}}, platform="kubernetes")
