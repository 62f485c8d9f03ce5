"""Who wins: one test for each adjacent pair of scopes, then the laws."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwright.model import Label, LabelSet
from labelwright.resolve import Resolved, resolve
from labelwright.scopes import PRECEDENCE, RANK, Carrier, Layer
from labelwright.vocabulary import Combine, Scope

PAIRS = sorted(
    {pair for order in PRECEDENCE.values() for pair in pairwise(order)}, key=lambda pair: (RANK[pair[0]], pair[1])
)


def layer(scope: Scope, *labels: Label, combine: Combine = Combine.MERGE, **plain: str | None) -> Layer:
    """A layer from labels, or from plain keys and values."""
    written = [*labels, *(Label(key=key, value=value) for key, value in plain.items())]
    return Layer(scope=scope, labels=LabelSet(labels=tuple(written)), combine=combine)


@pytest.mark.parametrize(("lower", "higher"), PAIRS)
def test_the_later_scope_wins(lower: Scope, higher: Scope) -> None:
    """Per key, and the loser is named."""
    resolved = resolve([layer(lower, team="low", only="low"), layer(higher, team="high")])
    assert resolved.values == {"team": "high", "only": "low"}
    winner = resolved.labels[1]
    assert (winner.scope, winner.beat[0].scope, winner.beat[0].value) == (higher, lower, "low")


@pytest.mark.parametrize(("lower", "higher"), PAIRS)
def test_a_locked_label_beats_the_later_scope(lower: Scope, higher: Scope) -> None:
    """It can neither be changed nor removed, and the attempt is named."""
    locked = layer(lower, Label(key="team", value="low", locked=True))
    for attempt in ("high", None):
        resolved = resolve([layer(higher, team=attempt), locked])
        assert resolved.values == {"team": "low"}
        assert resolved.locked == {"team"}
        assert [(lost.scope, lost.value) for lost in resolved.labels[0].beat] == [(higher, attempt)]


@pytest.mark.parametrize(("lower", "higher"), PAIRS)
def test_the_scope_that_decides_says_whether_a_label_is_volatile(lower: Scope, higher: Scope) -> None:
    """It is said of a value: a steady one in its place is steady. Handed on as one layer it stays so."""
    volatile, steady = Label(key="build", value="low", volatile=True), Label(key="build", value="high")
    assert resolve([layer(lower, volatile), layer(higher, steady)]).volatile == frozenset()
    resolved = resolve([layer(lower, steady), layer(higher, volatile)])
    assert resolved.volatile == {"build"}
    assert resolve([resolved.as_layer(Scope.ENVIRONMENT)]).volatile == {"build"}


@pytest.mark.parametrize(("lower", "higher"), PAIRS)
def test_a_removal_is_an_entry_like_any_other(lower: Scope, higher: Scope) -> None:
    """It wins over the scope below, loses to the scope above, and stays explainable."""
    removed = resolve([layer(lower, team="low"), layer(higher, team=None)])
    assert removed.values == {}
    assert (removed.labels[0].scope, removed.labels[0].value) == (higher, None)
    assert resolve([layer(lower, team=None), layer(higher, team="high")]).values == {"team": "high"}


@pytest.mark.parametrize(("lower", "higher"), PAIRS)
def test_replace_drops_what_came_before_but_no_locked_label(lower: Scope, higher: Scope) -> None:
    """A scope that replaces starts anew, except for locks."""
    below = layer(lower, Label(key="cost", value="cc-1", locked=True), team="low", tier="low")
    above = layer(higher, tier="high", combine=Combine.REPLACE)
    resolved = resolve([below, above])
    assert resolved.values == {"cost": "cc-1", "tier": "high"}
    why = {label.key: label.beat[0].why for label in resolved.labels if label.key != "cost"}
    assert why == {"team": f"replaced by {higher}", "tier": f"overridden by {higher}"}
    removal = resolve([layer(lower, team="low"), layer(higher, team=None)])
    assert removal.labels[0].beat[0].why == f"overridden by {higher}"


def test_the_first_lock_wins() -> None:
    """A later scope can lock only what no earlier one has locked."""
    layers = [layer(scope, Label(key="team", value=scope, locked=True)) for scope in (Scope.TEAM, Scope.ORGANIZATION)]
    assert resolve(layers).values == {"team": "organization"}


def test_a_pipeline_never_reaches_a_forged_resource() -> None:
    """The example that must hold: instances keep `name=ce1`, the run's job carries both."""
    layers = [layer(Scope.ENVIRONMENT, name="ce1"), layer(Scope.PIPELINE, pipeline="pipeline1")]
    assert resolve(layers, Carrier.RESOURCE).values == {"name": "ce1"}
    assert resolve(layers, Carrier.RUN).values == {"name": "ce1", "pipeline": "pipeline1"}


