"""The rules that a workspace sets for itself, and those of no cloud: each on its limit and one beyond."""

from collections.abc import Callable
from typing import Any

import pytest

from labelwright import rules
from labelwright.problem import Problem
from labelwright.settings.policies import Policies
from labelwright.settings.reading import read
from labelwright.settings.source import Source
from labelwright.vocabulary import LabelRule
from policies.labelled import LabelledResource
from policies.rules import bill_columns, count, keys, personal_data, required, secrets, unknown, values, volatile
from policies.workspace import workspace_of
from tests.policies.wrapped import (
    COMPUTE,
    DEFINITION,
    DEPLOYMENT,
    GROUP,
    POOL,
    ROLE,
    TEMPLATE,
    UNKNOWN,
    labelled,
    many,
    resource,
    tagged,
)

Check = Callable[[LabelledResource], list[Problem]]
PORTABLE = LabelRule.PORTABLE
ENVIRONMENT = "labelwright:index:AwsBatchEnvironment"
ROOM = {"count": {"headRoom": 5}}
PLATFORMS = {"required": {"platforms": {"aws-batch": ["run-by"], "gcp": ["Zone"]}}}
TEAMS = {"required": {"teams": {"genomics": ["grant"]}}}
ALLOWED = {"values": {"allowed": {"env": ["dev", "Prod"]}}}
PATTERN = {"values": {"patterns": {"cost-center": "cc-[0-9]{4}"}}}
FOLDED = {"values": {"patterns": {"Cost-Center": "CC-[0-9]{4}"}}}
FORBIDDEN = {"keys": {"forbidden": ["tmp-*", "Name"]}}
RESERVED = {"keys": {"reserved": ["cost-*"]}}
OFF = {
    "values": {**ALLOWED["values"], "level": "disabled"},
    "keys": {**RESERVED["keys"], "level": "disabled"},
}
COMMIT = frozenset({"Commit"})
CENTERS = {"cost-center": frozenset({"CC-1", "CC-2"})}


def _specified(tags: dict[str, str]) -> dict[str, Any]:
    """A launch template whose instances have these tags."""
    return {"tagSpecifications": [{"resourceType": "instance", "tags": tags}]}


def _templated(labels: dict[str, str], *, paused: bool = False) -> dict[str, Any]:
    """A Deployment whose pods have these labels."""
    return {"spec": {"paused": paused, "template": {"metadata": {"labels": labels}}}}


def _computed(tags: dict[str, str], **more: str) -> dict[str, Any]:
    """An environment of AWS Batch whose instances have these tags."""
    return {"computeResources": {"type": "EC2", "tags": tags, **more}}


