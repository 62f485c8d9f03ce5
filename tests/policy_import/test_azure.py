"""Azure Policy definitions about tags: the built-in ones, and every form of condition."""

from collections.abc import Mapping
from typing import Any

import pytest

from labelwright.policy_import.azure import add_definition, definitions
from labelwright.policy_import.wanted import Wanted

TAG = "[concat('tags[', parameters('tagName'), ']')]"
NAMED: Mapping[str, Any] = {"tagName": {"type": "String"}, "tagValue": {"type": "String"}}


def definition(condition: Mapping[str, Any], effect: object = "deny", **then: Any) -> dict[str, Any]:
    """A definition, as `az policy definition show` prints it."""
    rule = {"if": condition, "then": {"effect": effect, **then}}
    return {"displayName": "tags", "mode": "Indexed", "parameters": NAMED, "policyRule": rule}


def imported(made: Mapping[str, Any], **parameters: Any) -> Wanted:
    """What a definition comes to."""
    wanted = Wanted()
    (one,) = definitions(made)
    add_definition(one, parameters, "file", wanted)
    return wanted


REQUIRED = {"required": {"platforms": {"azure-native": ["team"]}}}
ALLOWED = {"values": {"allowed": {"team": ["a", "b"]}}}


@pytest.mark.parametrize(
    "field", ["tags['team']", "tags[team]", "tags.team", TAG, "[concat('tags[''', parameters('tagName'), ''']')]"]
)
def test_a_tag_that_must_exist_is_required(field: str) -> None:
    """However its field is written: "Require a tag on resources" is one of them."""
    found = imported(definition({"field": field, "exists": "false"}), tagName="team")
    assert found.document() == REQUIRED
    assert found.left_out == []


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"not": {"field": "tags.team", "exists": True}}, REQUIRED),
        ({"field": "tags", "notContainsKey": "team"}, REQUIRED),
        ({"not": {"field": "tags", "containsKey": "team"}}, REQUIRED),
        ({"field": "tags.team", "notIn": ["a", "b"]}, {**REQUIRED, **ALLOWED}),
        ({"not": {"field": "tags.team", "in": ["a", "b"]}}, {**REQUIRED, **ALLOWED}),
        (
            {"allOf": [{"field": "tags.team", "exists": "true"}, {"field": "tags.team", "notIn": ["a", "b"]}]},
            ALLOWED,
        ),
        (
            {"anyOf": [{"field": "tags.team", "exists": "false"}, {"field": "tags.team", "notIn": ["a", "b"]}]},
            {**REQUIRED, **ALLOWED},
        ),
        (
            {"not": {"anyOf": [{"field": "tags.team", "equals": "a"}, {"field": "tags.team", "exists": "false"}]}},
            {"values": {"allowed": {"team": ["a"]}}},
        ),
        ({"field": "tags.team", "notLike": "cc-*"}, {**REQUIRED, "values": {"patterns": {"team": "cc-.*"}}}),
        (
            {"field": "tags.team", "notMatch": "cc-##?"},
            {**REQUIRED, "values": {"patterns": {"team": "cc\\-[0-9][0-9][A-Za-z]"}}},
        ),
        ({"field": "tags.team", "notContains": "x.y"}, {**REQUIRED, "values": {"patterns": {"team": ".*x\\.y.*"}}}),
        ({"field": "tags.team", "in": ["tbd", "none"]}, {"values": {"patterns": {"team": "(?!(?:tbd|none)\\Z).*"}}}),
        ({"field": "tags.team", "equals": ""}, {**REQUIRED, "values": {"patterns": {"team": "(?!\\Z).*"}}}),
        ({"field": "tags.team", "exists": "true"}, {"keys": {"forbidden": ["team"]}}),
    ],
)
def test_each_condition_is_turned_into_its_demand(condition: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    """A missing tag compares as an empty text, and so breaks what a value must be."""
    found = imported(definition(condition))
    assert (found.document(), found.left_out) == (expected, [])


def test_require_a_tag_and_its_value() -> None:
    """The built-in definition of that name."""
    made = definition({"not": {"field": TAG, "equals": "[parameters('tagValue')]"}})
    found = imported(made, tagName="env", tagValue="prod")
    assert found.document() == {
        "required": {"platforms": {"azure-native": ["env"]}}, "values": {"allowed": {"env": ["prod"]}}
    }  # fmt: skip


def test_inherit_a_tag_is_required_and_noted() -> None:
    """Azure fills it in from the resource group; here somebody must declare it."""
    value = "[resourceGroup().tags[parameters('tagName')]]"
    condition = {"allOf": [{"field": TAG, "exists": "false"}, {"value": value, "notEquals": ""}]}
    operations = [{"operation": "add", "field": TAG, "value": value}]
    found = imported(definition(condition, "modify", details={"operations": operations}), tagName="team")
    assert found.document() == REQUIRED
    assert any("Azure fills in team" in note for note in found.notes)


def test_append_a_tag_is_required_and_noted() -> None:
    """Its details are a list, without operations."""
    details = [{"field": TAG, "value": "[parameters('tagValue')]"}]
    made = definition({"field": TAG, "exists": "false"}, "append", details=details)
    found = imported(made, tagName="team", tagValue="a")
    assert found.document() == REQUIRED
    assert "with 'a'; here it must be declared" in found.notes[0]


def test_a_rule_for_some_resources_is_noted_as_wider_here() -> None:
    """The demand is made of all of Azure."""
    kind = {"field": "type", "equals": "Microsoft.Resources/subscriptions/resourceGroups"}
    found = imported(definition({"allOf": [kind, {"field": "tags.team", "exists": "false"}]}))
    assert found.document() == REQUIRED
    assert any("on some resources there" in note for note in found.notes)


def test_a_parameter_has_its_default_or_what_is_given() -> None:
    """The effect too; without a value the definition is left out, with the remedy."""
    made = definition({"field": TAG, "exists": "false"}, "[parameters('effect')]")
    made["parameters"] = {"tagName": {"defaultValue": "team"}, "effect": {"defaultValue": "Disabled"}}
    assert imported(made).left_out == ["file: tags: effect disabled"]
    assert imported(made, effect="Deny").document() == REQUIRED
    assert imported(made, effect="Deny", tagName="env").required == {"azure-native": ["env"]}
    (said,) = imported(definition({"field": TAG, "exists": "false"})).left_out
    assert said.endswith("parameter tagName has no value; give one with --parameter tagName=VALUE")


@pytest.mark.parametrize(
    "condition",
    [
        {"field": "location", "notIn": ["westeurope"]},
        {"field": "[concat('tags[', toLower('x'), ']')]", "exists": "false"},
        {"count": {"field": "tags[*]"}, "greater": 3},
        {"allOf": [{"field": "tags.a", "exists": "false"}, {"field": "tags.b", "exists": "false"}]},
        {"allOf": [{"field": "tags.a", "exists": "false"}, {"field": "tags.a", "exists": "true"}]},
        {"anyOf": [{"field": "tags.a", "exists": "false"}, {"field": "location", "equals": "x"}]},
        {"field": "tags.a", "less": "5"},
        {"not": {"field": "tags.a", "less": "5"}},
        {"field": "tags.a"},
        {"allOf": 3},
        {"allOf": [{"anyOf": [{"field": "tags.a", "equals": text} for text in "xyz"]} for _ in range(99)]},
        "nonsense",
    ],
)
def test_what_cannot_be_expressed_is_left_out_and_said(condition: Any) -> None:
    """One line with the reason, and nothing half expressed."""
    found = imported(definition(condition))
    assert found.document() == {}
    assert len(found.left_out) == 1


def test_definitions_are_found_in_whatever_azure_prints() -> None:
    """The command line's form, the REST API's, and lists of either."""
    plain = definition({"field": "tags.a", "exists": "false"})
    rest = {"name": "x", "properties": plain}
    assert definitions([plain, rest]) == [plain, {**plain, "name": "x"}]
    assert definitions({"value": [rest]}) == [{**plain, "name": "x"}]
    assert definitions({"a": 1}) == definitions("x") == definitions([1]) == []


def test_two_definitions_are_met_together() -> None:
    """Of two lists, what both have; of two patterns, both."""
    wanted = Wanted()
    for condition in (
        {"field": "tags.a", "notIn": ["x", "y"]},
        {"field": "tags.a", "notIn": ["y", "z"]},
        {"field": "tags.b", "notLike": "x*"},
        {"field": "tags.b", "notLike": "*y"},
    ):
        add_definition(definition(condition), {}, "file", wanted)
    assert wanted.allowed == {"a": ["y"]}
    assert wanted.patterns == {"b": "(?=(?:x.*)\\Z)(?:.*y)"}
