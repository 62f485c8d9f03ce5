"""What is written for Seqera: labels to create, launches and Studios, by the fields of its API."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright.emit.target import TARGETS
from labelwright.emit.view import SubmissionView
from labelwright.problem import LabelError
from labelwright.vocabulary import LabelRule, OnFailure, Platform
from tests.views import LABELS, RUN, view

FIELDS: Mapping[str, Mapping[str, type]] = {
    "CreateLabelRequest": {"name": str, "value": str, "resource": bool, "isDefault": bool},
    "WorkflowLaunchRequest": {
        "computeEnvId": str,
        "pipeline": str,
        "workDir": str,
        "revision": str,
        "commitId": str,
        "configProfiles": list,
        "runName": str,
        "configText": str,
        "paramsText": str,
        "labelIds": list,
    },
    "DataStudioCreateRequest": {"name": str, "dataStudioToolUrl": str, "computeEnvId": str, "labelIds": list},
}
"""Request -> its fields that we send, as the API of Seqera Cloud types them.

Source: seqeralabs/terraform-provider-seqera, specs/seqera-api-cloud.yaml.
"""

EXPORT = {
    "labels": [
        {"id": 7, "name": "team", "value": "genomics", "resource": True, "isDefault": False},
        {"id": 8, "name": "team", "value": "imaging", "resource": True, "isDefault": False},
        {"id": 9, "name": "environment", "value": "prod", "resource": True, "isDefault": False},
        {"id": 10, "name": "run", "value": "${workflowId}", "resource": True, "isDynamic": True},
        {"id": 11, "name": "team", "value": None, "resource": False},
    ],
    "totalSize": 5,
}
THERE = {"labels-export": json.dumps(EXPORT)}


def emitted(target: str, given_view: SubmissionView) -> Any:
    """What a target writes, read as JSON."""
    return json.loads(TARGETS[target].emit(given_view))


def refused(target: str, given_view: SubmissionView) -> list[str]:
    """What is wrong with a run on its way to Seqera: place and rule."""
    with pytest.raises(LabelError) as caught:
        TARGETS[target].emit(given_view)
    return [f"{found.where} {found.rule.split(':')[0]}" for found in caught.value.problems]


def conforms(body: Mapping[str, Any], request: str) -> bool:
    """Whether a body has fields of the request only, each of its type."""
    fields = FIELDS[request]
    return all(name in fields and type(value) is fields[name] for name, value in body.items())


def test_a_label_is_created_by_name_and_value() -> None:
    """As a resource label, always: simple ones never reach a cloud."""
    bodies = emitted("seqera-labels", view({**LABELS, **RUN}))
    assert bodies == [
        {"name": "environment", "value": "prod", "resource": True},
        {"name": "run", "value": "${workflowId}", "resource": True},
        {"name": "team", "value": "genomics", "resource": True},
    ]
    assert all(conforms(body, "CreateLabelRequest") for body in bodies)


def test_what_the_workspace_has_is_not_created_again() -> None:
    """Identity is the name and the value: another value of the name is another label."""
    bodies = emitted("seqera-labels", view({"team": "oncology", "environment": "prod"}, extras=THERE))
    assert [(body["name"], body["value"]) for body in bodies] == [("team", "oncology")]


def test_labels_of_environment_and_pipeline_are_created_too() -> None:
    """Each once, even where a run says something else of the key."""
    seen = view(
        {"team": "x1"}, forged={"team": "x2"}, piped={"team": "x3", "run": "${workflowId}", "of": "r-${runName}"}
    )
    pairs = [(body["name"], body["value"]) for body in emitted("seqera-labels", seen)]
    assert pairs == [("run", "${workflowId}"), ("team", "x1"), ("team", "x2"), ("team", "x3")]


def test_what_every_new_environment_gets_is_a_default_there_too() -> None:
    """Where the value is the workspace's own."""
    bodies = emitted("seqera-labels", view(LABELS, defaults={"team": "genomics", "environment": "test"}))
    assert {body["name"] for body in bodies if body.get("isDefault")} == {"team"}
    assert all(conforms(body, "CreateLabelRequest") for body in bodies)


