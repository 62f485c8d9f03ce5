"""What Seqera takes as a resource label, on each limit and one beyond."""

import pytest

from labelwright.dialects import seqera


def numbers(labels: dict[str, str], *, on_aws: bool = False, on_studio: bool = False) -> list[str]:
    """The rules that labels break."""
    found = seqera.problems(labels, on_aws=on_aws, on_studio=on_studio, where="seqera")
    return [one.rule.split(":")[0] for one in found]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({"ab": "cd"}, []),
        ({"a": "cd"}, ["2.1.1"]),
        ({"ab": "c"}, ["2.1.2"]),
        ({"k" * 39: "v" * 39}, []),
        ({"k" * 40: "vv"}, ["2.1.1"]),
        ({"kk": "v" * 40}, ["2.1.2"]),
        ({"a-b_c": "1-2_3"}, []),
        ({"a--b": "cd"}, ["2.1.4"]),
        ({"ab": "c.d"}, ["2.1.3"]),
        ({"ab": ""}, ["2.1.2"]),
        ({"Team": "Genomics"}, []),
        ({"2fast": "cd"}, []),
    ],
)
def test_names_and_values_keep_the_portable_rule(labels: dict[str, str], expected: list[str]) -> None:
    """Whatever the workspace's own rule: it is Seqera's."""
    assert numbers(labels) == expected


def test_one_thing_takes_25_labels() -> None:
    """And not one more."""
    labels = {f"key{number}": "value" for number in range(25)}
    assert numbers(labels) == []
    assert numbers({**labels, "more": "value"}) == ["7.2.2"]


@pytest.mark.parametrize("word", ["aws", "awsome", "user", "userName", "AWS", "User-id"])
def test_on_aws_nothing_begins_with_aws_or_user(word: str) -> None:
    """Neither a name nor a value; elsewhere both may."""
    assert numbers({word: "value"}) == []
    assert numbers({word: "value"}, on_aws=True) == ["2.1.7"]
    assert numbers({"key": word}, on_aws=True) == ["2.1.7"]


@pytest.mark.parametrize("name", ["workflowId", "sessionId", "userName"])
def test_three_variables_stand_as_whole_values(name: str) -> None:
    """On AWS too, where a value may not begin with 'user': this one begins with '$'."""
    assert numbers({"key": f"${{{name}}}"}, on_aws=True) == []


@pytest.mark.parametrize(
    "value",
    ["run-${workflowId}", "${workflowId}-x", "${workflowId}${sessionId}", "${runName}", "${pipelineName}", "$${x}"],
)
def test_any_other_placeholder_is_refused(value: str) -> None:
    """Composed ones, those of ours, and a literal one."""
    assert numbers({"key": value}) == ["7.2.1"]


def test_what_is_no_template_is_told_as_such() -> None:
    """An unknown variable suggests the near one, and is told once."""
    assert numbers({"key": "${username}"}) == ["4.1"]
    assert numbers({"key": "${"}) == ["4.2"]


@pytest.mark.parametrize("value", ["${workflowId}", "run-${workflowId}"])
def test_a_studio_takes_no_dynamic_labels(value: str) -> None:
    """Not even the three."""
    assert numbers({"key": value}, on_studio=True) == ["4.6"]
