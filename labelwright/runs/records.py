"""Runs to rows and back: how a run is put into the tables, and read out of them again."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from itertools import chain
from operator import itemgetter
from typing import Any
from unicodedata import category

from sqlalchemy import BindParameter, Connection, Row, bindparam, func, select, text

from labelwright import rules
from labelwright.problem import Problem, problem
from labelwright.runs.interning import Interner
from labelwright.runs.rows import given, insert_into, write
from labelwright.runs.run import Job, Run, RunKey, RunLabel
from labelwright.runs.tables import bits, jobs, label_keys, labels, microseconds, run_labels, runs
from labelwright.vocabulary import Platform, Scope, Status

LONGEST = 2_048
"""Bytes of a text that is looked up: PostgreSQL indexes no more than about 2,700."""
BATCH = 2_000
"""So many runs are recorded in one go; more are as many such goes, in one transaction."""

_LISTED = 50
_RUN = ("number", "project", "stack", "id", "environment", "platform", "pipeline", "action", "name", "user", "status",
        "launched", "message", "notes")  # fmt: skip
_LABEL = ("run", "key", "label", "launched", "scope", "phases", "note", "template", "sent_key", "sent_value")
_JOB = ("run", "position", "name", "id", "kind")


def problems_in_run(run: Run, where: str) -> list[Problem]:
    """What keeps a run from being recorded: no id, two labels with one key, texts that a database does not take."""
    found: list[Problem] = []
    if not run.id:
        found.append(problem(f"{where}.id", rules.RUN_FIELD, "a run without an id", "Give it: --var workflowId=run-1."))
    if run.launched.tzinfo is None:
        got = f"{run.launched.isoformat()} without a time zone"
        found.append(problem(f"{where}.launched", rules.RUN_FIELD, got, "Write it in UTC: 2026-01-31T12:00:00Z."))
    keys = [label.key for label in run.labels]
    if len(set(keys)) < len(keys):
        found += [
            problem(f"{where}.labels.{key}", rules.ONE_KEY, f"{key!r} {count} times", "Keep one of them.")
            for key, count in Counter(keys).items()
            if count > 1
        ]
    if not _is_plain(_looked_up(run)):
        for name, value in _texts(run):
            found += problems_in_text(value, f"{where}.{name}")
    told = [run.message, *run.notes, *(label.note for label in run.labels)]
    if not _is_plain(told):
        for value in told:
            found += problems_in_text(value, f"{where}.message", longest=None)
    return found


def _is_plain(texts: Sequence[str]) -> bool:
    """Whether nothing can be wrong with any of these: one look at all of them, since imports have millions."""
    whole = "".join(texts)
    return whole.isascii() and whole.isprintable() and max(map(len, texts)) <= LONGEST


def _looked_up(run: Run) -> list[str]:
    """What `_texts` gives, without places."""
    texts = [run.project, run.stack, run.id, run.environment, run.pipeline, run.action, run.name, run.user]
    for label in run.labels:
        texts += (label.key, label.value, label.template, label.sent_key or "", label.sent_value or "")
    for job in run.jobs:
        texts += (job.name, job.id)
    return texts


def _texts(run: Run) -> Iterator[tuple[str, str]]:
    """Every text of a run that is looked up, with its place."""
    for name in ("project", "stack", "id", "environment", "pipeline", "action", "name", "user"):
        yield name, getattr(run, name)
    for label in run.labels:
        yield "labels", label.key
        for part in (label.value, label.template, label.sent_key or "", label.sent_value or ""):
            yield f"labels.{label.key}", part
    for job in run.jobs:
        yield "jobs", job.name
        yield "jobs", job.id


def problems_in_text(value: str, where: str, *, longest: int | None = LONGEST) -> list[Problem]:
    """What keeps a text from being recorded as it is."""
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        return [problem(where, rules.RUN_TEXT, "half of a character", "Write it as UTF-8.")]
    if "\0" in value or (longest is not None and any(category(one) == "Cc" for one in value)):
        return [problem(where, rules.RUN_TEXT, f"a control character: {value[:40]!r}", "Leave it out.")]
    if longest is not None and size > longest:
        return [problem(where, rules.RUN_TEXT, f"{size:,} bytes", f"Write at most {longest:,}.")]
    return []


def insert_new(connection: Connection, interner: Interner, run: Run) -> bool:
    """Record one run; False, and nothing is done, where its key is there already."""
    prepared = interner.numbers([(label.key, label.value) for label in run.labels])
    row = dict(zip(_RUN[1:], _row(0, run)[1:], strict=True)) | {"launched": run.launched}
    statement = insert_into(connection, runs).values(row).on_conflict_do_nothing().returning(runs.c.number)
    number = connection.execute(statement).scalar()
    if number is None:
        return False
    write(connection, run_labels, _LABEL, _label_rows(number, run, prepared))
    write(connection, jobs, _JOB, _job_rows(number, run))
    return True


def insert_all(connection: Connection, interner: Interner, source: Iterable[Run]) -> tuple[int, list[Problem]]:
    """Record runs in batches: how many, and what is wrong, which is that some are there already."""
    done, found = 0, list[Problem]()
    for batch in batches(source, BATCH):
        if twice := _problems_in_keys(connection, batch):
            found += twice[: _LISTED - len(found)]
            continue
        prepared = interner.numbers({(label.key, label.value) for run in batch for label in run.labels})
        numbered = list(zip(_numbers(connection, len(batch)), batch, strict=True))
        write(connection, runs, _RUN, (_row(number, run) for number, run in numbered))
        write(
            connection,
            run_labels,
            _LABEL,
            chain.from_iterable(_label_rows(number, run, prepared) for number, run in numbered),
        )
        write(connection, jobs, _JOB, chain.from_iterable(_job_rows(number, run) for number, run in numbered))
        done += len(batch)
    return done, found


def batches(source: Iterable[Run], size: int) -> Iterator[list[Run]]:
    """Runs in lists of `size`, the last one shorter."""
    batch: list[Run] = []
    for run in source:
        batch.append(run)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def known(connection: Connection, keys: Collection[RunKey]) -> set[RunKey]:
    """Which of these runs are recorded."""
    if not keys:
        return set()
    wanted = given(connection, RunKey._fields, list(keys))
    same = (wanted.c.id == runs.c.id) & (wanted.c.project == runs.c.project) & (wanted.c.stack == runs.c.stack)
    found = connection.execute(select(runs.c.project, runs.c.stack, runs.c.id).join(wanted, same))
    return {RunKey(*row) for row in found}


def _problems_in_keys(connection: Connection, batch: Sequence[Run]) -> list[Problem]:
    """Runs that are recorded, or that come twice."""
    counted = Counter(run.key for run in batch)
    twice = known(connection, counted) | {key for key, count in counted.items() if count > 1}
    remedy = "Leave it out, or give another id."
    return [problem(f"run {key}", rules.RUN_ONCE, "a run that is recorded already", remedy) for key in sorted(twice)]


def _numbers(connection: Connection, count: int) -> Iterable[int]:
    """Numbers for new runs. On SQLite nobody else writes meanwhile; PostgreSQL hands them out."""
    if connection.dialect.name == "sqlite":
        last = connection.execute(select(func.max(runs.c.number))).scalar() or 0
        return range(last + 1, last + 1 + count)
    statement = text("SELECT nextval(pg_get_serial_sequence('runs', 'number')) FROM generate_series(1, :count)")
    return connection.execute(statement, {"count": count}).scalars().all()


def _row(number: int, run: Run) -> tuple[object, ...]:
    """A run in the order of `_RUN`."""
    return (
        number, run.project, run.stack, run.id, run.environment, str(run.platform), run.pipeline, run.action, run.name,
        run.user, str(run.status), microseconds(run.launched), run.message, json.dumps(run.notes),
    )  # fmt: skip


def _label_rows(
    number: int, run: Run, prepared: Mapping[tuple[str, str], tuple[int, int]]
) -> Iterator[tuple[object, ...]]:
    """The labels of a run in the order of `_LABEL`."""
    launched = microseconds(run.launched)
    for one in run.labels:
        key, label = prepared[one.key, one.value]
        yield (
            number, key, label, launched, str(one.scope), bits(one.phases), one.note, one.template, one.sent_key,
            one.sent_value,
        )  # fmt: skip


def _job_rows(number: int, run: Run) -> Iterator[tuple[object, ...]]:
    """The jobs of a run in the order of `_JOB`."""
    return ((number, place, job.name, job.id, job.kind) for place, job in enumerate(run.jobs))


def add_jobs(connection: Connection, number: int, made: Iterable[Job]) -> None:
    """Note jobs of a run beside those that it has, each once."""
    statement = select(jobs).where(jobs.c.run == number).order_by(jobs.c.position)
    there = [Job(row.name, row.id, row.kind) for row in connection.execute(statement)]
    added = [job for job in dict.fromkeys(made) if job not in there]
    rows = ((number, len(there) + place, job.name, job.id, job.kind) for place, job in enumerate(added))
    write(connection, jobs, _JOB, rows)


# Made once: SQLAlchemy takes longer to put such a statement together than a database to answer it.
_THESE: BindParameter[int] = bindparam("numbers", expanding=True)
_RUNS_OF = select(runs).where(runs.c.number.in_(_THESE))
_JOBS_OF = (
    select(jobs.c.run, jobs.c.name, jobs.c.id, jobs.c.kind)
    .where(jobs.c.run.in_(_THESE))
    .order_by(jobs.c.run, jobs.c.position)
)
_LABELS_OF = (
    select(
        run_labels.c.run,
        label_keys.c.key,
        labels.c.value,
        run_labels.c.scope,
        run_labels.c.phases,
        run_labels.c.note,
        run_labels.c.sent_key,
        run_labels.c.sent_value,
        run_labels.c.template,
    )
    .join(labels, labels.c.id == run_labels.c.label)
    .join(label_keys, label_keys.c.id == run_labels.c.key)
    .where(run_labels.c.run.in_(_THESE))
)


def read(connection: Connection, numbers: Sequence[int]) -> list[Run]:
    """Whole runs by their numbers, in that order."""
    if not numbers:
        return []
    these = {"numbers": numbers}
    rows = {row.number: row for row in connection.execute(_RUNS_OF, these)}
    carried: defaultdict[int, list[RunLabel]] = defaultdict(list)
    for run, key, value, scope, *rest in sorted(connection.execute(_LABELS_OF, these), key=itemgetter(1)):
        carried[run].append(RunLabel(key, value, Scope(scope), *rest))
    made: defaultdict[int, list[Job]] = defaultdict(list)
    for run, *job in connection.execute(_JOBS_OF, these):
        made[run].append(Job(*job))
    return [_run(rows[number], carried[number], made[number]) for number in numbers]


def _run(row: Row[Any], carried: Sequence[RunLabel], made: Sequence[Job]) -> Run:
    return Run(
        project=row.project,
        stack=row.stack,
        id=row.id,
        environment=row.environment,
        platform=Platform(row.platform),
        launched=row.launched.astimezone(UTC),
        pipeline=row.pipeline,
        action=row.action,
        name=row.name,
        user=row.user,
        status=Status(row.status),
        labels=tuple(carried),
        jobs=tuple(made),
        message=row.message,
        notes=tuple(json.loads(row.notes)),
    )
