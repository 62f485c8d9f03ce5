"""Placeholders: parsed once, refused when unknown, never resolved by halves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright.dynamic import VARIABLES, Variable, is_dynamic, parse_template, problems_in_template
from labelwright.problem import LabelError


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("${workflowId}", {"workflowId": "2mnBxQ"}, "2mnBxQ"),
        ("run-${workflowId}-${userName}", {"workflowId": "a1", "userName": "bo"}, "run-a1-bo"),
        ("${workflowId}${workflowId}", {"workflowId": "a1"}, "a1a1"),
        ("static", {}, "static"),
        ("$${workflowId}", {}, "${workflowId}"),
        ("a$b", {}, "a$b"),
        ("$$${workflowId}", {"workflowId": "a1"}, "$${workflowId}"),
    ],
)
def test_a_template_resolves_to(text: str, values: dict[str, str], expected: str) -> None:
    """Prefix, suffix, concatenation and the escape."""
    assert parse_template(text).resolve(values) == expected


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("${workflowID}", "workflowId"),
        ("${username}", "userName"),
        ("run-${sesionId}", "sessionId"),
        ("${nothing-like-it}", "Write one of"),
        ("${}", "${workflowId}"),
        ("${workflowId", "${workflowId}"),
        ("${a${workflowId}", "${workflowId}"),
    ],
)
def test_a_broken_placeholder_is_refused_with_the_nearest_variable(text: str, hint: str) -> None:
    """An unknown variable, an open one and an empty one."""
    (problem,) = problems_in_template(text, "value")
    assert hint in problem.remedy
    with pytest.raises(LabelError):
        parse_template(text)


def test_every_problem_of_a_template_is_reported() -> None:
    """Two unknown variables are two problems."""
    assert len(problems_in_template("${aaa}-${bbb}-${workflowId}", "value")) == 2


def test_the_variables_of_the_reference_platform_are_known() -> None:
    """The three that Seqera resolves, and ours."""
    assert {"workflowId", "sessionId", "userName"} < set(VARIABLES)
    assert len(VARIABLES) == 13


def test_an_empty_value_counts_as_missing() -> None:
    """`--var userName=` resolves nothing."""
    assert parse_template("${userName}-${runName}").missing({"userName": "", "runName": "x"}) == ("userName",)


def test_only_a_lone_variable_is_a_whole_value() -> None:
    """Systems that take a placeholder only as a whole value ask this."""
    assert parse_template("${workflowId}").is_whole_value
    assert not parse_template("run-${workflowId}").is_whole_value
    assert not parse_template("plain").is_whole_value


@given(st.text(alphabet=st.sampled_from("ab-_$"), max_size=30))
def test_a_text_without_braces_is_static_and_unchanged(text: str) -> None:
    """Nothing but `${` makes a text dynamic."""
    assert not is_dynamic(text)
    assert parse_template(text).resolve({}) == text


@given(st.lists(st.sampled_from(["run", "-", "${workflowId}", "${userName}", "$${", "}", "$"]), max_size=8))
def test_a_template_is_parsed_or_refused_and_loses_nothing(parts: list[str]) -> None:
    """Resolving with each variable's own placeholder gives back the text, escapes undone."""
    text = "".join(parts)
    if problems_in_template(text, "value"):
        return
    template = parse_template(text)
    again = template.resolve({name: "${" + name + "}" for name in VARIABLES})
    assert again == text.replace("$${", "${")
    assert all(isinstance(piece, str | Variable) for piece in template.pieces)
