"""Kestra's filter URLs: read as the search that they are, written as they are read, and refused by name."""

import re
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from labelwright.search import (
    Field,
    FieldTerm,
    LabelTerm,
    Pattern,
    Query,
    QueryError,
    TimeTerm,
    is_kestra_url,
    kestra_filters,
    parse_kestra_url,
    parse_query,
)
from labelwright.search.kestra import STATUS_OF, Operation
from labelwright.vocabulary import Status
from tests.search.queries import LETTERS, NOW, TEXTS, queries, texts

READ = {
    "filters[labels][EQUALS][team]=finance": "label:team=finance",
    "filters%5Blabels%5D%5BEQUALS%5D%5Bteam%5D=fin%20ance+x": 'label:team="fin ance x"',
    "http://localhost:8080/ui/main/executions?filters[labels][EQUALS][team]=a&page=2&size=25&sort=state.startDate:desc":
        "label:team=a",
    "https://kestra.example/ui/main/executions?filters[state][EQUALS]=FAILED#top": "status:failed",
    "filters[labels][EQUALS][a]=1&filters[labels][EQUALS][b]=2": "label:a=1 label:b=2",
    "filters[labels][NOT_EQUALS][a]=1": "-label:a=1",
    "filters[labels][NOT_IN][a]=1&filters[labels][NOT_IN][a]=2": "-label:a=1 -label:a=2",
    "filters[labels][IN][a]=1&filters[labels][IN][a]=2": "label:a=1,2",
    "filters[labels][IN][a]=1,2": r"label:a=1\,2",
    "filters[labels][IS_NOT_NULL]=owner": "label:owner",
    "filters[labels][IS_NULL][owner]=": "-label:owner",
    "filters[labels][EQUALS][system.correlationId]=2mnB": "label:system.correlationId=2mnB",
    "filters[state][IN]=FAILED,KILLED": "status:failed,cancelled",
    "filters[state][IN]=[RUNNING,FAILED]": "status:running,failed",
    "filters[state][NOT_IN]=SUCCESS,WARNING": "-status:succeeded",
    "filters[state][NOT_EQUALS]=CREATED": "-status:submitted",
    "filters[namespace][EQUALS]=company.team": "project:company.team",
    "filters[namespace][PREFIX]=company": "project:company,company.*",
    "filters[flowId][IN]=a,b": "pipeline:a,b",
    "filters[flowId][STARTS_WITH]=rna": "pipeline:rna*",
    "filters[flowId][ENDS_WITH]=seq": "pipeline:*seq",
    "filters[flowId][CONTAINS]=na*": 'pipeline:*"na*"*',
    "filters[flowId][NOT_CONTAINS]=na": "-pipeline:*na*",
    "filters[timeRange][EQUALS]=PT24H": "since:24h",
    "filters[timeRange][EQUALS]=P7DT30M": "since:2026-11-14T11:30",
    "filters[startDate][GREATER_THAN_OR_EQUAL_TO]=2026-11-01T00:00:00.000Z": "since:2026-11-01",
    "filters[startDate][GREATER_THAN]=2026-11-01T00:00:00Z": "since:2026-11-01T00:00:00.000001",
    "filters[startDate][GREATER_THAN_OR_EQUAL_TO]=2026-11-01T00:00:00.0000001Z": "since:2026-11-01T00:00:00.000001",
    "filters[endDate][LESS_THAN]=2026-11-01T01:00%2B01:00[Europe/Paris]": "until:2026-11-01",
    "filters[endDate][LESS_THAN_OR_EQUAL_TO]=2026-11-01T00:00:00Z": "until:2026-11-01T00:00:00.000001",
    "filters[startDate][EQUALS]=2026-11-01T00:00:00Z": "since:2026-11-01 until:2026-11-01T00:00:00.000001",
    "filters[scope][EQUALS]=USER&filters[state][EQUALS]=FAILED": "status:failed",
    "filters[or][0][state][EQUALS]=RUNNING&filters[or][1][state][EQUALS]=FAILED": "status:running,failed",
    "filters[OR][0][labels][EQUALS][a]=1&filters[Or][1][labels][IN][a]=2": "label:a=1,2",
    "filters[and][0][labels][EQUALS][a]=1&filters[and][1][labels][EQUALS][a]=2": "label:a=1 label:a=2",
    "filters[and][0][or][0][flowId][EQUALS]=a&filters[and][0][or][1][flowId][STARTS_WITH]=b": "pipeline:a,b*",
}  # fmt: skip


