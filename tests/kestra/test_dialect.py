"""What Kestra takes as a label's key and value, on each limit and one beyond."""

import pytest

from labelwright.dialects import kestra


def numbers(labels: dict[str, str], *, on_flow: bool = False) -> list[str]:
    """The rules that labels break."""
    return [found.rule.split(":")[0] for found in kestra.problems(labels, on_flow=on_flow, where="flow")]


@pytest.mark.parametrize("key", ["a", "team", "costCenter", "cost-center", "a.b", "a_", "x1", "équipe", "équipeÉ"])
def test_a_key_begins_with_a_small_letter(key: str) -> None:
    """Letters of every script and case follow, digits, '.', '_' and '-' too."""
    assert numbers({key: "x"}) == []


@pytest.mark.parametrize(
    "key", ["", "Team", "1st", "-a", "_a", ".a", "a b", "a:b", "a@b", "a/b", "a💩", "Équipe", "a²"]
)
def test_any_other_key_is_refused(key: str) -> None:
    """As newer versions of Kestra do when a flow is saved; older ones take every key."""
    assert numbers({key: "x"}) == ["7.3.1"]


def test_the_remedy_for_a_key_is_a_key() -> None:
    """What an error advises is not refused next."""
    for key in ("Team", "Cost Center", "1st", "a/b", "💩", "_"):
        (found,) = kestra.problems_in_key(key, where="flow")
        assert kestra.problems_in_key(found.remedy.split("'")[1], where="flow") == []


def test_system_labels_are_kestras_own() -> None:
    """One may stand on a flow; nobody sets another, nor sets it anywhere else."""
    assert numbers({"system.readOnly": "true"}, on_flow=True) == []
    assert numbers({"system.readOnly": "true"}) == ["7.3.2"]
    assert numbers({"system.username": "ada"}, on_flow=True) == ["7.3.2"]
    assert numbers({"system": "x", "systems.a": "x"}, on_flow=True) == []


@pytest.mark.parametrize("value", ["", " ", "\t\n"])
def test_an_empty_value_is_refused(value: str) -> None:
    """Kestra would drop the label without a word."""
    assert numbers({"team": value}) == ["7.3.3"]


@pytest.mark.parametrize("value", ["{{", "a{{b}}", "{% raw %}", "{# note #}"])
def test_a_value_that_kestra_would_evaluate_is_refused(value: str) -> None:
    """Most places are rendered as expressions; a value that is no expression must not become one."""
    assert numbers({"team": value}) == ["7.3.4"]


@pytest.mark.parametrize("value", ["{", "}}", "{ {", "a:b", "${x}", "x" * 1000])
def test_any_other_text_is_a_value(value: str) -> None:
    """Colons, single braces and long texts are nothing to Kestra."""
    assert numbers({"team": value}) == []


@pytest.mark.parametrize(("name", "count"), [("a", 0), ("A.b_c-1", 0), ("", 1), ("-a", 1), ("a b", 1), ("a/b", 1)])
def test_an_id_is_letters_digits_and_separators(name: str, count: int) -> None:
    """It stands in an address and in a file."""
    assert len(kestra.problems_in_name(name, where="flow")) == count


def test_a_namespace_has_small_letters_only() -> None:
    """`Company.team` is none."""
    assert kestra.problems_in_name("company.team", where="flow", is_namespace=True) == []
    assert len(kestra.problems_in_name("Company.team", where="flow", is_namespace=True)) == 1