def test_a_studio_takes_its_environment_and_its_own() -> None:
    """Neither pipeline nor run."""
    layers = [
        layer(scope, Label(key=scope, value="xx"))
        for scope in (Scope.ENVIRONMENT, Scope.PIPELINE, Scope.RUN, Scope.STUDIO)
    ]
    assert set(resolve(layers, Carrier.STUDIO).values) == {"environment", "studio"}


def test_no_dynamic_label_is_static() -> None:
    """What may reach a resource at forge time holds no placeholder, not even an escaped one."""
    resolved = resolve([layer(Scope.TEAM, run="run-${workflowId}", odd="a$${b", tier="gold")])
    assert resolved.static == {"tier": "gold"}
    assert set(resolved.dynamic) == {"run", "odd"}


KEYS = st.sampled_from(["team", "Team", "tier", "cost-center", "run"])
VALUES = st.one_of(st.none(), st.sampled_from(["gold", "silver", "run-${workflowId}"]))
LAYERS = st.lists(
    st.builds(
        Layer,
        scope=st.sampled_from(list(Scope)),
        labels=st.dictionaries(KEYS, st.tuples(VALUES, st.booleans()), max_size=4).map(
            lambda given: LabelSet(
                labels=tuple(Label(key=key, value=value, locked=locked) for key, (value, locked) in given.items())
            )
        ),
        combine=st.sampled_from(list(Combine)),
    ),
    max_size=6,
)


@given(LAYERS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_never_shows(layers: list[Layer], random: Random) -> None:
    """Same layers, same outcome, provenance included."""
    shuffled = layers.copy()
    random.shuffle(shuffled)
    assert resolve(shuffled) == resolve(layers)


@given(LAYERS)
def test_resolving_twice_is_resolving_once(layers: list[Layer]) -> None:
    """The outcome of a merge, merged again, is itself."""
    once = resolve(layers)
    twice = resolve([once.as_layer(Scope.ENVIRONMENT)])
    assert (twice.values, twice.locked) == (once.values, once.locked)


@given(LAYERS, KEYS, st.one_of(st.none(), st.just("mine")))
def test_a_lock_at_the_lowest_scope_beats_everything(layers: list[Layer], key: str, value: str | None) -> None:
    """Whatever the other scopes say."""
    others = [one for one in layers if one.scope is not Scope.ORGANIZATION]
    lock = layer(Scope.ORGANIZATION, Label(key=key, value=value, locked=True))
    assert resolve([*others, lock]).values.get(key) == value


@given(LAYERS)
def test_every_key_has_one_value_and_the_outcome_is_sorted(layers: list[Layer]) -> None:
    """So that equal sets are equal bytes."""
    resolved: Resolved = resolve(layers)
    keys = [label.key for label in resolved.labels]
    assert keys == sorted(set(keys))


def test_two_labels_with_one_key_are_no_set() -> None:
    """There is no order between them, so none of them can win."""
    with pytest.raises(ValueError, match=r"2\.3\.1"):
        LabelSet(labels=(Label(key="team", value="a1"), Label(key="team", value="b2")))