@pytest.mark.parametrize("url", READ)
def test_a_url_is_the_search_that_it_says(url: str) -> None:
    """Each field, each operation, groups, and the forms in which addresses come."""
    assert is_kestra_url(url)
    assert parse_kestra_url(url, now=NOW) == parse_query(READ[url], now=NOW)


def test_keys_of_labels_hold_what_they_like() -> None:
    """Brackets, too, as Kestra's own tests have them, once they are encoded."""
    key = "key with special chars [(_-|&/*^)]"
    url = "filters[labels][EQUALS][key%20with%20special%20chars%20%5B(_-%7C%26%2F*%5E)%5D]=v"
    assert parse_kestra_url(url, now=NOW) == Query((LabelTerm(Pattern.exact(key), (Pattern.exact("v"),)),))


REFUSED = {
    "http://localhost:8080/ui/main/executions": ("7.5.9", "no filters"),
    "filters[labels][EQUALS]=team:finance": ("7.5.10", "no key"),
    "filters[labels][EQUALS][]=x": ("7.5.10", "no key"),
    "filters[labels][CONTAINS]=fin": ("7.5.10", "labels CONTAINS"),
    "filters[labels][REGEX][a]=fin": ("7.5.10", "labels REGEX"),
    "filters[labels][IN][a]=1&filters[labels][IN][b]=2": ("7.5.10", "alternatives of different kinds"),
    "filters[or][0][state][EQUALS]=FAILED&filters[or][1][flowId][EQUALS]=a": ("7.5.10", "alternatives"),
    "filters[or][0][state][EQUALS]=FAILED&filters[or][0][state][EQUALS]=SUCCESS": ("7.5.10", "alternatives"),
    "filters[or][0][labels][NOT_EQUALS][a]=1&filters[or][1][labels][NOT_EQUALS][a]=2": ("7.5.10", "alternatives"),
    "filters[state][EQUALS]=FALED": ("7.5.10", "'FALED'"),
    "filters[state][STARTS_WITH]=FAIL": ("7.5.10", "state STARTS_WITH"),
    "filters[state][EQUALS][x]=FAILED": ("7.5.10", "[x]"),
    "filters[state][EQULS]=FAILED": ("7.5.10", "'EQULS'"),
    "filters[flowId][REGEX]=a.*": ("7.5.10", "flowId REGEX"),
    "filters[flowId][STARTS_WITH]=": ("7.5.10", "no text"),
    "filters[q][EQUALS]=rna": ("7.5.10", "field 'q'"),
    "filters[triggerExecutionId][EQUALS]=x": ("7.5.10", "field 'triggerExecutionId'"),
    "filters[scope][EQUALS]=SYSTEM": ("7.5.10", "scope"),
    "filters[timeRange][EQUALS]=P1M": ("7.5.10", "'P1M'"),
    "filters[timeRange][EQUALS]=P": ("7.5.10", "'P'"),
    "filters[timeRange][EQUALS]=P999999999D": ("7.5.10", "'P999999999D'"),
    "filters[startDate][EQUALS]=2026-11-01": ("7.5.10", "'2026-11-01'"),
    "filters[startDate][EQUALS]=9999-12-31T23:59:59.999999Z": ("7.5.10", "'9999"),
    "filters[startDate][NOT_EQUALS]=2026-11-01T00:00:00Z": ("7.5.10", "startDate NOT_EQUALS"),
    "http://x/?filters[state][EQUALS]=FAILED&labels=team:finance": ("7.5.9", "'labels'"),
    "filters[state]=FAILED": ("7.5.9", "'filters[state]'"),
    "filters[flowId][EQUALS]=%ff": ("7.5.9", "%ff"),
    "filters[flowId][EQUALS]=a%00b": ("7.5.7", r"'\x00'"),
    "&".join(["filters[state][EQUALS]=FAILED"] * 101): ("7.5.8", "101 filters"),
    "&".join(["filters[state][EQUALS]=FAILED"] * 51): ("7.5.8", "51 terms"),
    "filters[flowId][EQUALS]=" + "a" * 10_000: ("7.5.8", "10,024 characters"),
}


