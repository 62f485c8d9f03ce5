"""AWS Batch on EKS: tags as AWS takes them, pod labels as Kubernetes does, and what is between the two."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from moto import mock_aws

from labelwright.emit.target import TARGETS
from labelwright.emit.view import SubmissionView
from labelwright.problem import LabelError
from labelwright.vocabulary import LabelRule, OnFailure, Platform
from tests.views import view

from .conftest import client, refusals

EKS = TARGETS["aws-batch-eks"]
GIVEN = {"queue": "genomics-eks", "image": "ubuntu:24.04"}
FORGED = {"team": "genomics"}
RUN = {**FORGED, "run": "run-${workflowId}"}
SENT = {**FORGED, "run": "run-w1"}


def seen(
    declared: Mapping[str, str] = RUN,
    extras: Mapping[str, str] | None = None,
    *,
    on_failure: OnFailure = OnFailure.FAIL,
) -> SubmissionView:
    """A run under the native rule, with these labels and extras; its environment was forged with one."""
    made = view(
        declared,
        rule=LabelRule.NATIVE,
        on_failure=on_failure,
        variables={"workflowId": "w1", "userName": "ada@example.com", "revision": "v" * 256},
        extras={**GIVEN, **(extras or {})},
        forged=FORGED,
    )
    return replace(made, on_failure=on_failure)


def bodies(given: SubmissionView) -> tuple[dict[str, Any], dict[str, Any]]:
    """Definition and submission, both taken by boto3."""
    made = json.loads(EKS.emit(given))
    definition, submission = made["register-job-definition"], made["submit-job"]
    assert refusals("RegisterJobDefinition", definition) == ""
    assert refusals("SubmitJob", submission) == ""
    return definition, submission


def metadata(body: Mapping[str, Any]) -> dict[str, Any]:
    """That of the pod, in either body."""
    properties = body.get("eksProperties") or body["eksPropertiesOverride"]
    return properties["podProperties"]["metadata"]


def broken(given: SubmissionView) -> list[str]:
    """Numbers of the rules that a run breaks."""
    with pytest.raises(LabelError) as error:
        EKS.emit(given)
    return [one.rule.partition(":")[0] for one in error.value.problems]


def test_static_labels_stand_on_the_definition_and_all_of_them_on_the_submission() -> None:
    """As tags, and in the pod's metadata."""
    definition, submission = bodies(seen())
    assert (definition["tags"], metadata(definition)) == (FORGED, {"labels": FORGED})
    assert (submission["tags"], metadata(submission)) == (SENT, {"labels": SENT})
    assert (submission["jobDefinition"], submission["jobQueue"]) == (definition["jobDefinitionName"], "genomics-eks")


def test_nothing_is_said_that_eks_refuses() -> None:
    """Neither propagation of tags nor platform capabilities."""
    definition, submission = bodies(seen())
    assert not {"propagateTags", "platformCapabilities", "containerProperties"} & {*definition, *submission}


def test_what_is_given_stands_in_the_definition() -> None:
    """And its defaults, where nothing is given."""
    given = {"definition": "align", "name": "align-1", "namespace": "lab", "cpu": "0.25", "memory": "4"}
    definition, submission = bodies(seen(extras={**given, "command": "echo 'a b'"}))
    assert (definition["jobDefinitionName"], submission["jobName"]) == ("align", "align-1")
    assert metadata(definition)["namespace"] == "lab"
    (container,) = definition["eksProperties"]["podProperties"]["containers"]
    size = {"cpu": "0.25", "memory": "4Mi"}
    resources = {"requests": size, "limits": {"memory": "4Mi"}}
    assert container == {"image": "ubuntu:24.04", "command": ["echo", "a b"], "resources": resources}
    definition, submission = bodies(seen())
    (container,) = definition["eksProperties"]["podProperties"]["containers"]
    assert (container["resources"]["requests"], "command" in container) == ({"cpu": "1", "memory": "2048Mi"}, False)
    assert (definition["jobDefinitionName"], submission["jobName"]) == ("spot-eks-job", "spot-eks")


def test_a_label_that_the_run_removes_is_on_neither() -> None:
    """On the definition it would reach the pod all the same."""
    definition, submission = bodies(seen({"sample": "s1"}))
    assert "tags" not in definition
    assert "metadata" not in definition["eksProperties"]["podProperties"]
    assert metadata(submission) == {"labels": {"sample": "s1"}}


def test_a_label_that_is_left_out_of_the_pod_is_not_on_that_of_the_definition() -> None:
    """The pod would carry what the environment says, and the run has said otherwise."""
    definition, submission = bodies(seen({"team": "${userName}"}, on_failure=OnFailure.OMIT))
    assert "metadata" not in definition["eksProperties"]["podProperties"]
    assert "eksPropertiesOverride" not in submission


def test_without_labels_there_is_no_empty_map() -> None:
    """AWS refuses one."""
    _, submission = bodies(seen({}))
    assert not submission.keys() & {"tags", "eksPropertiesOverride"}


def test_a_written_value_that_is_too_much_for_a_pod_is_annotated_whole() -> None:
    """The tag has it whole; the pod a legal form of it, and the whole beside. It is said."""
    given = seen({"owner": "ada@example.com"})
    _, submission = bodies(given)
    assert submission["tags"] == {"owner": "ada@example.com"}
    assert metadata(submission)["annotations"] == {"owner": "ada@example.com"}
    assert metadata(submission)["labels"]["owner"].startswith("ada-example.com-")
    (told,) = EKS.remarks(given)
    assert told.startswith("pod.owner: ")


