"""Many rows at once, to a database and as a part of a statement: where SQLite and PostgreSQL differ."""

import json
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import Any, cast

from sqlalchemy import ARRAY, BigInteger, Connection, FromClause, Table, Text, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from labelwright.runs.database import SQLITE

_BATCH = 10_000


def insert_into(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return sqlite.insert(table) if connection.dialect.name == SQLITE else postgresql.insert(table)


def given(connection: Connection, columns: Sequence[str], rows: Sequence[Sequence[int | str]]) -> FromClause:
    """`rows` as a table of `columns`, in one parameter or one a column, however many they are. There is one at least.

    Numbers and texts only, each column of one kind.
    """
    if connection.dialect.name == SQLITE:
        each = func.json_each(bindparam("given", json.dumps(rows), unique=True)).table_valued("value")
        parts = (func.json_extract(each.c.value, f"$[{place}]") for place in range(len(columns)))
        return select(*(part.label(name) for part, name in zip(parts, columns, strict=True))).subquery("given")
    arrays = (
        bindparam(name, list(values), ARRAY(Text() if isinstance(values[0], str) else BigInteger()), unique=True)
        for name, values in zip(columns, zip(*rows, strict=True), strict=True)
    )
    return func.unnest(*arrays).table_valued(*columns, name="given").render_derived()


def write(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Insert rows as the database keeps them, as fast as it takes them: SQLAlchemy's types do not touch them."""
    names = ", ".join(f'"{table.c[name].name}"' for name in columns)
    if connection.dialect.name == SQLITE:
        statement = f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - our own names
        source = iter(rows)
        while batch := [tuple(row) for row in islice(source, _BATCH)]:
            connection.exec_driver_sql(statement, batch)
        return
    source = iter(rows)
    first = next(source, None)
    if first is None:
        return
    cursor = cast("Any", connection.connection).cursor()  # psycopg's, of which SQLAlchemy has no type
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in chain([first], source):
            copy.write_row(row)
