"""The store of runs on both databases: a million runs are recorded, searched and labelled.

Each database is filled in a process of its own, whose memory is measured. PostgreSQL runs as it is installed, with its
writes on the disk; where there is none, its figures are left out.
"""

import json
import random
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from benchmarks.figure import Figure
from labelwright.runs.change import LabelChange
from labelwright.runs.run import Job, Run, RunLabel
from labelwright.runs.store import COUNTED, Store, open_store
from labelwright.search import parse_query
from labelwright.vocabulary import Phase, Platform, Scope, Status
from sandbox import postgresql

RUNS = 1_000_000
LABELLED = 100_000
ROUNDS = 20
_FIRST = datetime(2026, 1, 1, tzinfo=UTC)
_STEP = timedelta(seconds=30)
_NOW = datetime(2027, 1, 1, tzinfo=UTC)
_PHASES = (Phase.SUBMISSION, Phase.EXECUTION)
_SEARCH_LIMIT = 20
_LABEL_LIMIT = 10


class _Skewed(NamedTuple):
    """Values of a key, the first far more often than the last (Zipf's law)."""

    key: str
    scope: Scope
    values: Sequence[str]
    weights: Sequence[float]

    @classmethod
    def of(cls, key: str, scope: Scope, count: int) -> "_Skewed":
        """`key-1`, twice as often as `key-2`, thrice as often as `key-3`."""
        values = [f"{key}-{number}" for number in range(1, count + 1)]
        return cls(key, scope, values, list(accumulate(1 / number for number in range(1, count + 1))))


_KEYS = (
    _Skewed("organization", Scope.ORGANIZATION, ["acme"], [1.0]),
    _Skewed("tier", Scope.ENVIRONMENT, ["prod", "dev", "test"], [6.0, 9.0, 10.0]),
    _Skewed.of("team", Scope.TEAM, 40),
    _Skewed.of("study", Scope.PIPELINE, 500),
    _Skewed.of("center", Scope.WORKSPACE, 200),
    _Skewed.of("owner", Scope.RUN, 2_000),
)
"""Six keys; the seventh, `platform-run`, has another value on each run."""

_ONE_KEY = ("label:organization=acme", "label:tier=test", "label:team=team-7", "label:study=study-400",
            "label:owner=owner-1900", "label:platform-run=run-0500000", "label:owner", "label:owner=owner-19*",
            "-label:tier=prod", "label:nothing=here")  # fmt: skip
_THREE_KEYS = (
    "label:organization=acme label:tier=prod label:team=team-1",
    "label:tier=test label:team=team-20 label:center=center-3",
    "label:team=team-1 label:study=study-1 label:center=center-1",
    "label:team=team-3 label:study=study-300 label:owner=owner-1",
    "label:tier=dev label:owner=owner-1500 label:center=center-150",
    "label:organization=acme label:tier=dev -label:team=team-1",
    "label:organization=acme label:team=team-2* label:study",
    "label:team=team-40 label:study=study-500 label:center=center-200",
)


def some_runs(count: int) -> Iterator[Run]:
    """Runs, one every half minute, in the order of launch; every time the same ones."""
    chance = random.Random(20260101)  # noqa: S311 - figures, no secrets
    drawn = [iter(()) for _ in _KEYS]
    for number in range(count):
        if number % 10_000 == 0:
            drawn = [iter(chance.choices(one.values, cum_weights=one.weights, k=10_000)) for one in _KEYS]
        labels = [RunLabel(one.key, next(values), one.scope, _PHASES) for one, values in zip(_KEYS, drawn, strict=True)]
        labels.append(RunLabel("platform-run", f"run-{number:07}", Scope.RUN, _PHASES, template="${workflowId}"))
        yield Run(
            project="shop",
            stack="prod",
            id=f"run-{number:07}",
            environment=f"env-{number % 12}",
            platform=Platform.AWS_BATCH,
            launched=_FIRST + number * _STEP,
            pipeline=f"pipeline-{number % 25}",
            name=f"name-{number:07}",
            user=f"user-{number % 300}",
            status=Status.FAILED if number % 9 == 0 else Status.SUCCEEDED,
            labels=tuple(labels),
            jobs=(Job("head", f"job-{number:07}", "aws-batch-job"),),
        )


