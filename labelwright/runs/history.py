"""What was changed on a run, and where a label is in use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from labelwright.runs.change import Changed
from labelwright.runs.run import RunKey
from labelwright.runs.tables import changes, label_changes, label_keys, labels, run_labels, runs


@dataclass(frozen=True, slots=True)
class Use:
    """An environment whose runs carry a label: how many do, and when the last of them was launched."""

    project: str
    stack: str
    environment: str
    runs: int
    last: datetime


def of_run(connection: Connection, number: int, key: RunKey) -> Sequence[Changed]:
    """Every change of a label of one run, the oldest first."""
    before, after = labels.alias(), labels.alias()
    statement = (
        select(
            changes.c.id,
            changes.c.at,
            changes.c.by,
            label_keys.c.key,
            before.c.value.label("before"),
            after.c.value.label("after"),
        )
        .select_from(label_changes)
        .join(changes, changes.c.id == label_changes.c.change)
        .join(label_keys, label_keys.c.id == label_changes.c.key)
        .outerjoin(before, before.c.id == label_changes.c.before)
        .outerjoin(after, after.c.id == label_changes.c.after)
        .where(label_changes.c.run == number)
        .order_by(changes.c.id, label_keys.c.key)
    )
    return [
        Changed(row.id, row.at, row.by, key, row.key, row.before, row.after) for row in connection.execute(statement)
    ]


def uses(connection: Connection, key: str, value: str | None) -> Sequence[Use]:
    """Where runs carry a label, by project, stack and environment; without a value, any with this key."""
    wanted = (
        select(run_labels.c.run).join(label_keys, label_keys.c.id == run_labels.c.key).where(label_keys.c.key == key)
    )
    if value is not None:
        wanted = (
            select(run_labels.c.run)
            .join(labels, labels.c.id == run_labels.c.label)
            .join(label_keys, label_keys.c.id == labels.c.key)
            .where(label_keys.c.key == key, labels.c.value == value)
        )
    place = (runs.c.project, runs.c.stack, runs.c.environment)
    found = wanted.subquery()
    statement = (
        select(*place, func.count(), func.max(runs.c.launched))
        .join(found, found.c.run == runs.c.number)
        .group_by(*place)
        .order_by(*place)
    )
    return [Use(*row) for row in connection.execute(statement)]