@pytest.mark.parametrize("url", REFUSED)
def test_what_a_url_asks_for_in_vain_is_said(url: str) -> None:
    """By name, with the place and the rule; nothing is left out of a search silently."""
    number, got = REFUSED[url]
    with pytest.raises(QueryError) as refused:
        parse_kestra_url(url, now=NOW)
    assert refused.value.problems[0].rule.startswith(f"{number}: ")
    assert got in refused.value.problems[0].got


@pytest.mark.parametrize("text", ["label:a", "label:url=https://x", "label:a=filters[x]", "status:failed"])
def test_a_search_of_our_own_is_no_url(text: str) -> None:
    """Whatever stands in its values."""
    assert not is_kestra_url(text)


WRITTEN = {
    "label:team=finance": "filters[labels][EQUALS][team]=finance",
    "-label:team=finance": "filters[labels][NOT_EQUALS][team]=finance",
    "label:team": "filters[labels][IS_NOT_NULL]=team",
    "-label:team": "filters[labels][IS_NULL]=team",
    'label:"a b&="="é+%"': "filters[labels][EQUALS][a%20b%26%3D]=%C3%A9%2B%25",
    "label:a=1,2": "filters[or][0][labels][EQUALS][a]=1&filters[or][1][labels][EQUALS][a]=2",
    "-label:a=1,2": "filters[labels][NOT_EQUALS][a]=1&filters[and][0][labels][NOT_EQUALS][a]=2",
    "status:failed": "filters[state][EQUALS]=FAILED",
    "-status:cancelled,failed": "filters[state][NOT_IN]=FAILED,KILLED,CANCELLED",
    "project:company.team": "filters[namespace][EQUALS]=company.team",
    "pipeline:a,b": "filters[flowId][IN]=a,b",
    "-pipeline:a,b": "filters[flowId][NOT_IN]=a,b",
    "pipeline:rna*": "filters[flowId][STARTS_WITH]=rna",
    "-pipeline:*rna*": "filters[flowId][NOT_CONTAINS]=rna",
    "since:1d until:2026-11-21": "filters[startDate][GREATER_THAN_OR_EQUAL_TO]=2026-11-20T12:00:00Z"
        "&filters[endDate][LESS_THAN]=2026-11-21T00:00:00Z",
    "label:a=1,2 label:b=1,2": "filters[and][0][or][0][labels][EQUALS][a]=1&filters[and][0][or][1][labels][EQUALS][a]=2"
        "&filters[and][1][or][0][labels][EQUALS][b]=1&filters[and][1][or][1][labels][EQUALS][b]=2",
}  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_a_search_is_written_as_filters(text: str) -> None:
    """And they are read as that search again."""
    query = parse_query(text, now=NOW)
    filters = kestra_filters(query)
    assert filters == WRITTEN[text]
    assert parse_kestra_url(filters, now=NOW) == query or "-label:a=1,2" in text or "cancelled" in text


