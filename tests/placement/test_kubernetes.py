"""Where labels go on Kubernetes objects: metadata and every template, never a selector."""

from typing import Any

import pytest

from labelwright.placement import Injection, is_taggable, labels_at, place, why_not
from labelwright.placement.special import SPECIAL
from labelwright.placement.table import Kind, packages

TEAM = Injection({"team": "genomics"})
LABELLED = {"labels": {"team": "genomics"}}


def test_every_kind_with_metadata_of_its_own_is_taggable() -> None:
    """The 183 kinds of the SDK: those with templates by hand, the rest from the table."""
    listed = packages()["kubernetes"]["labels"]["metadata.labels"]
    plain = [f"kubernetes:{module}:{name}" for module, names in listed.items() for name in names]
    templated = [token for token in SPECIAL if token.startswith("kubernetes:")]
    assert len(plain) + len(templated) == 183
    assert all(is_taggable(token) for token in plain)


@pytest.mark.parametrize(
    "token",
    [
        *(f"kubernetes:apps/v1:{kind}" for kind in ("DaemonSet", "Deployment", "ReplicaSet", "StatefulSet")),
        "kubernetes:batch/v1:Job",
        "kubernetes:core/v1:ReplicationController",
    ],
)
def test_the_pods_of_a_workload_are_labelled_and_its_selector_is_not(token: str) -> None:
    """Pods do not inherit; a selector is immutable."""
    spec: dict[str, Any] = {"selector": {"matchLabels": {"app": "x"}}, "template": {"spec": {"containers": []}}}
    placed = place(token, {"spec": spec}, TEAM)
    assert placed == {"metadata": LABELLED, "spec": {**spec, "template": {**spec["template"], "metadata": LABELLED}}}


def test_a_cron_job_is_labelled_at_three_levels() -> None:
    """Itself, its jobs, and their pods."""
    placed = place("kubernetes:batch/v1:CronJob", {"spec": {"jobTemplate": {"spec": {"template": {}}}}}, TEAM)
    assert placed == {
        "metadata": LABELLED,
        "spec": {"jobTemplate": {"metadata": LABELLED, "spec": {"template": {"metadata": LABELLED}}}},
    }


def test_a_pod_template_is_labelled_without_a_spec_level() -> None:
    """Its template stands at the root."""
    placed = place("kubernetes:core/v1:PodTemplate", {"template": {"spec": {}}}, TEAM)
    assert placed == {"metadata": LABELLED, "template": {"spec": {}, "metadata": LABELLED}}


def test_claims_of_a_stateful_set_are_left_alone() -> None:
    """They are immutable: a new label there would replace the set."""
    spec = {"volumeClaimTemplates": [{"metadata": {"name": "data"}}], "template": {"metadata": LABELLED}}
    placed = place("kubernetes:apps/v1:StatefulSet", {"metadata": LABELLED, "spec": spec}, TEAM)
    assert placed is None


def test_a_template_that_is_not_there_is_not_made() -> None:
    """An object without the template is somebody's mistake, and not ours to complete."""
    assert place("kubernetes:batch/v1:Job", {"spec": {}}, TEAM) == {"metadata": LABELLED, "spec": {}}


def test_missing_metadata_shows_as_a_place_without_labels() -> None:
    """Coverage would call the object covered otherwise."""
    found = {placed.path: placed.labels for placed in labels_at("kubernetes:batch/v1:Job", {"spec": {"template": {}}})}
    assert found == {"metadata.labels": None, "spec.template.metadata.labels": None}


@pytest.mark.parametrize("token", ["kubernetes:core/v1:ConfigMapPatch", "kubernetes:core/v1:ConfigMapList"])
def test_patches_and_lists_are_never_labelled(token: str) -> None:
    """They are no objects of their own."""
    assert place(token, {"metadata": {"name": "x"}}, TEAM) is None
    reason = why_not(token)
    assert reason is not None
    assert reason.kind is Kind.ALIEN


def test_a_helm_release_says_why_it_has_no_labels() -> None:
    """Its objects are made by Helm, out of Pulumi's sight."""
    reason = why_not("kubernetes:helm.sh/v3:Release")
    assert reason is not None
    assert reason.kind is Kind.UNTAGGABLE


def test_a_package_whose_cloud_takes_labels_in_another_form_gets_that_form() -> None:
    """The stack's labels go to every provider, to each as it takes them."""
    stack = Injection({"team": "a b"}, by_package={"kubernetes": Injection({"team": "a-b-1"})})
    assert stack.of_type("kubernetes:core/v1:Pod").labels == {"team": "a-b-1"}
    assert stack.of_type("aws:sqs/queue:Queue").labels == {"team": "a b"}