ON_THE_LIMIT: list[Any] = [
    pytest.param(count.problems, tagged(many(45), DEFINITION, policies=ROOM), id="45 and room for 5"),
    pytest.param(count.problems, tagged(many(20), DEFINITION, policies=ROOM, rule=PORTABLE), id="20 and room for 5"),
    pytest.param(count.problems, tagged(many(50), policies=ROOM), id="no run adds to a queue"),
    pytest.param(count.problems, tagged(many(50), TEMPLATE, policies=ROOM), id="nor to the template itself"),
    pytest.param(required.problems, tagged({"run-by": "x"}, below=ENVIRONMENT, policies=PLATFORMS), id="a platform"),
    pytest.param(required.problems, tagged({}, policies=PLATFORMS), id="outside of the platform"),
    pytest.param(required.problems, labelled({"Zone": "x"}, policies=PLATFORMS), id="a provider"),
    pytest.param(required.problems, tagged({"grant": "x"}, team="genomics", policies=TEAMS), id="a team"),
    pytest.param(required.problems, tagged({}, team="imaging", policies=TEAMS), id="another team"),
    pytest.param(values.problems, tagged({"env": "dev", "other": "x"}, policies=ALLOWED), id="on the list"),
    pytest.param(values.problems, tagged({}, policies=ALLOWED), id="a key with a list may be left out"),
    pytest.param(values.problems, labelled({"env": "prod"}, policies=ALLOWED), id="on the list as Google has it"),
    pytest.param(values.problems, tagged({"cost-center": "cc-1234"}, policies=PATTERN), id="fits its pattern"),
    pytest.param(values.problems, labelled({"cost-center": "cc-1234"}, policies=FOLDED), id="fits it in small letters"),
    pytest.param(values.problems, tagged({"env": UNKNOWN}, policies=ALLOWED), id="not known yet"),
    pytest.param(keys.problems, tagged({"tmp": "x", "name": "y"}, policies=FORBIDDEN), id="not quite forbidden"),
    pytest.param(keys.problems, tagged({"cost-center": "CC-2"}, policies=RESERVED, declared=CENTERS), id="declared"),
    pytest.param(keys.problems, labelled({"cost-center": "cc-2"}, policies=RESERVED, declared=CENTERS), id="as sent"),
    pytest.param(keys.problems, tagged({"cost-center": UNKNOWN}, policies=RESERVED), id="reserved, not known yet"),
    pytest.param(bill_columns.problems, tagged({"costCenter": "x", "cost": "y"}), id="two columns"),
    pytest.param(bill_columns.problems, tagged({"costCenter": "x", "cost-center": "y"}, GROUP), id="not on AWS"),
    pytest.param(bill_columns.problems, tagged({"Team": "x", "team": "y"}, ROLE), id="one key already"),
    pytest.param(secrets.problems, tagged({"commit": "0" * 40, "key": "AKIA" + "A" * 15}), id="one short of a key id"),
    pytest.param(secrets.problems, tagged({"sha": "xAKIA" + "A" * 16, "k": "AKIA" + "A" * 17}), id="within a word"),
    pytest.param(secrets.problems, tagged({"t": "ghp_" + "a" * 35, "u": "xoxb-" + "1" * 9}), id="tokens one short"),
    pytest.param(secrets.problems, tagged({"t": "AIza" + "a" * 34, "u": "pul-" + "a" * 39}), id="keys one short"),
    pytest.param(secrets.problems, tagged({"url": "https://example.com:443/a", "mail": "a:b@c"}), id="no password"),
    pytest.param(secrets.problems, tagged({"t": UNKNOWN}), id="a secret that is not known yet"),
    pytest.param(personal_data.problems, tagged({"arn": "user@localhost", "a@b": "@team"}), id="no address"),
    pytest.param(
        personal_data.problems, tagged({"account": "runs@lab.iam.gserviceaccount.com"}), id="a machine's account"
    ),
    pytest.param(
        volatile.problems,
        resource({"metadata": {"labels": {"Commit": "c1"}}}, DEPLOYMENT, volatile=COMMIT),
        id="volatile on the object itself",
    ),
    pytest.param(
        volatile.problems, resource(_templated({"Commit": "c1"}, paused=True), DEPLOYMENT, volatile=COMMIT), id="paused"
    ),
    pytest.param(
        volatile.problems, resource(_templated({"commit": "c1"}), DEPLOYMENT, volatile=COMMIT), id="in another case"
    ),
    pytest.param(volatile.problems, resource(_templated({"Commit": "c1"}), DEPLOYMENT), id="steady"),
    pytest.param(unknown.problems, tagged({"env": "dev", "team": UNKNOWN}, policies=ALLOWED), id="nothing judges it"),
    pytest.param(unknown.problems, tagged({"env": UNKNOWN, "cost-x": UNKNOWN}, policies=OFF), id="nothing judges"),
]


@pytest.mark.parametrize(("check", "given"), ON_THE_LIMIT)
def test_what_is_on_the_limit_is_allowed(check: Check, given: LabelledResource) -> None:
    """The last that the rule takes, and what only looks like a breach."""
    assert check(given) == []


JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"
BEYOND: list[Any] = [
    pytest.param(count.problems, tagged(many(46), DEFINITION, policies=ROOM), rules.AWS_COUNT, "tags", id="46"),
    pytest.param(
        count.problems,
        tagged(many(21), DEFINITION, policies=ROOM, rule=PORTABLE),
        rules.PORTABLE_COUNT,
        "tags",
        id="21 portable",
    ),
    pytest.param(
        count.problems,
        resource(_specified(many(46)), TEMPLATE, policies=ROOM),
        rules.AWS_COUNT,
        "tagSpecifications[instance].tags",
        id="46 on instances",
    ),
    pytest.param(
        required.problems, tagged({}, below=ENVIRONMENT, policies=PLATFORMS), rules.REQUIRED, "tags", id="a platform"
    ),
    pytest.param(required.problems, labelled({}, policies=PLATFORMS), rules.REQUIRED, "labels", id="a provider"),
    pytest.param(required.problems, tagged({}, team="genomics", policies=TEAMS), rules.REQUIRED, "tags", id="a team"),
    pytest.param(
        values.problems, tagged({"env": "prod"}, policies=ALLOWED), rules.ALLOWED_VALUE, "tags.env", id="another case"
    ),
    pytest.param(
        values.problems,
        tagged({"ENV": "test"}, GROUP, policies=ALLOWED),
        rules.ALLOWED_VALUE,
        "tags.ENV",
        id="Azure folds the key",
    ),
    pytest.param(
        values.problems,
        tagged({"cost-center": "cc-12345"}, policies=PATTERN),
        rules.ALLOWED_VALUE,
        "tags.cost-center",
        id="one more than the pattern",
    ),
    pytest.param(
        keys.problems, tagged({"tmp-x": UNKNOWN}, policies=FORBIDDEN), rules.FORBIDDEN_KEY, "tags.tmp-x", id="forbidden"
    ),
    pytest.param(
        keys.problems,
        resource({"metadata": [{"name": "name", "value": "y"}]}, POOL, policies=FORBIDDEN),
        rules.FORBIDDEN_KEY,
        "metadata.name",
        id="forbidden where case is ignored",
    ),
    pytest.param(
        keys.problems,
        tagged({"cost-center": "cc-2"}, policies=RESERVED, declared=CENTERS),
        rules.RESERVED_KEY,
        "tags.cost-center",
        id="a value of one's own",
    ),
    pytest.param(
        keys.problems, tagged({"cost-x": "y"}, policies=RESERVED), rules.RESERVED_KEY, "tags.cost-x", id="undeclared"
    ),
    pytest.param(
        bill_columns.problems,
        tagged({"workflowRun": "x", "workflow-run": UNKNOWN}),
        rules.BILL_COLLISION,
        "tags",
        id="one column",
    ),
    *(
        pytest.param(secrets.problems, tagged({"it": text}), rules.SECRET_VALUE, "tags.it", id=text[:4])
        for text in (
            "AKIA" + "A" * 16,
            "id-ASIA" + "2" * 16,
            "ghp_" + "a" * 36,
            "github_pat_" + "a" * 22,
            "glpat-" + "a" * 20,
            "xoxb-" + "1" * 10,
            "AIza" + "a" * 35,
            "sk_live_" + "a" * 16,
            "pul-" + "a" * 40,
            JWT,
            "-----BEGIN RSA PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----",
            "postgres://me:word@host/db",
        )
    ),
    pytest.param(
        secrets.problems,
        tagged({"AKIA" + "A" * 16: UNKNOWN}),
        rules.SECRET_VALUE,
        "tags.[a key of 20 characters]",
        id="in a key",
    ),
    pytest.param(
        volatile.problems,
        resource(_templated({"Commit": UNKNOWN}), DEPLOYMENT, volatile=COMMIT),
        rules.VOLATILE,
        "spec.template.metadata.labels.Commit",
        id="volatile in a template",
    ),
    pytest.param(
        volatile.problems,
        resource(_specified({"Commit": "c1"}), TEMPLATE, volatile=COMMIT),
        rules.VOLATILE,
        "tagSpecifications[instance].tags.Commit",
        id="volatile where it spreads",
    ),
    pytest.param(
        volatile.problems,
        resource({"metadata": [{"name": "commit", "value": "c1"}]}, POOL, volatile=COMMIT),
        rules.VOLATILE,
        "metadata.commit",
        id="volatile where case is ignored",
    ),
    pytest.param(
        personal_data.problems, tagged({"by": "jo@example.org"}), rules.PERSONAL_DATA, "tags.by", id="an address"
    ),
    pytest.param(
        personal_data.problems,
        tagged({"jo@example.org": UNKNOWN}),
        rules.PERSONAL_DATA,
        "tags.[...]@example.org",
        id="an address in a key",
    ),
    pytest.param(
        unknown.problems,
        tagged({"cost-center": UNKNOWN}, policies=RESERVED),
        rules.NOT_YET_KNOWN,
        "tags.cost-center",
        id="reserved and not known",
    ),
    pytest.param(
        unknown.problems, tagged({"env": UNKNOWN}, policies=ALLOWED), rules.NOT_YET_KNOWN, "tags.env", id="not known"
    ),
]


