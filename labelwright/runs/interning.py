"""Numbers for keys and labels: each stands once in the store, whoever needed it first.

Two processes that intern the same labels wait for each other's transactions, in the order in which they do it. So on
PostgreSQL labels are interned in a short transaction of their own, sorted, before they are used: nobody waits in a
circle, and a label that is then not used harms nobody. SQLite has one writer at a time anyway.
"""

from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection, Table, select, true

from labelwright.runs.database import Database
from labelwright.runs.rows import given, insert_into
from labelwright.runs.tables import label_keys, labels

_KEPT = 50_000


class Interned(NamedTuple):
    """The numbers of a label's key, and of the label."""

    key: int
    label: int


class Interner:
    """The labels that one transaction uses, interned as they come up. It lives as long as the transaction."""

    def __init__(self, database: Database, connection: Connection) -> None:
        self._database = database
        self._connection = connection
        self._keys: dict[str, int] = {}
        self._known: dict[tuple[str, str], Interned] = {}

    def numbers(self, pairs: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], Interned]:
        """The numbers of these labels, and perhaps of others: those of earlier calls are kept, while they are few."""
        missing = sorted(set(pairs) - self._known.keys())
        if missing:
            if len(self._known) > _KEPT:
                self._known = {pair: self._known[pair] for pair in pairs if pair in self._known}
            with self._apart() as connection:
                self._intern(connection, missing)
        return self._known

    def _intern(self, connection: Connection, pairs: Sequence[tuple[str, str]]) -> None:
        if keys := sorted({key for key, _ in pairs} - self._keys.keys()):
            _add(connection, label_keys, ["key"], [(key,) for key in keys])
            self._keys |= numbers_of_keys(connection, keys)
        numbered = [(self._keys[key], value) for key, value in pairs]
        _add(connection, labels, ["key", "value"], numbered)
        found = numbers_of_labels(connection, numbered)
        for pair, numbers in zip(pairs, numbered, strict=True):
            self._known[pair] = Interned(numbers[0], found[numbers])

    @contextmanager
    def _apart(self) -> Generator[Connection]:
        """Where labels are interned: see the module."""
        if self._database.is_sqlite:
            yield self._connection
        else:
            with self._database.writing_apart() as connection:
                yield connection


def numbers_of_keys(connection: Connection, keys: Iterable[str]) -> dict[str, int]:
    """Key -> its number, for those that are interned."""
    rows = [(key,) for key in keys]
    if not rows:
        return {}
    wanted = given(connection, ["key"], rows)
    found = connection.execute(select(label_keys.c.key, label_keys.c.id).join(wanted, wanted.c.key == label_keys.c.key))
    return {str(key): int(number) for key, number in found}


def numbers_of_labels(connection: Connection, pairs: Sequence[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Number of a key and value -> number of the label, for those that are interned."""
    if not pairs:
        return {}
    wanted = given(connection, ["key", "value"], pairs)
    same = (wanted.c.key == labels.c.key) & (wanted.c.value == labels.c.value)
    found = connection.execute(select(labels.c.key, labels.c.value, labels.c.id).join(wanted, same))
    return {(int(key), str(value)): int(number) for key, value, number in found}


def _add(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[int | str]]) -> None:
    """Insert what is not there yet, in the order of `rows`."""
    wanted = given(connection, columns, rows)
    # Without WHERE, SQLite takes ON CONFLICT for a part of the SELECT.
    chosen = select(*(wanted.c[name] for name in columns)).where(true())
    connection.execute(insert_into(connection, table).from_select(columns, chosen).on_conflict_do_nothing())
