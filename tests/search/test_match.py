"""What a search means for one thing that is searched."""

import re
from datetime import timedelta

import pytest
from hypothesis import given

from labelwright.search import Field, Pattern, Place, Searched, foreign_terms, is_match, matched_labels, parse_query
from tests.search.queries import NOW, patterns, texts

RUN = Searched(
    [("team", "genomics"), ("env", "prod"), ("Owner", "ann"), ("empty", "")],
    {Field.STATUS: "failed", Field.NAME: "rnaseq-2"},
    NOW - timedelta(days=1),
)

HOLDS = (
    *("", "label:team", "label:team=genomics", "label:t*=gen*", "label:*=prod", "label:env=dev,prod", "-label:test"),
    *("-label:env=dev", "label:Owner=a*", "-label:owner", 'label:empty=""', "label:empty", "label:empty=*"),
    *("status:failed", "status:f*", "-status:running", "-status:running,succeeded", "name:rna*", "name:*-2", "user:*"),
    *('user:""', "-user:me", "since:7d", "until:12h", "since:7d until:12h", "since:2026-11-20T12:00", "until:1m"),
)
FAILS = (
    *("label:Team", "label:team=Genomics", "label:team=genomic", "label:env=dev", "-label:team", "-label:t*=gen*"),
    *("label:team label:test", "label:empty=?", "label:env=p_od", "status:running", "-status:failed", "name:rna"),
    *("since:12h", "until:7d", "until:2026-11-20T12:00", "since:2026-11-20T12:00:00.000001", "user:me", "type:a*"),
)


@pytest.mark.parametrize("text", HOLDS)
def test_what_fits_is_found(text: str) -> None:
    """Case counts, `*` stands for anything, a span begins at its first instant and ends before its last."""
    assert is_match(parse_query(text, now=NOW), RUN)


@pytest.mark.parametrize("text", FAILS)
def test_what_does_not_fit_is_not(text: str) -> None:
    """Each of these fails by one thing."""
    assert not is_match(parse_query(text, now=NOW), RUN)


def test_one_key_may_have_two_values_in_two_places() -> None:
    """Of a resource. One of them is enough, and forbidden is either."""
    disk = Searched([("team", "a"), ("team", "b")])
    assert is_match(parse_query("label:team=a label:team=b", now=NOW), disk)
    assert not is_match(parse_query("-label:team=b", now=NOW), disk)


def test_what_was_never_launched_is_in_no_span() -> None:
    """Neither since nor until."""
    assert not is_match(parse_query("since:2000-01-01", now=NOW), Searched())
    assert not is_match(parse_query("until:3000-01-01", now=NOW), Searched())


def test_reports_say_what_was_found() -> None:
    """The labels that were asked for, not those that were not to be there."""
    query = parse_query("label:t* label:*=prod -label:test status:failed", now=NOW)
    assert matched_labels(query, RUN.labels) == [("team", "genomics"), ("env", "prod")]


def test_runs_and_resources_know_other_things() -> None:
    """What the one has nothing for is said, so that nobody takes an empty answer for a true one."""
    query = parse_query("label:a environment:b type:c status:failed since:1d", now=NOW)
    assert [str(term)[:6] for term in foreign_terms(query, Place.RUNS)] == ["type:c"]
    assert [str(term)[:6] for term in foreign_terms(query, Place.RESOURCES)] == ["status", "since:"]


@given(texts, texts, texts)
def test_a_pattern_fits_what_it_was_made_of(first: str, middle: str, last: str) -> None:
    """Whatever stands where its wildcards do."""
    assert Pattern((first, last)).matches(first + middle + last)
    assert Pattern((first, middle, last)).matches(f"{first}x{middle}y{last}")
    assert Pattern((first, last)).matches(first + last)


@given(patterns, texts)
def test_a_pattern_fits_as_a_regular_expression_would(pattern: Pattern, text: str) -> None:
    """The reference's own reference."""
    expression = ".*".join(map(re.escape, pattern.parts))
    assert pattern.matches(text) is (re.fullmatch(expression, text, re.DOTALL) is not None)


def test_many_wildcards_take_no_time() -> None:
    """A regular expression would be at it until the end of days."""
    assert not Pattern(("", *["a"] * 1000, "b")).matches("a" * 100_000)
