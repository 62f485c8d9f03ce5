"""What a search finds in a database: on SQLite and on PostgreSQL the same runs that it finds in memory."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import example, given, settings
from sqlalchemy import Connection, Select, event, literal, select
from sqlalchemy import text as sql

from labelwright.runs.pattern import behind, fits
from labelwright.runs.run import Run
from labelwright.runs.select import newest_first, selected
from labelwright.runs.store import Store
from labelwright.runs.tables import label_keys
from labelwright.search import Field, FieldTerm, LabelTerm, Pattern, Query, is_match, parse_query
from tests.search.queries import NOW, near_queries, patterns, population, searched, texts

RUNS = population()


def label_of(run: Run) -> str:
    """A term for one of its labels."""
    label = run.labels[0]
    return str(LabelTerm(Pattern.exact(label.key), (Pattern.exact(label.value),)))


def expected(query: Query) -> list[str]:
    """Ids of the runs that fit, by the reference, the newest first."""
    return sorted(run.id for run in RUNS if is_match(query, searched(run)))


def ids(runs: Sequence[Run]) -> list[str]:
    """Their ids, sorted: two are launched at one moment."""
    return sorted(run.id for run in runs)


@given(near_queries)
@example(Query())
@example(Query((LabelTerm(Pattern(("", ""))),)))
@example(Query((LabelTerm(Pattern(("", "")), is_negated=True),)))
@example(Query((LabelTerm(Pattern(("a", "")), (Pattern(("", "")),)), FieldTerm(Field.NAME, (Pattern(("a", "")),)))))
@settings(max_examples=120)
def test_a_database_finds_what_fits_in_memory(store: Store, query: Query) -> None:
    """The law: each run once, and no other run; so does the count."""
    wanted = expected(query)
    assert ids(store.find(query, limit=1000)) == wanted
    assert store.count(query) == len(wanted)


@given(texts, patterns)
@settings(max_examples=150)
def test_a_text_fits_a_pattern_in_sql_as_in_memory(store: Store, text: str, pattern: Pattern) -> None:
    """Wildcards are `*` and nothing else, case counts, and no letter of the text is one of the database's own."""
    with store.database.reading() as connection:
        clause = fits(literal(text), [pattern], connection.dialect.name)
        assert bool(connection.scalar(select(clause))) is pattern.matches(text)


PLAIN: dict[tuple[str, ...], str] = {
    ("", "?"): "a",
    ("", "[ab]"): "a",
    ("", "[^b]"): "a",
    ("", "a_", ""): "ab",
    ("", "a%b", ""): "axb",
    ("A", "b"): "ab",
    ("", "AB"): "ab",
    ("", "\\%"): "%",
    ("", "\u0301"): "é",
}


@pytest.mark.parametrize("parts", PLAIN)
def test_wildcards_of_databases_are_letters(store: Store, parts: tuple[str, ...]) -> None:
    """What GLOB and LIKE make of `?`, `[...]`, `_` and `%` fits here only itself, and no letter is another."""
    pattern = Pattern(parts)
    with store.database.reading() as connection:
        dialect = connection.dialect.name
        for text in (PLAIN[parts], "".join(parts)):
            found = bool(connection.scalar(select(fits(literal(text), [pattern], dialect))))
            assert found is pattern.matches(text) is (text == "".join(parts))


@given(texts, texts)
def test_what_begins_with_a_prefix_lies_before_what_is_behind_it(prefix: str, rest: str) -> None:
    """And nothing else lies between the two."""
    end = behind(prefix)
    assert end is None or prefix + rest < end or not prefix
    assert end is None or not end.startswith(prefix)


@pytest.mark.parametrize("text", ["a\x00", "\x00", "\ud800", "a\udfffb"])
def test_what_no_database_holds_is_found_nowhere(store: Store, text: str) -> None:
    """PostgreSQL would refuse a NUL in the middle of a search, and no text has half a character."""
    for pattern in (Pattern.exact(text), Pattern((text, "")), Pattern(("", text, ""))):
        assert store.find(Query((LabelTerm(pattern),))) == []
        assert store.find(Query((LabelTerm(Pattern(("", "")), (pattern,)),))) == []
        assert store.count(Query((FieldTerm(Field.NAME, (pattern,), is_negated=True),))) == len(RUNS)


