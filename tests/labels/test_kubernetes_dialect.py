"""What Kubernetes takes, on each limit and one beyond."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright import rules
from labelwright.dialects import DIALECT_OF, DIALECT_OF_PACKAGE, dialects_of, kubernetes
from labelwright.placement.table import packages
from labelwright.vocabulary import LabelRule, Platform

NATIVE, PORTABLE = LabelRule.NATIVE, LabelRule.PORTABLE


def broken(labels: dict[str, str | None], rule: LabelRule) -> list[str]:
    """Numbers of the rules that `labels` break."""
    return [found.rule.split(":")[0] for found in kubernetes.problems(labels, rule=rule, where="labels")]


@pytest.mark.parametrize(
    ("labels", "rule", "expected"),
    [
        ({"k" * 63: "v"}, NATIVE, []),
        ({"k" * 64: "v"}, NATIVE, [rules.K8S_KEY_LENGTH]),
        ({"k": "v" * 63}, NATIVE, []),
        ({"k": "v" * 64}, NATIVE, [rules.K8S_VALUE_LENGTH]),
        ({"k": ""}, NATIVE, []),
        ({"": "v"}, NATIVE, [rules.K8S_KEY]),
        ({f"{'a' * 253}/k": "v"}, NATIVE, []),
        ({f"{'a' * 254}/k": "v"}, NATIVE, [rules.K8S_PREFIX]),
        ({"/k": "v"}, NATIVE, [rules.K8S_PREFIX]),
        ({"Example.com/k": "v"}, NATIVE, [rules.K8S_PREFIX]),
        ({"a..b/k": "v"}, NATIVE, [rules.K8S_PREFIX]),
        ({"a/b/k": "v"}, NATIVE, [rules.K8S_PREFIX]),
        ({"example.com/": "v"}, NATIVE, [rules.K8S_KEY]),
        ({"kubernetes.io/k": "v"}, NATIVE, [rules.K8S_RESERVED]),
        ({"k8s.io/k": "v"}, NATIVE, [rules.K8S_RESERVED]),
        ({"app.kubernetes.io/name": "v"}, NATIVE, []),
        ({"A.b_c-1": "Z.y_x-9"}, NATIVE, []),
        ({"-k": "v"}, NATIVE, [rules.K8S_KEY]),
        ({"k.": None}, NATIVE, [rules.K8S_KEY]),
        ({"k": "v."}, NATIVE, [rules.K8S_VALUE]),
        ({"k": "a b"}, NATIVE, [rules.K8S_VALUE]),
        ({"k": "v\n"}, NATIVE, [rules.K8S_VALUE]),
        ({"Team": "a1", "team": "b2"}, NATIVE, []),
        ({f"key{number}": "v" for number in range(100)}, NATIVE, []),
        ({f"key{number:02}": "v1" for number in range(25)}, PORTABLE, []),
        ({f"key{number:02}": "v1" for number in range(26)}, PORTABLE, [rules.PORTABLE_COUNT]),
        ({"aws": "user"}, PORTABLE, []),
        ({"a.b": "v1"}, PORTABLE, [rules.CHARACTERS]),
        ({"key": ""}, PORTABLE, [rules.VALUE_LENGTH]),
    ],
)
def test_a_label_is_refused_one_beyond_each_limit(
    labels: dict[str, str | None], rule: LabelRule, expected: list[rules.Rule]
) -> None:
    """On the limit nothing is found; beyond it exactly the rule that was broken."""
    assert broken(labels, rule) == [one.number for one in expected]


TEXTS = st.text(max_size=90)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,9}", fullmatch=True), TEXTS, max_size=5))
def test_what_does_not_fit_a_label_is_annotated_whole_and_noted(labels: dict[str, str]) -> None:
    """Rendered values are legal, no value is lost, and nothing is changed without a note."""
    rendered = kubernetes.render(labels, rule=NATIVE)
    assert kubernetes.problems(rendered.labels, rule=NATIVE, where="labels") == []
    assert {**rendered.labels, **rendered.annotations} == labels
    changed = {key for key, value in labels.items() if rendered.labels[key] != value}
    assert changed == rendered.annotations.keys() == rendered.notes.keys()


def test_the_portable_rule_moves_nothing_to_annotations() -> None:
    """What breaks it is refused, so that it works on every cloud."""
    rendered = kubernetes.render({"team": "x" * 64}, rule=PORTABLE)
    assert (rendered.labels, rendered.annotations) == ({"team": "x" * 64}, {})


@given(st.text(max_size=200), st.sampled_from(list(LabelRule)))
def test_a_sanitised_value_is_legal_and_stays_so(value: str, rule: LabelRule) -> None:
    """Whatever a run resolved to; and twice is once."""
    once = kubernetes.sanitise(value, rule=rule)
    assert kubernetes.problems_in_value(once, rule=rule, where="") == []
    assert kubernetes.sanitise(once, rule=rule) == once


@given(TEXTS, TEXTS, st.sampled_from(list(LabelRule)))
def test_different_values_stay_different_when_sanitised(first: str, second: str, rule: LabelRule) -> None:
    """The hash keeps them apart."""
    if first != second:
        assert kubernetes.sanitise(first, rule=rule) != kubernetes.sanitise(second, rule=rule)


def test_every_platform_and_every_package_that_labels_are_placed_in_has_a_dialect() -> None:
    """Otherwise its labels would be judged by another cloud's rules."""
    assert set(DIALECT_OF) == set(Platform)
    assert set(packages()) <= set(DIALECT_OF_PACKAGE)


def test_a_stack_without_environments_is_judged_by_every_dialect() -> None:
    """Its own resources may be made anywhere."""
    assert dialects_of([]) == tuple(DIALECT_OF_PACKAGE.values())
    assert dialects_of([Platform.KUBERNETES, Platform.KUBERNETES]) == (kubernetes,)
