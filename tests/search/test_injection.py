"""Searches that would be more than searches: what is asked for is never a part of what the database is told."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from labelwright.runs.store import Store
from labelwright.search import (
    Field,
    FieldTerm,
    LabelTerm,
    Pattern,
    Query,
    QueryError,
    is_match,
    parse_kestra_url,
    parse_query,
)
from tests.search.queries import NOW, population, searched

RUNS = population()
PAYLOADS = (
    "'",
    "''",
    '"',
    "`",
    "\\",
    "\\'",
    "' OR '1'='1",
    "' OR 1=1 --",
    '" OR ""="',
    "') OR ('1'='1",
    "1 OR 1=1",
    "' AND 1=2 UNION SELECT number, launched FROM runs --",
    "' UNION ALL SELECT NULL, NULL #",
    "'; DROP TABLE runs; --",
    "'; DELETE FROM run_labels WHERE ''='",
    "'/**/OR/**/1=1",
    "/*!50000UNION*/",
    "'; SELECT pg_sleep(5) --",
    "' || pg_sleep(5) || '",
    "' AND 5=RANDOMBLOB(500000000) --",
    "'; COPY runs TO PROGRAM 'id' --",
    "'; ATTACH DATABASE 'x.db' AS x; --",
    "$$; DROP TABLE runs; $$",
    "$1",
    ":label_1",
    "%s %(label_1)s %%",
    "?",
    "{0}{query}",
    "\u02bc OR \u02bc1\u02bc=\u02bc1",
    "\uff07 OR 1=1 --",
    "\u2019 OR 1=1 --",
    "\u00a0' OR 1=1",
    "%27%20OR%201=1",
    "&#39; OR 1=1",
    "a%' ESCAPE '",
    "*' GLOB '*",
    "[^]]*",
    "\x1a' OR 1=1",
    "' OR 1=1\x00",
    "\ud800'",
    "'" * 3000,
    "(" * 3000,
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_search_stays_a_search(store: Store, payload: str) -> None:
    """Wherever it stands, quoted or not: what fits is found, or the search is refused, and nothing else happens."""
    quoted = '"' + re.sub(r'["\\]', r"\\\g<0>", payload) + '"'
    for text in (
        payload,
        f"label:{payload}",
        f"label:a={payload}",
        f"label:{quoted}",
        f"label:a={quoted},{quoted}*",
        f"-label:*{quoted}*={quoted}",
        f"name:{quoted} user:*{quoted}",
        f"run:{quoted}*",
        f"status:{quoted}",
        f"since:{quoted}",
    ):
        answer(store, text)
    assert store.count() == len(RUNS)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_url_stays_a_search(store: Store, payload: str) -> None:
    """The same from Kestra's filters, encoded and as it comes."""
    for url in (f"filters[labels][EQUALS][{payload}]={payload}", f"filters[flowId][STARTS_WITH]={payload}"):
        try:
            query = parse_kestra_url(url, now=NOW)
        except QueryError as error:
            assert str(error).encode()  # noqa: PT017 - either is right
        else:
            assert {run.id for run in store.find(query, limit=1000)} == expected(query)
    assert store.count() == len(RUNS)


def answer(store: Store, text: str) -> None:
    """What fits is found, or what is wrong is said."""
    try:
        query = parse_query(text, now=NOW)
    except QueryError as error:
        assert str(error).encode()  # noqa: PT017 - either is right
    else:
        assert {run.id for run in store.find(query, limit=1000)} == expected(query)


def expected(query: Query) -> set[str]:
    """What fits in memory."""
    return {run.id for run in RUNS if is_match(query, searched(run))}


MARK = "zebra"
marked = st.sampled_from(["'", '"', "\\", "%", "_", "?", "[", ":a", "--", "$1", ""]).map(
    lambda odd: f"{odd}{MARK}{odd}"
)
marked_patterns = st.lists(marked, min_size=1, max_size=3).map(lambda parts: Pattern(tuple(parts)))


def _query(*terms: LabelTerm | FieldTerm) -> Query:
    """A search of these terms."""
    return Query(terms)


marked_queries = st.builds(
    _query,
    st.builds(
        LabelTerm, st.just(Pattern(("", ""))) | marked_patterns, st.lists(marked_patterns, max_size=2).map(tuple)
    ),
    st.builds(LabelTerm, marked_patterns, st.just(()), st.just(value=True)),
    st.builds(FieldTerm, st.sampled_from([Field.NAME, Field.RUN, Field.USER]), marked_patterns.map(lambda one: (one,))),
)


@given(marked_queries)
@settings(max_examples=50)
def test_what_is_asked_for_is_always_a_parameter(store: Store, query: Query) -> None:
    """No statement has a word of the search in its text, whatever stands around the word."""
    with heard(store) as statements:
        store.find(query)
    assert statements
    assert not any(MARK in statement for statement in statements)


@contextmanager
def heard(store: Store) -> Generator[list[str]]:
    """What the database is told."""
    statements: list[str] = []

    def hear(*given: Any) -> None:
        statements.append(given[2])

    event.listen(store.database.engine, "before_cursor_execute", hear)
    yield statements
    event.remove(store.database.engine, "before_cursor_execute", hear)