def test_more_labels_fit_than_a_statement_names(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then they are asked for by their texts, and the same is found: keys, values, and both negated."""
    monkeypatch.setattr("labelwright.runs.select.FEW", 2)
    for text in ("label:a*", "label:*=a*", "label:ab=*", "-label:a*=*b", "label:*b=*,a label:ab", "-label:ab=a*"):
        query = parse_query(text, now=NOW)
        assert ids(store.find(query, limit=1000)) == expected(query)


@pytest.mark.parametrize("probed", [1, 5, 10_000])
def test_what_is_rare_leads_and_changes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch, probed: int) -> None:
    """Whichever of its terms a search walks along, it finds the same."""
    monkeypatch.setattr("labelwright.runs.select.PROBED", probed)
    for text in (
        *("label:a label:b", "label:ab=a,b label:ab=b,abc", "label:ab=a label:ab=b", "label:a status:failed"),
        *("label:*", "label:*=a,b", "label:a* status:failed,running", "name:a,b label:a*", "since:60m label:*=a"),
    ):
        query = parse_query(text, now=NOW)
        assert ids(store.find(query, limit=1000)) == expected(query)
        assert store.count(query) == len(expected(query))


def test_the_newest_come_first(store: Store) -> None:
    """Of two that were launched at one moment, the one that was recorded last; pages go on where they ended."""
    query = parse_query("label:a", now=NOW)
    found = store.find(query, limit=1000)
    assert [run.launched for run in found] == sorted((run.launched for run in found), reverse=True)
    assert [*store.find(query, limit=3), *store.find(query, limit=3, after=found[2])] == found[:6]


COMMON = [term for term, _ in Counter(label_of(run) for run in RUNS if run.labels).most_common(3)]
SEARCHES = {
    "{0}": "run_labels_by_label",
    "{0} {1} {2}": "run_labels_by_label",
    "{0} -{1} since:1h": "run_labels_by_label",
    "{0} status:failed": "run_labels_by_label",
    "label:ab": "run_labels_by_key",
    "status:failed": "runs_by_status",
    "user:a": "runs_by_user",
    "since:10m": "runs_by_launch",
    "-{0}": "runs_by_launch",
    "label:*": "runs_by_launch",
}


@pytest.mark.parametrize("text", SEARCHES)
def test_a_search_walks_along_an_index(store: Store, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of reports: nothing is read as a whole, and nothing is sorted that could be many."""
    monkeypatch.setattr("labelwright.runs.select.PROBED", 30)  # there are more that have failed, or have any label
    query = parse_query(text.format(*COMMON), now=NOW)
    with store.database.reading() as connection:
        plan = explained(connection, newest_first(selected(connection, query)).limit(50))
    assert SEARCHES[text] in plan
    assert not re.search(r"Seq Scan|SCAN \w+\n|Sort|TEMP B-TREE", plan)


def test_a_run_is_found_by_its_id(store: Store) -> None:
    """By the index that has it once."""
    with store.database.reading() as connection:
        plan = explained(connection, newest_first(selected(connection, parse_query("run:run-7", now=NOW))).limit(50))
    assert "(id=?)" in plan or "runs_once" in plan


@pytest.mark.parametrize("text", ["label:a*", "label:a*b"])
def test_a_prefix_is_a_range_of_an_index(store: Store, text: str) -> None:
    """Keys and values that begin alike are found without reading the others."""
    key = parse_query(text, now=NOW).terms[0]
    assert isinstance(key, LabelTerm)
    with store.database.reading() as connection:
        wanted = select(label_keys.c.id).where(fits(label_keys.c.key, [key.key], connection.dialect.name))
        plan = explained(connection, wanted)
    assert "key>? AND key<?" in plan or ("key >= 'a'" in plan and "key < 'b'" in plan and "Index Cond" in plan)


def explained(connection: Connection, statement: Select[*tuple[Any, ...]]) -> str:
    """How the database would go about it, with nothing in its way that a small table has."""
    if connection.dialect.name == "postgresql":
        connection.execute(sql("SET LOCAL enable_seqscan = off"))
        connection.execute(sql("SET LOCAL enable_bitmapscan = off"))
    words = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"

    def asked(*given: Any) -> tuple[str, Any]:
        """The same statement with the same parameters, to be explained."""
        return f"{words} {given[2]}", given[3]

    event.listen(connection, "before_cursor_execute", asked, retval=True)
    try:
        rows = connection.execute(statement).cursor
        assert rows is not None
        return "".join(f"{row[-1]}\n" for row in rows.fetchall())
    finally:
        event.remove(connection, "before_cursor_execute", asked)