def figures(count: int = RUNS, labelled: int = LABELLED, rounds: int = ROUNDS) -> Iterator[Figure]:
    """Each figure, first on SQLite, then on PostgreSQL."""
    with TemporaryDirectory(prefix="labelwright-bench-") as folder:
        yield from _of("SQLite", f"sqlite:///{Path(folder) / 'runs.db'}", count, labelled, rounds)
    if postgresql.programs() is None:
        return
    with postgresql.running({"shared_buffers": "512MB"}) as server:
        yield from _of("PostgreSQL", server.make_database(), count, labelled, rounds)


def _of(name: str, url: str, count: int, labelled: int, rounds: int) -> Iterator[Figure]:
    """The figures of one database."""
    many = f"{count:,} runs, 7 labels each"
    loaded = _apart("load", url, count)
    yield Figure(
        f"{name}: runs recorded", count / loaded["seconds"] / 1_000, "thousand/s", f"{many}, in one transaction"
    )
    yield Figure(f"{name}: memory of recording", loaded["megabytes"], "MB", "most of one process, interpreter included")
    store = open_store(url)
    for what, searches in (("one key", _ONE_KEY), ("three keys", _THREE_KEYS)):
        how = f"{len(searches)} searches, rare and common, {rounds} times each; {many}"
        pages = [_milliseconds(store, text, rounds, _page) for text in searches]
        yield Figure(f"{name}: search by {what}, first page", median(pages), "ms", f"median of {how}", _SEARCH_LIMIT)
        yield Figure(
            f"{name}: slowest first page, {what}", max(pages), "ms", f"{searches[pages.index(max(pages))]}: median"
        )
        counts = [_milliseconds(store, text, rounds, _count) for text in searches]
        yield Figure(
            f"{name}: search by {what}, total", median(counts), "ms", f"up to {COUNTED:,}; {how}", _SEARCH_LIMIT
        )
        yield Figure(
            f"{name}: slowest total, {what}", max(counts), "ms", f"{searches[counts.index(max(counts))]}: median"
        )
    changed = _apart("label", url, labelled)
    yield Figure(
        f"{name}: bulk label", changed["seconds"], "s", f"{labelled:,} of {many}; one set, one removed", _LABEL_LIMIT
    )
    yield Figure(f"{name}: memory of a bulk label", changed["megabytes"], "MB", "most of one process, as above")


def _milliseconds(store: Store, text: str, rounds: int, what: Callable[[Store, str], object]) -> float:
    """The median of one search, the first one left out: it reads what then lies in memory."""
    spent: list[float] = []
    for _ in range(rounds + 1):
        start = perf_counter()
        what(store, text)
        spent.append(1_000 * (perf_counter() - start))
    return median(spent[1:])


def _page(store: Store, text: str) -> object:
    return store.find(parse_query(text, now=_NOW), limit=50)


def _count(store: Store, text: str) -> object:
    return store.count(parse_query(text, now=_NOW), at_most=COUNTED)


def _apart(what: str, url: str, count: int) -> Mapping[str, float]:
    """How long a part takes in a process of its own, and the most memory that it had."""
    command = [sys.executable, "-m", "benchmarks.runs", what, str(count)]
    done = subprocess.run(command, input=url, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    return json.loads(done.stdout)


def _load(store: Store, count: int) -> None:
    store.record(some_runs(count))


def _label(store: Store, count: int) -> None:
    """Change the labels of the last `count` runs."""
    since = (_FIRST + (store.count() - count) * _STEP).isoformat()
    query = parse_query(f"label:organization=acme since:{since}", now=_NOW)
    outcome = store.label(query, LabelChange(set={"reviewed": "yes-2027"}, remove=("center",)), by="benchmark")
    if outcome.changed != count:
        raise AssertionError(outcome)


def main(what: str, count: int) -> None:
    """One part in this process; the URL comes on standard input, where nobody sees its password."""
    store = open_store(sys.stdin.read())
    start = perf_counter()
    (_load if what == "load" else _label)(store, count)
    seconds = perf_counter() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    print(json.dumps({"seconds": seconds, "megabytes": megabytes}))  # noqa: T201 - its answer


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
