"""The pack's own config: everything that is wrong in it is refused, with a word that would work."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_policy import PolicyProviderResource, ResourceValidationArgs
from pulumi_policy.proxy import unknown_checking_proxy

from labelwright import rules
from labelwright.problem import LabelError, Problem
from labelwright.settings.policies import Policies
from labelwright.settings.reading import read
from labelwright.settings.source import Source
from policies import pack
from policies.config import parse_config
from tests.policies.wrapped import BUCKET, COMPUTE, GROUP, POOL, QUEUE, TEMPLATE, UNKNOWN, demands, urn_of

WAIVER = {"type": "aws:s3/*", "reason": "ten tags", "until": "2027-01-31"}


def refused(config: Mapping[str, Mapping[str, object]]) -> tuple[Problem, ...]:
    """What is wrong with a config."""
    with pytest.raises(LabelError) as error:
        parse_config(config)
    return error.value.problems


WRONG: list[Any] = [
    pytest.param({"lables": {}}, rules.FIELD, "lables", "Did you mean 'labels'?", id="a policy"),
    pytest.param({"labels-advice": {"unknown": {}}}, rules.FIELD, "labels-advice", "below 'labels'", id="its place"),
    pytest.param({"all": {"unknown": {}}}, rules.FIELD, "all", "below 'labels'", id="all"),
    pytest.param({"labels": {"changes": {}}}, rules.FIELD, "labels.changes", "labelwright review", id="reviewed"),
    pytest.param({"labels": {"requird": {}}}, rules.FIELD, "labels.requird", "Did you mean 'required'?", id="a rule"),
    pytest.param(
        {"labels": {"count": {"headroom": 5.0}}}, rules.FIELD, "labels.count.headroom", "'headRoom'", id="a field"
    ),
    pytest.param(
        {"labels": {"count": {"headRoom": 5.5}}}, rules.FIELD_VALUE, "labels.count.headRoom", "integer", id="half"
    ),
    pytest.param({"labels": {"count": {"headRoom": -1.0}}}, rules.FIELD_VALUE, "labels.count.headRoom", "0", id="-1"),
    pytest.param(
        {"labels": {"count": {"level": "madatory"}}}, rules.FIELD_VALUE, "labels.count.level", "'mandatory'", id="level"
    ),
    pytest.param({"labels": {"count": 7.0}}, rules.FIELD_VALUE, "labels.count", "mapping", id="a number for a rule"),
    pytest.param(
        {"labels": {"values": {"patterns": {"a": "("}}}},
        rules.FIELD_VALUE,
        "labels.values.patterns.a",
        "regular expression",
        id="pattern",
    ),
    pytest.param(
        {"labels": {"required": {"platforms": {"aws-bach": ["a"]}}}},
        rules.KNOWN_NAME,
        "labels.required.platforms.aws-bach",
        "Did you mean 'aws-batch'?",
        id="a platform",
    ),
    pytest.param(
        {"labels": {"required": {"exempt": [{**WAIVER, "until": "2027-02-30"}]}}},
        rules.FIELD_VALUE,
        "labels.required.exempt[0].until",
        "2027-01-31",
        id="a day that does not exist",
    ),
    pytest.param(
        {"labels": {"required": {"exempt": [{**WAIVER, "resaon": "x"}]}}},
        rules.FIELD,
        "labels.required.exempt[0].resaon",
        "Did you mean 'reason'?",
        id="a field of an exemption",
    ),
    pytest.param(
        {"labels": {"required": {"exempt": [{**WAIVER, "type": "*"}]}}},
        rules.EXEMPTION,
        "labels.required.exempt[0]",
        "level: disabled",
        id="everything exempt",
    ),
    *(
        pytest.param(
            {"labels": {"required": {"exempt": [exemption]}}},
            rules.MISSING,
            f"labels.required.exempt[0].{field}",
            f"Write '{field}: ...'",
            id=name,
        )
        for field, name, exemption in (
            ("reason", "no reason", {"type": "x", "until": "2027-01-31"}),
            ("reason", "an empty reason", {**WAIVER, "reason": " "}),
            ("until", "no day", {"type": "x", "reason": "y"}),
        )
    ),
]


@pytest.mark.parametrize(("config", "broken", "where", "remedy"), WRONG)
def test_what_is_wrong_is_refused(
    config: Mapping[str, Mapping[str, object]], broken: rules.Rule, where: str, remedy: str
) -> None:
    """One problem for one mistake: its place, its rule, and what would work."""
    (found,) = refused(config)
    assert (found.where, found.rule) == (f"policy-pack-config:{where}", str(broken))
    assert remedy in found.remedy


def test_everything_wrong_is_told_at_once() -> None:
    """A person mends it in one go."""
    assert len(refused({"lables": {}, "labels": {"requird": {}, "count": {"headRoom": "x", "level": 1}}})) == 4


def test_numbers_come_as_floats() -> None:
    """So the engine hands them over."""
    assert demands({"count": {"headRoom": 5.0}}).count.head_room == 5


def test_a_config_without_a_word_on_labels_is_fine() -> None:
    """As is one that only sets levels, which are the engine's business."""
    assert parse_config({}) == parse_config({"all": {}, "labels": {}, "labels-advice": {}}) == Policies()