@pytest.mark.parametrize(
    "text",
    [
        *("label:t*=a", "label:a=b*", 'label:""=a', "user:me", "environment:a", "run:a", "status:unknown", "status:*"),
        *("pipeline:a*b", "pipeline:*", "-pipeline:a*", "pipeline:a_*", "pipeline:*100%*", "platform:aws-batch"),
    ],
)  # fmt: skip
def test_what_kestra_cannot_ask_is_refused(text: str) -> None:
    """Each such term, and only they, pointed at in the search as it is printed."""
    with pytest.raises(QueryError) as refused:
        kestra_filters(parse_query(f"label:team=a {text}", now=NOW))
    assert [found.where for found in refused.value.problems] == ["query, character 14"]
    assert refused.value.problems[0].rule.startswith("7.5.11: ")


def test_every_state_of_an_execution_is_some_status() -> None:
    """And each of them is written as all the states that are it."""
    for status in set(STATUS_OF.values()):
        filters = kestra_filters(parse_query(f"status:{status}", now=NOW))
        states = unquote(filters.partition("=")[2]).split(",")
        assert [STATUS_OF[state] for state in states] == [status] * len(states)
    assert set(Status) - set(STATUS_OF.values()) == {Status.SUBMITTING, Status.UNKNOWN}


exact = texts.map(Pattern.exact)
some = st.lists(exact, min_size=1, max_size=3, unique=True).map(tuple)
one = exact.map(lambda pattern: (pattern,))
kept = st.lists(
    st.one_of(
        st.builds(LabelTerm, texts.filter(bool).map(Pattern.exact), some | st.just(()), st.just(value=False)),
        st.builds(LabelTerm, texts.filter(bool).map(Pattern.exact), one | st.just(()), st.just(value=True)),
        st.builds(FieldTerm, st.sampled_from([Field.PROJECT, Field.PIPELINE]), some, st.just(value=False)),
        st.builds(FieldTerm, st.sampled_from([Field.PROJECT, Field.PIPELINE]), one, st.booleans()),
        st.builds(TimeTerm, st.booleans(), st.datetimes(timezones=st.just(UTC), min_value=datetime(1000, 1, 1))),  # noqa: DTZ001 - hypothesis adds the zone
    ),
    min_size=1,
    max_size=5,
)


@given(kept)
def test_what_is_written_is_read_as_the_same_search(terms: list[LabelTerm | FieldTerm | TimeTerm]) -> None:
    """Whatever letters it has; of whole keys and values, and of times, in any order."""
    query = Query(tuple(terms))
    read = parse_kestra_url(f"https://kestra.example/ui/main/executions?{kestra_filters(query)}", now=NOW)
    assert sorted(map(str, read.terms)) == sorted(map(str, query.terms))


@given(queries)
@settings(max_examples=200)
def test_a_search_is_written_so_that_it_is_read_or_not_at_all(query: Query) -> None:
    """Never something else: written twice, it is the same."""
    try:
        filters = kestra_filters(query)
    except QueryError:
        return
    assume(filters)
    again = kestra_filters(parse_kestra_url(filters, now=NOW))
    assert sorted(re.split("&", again)) == sorted(re.split("&", filters)) or "[and]" in filters or "[or]" in filters


PIECES = [
    *(f"[{operation}]" for operation in Operation),
    *("filters", "[labels]", "[state]", "[flowId]", "[timeRange]", "[startDate]", "[scope]", "[or][0]", "[and][1]"),
    *("=", "&", "?", "#", "%", "%2", "%ff", "%00", "PT24H", "2026-11-01T00:00:00Z", "FAILED", "http://x/", *TEXTS),
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(LETTERS + "[]&=%?", max_size=30))
@example("filters[startDate][LESS_THAN_OR_EQUAL_TO]=9999-12-31T23:59:59.999999999Z")
@example("filters[timeRange][EQUALS]=PT999999999H")
@example("filters[labels][EQUALS][\ud800]=x")
@settings(max_examples=400)
def test_any_url_is_read_or_refused(text: str) -> None:
    """And the refusal can be printed."""
    try:
        query = parse_kestra_url(f"filters{text}", now=NOW)
    except QueryError as error:
        assert str(error).encode()  # noqa: PT017 - either is right
    else:
        assert parse_query(str(query), now=NOW) == query
