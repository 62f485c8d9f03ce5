"""Each rule on its limit and one beyond, through the proxies of the policy runtime."""

from collections.abc import Callable
from typing import Any

import pytest

from labelwright import rules
from labelwright.problem import Problem
from labelwright.vocabulary import LabelRule
from policies.labelled import LabelledResource
from policies.rules import collisions, count, grammar, placeholders, required
from tests.policies.wrapped import (
    COMPUTE,
    GROUP,
    INSTANCE,
    MACHINE,
    OBJECT,
    POOL,
    PROFILE,
    PROJECT,
    ROLE,
    STORAGE,
    TEMPLATE,
    UNKNOWN,
    USER,
    ZONE,
    labelled,
    many,
    resource,
    tagged,
)

Check = Callable[[LabelledResource], list[Problem]]
PORTABLE = LabelRule.PORTABLE


def _numbers(found: list[Problem]) -> list[str]:
    """The numbers of the rules that were broken."""
    return [problem.rule.partition(":")[0] for problem in found]


ON_THE_LIMIT: list[Any] = [
    pytest.param(grammar.problems, tagged({"k" * 128: "v" * 256}), id="key 128, value 256"),
    pytest.param(grammar.problems, tagged({"k" * 127: ""}, INSTANCE), id="EC2 key 127, empty value"),
    pytest.param(grammar.problems, tagged({"k" * 39: "v" * 39, "ab": "cd"}, rule=PORTABLE), id="portable 2 and 39"),
    pytest.param(grammar.problems, tagged({"Größe (m²)".replace("(", "").replace(")", ""): "a b"}), id="letters"),
    pytest.param(grammar.problems, tagged({"awesome": "aws"}), id="aws without a colon, natively"),
    pytest.param(collisions.problems, tagged({"team": "a", "Team": "b"}), id="case counts on a queue"),
    pytest.param(collisions.problems, tagged({"team": "a", "Team": "b"}, PROFILE), id="case counts on a profile"),
    pytest.param(collisions.problems, tagged({"team": "a", "teams": "b"}, ROLE), id="two keys on a role"),
    pytest.param(count.problems, tagged(many(50)), id="50 tags"),
    pytest.param(count.problems, tagged({**many(50), "aws:x": "y"}), id="AWS's own do not count"),
    pytest.param(count.problems, tagged(many(10), OBJECT), id="10 on an S3 object"),
    pytest.param(count.problems, tagged(many(25), rule=PORTABLE), id="25 portable"),
    pytest.param(placeholders.problems, tagged({"price": "$5 {net}"}), id="dollar and brace apart"),
    pytest.param(required.problems, tagged({"team": "x"}, required=("team",)), id="required key"),
    pytest.param(required.problems, tagged({"Team": "x"}, ROLE, required=("team",)), id="a role folds case"),
    pytest.param(required.problems, tagged({"team": UNKNOWN}, required=("team",)), id="required, not known yet"),
    pytest.param(required.problems, tagged(None), id="nothing required"),
    pytest.param(grammar.problems, labelled({"k" * 63: "v" * 63}), id="Google key and value 63"),
    pytest.param(grammar.problems, labelled({"team": UNKNOWN}), id="Google, a value not known yet"),
    pytest.param(collisions.problems, labelled({"team": "a", "teams": "b"}), id="two keys on Google"),
    pytest.param(count.problems, labelled(many(63)), id="63 on Google, and Pulumi's own"),
    pytest.param(required.problems, labelled({"team": "x"}, required=("Team",)), id="Google has lower case only"),
    pytest.param(grammar.problems, tagged({"k" * 512: "a^b"}, GROUP), id="an Azure key of 512"),
    pytest.param(grammar.problems, tagged({"k" * 128: "v"}, STORAGE), id="an Azure storage key of 128"),
    pytest.param(count.problems, tagged(many(50), GROUP), id="50 Azure tags"),
    pytest.param(count.problems, tagged({f"key{at}": "v" * 252 for at in range(8)}, MACHINE), id="2,048 on a machine"),
    pytest.param(count.problems, tagged({**many(15)}, ZONE), id="15 on a DNS zone"),
    pytest.param(required.problems, tagged({"TEAM": "x"}, GROUP, required=("team",)), id="Azure folds case"),
    pytest.param(
        required.problems,
        resource({"tags": {"team": "x"}, "metadata": [{"name": "Team", "value": UNKNOWN}]}, POOL, required=("team",)),
        id="required in a pool's metadata",
    ),
]


@pytest.mark.parametrize(("check", "given"), ON_THE_LIMIT)
def test_what_is_on_the_limit_is_allowed(check: Check, given: LabelledResource) -> None:
    """The last value that the rule takes."""
    assert check(given) == []


