"""Labels on the record of runs are changed as asked, on all that were chosen or on none, and the history tells it."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from labelwright.problem import LabelError
from labelwright.runs.change import HouseRules, HouseRulesOf, KeyCount, LabelChange, LabelOutcome
from labelwright.runs.database import StoreError
from labelwright.runs.labelling import PIECE
from labelwright.runs.run import RunLabel
from labelwright.runs.store import Store
from labelwright.runs.tables import APPEND_ONLY
from labelwright.vocabulary import LabelRule, Platform, Scope
from tests.runs.made import a_run, asked, some_labels

ALL = asked("since:2020-01-01")


def everywhere(rule: LabelRule = LabelRule.PORTABLE, *locked: str) -> HouseRulesOf:
    """The same rules in every environment."""

    def house(project: str, stack: str, environment: str) -> HouseRules:
        assert project
        assert stack
        assert environment
        return HouseRules(rule, frozenset(locked))

    return house


def changed(store: Store, change: LabelChange, query: str = "since:2020-01-01") -> LabelOutcome:
    """The change, made by `eve`."""
    return store.label(asked(query), change, by="eve")


def values(store: Store) -> dict[str, dict[str, str]]:
    """Run -> its labels."""
    return {run.id: run.values for run in store.each()}


def refused(store: Store, change: LabelChange, query: str = "since:2020-01-01") -> str:
    """Why the change is refused; nothing may have been changed."""
    before = values(store)
    with pytest.raises(LabelError) as caught:
        changed(store, change, query)
    assert not isinstance(caught.value, StoreError)
    assert values(store) == before
    assert not [entry for run in store.each() for entry in store.history(run)]
    return str(caught.value)


def test_labels_are_merged(store: Store) -> None:
    """What is not named stays; only runs that were chosen are touched."""
    store.record([a_run(0, team="aa", tier="xx"), a_run(1, team="bb", tier="xx")])
    outcome = changed(store, LabelChange(set={"team": "cc", "owner": "anna"}), "label:team=aa")
    assert values(store) == {
        "run-0": {"owner": "anna", "team": "cc", "tier": "xx"},
        "run-1": {"team": "bb", "tier": "xx"},
    }
    assert (outcome.found, outcome.changed, outcome.kept) == (1, 1, ())
    assert outcome.counts == (KeyCount("owner", added=1), KeyCount("team", changed=1))


def test_a_label_that_was_set_afterwards_stands_on_the_record_only(store: Store) -> None:
    """It has no phase, and nothing of the label that stood there before; what was not changed keeps its provenance."""
    store.record([a_run(team="aa", tier="xx")])
    changed(store, LabelChange(set={"team": "bb", "tier": "xx"}))
    run = store.get("run-0")
    assert run is not None
    assert run.labels == (RunLabel("team", "bb", Scope.RUN, ()), a_run(tier="xx").labels[0])


def test_a_removed_label_is_gone_and_one_that_is_not_there_is_no_change(store: Store) -> None:
    """Removing is an entry of the history only where there was something."""
    store.record([a_run(0, team="aa"), a_run(1)])
    outcome = changed(store, LabelChange(remove=("team", "nothing-such")))
    assert values(store) == {"run-0": {}, "run-1": {}}
    assert outcome == LabelOutcome(2, 1, (KeyCount("team", removed=1),), change=outcome.change)


def test_a_replacement_leaves_what_is_locked_and_what_belongs_to_systems(store: Store) -> None:
    """And says so; all else goes."""
    system = RunLabel("nextflow.io/runName", "happy", Scope.RUN)
    run = a_run(0, team="aa", tier="xx", center="c1")
    store.record([replace(run, labels=(*run.labels, system))])
    house = everywhere(LabelRule.PORTABLE, "center")
    outcome = changed(store, LabelChange(set={"owner": "anna"}, replace=True, house=house))
    assert values(store)["run-0"] == {"center": "c1", "nextflow.io/runName": "happy", "owner": "anna"}
    assert outcome.kept == ("center", "nextflow.io/runName")


def test_a_dry_run_says_the_same_and_changes_nothing(store: Store) -> None:
    """Neither labels nor history."""
    store.record([a_run(0, team="aa"), a_run(1, team="bb")])
    change = LabelChange(set={"team": "cc"}, remove=("tier",))
    tried = store.label(ALL, change, by="eve", dry_run=True)
    assert values(store) == {"run-0": {"team": "aa"}, "run-1": {"team": "bb"}}
    assert store.history(a_run(0)) == []
    done = changed(store, change)
    assert (tried.found, tried.changed, tried.counts) == (done.found, done.changed, done.counts)
    assert (tried.change, tried.dry_run) == (None, True)


def test_a_change_of_nothing_leaves_no_trace(store: Store) -> None:
    """Not even a number of a change."""
    store.record([a_run(0, team="aa")])
    assert changed(store, LabelChange(set={"team": "aa"})) == LabelOutcome(1, 0)
    assert changed(store, LabelChange(set={"team": "bb"}), "label:team=nobody") == LabelOutcome(0, 0)


def test_history_tells_each_change_once_with_one_number_for_all_runs(store: Store) -> None:
    """When, by whom, what before, what after; oldest first."""
    store.record([a_run(0, team="aa"), a_run(1, team="bb")])
    first = changed(store, LabelChange(set={"team": "cc"}))
    second = changed(store, LabelChange(remove=("team",)), "run:run-0")
    told = [(one.change, one.by, one.key, one.before, one.after) for one in store.history(a_run(0))]
    assert told == [(first.change, "eve", "team", "aa", "cc"), (second.change, "eve", "team", "cc", None)]
    assert [(one.change, one.before) for one in store.history(a_run(1))] == [(first.change, "bb")]
    assert all(one.at.tzinfo is not None and one.run == a_run(0).key for one in store.history(a_run(0)))


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET {} = {}"])
def test_the_database_refuses_to_rewrite_the_history(store: Store, table: str, statement: str) -> None:
    """Whoever asks: it can be added to, and that is all."""
    store.record([a_run(0, team="aa")])
    changed(store, LabelChange(set={"team": "bb"}))
    column = "run" if table == "label_changes" else "id"
    with pytest.raises(DBAPIError, match="append-only"), store.database.engine.begin() as connection:
        connection.execute(text(statement.format(table, column, column)))
    assert len(store.history(a_run(0))) == 1


def test_the_database_refuses_to_delete_runs(store: Store) -> None:
    """Labels and history refer to them by their numbers."""
    store.record([a_run(0, team="aa")])
    with pytest.raises(DBAPIError, match="not deleted"), store.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM runs"))
    assert store.count() == 1


@pytest.mark.parametrize(
    "key",
    ["system.correlationId", "System", "labelwright.run", "kestra.io/flow", "nextflow.io/runName", "AWS:x", "goog-x"],
)
def test_keys_of_systems_are_not_touched_by_hand(store: Store, key: str) -> None:
    """Neither set nor removed, in whatever case."""
    store.record([a_run(0, team="aa")])
    house = everywhere(LabelRule.NATIVE)
    assert "7.4.6" in refused(store, LabelChange(set={key: "xx"}, house=house))
    assert "7.4.6" in refused(store, LabelChange(remove=(key,), house=house))


def test_a_locked_key_is_not_changed_and_every_run_is_told(store: Store) -> None:
    """Only in the environments where it is locked; setting what is there is no change."""
    store.record([*(a_run(number, team="aa", tier="xx") for number in range(12)), a_run(0, stack="prod", team="aa")])

    def house(_: str, stack: str, environment: str) -> HouseRules:
        return HouseRules(
            locked=frozenset({"team", "tier"}) if (stack, environment) == ("dev", "batch") else frozenset()
        )

    told = refused_with_two_stacks(store, LabelChange(set={"team": "bb"}, remove=("tier",), house=house))
    assert "change.team: got 12 runs: run-0, run-1, run-2" in told
    assert "change.tier: got 12 runs" in told
    assert "and 2 more" in told
    assert "locked in shop/dev/batch" in told
    assert changed(store, LabelChange(set={"team": "aa"}, house=house)).changed == 0
    assert changed(store, LabelChange(set={"team": "bb"}, house=house), "stack:prod").changed == 1


def refused_with_two_stacks(store: Store, change: LabelChange) -> str:
    """As `refused`, where ids are not unique."""
    with pytest.raises(LabelError) as caught:
        changed(store, change)
    assert store.count(asked("label:team=aa")) == 13
    return str(caught.value)


def test_labels_keep_the_rule_of_the_platform_on_which_each_run_was(store: Store) -> None:
    """All platforms' problems at once; a native rule allows what its cloud does."""
    store.record([a_run(0), a_run(1, platform=Platform.GOOGLE_BATCH), a_run(2, platform=Platform.KUBERNETES)])
    told = refused(store, LabelChange(set={"my key": "user-1"}))
    assert "on aws-batch.my key" in told
    assert "on google-batch.my key" in told
    assert "2.1.7" in told
    native = everywhere(LabelRule.NATIVE)
    assert changed(store, LabelChange(set={"my key": "user 1"}, house=native), "platform:aws-batch").changed
    with pytest.raises(LabelError, match=r"2\.4\.2"):
        changed(store, LabelChange(set={"my key": "user 1"}, house=native), "platform:kubernetes")


