"""Tag policies of AWS Organizations, as settings of our own policies."""

import json
from typing import Any

import pytest

from labelwright.policy_import.aws import Tags, add_tag_policy, is_tag_policy, read_tag_policy
from labelwright.policy_import.wanted import Wanted

COST_CENTER: dict[str, Any] = {
    "tags": {
        "costcenter": {
            "tag_key": {"@@assign": "CostCenter"},
            "tag_value": {"@@assign": ["100", "200"]},
            "enforced_for": {"@@assign": ["secretsmanager:*"]},
        }
    }
}


def imported(*policies: object) -> Wanted:
    """What policies come to, from the root downwards."""
    wanted, tags = Wanted(), Tags()
    for number, policy in enumerate(policies):
        tags = read_tag_policy(policy, tags, f"file {number}", wanted)
    add_tag_policy(tags, wanted)
    return wanted


def child(**fields: Any) -> dict[str, Any]:
    """A policy below that one."""
    return {"tags": {"CostCenter": fields}}


def test_values_are_those_of_the_key_as_it_is_written() -> None:
    """The key's own case, not that of the policy key; nothing is required unless the policy says so."""
    found = imported(COST_CENTER)
    assert found.document() == {"values": {"allowed": {"CostCenter": ["100", "200"]}}}


def test_a_required_key_is_required() -> None:
    """On all of AWS, which is said, because there it may be on some types only."""
    found = imported(COST_CENTER, child(report_required_tag_for={"@@assign": ["ec2:instance"]}))
    assert found.document()["required"] == {"platforms": {"aws": ["CostCenter"]}}
    assert any("ec2:instance" in note for note in found.notes)


def test_a_wildcard_makes_a_pattern_of_all_values() -> None:
    """And what else a regular expression would read is meant as it stands."""
    found = imported(COST_CENTER, child(tag_value={"@@append": ["3.0*"]}))
    assert found.document() == {"values": {"patterns": {"CostCenter": "(?:100|200|3\\.0.*)"}}}


def test_a_child_policy_appends_removes_and_assigns() -> None:
    """Each operator, on what the parent left; policy keys compare without case."""
    cases = {
        "@@append": (["300", "100"], ["100", "200", "300"]),
        "@@remove": (["100", "999"], ["200"]),
        "@@assign": (["7"], ["7"]),
    }
    for operator, (values, expected) in cases.items():
        found = imported(COST_CENTER, child(tag_value={operator: values}))
        assert found.allowed == {"CostCenter": expected}, operator


def test_a_key_without_a_case_is_lower_case() -> None:
    """So does AWS."""
    assert imported({"tags": {"Team": {"tag_value": {"@@assign": ["a"]}}}}).allowed == {"team": ["a"]}


def test_a_key_without_values_takes_any() -> None:
    """An empty list is no list."""
    assert imported({"tags": {"team": {"tag_value": {"@@assign": []}}}}).document() == {}


def test_what_cannot_be_expressed_is_listed() -> None:
    """Unknown fields and operators, and the case of keys."""
    found = imported(
        {"tags": {"team": {"new_field": {}, "tag_value": {"@@new": ["a"]}, "tag_key": {"@@assign": "Team"}}}}
    )
    assert found.left_out == [
        "file 0: tags.team.new_field: no field of a tag policy that is known here",
        "file 0: tags.team.tag_value.@@new: no operator of inheritance",
        "that Team may be written in no other case: there is no such setting",
    ]


def test_operators_for_children_and_enforcement_are_noted() -> None:
    """Nobody needs to mend them, and nothing is dropped without a word."""
    policy = {"tags": {"team": {"tag_key": {"@@assign": "team", "@@operators_allowed_for_child_policies": ["@@none"]}}}}
    assert imported(policy).notes == [
        "file 0: tags.team.tag_key: which operators child policies may use is for AWS to enforce"
    ]
    assert "CostCenter: enforced for secretsmanager:* there, on everything here" in imported(COST_CENTER).notes


def test_what_the_aws_command_line_prints_is_read() -> None:
    """The policy is a text in there; the effective one has no operators."""
    described = {"Policy": {"PolicySummary": {"Name": "x"}, "Content": json.dumps(COST_CENTER)}}
    plain = {"tags": {"costcenter": {"tag_key": "CostCenter", "tag_value": ["100", "200"]}}}
    effective = {"EffectivePolicy": {"PolicyType": "TAG_POLICY", "PolicyContent": json.dumps(plain)}}
    for document in (described, effective):
        assert is_tag_policy(document)
        assert imported(document).allowed == {"CostCenter": ["100", "200"]}


@pytest.mark.parametrize(
    "document", [{}, [], None, "x", {"tags": []}, {"Policy": {"Content": "no JSON"}}, {"Policy": {"Content": "[]"}}]
)
def test_anything_else_is_no_tag_policy(document: object) -> None:
    """Whatever its form."""
    assert not is_tag_policy(document)
