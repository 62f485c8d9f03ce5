"""The store keeps runs whole, finds them, and gives each of them once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from labelwright.problem import LabelError
from labelwright.runs.run import Job, Run, RunKey, RunLabel
from labelwright.runs.store import RunExistsError, Store
from labelwright.vocabulary import Phase, Platform, Scope, Status
from tests.runs.made import NOW, a_run, asked

WHOLE = Run(
    project="shop",
    stack="acme/shop/dev",
    id="1a2B",
    environment="batch",
    platform=Platform.GOOGLE_BATCH,
    launched=datetime(2026, 3, 29, 1, 59, 59, 999_999, tzinfo=UTC),
    pipeline="rna/seq",
    action="nightly",
    name="happy ærø 😀",
    user="o'hara; DROP TABLE runs",
    status=Status.FAILED,
    labels=(
        RunLabel("Team", "Genomics", Scope.TEAM, (Phase.FORGE, *Phase), "small letters", "team", "genomics"),
        RunLabel("run", "1a2B", Scope.RUN, (Phase.SUBMISSION,), template="${workflowId}"),
        RunLabel("zero", "", Scope.STUDIO, (), sent_value=""),
    ),
    jobs=(Job("work", "b", "google-batch-job"), Job("head", "a", "google-batch-job")),
    message="line 1\nline 2",
    notes=("key: left out", "another"),
)


def test_a_run_comes_back_as_it_was_recorded(store: Store) -> None:
    """Every field, to the microsecond, empty and hostile texts too."""
    whole = replace(WHOLE, labels=(replace(WHOLE.labels[0], phases=tuple(Phase)), *WHOLE.labels[1:]))
    assert store.record([whole]) == 1
    assert store.get("1a2B") == whole


def test_a_moment_of_another_time_zone_is_the_same_moment(store: Store) -> None:
    """It comes back in UTC."""
    there = NOW.astimezone(timezone(timedelta(hours=-5)))
    store.record([replace(a_run(), launched=there)])
    found = store.get("run-0")
    assert found is not None
    assert (found.launched, found.launched.tzinfo) == (NOW, UTC)


def test_a_run_is_reserved_once(store: Store) -> None:
    """Who comes second is told what is there, and changes nothing of it."""
    first = a_run(team="genomics")
    assert store.reserve(first) == first
    with pytest.raises(RunExistsError) as caught:
        store.reserve(replace(first, user="bob", labels=()))
    assert caught.value.run == first
    assert store.get("run-0") == first


def test_the_same_id_in_another_stack_is_another_run(store: Store) -> None:
    """Asking for the id alone says which there are; a stack tells them apart."""
    store.reserve(a_run(stack="dev"))
    store.reserve(a_run(stack="prod"))
    with pytest.raises(LabelError, match=r"shop/dev/run-0, shop/prod/run-0"):
        store.get("run-0")
    assert store.get("run-0", "shop", "prod") == a_run(stack="prod")
    assert store.get("run-0", "shop", "test") is None


def test_runs_are_recorded_all_or_none(store: Store) -> None:
    """One that is there already, or comes twice, keeps all others out, and all such are named."""
    store.record([a_run(1), a_run(2)])
    with pytest.raises(LabelError) as caught:
        store.record([a_run(0), a_run(1), a_run(2), a_run(3)])
    assert [problem.where for problem in caught.value.problems] == ["run shop/dev/run-1", "run shop/dev/run-2"]
    with pytest.raises(LabelError, match="run-5"):
        store.record([a_run(5), a_run(6), a_run(5)])
    assert store.count() == 2


def test_more_runs_than_one_batch_are_recorded_once_each(store: Store) -> None:
    """A batch has 2,000."""
    assert store.record(a_run(number, team=f"team-{number % 3}") for number in range(4_001)) == 4_001
    assert store.count() == 4_001
    assert store.count(asked("label:team=team-1")) == 1_334
    assert len({run.id for run in store.each(asked("label:team=team-1"))}) == 1_334


def test_jobs_are_noted_beside_those_that_are_there(store: Store) -> None:
    """Each once, in the order in which they came; a run that was reserved is submitted then."""
    store.reserve(replace(a_run(), status=Status.SUBMITTING, jobs=()))
    head, work = Job("head", "1", "aws-batch-job"), Job("work", "2", "aws-batch-job")
    assert store.submitted(a_run(), [head]).jobs == (head,)
    assert store.submitted(RunKey("shop", "dev", "run-0"), [work, head]).jobs == (head, work)
    assert [run.status for run in store.find()] == [Status.SUBMITTED]


def test_a_job_that_comes_late_does_not_set_a_run_back(store: Store) -> None:
    """What runs, or is done, stays so."""
    store.reserve(a_run())
    assert store.submitted(a_run(), [Job("late", "9", "pod")]).status is Status.SUCCEEDED


def test_a_failure_is_noted_with_its_reason_and_forgotten_when_it_works(store: Store) -> None:
    """The message belongs to the status."""
    store.reserve(a_run())
    failed = store.failed(a_run(), "no such queue")
    assert (failed.status, failed.message) == (Status.FAILED, "no such queue")
    again = store.submitted(a_run(), [])
    assert (again.status, again.message) == (Status.SUBMITTED, "")


def test_a_status_of_no_run_is_an_error(store: Store) -> None:
    """And nothing is made."""
    with pytest.raises(LabelError, match="not recorded"):
        store.set_status(RunKey("shop", "dev", "nope"), Status.FAILED)
    assert store.count() == 0


def test_pages_go_from_the_newest_to_the_oldest_and_leave_none_out(store: Store) -> None:
    """Runs of one moment have an order too."""
    together = [replace(a_run(number), launched=NOW) for number in range(4)]
    store.record([*together, *(a_run(number) for number in range(10, 15))])
    pages: list[str] = []
    after: Run | None = None
    while page := store.find(limit=2, after=after):
        pages += [run.id for run in page]
        after = page[-1]
    assert pages == [f"run-{number}" for number in (3, 2, 1, 0, 10, 11, 12, 13, 14)]


def test_pages_of_a_search_keep_to_it(store: Store) -> None:
    """The page after a run has what fits and is older."""
    store.record(a_run(number, team="a" if number % 2 else "b") for number in range(9))
    found = store.find(asked("label:team=a"), limit=2, after=RunKey("shop", "dev", "run-2"))
    assert [run.id for run in found] == ["run-3", "run-5"]


@pytest.mark.parametrize(("at_most", "count"), [(4, 5), (5, 5), (6, 5), (3, 4)])
def test_a_count_stops_one_above_its_limit(store: Store, at_most: int, count: int) -> None:
    """So that a page can say that there are more."""
    store.record(a_run(number, team="a") for number in range(5))
    assert store.count(asked("label:team=a"), at_most=at_most) == count


def test_uses_tell_where_a_label_is_carried(store: Store) -> None:
    """By environment, with and without a value, and when the last run was launched."""
    store.record([a_run(1, team="a"), a_run(2, team="a"), a_run(3, team="b"), a_run(4, stack="prod", team="a")])
    of_value = {(one.stack, one.environment): (one.runs, one.last) for one in store.uses("team", "a")}
    assert of_value == {
        ("dev", "batch"): (2, NOW - timedelta(minutes=1)),
        ("prod", "batch"): (1, NOW - timedelta(minutes=4)),
    }
    assert [(one.stack, one.runs) for one in store.uses("team")] == [("dev", 3), ("prod", 1)]
    assert store.uses("owner") == store.uses("team", "c") == []


@pytest.mark.parametrize(
    ("run", "told"),
    [
        (replace(a_run(), id=""), "without an id"),
        (replace(a_run(), launched=NOW.replace(tzinfo=None)), "without a time zone"),
        (replace(a_run(), name="a\0b"), "control character"),
        (replace(a_run(), name="a\x1b[31m"), "control character"),
        (replace(a_run(), message="a\0b"), "control character"),
        (replace(a_run(), user="\ud800"), "half of a character"),
        (a_run(team="x" * 2_049), "2,049 bytes"),
        (a_run(team="ä" * 1_025), "2,050 bytes"),
        (replace(a_run(), labels=(RunLabel("a", "b"), RunLabel("a", "c"))), "'a' 2 times"),
    ],
)
def test_what_cannot_be_kept_as_it_is_is_refused(store: Store, run: Run, told: str) -> None:
    """Nothing is cut, nothing is replaced."""
    with pytest.raises(LabelError, match=told):
        store.reserve(run)
    with pytest.raises(LabelError, match=told):
        store.record([run])
    assert store.count() == 0


def test_the_longest_text_is_kept(store: Store) -> None:
    """2,048 bytes, which an index takes; a message may be longer."""
    run = replace(a_run(team="ä" * 1_024), id="i" * 2_048, message="m" * 10_000)
    store.reserve(run)
    assert store.find(asked(f"label:team={'ä' * 1_024}")) == [run]