@pytest.mark.parametrize(("there", "fits"), [(23, True), (24, False)])
def test_a_run_carries_no_more_labels_than_its_platform_takes(store: Store, there: int, *, fits: bool) -> None:
    """25 under the portable rule, those of systems not counted: two more are one too many for 24."""
    labels = {f"key-{number}": "vv" for number in range(there)}
    system = tuple(RunLabel(f"system.{number}", "xx") for number in range(5))
    run = a_run(0)
    store.record([replace(run, labels=(*some_labels(labels), *system)), a_run(1)])
    change = LabelChange(set={"one-more": "vv", "two-more": "vv"})
    if fits:
        assert changed(store, change).changed == 2
    else:
        assert "more than 25 labels on run run-0; rule 2.1.5" in refused(store, change)
        assert changed(store, LabelChange(set=change.set, remove=("key-0",))).changed == 2


def test_keys_that_a_cloud_makes_one_do_not_stand_beside_each_other(store: Store) -> None:
    """Azure folds case; the other spelling may be removed in the same change."""
    store.record([a_run(0, platform=Platform.AZURE_CLOUD, team="aa"), a_run(1, team="aa")])
    assert "'Team' beside 'team' on run run-0" in refused(store, LabelChange(set={"Team": "bb"}))
    assert changed(store, LabelChange(set={"Team": "bb"}), "platform:aws-batch").changed == 1
    changed(store, LabelChange(set={"Team": "bb"}, remove=("team",)), "platform:azure-cloud")
    assert values(store) == {"run-0": {"Team": "bb"}, "run-1": {"Team": "bb", "team": "aa"}}


