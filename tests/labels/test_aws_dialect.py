"""What AWS takes, on each limit and one beyond, per service where services differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright import rules
from labelwright.dialects import aws
from labelwright.dialects.aws import Service
from labelwright.vocabulary import LabelRule

NATIVE, PORTABLE = LabelRule.NATIVE, LabelRule.PORTABLE


def broken(labels: dict[str, str | None], rule: LabelRule, service: Service = Service.GENERAL) -> list[str]:
    """Numbers of the rules that `labels` break."""
    return [found.rule.split(":")[0] for found in aws.problems(labels, rule=rule, service=service, where="tags")]


def many(count: int) -> dict[str, str | None]:
    """So many labels."""
    return {f"key{number:03}": "value" for number in range(count)}


@pytest.mark.parametrize(
    ("labels", "rule", "service", "expected"),
    [
        ({"k" * 128: "v"}, NATIVE, Service.GENERAL, []),
        ({"k" * 129: "v"}, NATIVE, Service.GENERAL, [rules.AWS_KEY_LENGTH]),
        ({"": "v"}, NATIVE, Service.GENERAL, [rules.AWS_KEY_LENGTH]),
        ({"k": "v" * 256}, NATIVE, Service.GENERAL, []),
        ({"k": "v" * 257}, NATIVE, Service.GENERAL, [rules.AWS_VALUE_LENGTH]),
        ({"k": ""}, NATIVE, Service.GENERAL, []),
        ({"k" * 127: "v"}, NATIVE, Service.EC2, []),
        ({"k" * 128: "v"}, NATIVE, Service.EC2, [rules.AWS_EC2_KEY_LENGTH]),
        (many(50), NATIVE, Service.GENERAL, []),
        (many(51), NATIVE, Service.GENERAL, [rules.AWS_COUNT]),
        ({**many(50), "aws:made": "by-aws"}, NATIVE, Service.GENERAL, [rules.AWS_RESERVED]),
        (many(10), NATIVE, Service.S3_OBJECT, []),
        (many(11), NATIVE, Service.S3_OBJECT, [rules.AWS_S3_OBJECT_COUNT]),
        ({}, NATIVE, Service.S3_EXPRESS_OBJECT, []),
        (many(1), NATIVE, Service.S3_EXPRESS_OBJECT, [rules.AWS_S3_EXPRESS]),
        ({"a b.c:d/e=f+g-h@i": "Zürich 42"}, NATIVE, Service.GENERAL, []),
        ({"k": "a^b"}, NATIVE, Service.GENERAL, [rules.AWS_CHARACTERS]),
        ({"k": "${workflowId}"}, NATIVE, Service.GENERAL, [rules.AWS_CHARACTERS]),
        ({"k\t": "v"}, NATIVE, Service.GENERAL, [rules.AWS_CHARACTERS]),
        ({"aws:k": "v"}, NATIVE, Service.GENERAL, [rules.AWS_RESERVED]),
        ({"AwS:k": "v"}, NATIVE, Service.GENERAL, [rules.AWS_RESERVED]),
        ({"k": "aws:v"}, NATIVE, Service.GENERAL, [rules.AWS_RESERVED]),
        ({"awsome": "user"}, NATIVE, Service.GENERAL, []),
        ({"Team": "a1", "team": "b2"}, NATIVE, Service.GENERAL, []),
        ({"Team": "a1", "team": "b2"}, NATIVE, Service.IAM_ROLE, [rules.COLLISION]),
        ({"Team": "a1", "team": "b2"}, PORTABLE, Service.IAM_USER, [rules.COLLISION]),
        (many(25), PORTABLE, Service.GENERAL, []),
        (many(26), PORTABLE, Service.GENERAL, [rules.PORTABLE_COUNT]),
        (many(11), PORTABLE, Service.S3_OBJECT, [rules.AWS_S3_OBJECT_COUNT]),
        ({"user": "bo"}, PORTABLE, Service.GENERAL, [rules.RESERVED_WORDS]),
        ({"owner": "AWS-team"}, PORTABLE, Service.GENERAL, [rules.RESERVED_WORDS]),
        ({"owner": "x-user"}, PORTABLE, Service.GENERAL, []),
        ({"key--x": None}, PORTABLE, Service.GENERAL, [rules.SEPARATORS]),
        ({"owner": None}, PORTABLE, Service.GENERAL, []),
    ],
)
def test_labels_break_exactly_these_rules(
    labels: dict[str, str | None], rule: LabelRule, service: Service, expected: list[rules.Rule]
) -> None:
    """The exact problems, nothing more: a value that is not yet known (None) hides no problem of its key."""
    assert broken(labels, rule, service) == [one.number for one in expected]


@pytest.mark.parametrize("service", list(Service))
def test_every_service_has_limits(service: Service) -> None:
    """One without would crash a policy at the wrong moment; those of other clouds count as general."""
    assert broken({}, NATIVE, service) == []


def test_a_collision_names_both_keys() -> None:
    """Never a silent merge."""
    (found,) = aws.problems_in_case(["team", "Team", "tier"], service=Service.IAM_ROLE, where="tags")
    assert "'Team'" in found.got
    assert "'team'" in found.got


@pytest.mark.parametrize(
    ("key", "column"),
    [
        ("workflowRun", "workflow_run"),
        ("workflow-run", "workflow_run"),
        ("SESSION", "s_e_s_s_i_o_n"),
        ("app.kubernetes.io/name", "app_kubernetes_io_name"),
        ("team:genomics", "team_genomics"),
    ],
)
def test_a_key_is_billed_as(key: str, column: str) -> None:
    """AWS's own examples of its rewriting."""
    assert aws.billing_column(key) == column


def test_keys_that_share_a_column_of_the_bill_are_named_together() -> None:
    """Legal on the resource, one on the bill."""
    (found,) = aws.billing_collisions(["costCenter", "cost-center", "team"], "labels")
    assert "'cost-center' and 'costCenter' as 'cost_center'" in found.got


LABELS = st.dictionaries(st.text(min_size=1, max_size=45), st.text(max_size=45), max_size=30)


@given(LABELS, st.sampled_from(list(LabelRule)), st.sampled_from(list(Service)))
def test_what_is_rendered_breaks_no_rule_that_the_labels_do_not(
    labels: dict[str, str], rule: LabelRule, service: Service
) -> None:
    """Rendering adds no problem, and renders every label."""
    before = aws.problems(labels, rule=rule, service=service, where="tags")
    rendered = aws.render(labels, rule=rule).labels
    assert aws.problems(rendered, rule=rule, service=service, where="tags") == before
    assert rendered == labels
    assert list(rendered) == sorted(labels)


@given(st.text(max_size=400), st.sampled_from(list(LabelRule)))
def test_a_sanitised_value_is_legal(value: str, rule: LabelRule) -> None:
    """Whatever a run resolved to."""
    assert aws.problems_in_value(aws.sanitise(value, rule=rule), rule=rule, where="") == []


@given(st.text(max_size=100), st.text(max_size=100))
def test_different_values_stay_different_when_sanitised(first: str, second: str) -> None:
    """The hash keeps them apart, so that the bill does."""
    if first != second:
        assert aws.sanitise(first, rule=PORTABLE) != aws.sanitise(second, rule=PORTABLE)


@given(st.text(max_size=60), st.sampled_from(list(LabelRule)))
def test_sanitising_a_legal_value_changes_nothing(value: str, rule: LabelRule) -> None:
    """And so sanitising twice is sanitising once."""
    once = aws.sanitise(value, rule=rule)
    assert aws.sanitise(once, rule=rule) == once
