"""Labels that change often stay off what a change of labels disturbs: written, read and reported so."""

from collections.abc import Mapping
from typing import Any

import pytest

from labelwright.coverage import Status, coverage
from labelwright.placement import Injection, Injections, is_calm, place
from labelwright.placement.places import Place
from labelwright.vocabulary import Effect

COMMIT, TEAM = {"commit": "c0ffee1"}, {"team": "shop"}
INJECTION = Injection(COMMIT | TEAM, volatile=frozenset(COMMIT))
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
TEMPLATE = "spec.template.metadata.labels"
POOL = "azure-native:batch:Pool"
POD: Mapping[str, Any] = {"spec": {"template": {"spec": {}}}}


def paused(*, is_paused: bool) -> dict[str, Any]:
    """A Deployment whose pods are left alone, or not."""
    return {"spec": {**POD["spec"], "paused": is_paused}}


def test_a_rolling_template_gets_no_volatile_label() -> None:
    """The object itself does, and the template all that is steady."""
    placed = place(DEPLOYMENT, POD, INJECTION)
    assert placed == {
        "metadata": {"labels": COMMIT | TEAM},
        "spec": {"template": {"metadata": {"labels": TEAM}, "spec": {}}},
    }
    assert place(DEPLOYMENT, placed or {}, INJECTION) is None


def test_a_lock_does_not_put_it_there() -> None:
    """Locked and volatile: it beats another value where it stands, and stands nowhere else for it."""
    locked = Injection(COMMIT, frozenset(COMMIT), volatile=frozenset(COMMIT))
    placed = place(DEPLOYMENT, {"metadata": {"labels": {"commit": "mine"}}, **POD}, locked)
    assert placed == {"metadata": {"labels": COMMIT}, **POD}


def test_a_label_of_the_program_stays_there() -> None:
    """What is explicit is nobody's to take away."""
    props = {"spec": {"template": {"metadata": {"labels": {"commit": "mine"}}}}}
    placed = place(DEPLOYMENT, props, INJECTION)
    assert placed is not None
    assert placed["spec"] == {"template": {"metadata": {"labels": {"commit": "mine"} | TEAM}}}


def test_a_type_that_every_change_replaces_gets_none_at_all() -> None:
    """A pool of Azure Batch has no place for it."""
    assert place(POOL, {}, Injection(COMMIT, volatile=frozenset(COMMIT))) is None
    assert place(POOL, {}, INJECTION) == {"tags": TEAM, "metadata": [{"name": "team", "value": "shop"}]}


@pytest.mark.parametrize(
    ("token", "path", "props", "calm"),
    [
        (DEPLOYMENT, TEMPLATE, paused(is_paused=False), False),
        (DEPLOYMENT, TEMPLATE, paused(is_paused=True), True),
        (DEPLOYMENT, "metadata.labels", POD, True),
        ("kubernetes:core/v1:PodTemplate", "template.metadata.labels", {}, True),
        ("kubernetes:batch/v1:Job", TEMPLATE, POD, False),
        ("aws:batch/computeEnvironment:ComputeEnvironment", "tags", {}, True),
        ("aws:batch/computeEnvironment:ComputeEnvironment", "computeResources.tags", {}, False),
        (
            "aws:batch/computeEnvironment:ComputeEnvironment",
            "computeResources.tags",
            {"computeResources": {"allocationStrategy": "BEST_FIT_PROGRESSIVE"}},
            False,  # updated in place, by new instances
        ),
        ("aws:ec2/launchTemplate:LaunchTemplate", "tags", {}, True),
        ("aws:ec2/launchTemplate:LaunchTemplate", "tagSpecifications[volume].tags", {}, False),
        ("gcp:compute/instanceTemplate:InstanceTemplate", "labels", {}, False),
        ("gcp:cloudrunv2/service:Service", "template.labels", {}, False),
        ("gcp:cloudrunv2/service:Service", "labels", {}, True),
        ("gcp:sql/databaseInstance:DatabaseInstance", "settings.userLabels", {}, True),
        ("aws:s3/bucket:Bucket", "tags", {}, True),
        ("aws:s3/bucket:Bucket", "no.place", {}, True),
    ],
)
def test_a_place_is_calm_where_a_change_disturbs_nothing(
    token: str, path: str, props: Mapping[str, Any], *, calm: bool
) -> None:
    """Neither the resource nor what is made from it; it depends on the resource where the effect does."""
    assert is_calm(token, path, props) is calm


@pytest.mark.parametrize("effect", [Effect.ROLLOUT, Effect.REPLACEMENT])
def test_both_effects_disturb(effect: Effect) -> None:
    """A rollout as well as a replacement."""
    assert not Place("tags", effect=effect).is_calm({})
    assert Place("tags", effect=effect, effect_when=lambda _: False).is_calm({})
    assert not Place("tags", spreads=True).is_calm({})


def resource(labels: Mapping[str, str], template: Mapping[str, str]) -> dict[str, Any]:
    """A Deployment as state has it."""
    return {
        "urn": f"urn:pulumi:dev::p::{DEPLOYMENT}::web",
        "type": DEPLOYMENT,
        "custom": True,
        "inputs": {"metadata": {"labels": labels}, "spec": {"template": {"metadata": {"labels": template}}}},
    }


@pytest.mark.parametrize(
    ("labels", "template", "missing"),
    [
        (COMMIT | TEAM, TEAM, {}),
        (TEAM, TEAM, {"metadata.labels": ["commit"]}),
        (COMMIT | TEAM, {}, {TEMPLATE: ["team"]}),
    ],
)
def test_coverage_misses_it_only_where_it_belongs(
    labels: Mapping[str, str], template: Mapping[str, str], missing: Mapping[str, list[str]]
) -> None:
    """On the object, and not in the template."""
    (found,) = coverage([resource(labels, template)], Injections(INJECTION)).resources
    assert found.status is (Status.PARTLY if missing else Status.COVERED)
    assert found.missing == missing


def test_an_exemption_takes_the_volatile_key_along() -> None:
    """Nothing is left of a key that a resource does not get."""
    left = INJECTION.without(frozenset(COMMIT))
    assert (left.labels, left.volatile) == (TEAM, frozenset())


def test_what_the_provider_writes_leaves_the_rest_volatile() -> None:
    """Default tags reach the root only; another key of ours there is as volatile as before."""
    given = Injection({**COMMIT, **TEAM, "env": "dev"}, volatile=frozenset(COMMIT), provided=frozenset({"env"}))
    assert place(POOL, {}, given) == {
        "tags": TEAM,
        "metadata": [{"name": "env", "value": "dev"}, {"name": "team", "value": "shop"}],
    }
