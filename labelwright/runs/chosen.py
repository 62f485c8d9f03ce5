"""The runs that a change of labels was chosen for: a temporary table, which lasts as long as the transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, MetaData, Select, Table, func, insert, select, text, tuple_

from labelwright.runs.run import RunKey
from labelwright.runs.tables import NUMBER, Moment, runs
from labelwright.vocabulary import Platform

LISTED = 10
"""So many runs are named in a message; the others are counted."""

chosen = Table(
    "labelwright_chosen",
    MetaData(),
    Column("place", NUMBER, primary_key=True),
    Column("run", NUMBER, nullable=False, unique=True),
    Column("launched", Moment, nullable=False),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)
"""Numbered from 1 in the order of launch: so they lie in the indexes, and so they are gone through in pieces."""


class Where(NamedTuple):
    """An environment of a stack, which runs were launched in."""

    project: str
    stack: str
    environment: str

    def __str__(self) -> str:
        return "/".join(self)


@dataclass(frozen=True, slots=True)
class Named:
    """Some runs: how many they are, and the keys of the first few."""

    count: int
    first: tuple[RunKey, ...]

    def __str__(self) -> str:
        ids = ", ".join(key.id for key in self.first)
        more = f" and {self.count - len(self.first):,} more" if self.count > len(self.first) else ""
        return f"run {ids}{more}" if self.count == 1 else f"{self.count:,} runs: {ids}{more}"


def choose(connection: Connection, found: Select[int, datetime]) -> int:
    """Fill the table with the runs of a statement, and say how many."""
    chosen.create(connection)
    columns = found.selected_columns
    ordered = found.order_by(columns.launched, columns.number)
    connection.execute(insert(chosen).from_select(["run", "launched"], ordered))
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ANALYZE {chosen.name}"))
    return connection.scalars(select(func.count()).select_from(chosen)).one()


def forget(connection: Connection) -> None:
    """Drop the table, where it does not go by itself."""
    chosen.drop(connection)


def environments(connection: Connection) -> list[tuple[Where, Platform]]:
    """The environments of the chosen runs, each with its platform, sorted."""
    columns = (runs.c.project, runs.c.stack, runs.c.environment, runs.c.platform)
    statement = select(*columns).join(chosen, chosen.c.run == runs.c.number).distinct()
    return sorted((Where(*where), Platform(platform)) for *where, platform in connection.execute(statement))


def inside(where: Iterable[Where]) -> ColumnElement[bool]:
    """That a run was launched in one of these environments."""
    return tuple_(runs.c.project, runs.c.stack, runs.c.environment).in_([tuple(one) for one in where])


def named(connection: Connection, numbers: Select[int]) -> Named | None:
    """The runs of a statement of numbers, for a message; None where there are none."""
    found = numbers.subquery()
    count = connection.scalars(select(func.count()).select_from(found)).one()
    if not count:
        return None
    some = (
        select(runs.c.project, runs.c.stack, runs.c.id)
        .where(runs.c.number.in_(select(found.c[0])))
        .order_by(runs.c.launched.desc(), runs.c.number.desc())
        .limit(LISTED)
    )
    return Named(count, tuple(RunKey(*row) for row in connection.execute(some)))
