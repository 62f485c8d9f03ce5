"""Manifests of a Kubernetes environment's runs: what they carry, and what is refused."""

import json
from dataclasses import replace

import pytest

from labelwright import rules
from labelwright.emit.kubernetes import PodShape
from labelwright.emit.kubernetes_bill import JOB_KEYS, MOST, Cluster
from labelwright.emit.kubernetes_record import KubernetesRecord
from labelwright.emit.launch import Launch
from labelwright.emit.record import parse_record
from labelwright.problem import LabelError

SHAPE = PodShape(image="ubuntu:24.04", vcpus=0.5, memory=512, service_account="k1-runner", claim="k1-workspace")
RECORD = KubernetesRecord(
    environment="k1",
    namespace="k1",
    labels={"name": "k1", "note": "a-b-12345678"},
    annotations={"note": "a b"},
    pods={"head": SHAPE, "work": SHAPE},
)
LABELS = {**RECORD.labels, "pipeline": "pipeline1"}


def test_a_job_carries_the_run_s_labels_on_itself_and_on_its_pods() -> None:
    """Pods do not inherit the labels of their job."""
    job = RECORD.configs("work", Launch(LABELS))["job"]
    assert job["metadata"]["labels"] == LABELS
    assert job["spec"]["template"]["metadata"]["labels"] == LABELS
    assert "selector" not in job["spec"]


def test_whole_values_are_annotated_where_the_labels_are() -> None:
    """On the job and on its pods, those of the run beside those of forge time."""
    job = RECORD.configs("work", Launch(LABELS, annotations={"who": "jane@doe"}))["job"]
    assert job["metadata"]["annotations"] == {"note": "a b", "who": "jane@doe"}
    assert job["spec"]["template"]["metadata"]["annotations"] == {"note": "a b", "who": "jane@doe"}


def test_an_annotation_goes_with_its_label() -> None:
    """A run that overrides the label, or removes it, does not keep the old whole value."""
    for labels in ({"note": "short"}, {}):
        assert "annotations" not in RECORD.configs("head", Launch(labels))["pod"]["metadata"]


def test_a_pod_without_a_name_is_named_by_the_server() -> None:
    """Names of runs are not repaired into names of pods."""
    unnamed = RECORD.configs("head", Launch(LABELS))["pod"]["metadata"]
    assert (unnamed["generateName"], unnamed.get("name")) == ("k1-head-", None)
    named = RECORD.configs("head", Launch(LABELS, name="rnaseq-1"))["pod"]["metadata"]
    assert (named.get("generateName"), named["name"]) == (None, "rnaseq-1")


@pytest.mark.parametrize(
    ("launch", "rule"),
    [
        (Launch(LABELS, name="a" * 64), rules.K8S_NAME),
        (Launch(LABELS, name="RNASeq"), rules.K8S_NAME),
        (Launch(LABELS, array_size=10), rules.K8S_NO_ARRAY),
        (Launch({"labelwright-part": "launcher"}), rules.K8S_SELECTOR),
    ],
)
def test_what_the_cluster_would_refuse_or_misread_is_refused(launch: Launch, rule: rules.Rule) -> None:
    """A bad name, an array, and a label by which the launcher's Deployment would take the pod for its own."""
    with pytest.raises(LabelError) as error:
        RECORD.configs("head", launch)
    assert [found.rule for found in error.value.problems] == [str(rule)]


def test_a_name_of_63_characters_is_taken() -> None:
    """The limit itself."""
    assert RECORD.configs("work", Launch(LABELS, name="a" * 63))["job"]["metadata"]["name"] == "a" * 63


def test_a_record_is_read_back_as_it_was_written() -> None:
    """Through JSON, as `labelwright render` gets it."""
    assert parse_record(json.loads(json.dumps(RECORD.to_document()))) == RECORD


def some(count: int) -> dict[str, str]:
    """So many different labels, all behind those of a Job in the alphabet."""
    return {f"key-{number:02}": "value" for number in range(count)}


@pytest.mark.parametrize(
    ("cluster", "count", "hint"),
    [
        (Cluster.EKS, MOST - len(JOB_KEYS), None),
        (Cluster.EKS, MOST - len(JOB_KEYS) + 2, "not key-46, key-47"),
        (Cluster.GKE, MOST - len(JOB_KEYS), None),
        (Cluster.GKE, MOST - len(JOB_KEYS) + 1, "a pod has 51"),
        (Cluster.OTHER, 100, None),
    ],
)
def test_labels_that_a_bill_will_not_show_are_told(cluster: Cluster, count: int, hint: str | None) -> None:
    """On the limit and beyond it: those of its Job are among the labels of a pod."""
    notes = replace(RECORD, cluster=cluster).notes("work", Launch(some(count)))
    assert len(notes) == (0 if hint is None else 1)
    assert all(hint in note for note in notes if hint)


@pytest.mark.parametrize("cluster", [Cluster.EKS, Cluster.GKE])
def test_a_bill_shows_the_shortened_value(cluster: Cluster) -> None:
    """Whoever reads it there should know why it has a hash."""
    (note,) = replace(RECORD, cluster=cluster).notes("work", Launch(LABELS, annotations={"who": "jane@doe"}))
    assert note.startswith("note, who: the bill shows the shortened label")


def test_the_cluster_changes_no_manifest() -> None:
    """It is about the bill, and nothing that is made."""
    assert replace(RECORD, cluster=Cluster.EKS).configs("work", Launch(LABELS)) == RECORD.configs(
        "work", Launch(LABELS)
    )