BEYOND: list[Any] = [
    pytest.param(grammar.problems, tagged({"k" * 129: "v"}), [rules.AWS_KEY_LENGTH], id="key 129"),
    pytest.param(grammar.problems, tagged({"k" * 128: "v"}, INSTANCE), [rules.AWS_EC2_KEY_LENGTH], id="EC2 key 128"),
    pytest.param(grammar.problems, tagged({"k": "v" * 257}), [rules.AWS_VALUE_LENGTH], id="value 257"),
    pytest.param(grammar.problems, tagged({"k" * 40: "ok"}, rule=PORTABLE), [rules.KEY_LENGTH], id="portable key 40"),
    pytest.param(grammar.problems, tagged({"ok": "v"}, rule=PORTABLE), [rules.VALUE_LENGTH], id="portable value 1"),
    pytest.param(grammar.problems, tagged({"a#b": "x"}), [rules.AWS_CHARACTERS], id="a character"),
    pytest.param(grammar.problems, tagged({"AWS:x": "y"}), [rules.AWS_RESERVED], id="reserved, in any case"),
    pytest.param(grammar.problems, tagged({"aws-x": "yy"}, rule=PORTABLE), [rules.RESERVED_WORDS], id="reserved word"),
    pytest.param(collisions.problems, tagged({"team": "a", "Team": "b"}, ROLE), [rules.COLLISION], id="case on a role"),
    pytest.param(collisions.problems, tagged({"team": "a", "Team": "b"}, USER), [rules.COLLISION], id="case on a user"),
    pytest.param(count.problems, tagged(many(51)), [rules.AWS_COUNT], id="51 tags"),
    pytest.param(count.problems, tagged(many(11), OBJECT), [rules.AWS_S3_OBJECT_COUNT], id="11 on an S3 object"),
    pytest.param(
        count.problems,
        resource({"bucket": "b--use1-az4--x-s3", "tags": many(1)}, OBJECT),
        [rules.AWS_S3_EXPRESS],
        id="1 on an object in a directory bucket",
    ),
    pytest.param(count.problems, tagged(many(26), rule=PORTABLE), [rules.PORTABLE_COUNT], id="26 portable"),
    pytest.param(placeholders.problems, tagged({"run": "x-${workflowId}"}), [rules.FORGE_TIME], id="a placeholder"),
    pytest.param(placeholders.problems, tagged({"run": "$${x}"}), [rules.FORGE_TIME], id="an escaped one"),
    pytest.param(placeholders.problems, tagged({"run": "open ${"}), [rules.FORGE_TIME], id="an open one"),
    pytest.param(placeholders.problems, tagged({"${key}": "x"}), [rules.FORGE_TIME], id="in a key"),
    pytest.param(required.problems, tagged({"Team": "x"}, required=("team",)), [rules.REQUIRED], id="another case"),
    pytest.param(required.problems, tagged(None, required=("a", "b")), [rules.REQUIRED], id="no tags at all"),
    pytest.param(required.problems, tagged({"c": "x"}, required=("a", "b")), [rules.REQUIRED] * 2, id="two keys"),
    pytest.param(grammar.problems, labelled({"k" * 64: "v"}), [rules.GOOGLE_KEY_LENGTH], id="Google key 64"),
    pytest.param(grammar.problems, labelled({"Team": "v"}), [rules.GOOGLE_CHARACTERS], id="upper case on Google"),
    pytest.param(grammar.problems, labelled({"goog-x": "v"}), [rules.GOOGLE_RESERVED], id="reserved by Google"),
    pytest.param(
        grammar.problems,
        labelled({"k": "\u00e9"}, PROJECT),
        [rules.GOOGLE_PROJECT_CHARACTERS],
        id="a project's value",
    ),
    pytest.param(collisions.problems, labelled({"team": "a", "Team": "b"}), [rules.COLLISION], id="case on Google"),
    pytest.param(count.problems, labelled(many(64)), [rules.GOOGLE_FORGED_COUNT], id="64 and Pulumi's own on Google"),
    pytest.param(grammar.problems, tagged({"k" * 513: "v"}, GROUP), [rules.AZURE_KEY_LENGTH], id="Azure key 513"),
    pytest.param(
        grammar.problems,
        tagged({"k" * 129: "v"}, STORAGE),
        [rules.AZURE_STORAGE_KEY_LENGTH],
        id="Azure storage key 129",
    ),
    pytest.param(grammar.problems, tagged({"a/b": "v"}, GROUP), [rules.AZURE_CHARACTERS], id="an Azure character"),
    pytest.param(
        grammar.problems,
        tagged({"windows-team": "vv"}, GROUP, rule=PORTABLE),
        [rules.AZURE_RESERVED],
        id="Azure's word",
    ),
    pytest.param(collisions.problems, tagged({"team": "a", "Team": "b"}, GROUP), [rules.COLLISION], id="case on Azure"),
    pytest.param(
        collisions.problems,
        resource({"metadata": [{"name": "team", "value": "a"}, {"name": "Team", "value": "b"}]}, POOL),
        [rules.COLLISION],
        id="case in a pool's metadata",
    ),
    pytest.param(count.problems, tagged(many(51), GROUP), [rules.AZURE_COUNT], id="51 Azure tags"),
    pytest.param(count.problems, tagged(many(16), ZONE, rule=PORTABLE), [rules.AZURE_FEW], id="16 on a DNS zone"),
    pytest.param(
        count.problems,
        tagged({**{f"key{at}": "v" * 252 for at in range(8)}, "k": UNKNOWN}, MACHINE),
        [rules.AZURE_MACHINE_TOTAL],
        id="2,049 on a machine",
    ),
    pytest.param(
        required.problems, resource({"tags": {"a": "x"}}, POOL, required=("a",)), [rules.REQUIRED], id="no metadata"
    ),
]