def test_a_change_says_something_and_says_it_once(store: Store) -> None:
    """A change of nothing at all, and a key to be set and removed."""
    assert "nothing to do" in refused(store, LabelChange())
    assert "set and removed" in refused(store, LabelChange(set={"team": "bb"}, remove=("team",)))


def test_many_runs_are_changed_piece_by_piece_and_progress_is_told(store: Store) -> None:
    """From nothing to all, in one transaction all the same."""
    count = PIECE + 1
    store.record(a_run(number, team="aa") for number in range(count))
    told: list[tuple[int, int]] = []
    change = LabelChange(set={"team": "bb"})
    outcome = store.label(ALL, change, by="eve", progress=lambda done, total: told.append((done, total)))
    assert told == [(0, count), (PIECE, count), (count, count)]
    assert outcome.changed == store.count(asked("label:team=bb")) == count


def test_what_fails_in_the_middle_never_took_place(store: Store) -> None:
    """Whatever it is that fails."""
    store.record(a_run(number, team="aa") for number in range(PIECE + 1))

    def fail(done: int, _: int) -> None:
        if done:
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        store.label(ALL, LabelChange(set={"team": "bb"}), by="eve", progress=fail)
    assert store.count(asked("label:team=bb")) == 0
    assert store.history(a_run(0)) == []