def test_a_written_value_of_the_definition_is_annotated_there_too() -> None:
    """One description, the same labels."""
    definition, _ = bodies(replace(seen({"team": "a b"}), forged={"team": "a b"}))
    assert metadata(definition)["annotations"] == {"team": "a b"}


@pytest.mark.parametrize("on_failure", tuple(OnFailure))
def test_a_resolved_value_that_is_too_much_for_a_pod_goes_as_the_workspace_says(on_failure: OnFailure) -> None:
    """Refused, left out of the pod, or sanitised; the tag, which AWS takes, stays."""
    given = seen({"by": "${userName}"}, on_failure=on_failure)
    if on_failure is OnFailure.FAIL:
        assert broken(given) == ["4.5"]
        return
    _, submission = bodies(given)
    assert submission["tags"] == {"by": "ada@example.com"}
    assert ("eksPropertiesOverride" in submission) == (on_failure is OnFailure.SANITISE)
    assert len(EKS.remarks(given)) == 1


@pytest.mark.parametrize("on_failure", [OnFailure.FAIL, OnFailure.OMIT])
def test_a_variable_without_a_value_goes_as_the_workspace_says(on_failure: OnFailure) -> None:
    """Nobody fills it in later: it is refused by name, or left out and told."""
    given = seen({"session": "${sessionId}"}, on_failure=on_failure)
    if on_failure is OnFailure.FAIL:
        assert broken(given) == ["4.4"]
    else:
        assert "tags" not in bodies(given)[1]
        assert "sessionId" in EKS.remarks(given)[0]


@pytest.mark.parametrize(("length", "is_legal"), [(255, True), (256, False)])
def test_an_annotation_has_at_most_255_characters(length: int, is_legal: bool) -> None:  # noqa: FBT001
    """A tag has one more."""
    given = seen({"note": "x" * length})
    if is_legal:
        assert len(metadata(bodies(given)[1])["annotations"]["note"]) == length
    else:
        assert broken(given) == ["5.16"]


def test_a_key_that_only_tags_can_have_is_refused() -> None:
    """A pod would be without the label, and nobody would know."""
    assert broken(seen({"cost center": "x1"})) == ["2.4.2"]


@pytest.mark.parametrize(
    ("extra", "rule"),
    [
        ({"cpu": "0"}, "5.15"),
        ({"cpu": "0.3"}, "5.15"),
        ({"cpu": "inf"}, "5.15"),
        ({"cpu": "٢"}, "5.15"),
        ({"memory": "3"}, "5.15"),
        ({"memory": "4Mi"}, "5.15"),
        ({"namespace": "default"}, "5.16"),
        ({"namespace": "kube-system"}, "5.16"),
        ({"namespace": "Lab"}, "5.60"),
        ({"namespace": ""}, "5.60"),
        ({"queue": ""}, "5.17"),
        ({"image": ""}, "5.17"),
        ({"command": "echo 'a"}, "5.17"),
        ({"definition": "a:3"}, "5.1"),
        ({"name": "a b"}, "5.1"),
    ],
)
def test_what_aws_would_refuse_is_refused(extra: dict[str, str], rule: str) -> None:
    """Before it is asked."""
    assert broken(seen(extras=extra)) == [rule]


def test_everything_is_told_at_once() -> None:
    """Names, sizes and labels."""
    assert sorted(broken(seen({"a b": "x1"}, {"cpu": "0", "name": "a b"}))) == ["2.4.2", "5.1", "5.15"]


def test_only_runs_on_aws_batch_have_such_a_job() -> None:
    """Neither another platform nor a Studio."""
    assert broken(view({}, platform=Platform.GOOGLE_BATCH, extras=GIVEN)) == ["5.14"]
    assert broken(view({}, studio="notebook", extras=GIVEN)) == ["5.14"]


def test_fifty_keys_of_job_and_definition_are_taken() -> None:
    """And not one more; keys on both sides count once."""
    some = {f"key-{number}": "x1" for number in range(49)}
    assert len(bodies(seen({**FORGED, **some}))[1]["tags"]) == 50
    with pytest.raises(LabelError):
        seen({**FORGED, **some, "one-more": "x1"})


@mock_aws
def test_labels_of_both_are_read_back_from_the_cloud() -> None:
    """Registered and submitted as emitted."""
    batch = client("batch")
    role = client("iam").create_role(RoleName="batch", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    made = batch.create_compute_environment(
        computeEnvironmentName="demo", type="UNMANAGED", state="ENABLED", serviceRole=role
    )["computeEnvironmentArn"]
    order = [{"order": 1, "computeEnvironment": made}]
    batch.create_job_queue(jobQueueName="genomics-eks", state="ENABLED", priority=1, computeEnvironmentOrder=order)
    definition, submission = bodies(seen())
    registered = batch.register_job_definition(**definition)["jobDefinitionArn"]
    (shown,) = batch.describe_job_definitions(jobDefinitions=[registered])["jobDefinitions"]
    assert (shown["tags"], metadata(shown)) == (FORGED, {"labels": FORGED})
    job = batch.submit_job(**submission)["jobId"]
    assert batch.describe_jobs(jobs=[job])["jobs"][0]["tags"] == SENT
