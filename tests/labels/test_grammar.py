"""The portable rule, on its limits and one beyond them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright import rules
from labelwright.grammar import is_portable, portable_form, problems_in_key, problems_in_value

LIMITS: list[tuple[str, list[rules.Rule]]] = [
    ("ab", []),
    ("a", [rules.KEY_LENGTH]),
    ("", [rules.KEY_LENGTH]),
    ("a" * 39, []),
    ("a" * 40, [rules.KEY_LENGTH]),
    ("cost-center", []),
    ("cost_center", []),
    ("a-b_c-d", []),
    ("CostCenter42", []),
    ("2fast", []),
    ("-cost", [rules.SEPARATORS]),
    ("cost-", [rules.SEPARATORS]),
    ("_cost", [rules.SEPARATORS]),
    ("cost_", [rules.SEPARATORS]),
    ("cost--center", [rules.SEPARATORS]),
    ("cost__center", [rules.SEPARATORS]),
    ("cost-_center", [rules.SEPARATORS]),
    ("cost center", [rules.CHARACTERS]),
    ("cost.center", [rules.CHARACTERS]),
    ("coût", [rules.CHARACTERS]),
    ("cost\n", [rules.CHARACTERS]),
    ("team:x-", [rules.CHARACTERS, rules.SEPARATORS]),
    ("!", [rules.KEY_LENGTH, rules.CHARACTERS]),
    ("a!", [rules.CHARACTERS]),
    ("!" * 39, [rules.CHARACTERS]),
    ("!" * 40, [rules.KEY_LENGTH, rules.CHARACTERS]),
    ("-" * 40, [rules.KEY_LENGTH, rules.SEPARATORS]),
]


@pytest.mark.parametrize(("text", "broken"), LIMITS)
def test_a_key_breaks_exactly_these_rules(text: str, broken: list[rules.Rule]) -> None:
    """Every problem of a key is reported, and no other."""
    assert [problem.rule for problem in problems_in_key(text, "key")] == [str(rule) for rule in broken]


@pytest.mark.parametrize(("text", "broken"), LIMITS)
def test_a_value_breaks_the_same_rules_under_its_own_length_rule(text: str, broken: list[rules.Rule]) -> None:
    """Keys and values differ in nothing but the name of the length rule."""
    expected = [rules.VALUE_LENGTH if rule is rules.KEY_LENGTH else rule for rule in broken]
    assert [problem.rule for problem in problems_in_value(text, "value")] == [str(rule) for rule in expected]


@pytest.mark.parametrize(("text", "broken"), LIMITS)
def test_a_text_is_portable_on_the_same_limits(text: str, broken: list[rules.Rule]) -> None:
    """The quick answer and the list of problems are one rule."""
    assert is_portable(text) == (broken == [])


@pytest.mark.parametrize(
    ("text", "form"),
    [("cost-_center", "cost-center"), ("cost_-center", "cost_center"), ("--a  b__", "a-b"), ("Zürich 42", "Zurich-42")],
)
def test_a_remedy_keeps_the_first_of_several_separators(text: str, form: str) -> None:
    """What a message proposes is what a person would write."""
    assert portable_form(text) == form


@given(st.text(max_size=60))
def test_a_text_is_portable_exactly_when_it_has_no_problem(text: str) -> None:
    """`is_portable` and `problems_in_key` never disagree."""
    assert is_portable(text) == (problems_in_key(text, "key") == [])


@given(st.text(max_size=80))
def test_the_portable_form_breaks_no_rule_but_length(text: str) -> None:
    """What a remedy proposes is never illegal in its characters."""
    broken = {problem.rule for problem in problems_in_key(portable_form(text), "key")}
    assert broken <= {str(rules.KEY_LENGTH)}


def test_a_problem_names_the_place_the_text_and_a_value_that_works() -> None:
    """The four parts of a message are there."""
    (problem,) = problems_in_key("cost--center", "labelwright:workspace.labels.cost--center")
    assert problem.where == "labelwright:workspace.labels.cost--center"
    assert "'cost--center'" in problem.got
    assert problem.rule.startswith("2.1.4: ")
    assert "'cost-center'" in problem.remedy