def test_a_composed_value_is_rendered_where_its_variables_are_known_and_else_refused() -> None:
    """By name. One that Seqera knows stays a placeholder, since it makes one label for all runs."""
    composed = {"run": "run-${workflowId}", "by": "${userName}", "of": "${pipelineName}"}
    assert refused("seqera-labels", view(composed)) == ["seqera.of 7.2.1", "seqera.run 7.2.1"]
    seen = view(composed, variables={"workflowId": "2mnBxQ", "userName": "ada", "pipelineName": "rnaseq"})
    values = {body["name"]: body["value"] for body in emitted("seqera-labels", seen)}
    assert values == {"run": "run-2mnBxQ", "by": "${userName}", "of": "rnaseq"}


def test_what_the_cloud_takes_and_seqera_does_not_is_refused() -> None:
    """Under the native rule too, everything at once."""
    seen = view({"cost center": "a:b", "userName": "x1"}, rule=LabelRule.NATIVE)
    assert refused("seqera-labels", seen) == [
        "seqera.cost center 2.1.3",
        "seqera.cost center 2.1.3",
        "seqera.userName 2.1.7",
    ]


def test_a_value_that_is_sanitised_for_the_run_is_so_for_seqera() -> None:
    """And one that is left out is left out."""
    variables = {"runName": "a b"}
    seen = view({"by": "${runName}"}, variables=variables, on_failure=OnFailure.SANITISE)
    assert emitted("seqera-labels", seen)[0]["value"].startswith("a-b-")
    seen = view({"by": "${runName}"}, variables=variables, on_failure=OnFailure.OMIT)
    assert emitted("seqera-labels", seen) == []


def test_seqera_lowers_for_google_itself() -> None:
    """What is handed over is as it was written."""
    seen = view({"team": "Genomics"}, platform=Platform.GOOGLE_BATCH)
    assert emitted("seqera-labels", seen)[0]["value"] == "Genomics"


def test_a_launch_names_labels_by_id() -> None:
    """All of them, in the order of their names; the list replaces what the pipeline has set."""
    extras = {
        **THERE,
        "pipeline": "https://github.com/nextflow-io/hello",
        "work-dir": "s3://b/w",
        "profiles": "docker,test",
        "params": "{}",
        "config": "none",
    }
    variables = {"revision": "main", "runName": "r1", "computeEnvId": "4g09tT", "commitId": "abc"}
    body = emitted("seqera-launch", view({**LABELS, **RUN}, extras=extras, variables=variables))
    assert body == {
        "launch": {
            "computeEnvId": "4g09tT",
            "revision": "main",
            "runName": "r1",
            "commitId": "abc",
            "pipeline": "https://github.com/nextflow-io/hello",
            "workDir": "s3://b/w",
            "paramsText": "{}",
            "configProfiles": ["docker", "test"],
            "labelIds": [9, 10, 7],
        }
    }
    assert conforms(body["launch"], "WorkflowLaunchRequest")


def test_a_launch_brings_nextflow_config_where_every_value_is_known() -> None:
    """A placeholder that Seqera fills in has no value yet: there its own config of labels stands alone."""
    body = emitted("seqera-launch", view(LABELS, extras=THERE))["launch"]
    assert "resourceLabels" in body["configText"]
    assert conforms(body, "WorkflowLaunchRequest")
    assert "configText" not in emitted("seqera-launch", view({**LABELS, **RUN}, extras=THERE))["launch"]
    assert "configText" not in emitted("seqera-launch", view(LABELS, extras={**THERE, "config": "none"}))["launch"]