@pytest.mark.parametrize(("check", "given", "broken"), BEYOND)
def test_what_is_one_beyond_is_refused(check: Check, given: LabelledResource, broken: list[rules.Rule]) -> None:
    """Exactly the rule that was broken is named, with its number."""
    assert _numbers(check(given)) == [rule.number for rule in broken]


@pytest.mark.parametrize("check", [grammar.problems, count.problems, placeholders.problems])
def test_an_unknown_value_hides_nothing_else(check: Check) -> None:
    """A preview knows the keys and the other values: each is judged as if nothing were unknown."""
    tags = {"bad#key": UNKNOWN, "other#key": "${x}", **many(49)}
    assert len(check(tagged(tags))) == len(check(tagged({**tags, "bad#key": "ok"})))
    assert check(tagged(tags))


def test_the_key_of_an_unknown_value_is_judged() -> None:
    """The very key whose value is unknown is no exception."""
    assert _numbers(grammar.problems(tagged({"bad#key": UNKNOWN}))) == [rules.AWS_CHARACTERS.number]


def test_tags_that_are_unknown_as_a_whole_are_judged_when_they_are_known() -> None:
    """There is nothing to be judged in a preview, and that is neither an error nor an all-clear for the update."""
    assert tagged(UNKNOWN, required=("team",)).places == ()


def test_nested_places_are_judged_too() -> None:
    """Labels of instances and volumes break the same rules, under the limits of Amazon EC2."""
    compute = resource(
        {"tags": {}, "computeResources": {"type": "EC2", "tags": {"k" * 128: UNKNOWN}}}, COMPUTE, required=("team",)
    )
    assert [problem.where for problem in grammar.problems(compute)] == [f"computeResources.tags.{'k' * 128}"]
    assert [problem.where for problem in required.problems(compute)] == ["tags", "computeResources.tags"]
    template = resource(
        {"tags": {}, "tagSpecifications": [{"resourceType": "volume", "tags": {"a": "${b}"}}]}, TEMPLATE
    )
    assert [problem.where for problem in placeholders.problems(template)] == ["tagSpecifications[volume].tags.a"]


def test_tags_that_the_provider_adds_count() -> None:
    """`tagsAll` is what reaches the cloud; it counts towards the limit and satisfies what is required."""
    full = resource({"tags": many(50), "tagsAll": {**many(50), "team": "x"}}, required=("team",))
    assert _numbers(count.problems(full)) == [rules.AWS_COUNT.number]
    assert required.problems(full) == []


@pytest.mark.parametrize("value", [UNKNOWN, "no JSON", "7", None], ids=str)
def test_default_tags_that_cannot_be_read_are_none(value: object) -> None:
    """They raise nothing: an exception here would end the whole update."""
    (place,) = resource({"tags": {"a": "b"}}, provider={"defaultTags": value}).places
    assert place.labels == {"a": "b"}


def test_default_tags_do_not_satisfy_where_they_do_not_reach() -> None:
    """Auto scaling groups and nested places get none of them."""
    provider = {"defaultTags": {"tags": {"owner": "org"}}}
    group = resource({}, "aws:autoscaling/group:Group", required=("owner",), provider=provider)
    assert [problem.where for problem in required.problems(group)] == ["tags"]
    compute = resource({"computeResources": {"type": "EC2"}}, COMPUTE, required=("owner",), provider=provider)
    assert [problem.where for problem in required.problems(compute)] == ["computeResources.tags"]


def test_default_labels_of_google_count_where_they_reach() -> None:
    """Root labels get them, disks do not; AWS has another setting."""
    provider = {"defaultLabels": '{"owner": "org"}', "defaultTags": '{"tags": {"cost": "x"}}'}
    kind = "gcp:compute/instanceTemplate:InstanceTemplate"
    template = resource({"disks": [{}]}, kind, required=("owner", "cost"), provider=provider)
    assert [problem.where for problem in required.problems(template)] == [
        "labels",
        "disks[0].labels",
    ]


@pytest.mark.parametrize("tags", [{"team": "x"}, None], ids=["given", "absent"])
@pytest.mark.parametrize("as_text", [False, True], ids=["object", "JSON text"])
def test_default_tags_count_while_their_sum_is_unknown(tags: object, *, as_text: bool) -> None:
    """One unknown value makes all of `tagsAll` unknown; then it is added up here."""
    default = {"tags": {"owner": "org"}}
    provider = {"defaultTags": '{"tags": {"owner": "org"}}' if as_text else default}
    given = resource({"tags": tags, "tagsAll": UNKNOWN}, required=("owner",), provider=provider)
    assert required.problems(given) == []