TEXT = st.text(max_size=8) | st.just(UNKNOWN)
SCALAR = st.none() | st.booleans() | st.floats(allow_nan=False) | TEXT
JSON = SCALAR | st.lists(SCALAR, max_size=2) | st.dictionaries(TEXT, SCALAR | st.lists(TEXT, max_size=2), max_size=2)
FIELDS = st.sampled_from(
    ["level", "exempt", "headRoom", "teams", "platforms", "allowed", "patterns", "forbidden", "reserved", "x"]
)
WAIVERS = st.lists(st.dictionaries(st.sampled_from([*WAIVER, "x"]), JSON, max_size=4), max_size=2)
CONFIG = st.dictionaries(
    st.sampled_from(["labels", "all", "labels-advice", "lables"]),
    st.dictionaries(
        st.sampled_from([*Policies().by_name, "x"]),
        JSON | st.dictionaries(FIELDS, JSON | WAIVERS, max_size=3),
        max_size=3,
    ),
    max_size=2,
)


@given(CONFIG)
def test_any_config_is_taken_or_refused(config: dict[str, dict[str, object]]) -> None:
    """Never a traceback, whatever was written."""
    try:
        assert isinstance(parse_config(config), Policies)
    except LabelError as error:
        assert error.problems  # noqa: PT017 - one of two right outcomes


KEYS = st.text(max_size=4) | st.sampled_from(["env", "team", "Team", "a" * 140])
NAMES = st.lists(KEYS, max_size=2)


def _demands(
    room: int, required: list[str], allowed: dict[str, list[str]], keys: list[str]
) -> dict[str, dict[str, object]]:
    """Settings of every rule that has some."""
    return {
        "count": {"headRoom": room},
        "required": {"platforms": {"aws": required, "gcp": required}},
        "values": {"allowed": allowed},
        "keys": {"forbidden": keys, "reserved": keys},
    }


DEMANDS = st.builds(_demands, st.integers(0, 60), NAMES, st.dictionaries(KEYS, NAMES, max_size=2), NAMES)
LABELS = JSON | st.dictionaries(KEYS, st.text(max_size=300) | JSON, max_size=4)
ITEMS = st.lists(
    st.dictionaries(st.sampled_from(["tags", "name", "value", "key", "resourceType"]), LABELS, max_size=3), max_size=2
)
PROPS = st.dictionaries(
    st.sampled_from(["tags", "tagsAll", "labels", "computeResources", "tagSpecifications", "metadata", "name", "sku"]),
    LABELS | ITEMS,
    max_size=4,
)
TYPES = st.sampled_from([QUEUE, COMPUTE, TEMPLATE, GROUP, POOL, BUCKET, "kubernetes:core/v1:Pod"])


@pytest.fixture(scope="module")
def stack() -> Iterator[None]:
    """A stack without any config."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pack, "settings_of_stack", lambda: read(Source(tree={})).settings)
        yield


@pytest.mark.usefixtures("stack")
@given(TYPES, PROPS, PROPS, DEMANDS)
def test_any_resource_is_judged(
    type_token: str, props: dict[str, Any], provider: dict[str, Any], policies: dict[str, object]
) -> None:
    """No property makes the pack fail, neither by an exception nor by one that it reports of itself."""
    judge = pack.Judge()
    judge.configure({"labels": policies})
    options: Any = None
    of = PolicyProviderResource("pulumi:providers:aws", unknown_checking_proxy({"defaultTags": provider}), "", "")
    args = ResourceValidationArgs(type_token, unknown_checking_proxy(props), urn_of(type_token), "x", options, of)
    told: list[str] = []
    for policy in (judge.mandatory, judge.advisory):
        policy(args, lambda message, _: told.append(message))
    assert "failed itself" not in "".join(told)