def test_what_is_predefined_is_inherited_by_leaving_the_list_out() -> None:
    """No list is not an empty one: that would take every label away."""
    extras = {"labels": "inherit", "config": "none"}
    assert emitted("seqera-launch", view(extras=extras)) == {"launch": {}}
    assert emitted("seqera-launch", view({}, extras={"config": "none"})) == {"launch": {"labelIds": []}}


def test_a_label_without_an_id_is_an_error_that_says_how_to_get_one() -> None:
    """Every such label; simple ones of the same name do not count."""
    missing = view({"team": "oncology", "environment": "prod", "cost": "c1"}, extras=THERE)
    assert refused("seqera-launch", missing) == ["seqera.cost 7.2.3", "seqera.team 7.2.3"]
    assert refused("seqera-launch", view({"team": "None"}, extras=THERE)) == ["seqera.team 7.2.3"]
    with pytest.raises(LabelError, match="--target seqera-labels"):
        TARGETS["seqera-launch"].emit(missing)
    with pytest.raises(LabelError, match="tw -o json labels list"):
        TARGETS["seqera-launch"].emit(view())


@pytest.mark.parametrize(
    "export",
    [
        json.dumps(EXPORT),
        json.dumps(EXPORT["labels"]),
        json.dumps({"workspaceId": 1, "labelType": "all", "labels": EXPORT["labels"]}),
    ],
)
def test_an_export_is_what_the_api_or_tw_prints(export: str) -> None:
    """Or its list alone."""
    body = emitted("seqera-launch", view(extras={"labels-export": export, "config": "none"}))
    assert body == {"launch": {"labelIds": [9, 7]}}


@pytest.mark.parametrize(
    "export",
    [
        "",
        "{",
        "{}",
        "1",
        "null",
        '"labels"',
        '{"labels": 1}',
        '{"labels": [1]}',
        '[{"resource": true}]',
        '[{"resource": true, "id": "x", "name": "a", "value": "b"}]',
        json.dumps({**EXPORT, "totalSize": 6}),
    ],
)
def test_what_is_no_export_is_refused(export: str) -> None:
    """So is one page of several: a label on another page would look as if it were missing."""
    for target in ("seqera-launch", "seqera-labels"):
        assert refused(target, view(extras={"labels-export": export})) == ["--labels-export 7.2.4"]


def test_a_studio_has_ids_of_static_labels() -> None:
    """Its name is the declared one, where no other is given."""
    seen = view(extras={**THERE, "tool": "cr.seqera.io/x", "compute-env-id": "4g"}, studio="notebook")
    body = emitted("seqera-studio", seen)
    assert body == {"name": "notebook", "dataStudioToolUrl": "cr.seqera.io/x", "computeEnvId": "4g", "labelIds": [9, 7]}
    assert conforms(body, "DataStudioCreateRequest")
    assert refused("seqera-studio", view(RUN, extras=THERE, studio="notebook")) == ["seqera.run 4.6"]


@given(
    labels=st.dictionaries(
        st.from_regex(r"[a-z][a-z0-9]{1,38}", fullmatch=True),
        st.from_regex(r"[A-Z0-9]{2,20}", fullmatch=True) | st.sampled_from(["${workflowId}", "${userName}"]),
        max_size=25,
    )
)
def test_what_was_created_is_found_again(labels: dict[str, str]) -> None:
    """Every label that a run needs is created, and has an id then."""
    bodies = emitted("seqera-labels", view(labels, platform=Platform.GOOGLE_BATCH))
    export = json.dumps([{**body, "id": number} for number, body in enumerate(bodies)])
    extras = {"labels-export": export, "config": "none"}
    seen = view(labels, platform=Platform.GOOGLE_BATCH, extras=extras)
    ids = emitted("seqera-launch", seen)["launch"]["labelIds"]
    assert {bodies[number]["name"]: bodies[number]["value"] for number in ids} == labels
    assert emitted("seqera-labels", seen) == []