@pytest.mark.parametrize(("check", "given", "broken", "where"), BEYOND)
def test_what_is_one_beyond_is_refused(check: Check, given: LabelledResource, broken: rules.Rule, where: str) -> None:
    """Exactly one problem, with its rule and its place."""
    assert [(found.rule, found.where) for found in check(given)] == [(str(broken), where)]


def test_a_resource_without_labels_is_told_from_one_that_lacks_a_key() -> None:
    """Nobody has thought of its labels, or somebody forgot one."""
    (untagged,) = required.problems(tagged({}, required=("team", "cost")))
    assert untagged.got == "no labels at all, and so no 'team', 'cost'"
    assert [one.got for one in required.problems(tagged({"a": "b"}, required=("team", "cost")))] == [
        "no 'team'",
        "no 'cost'",
    ]


def test_head_room_is_named_in_the_count() -> None:
    """Otherwise nobody would find the labels that were counted."""
    (found,) = count.problems(tagged(many(46), DEFINITION, policies=ROOM))
    assert found.got == "51 labels, 5 of them kept free for a run's"


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (resource(_templated({"Commit": "c1"}), DEPLOYMENT, volatile=COMMIT), "restarts what runs here (a rollout)"),
        (resource(_computed({"Commit": "c1"}), COMPUTE, volatile=COMMIT), "replaces this resource"),
        (resource(_specified({"Commit": "c1"}), TEMPLATE, volatile=COMMIT), "makes anew what is made from"),
    ],
    ids=["rollout", "replacement", "spread"],
)
def test_what_a_volatile_key_would_do_is_told(given: LabelledResource, what: str) -> None:
    """The place decides what it costs, and the person who reads it."""
    (found,) = volatile.problems(given)
    assert found.got.startswith(f"'Commit', each new value of which {what}")


def test_a_key_is_volatile_where_every_scope_that_sets_it_says_so() -> None:
    """An environment that makes it steady writes it in every place by right, and the pack is not shown whose it is."""
    commit = {"value": "c1", "volatile": True}
    tree = {
        "organization": {"name": "lab", "labels": {"commit": commit, "built": {**commit, "value": "${runName}"}}},
        "workspace": {"name": "lab", "labels": {"when": {**commit, "default": True}}},
        "environments": [{"name": "ce", "platform": "kubernetes", "labels": {"who": commit, "commit": "c1"}}],
    }
    settings = read(Source(tree=tree)).checked()
    assert workspace_of(settings, Policies()).volatile == {"when", "who"}


def test_a_value_near_an_allowed_one_is_suggested() -> None:
    """The remedy is a value that works."""
    (found,) = values.problems(tagged({"env": "devv"}, policies=ALLOWED))
    assert found.remedy == "Did you mean 'dev'?"


@pytest.mark.parametrize("text", ["ghp_" + "a" * 36, JWT, "jo.secret@example.org"])
def test_what_is_found_is_not_shown(text: str) -> None:
    """Neither of a credential nor of an address more than what it is."""
    given = tagged({"it": text, text: "x1"})
    found = "\n".join(map(str, secrets.problems(given) + personal_data.problems(given)))
    assert found
    assert text not in found
    assert text.partition("@")[0] not in found
