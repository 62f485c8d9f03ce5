"""The language of searches: what each form means, what is refused and where, and that it reads what it prints."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from labelwright.search import (
    Field,
    FieldTerm,
    LabelTerm,
    Pattern,
    Query,
    QueryError,
    TimeTerm,
    parse_query,
)
from labelwright.search.limits import MOST_CHARACTERS, MOST_TERMS, MOST_VALUES
from tests.search.queries import LETTERS, NOW, TEXTS, queries

TEAM, GENOMICS, ANY, EMPTY = map(Pattern.exact, ("team", "genomics", "*", ""))


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


TERMS: dict[str, LabelTerm | FieldTerm | TimeTerm] = {
    "label:team=genomics": LabelTerm(TEAM, (GENOMICS,)),
    "-label:team=genomics": LabelTerm(TEAM, (GENOMICS,), is_negated=True),
    "label:team": LabelTerm(TEAM),
    "-label:team": LabelTerm(TEAM, is_negated=True),
    "label:team=*": LabelTerm(TEAM, (Pattern(("", "")),)),
    'label:team=""': LabelTerm(TEAM, (EMPTY,)),
    'label:""=""': LabelTerm(EMPTY, (EMPTY,)),
    r"label:team=\*": LabelTerm(TEAM, (ANY,)),
    'label:team="*"': LabelTerm(TEAM, (ANY,)),
    "label:team=gen*": LabelTerm(TEAM, (Pattern(("gen", "")),)),
    "label:team=g**s": LabelTerm(TEAM, (Pattern(("g", "s")),)),
    "label:t*m=*nom*": LabelTerm(Pattern(("t", "m")), (Pattern(("", "nom", "")),)),
    "label:team=a,b": LabelTerm(TEAM, (Pattern.exact("a"), Pattern.exact("b"))),
    r"label:team=a\,b": LabelTerm(TEAM, (Pattern.exact("a,b"),)),
    'label:"a=b"=c=d': LabelTerm(Pattern.exact("a=b"), (Pattern.exact("c=d"),)),
    "label:kubernetes.io/name=x:y": LabelTerm(Pattern.exact("kubernetes.io/name"), (Pattern.exact("x:y"),)),
    r'label:team="two words \"x\" \\ *"*': LabelTerm(TEAM, (Pattern(('two words "x" \\ *', "")),)),
    r"label:team=two\ words": LabelTerm(TEAM, (Pattern.exact("two words"),)),
    'label:team="it\'s"': LabelTerm(TEAM, (Pattern.exact("it's"),)),
    "label:team=it's": LabelTerm(TEAM, (Pattern.exact("it's"),)),
    "label:team=-x": LabelTerm(TEAM, (Pattern.exact("-x"),)),
    "status:failed": FieldTerm(Field.STATUS, (Pattern.exact("failed"),)),
    "status:fail*": FieldTerm(Field.STATUS, (Pattern(("fail", "")),)),
    "-status:failed,running": FieldTerm(
        Field.STATUS, (Pattern.exact("failed"), Pattern.exact("running")), is_negated=True
    ),
    "type:aws:ec2/*": FieldTerm(Field.TYPE, (Pattern(("aws:ec2/", "")),)),
    'pipeline:""': FieldTerm(Field.PIPELINE, (EMPTY,)),
    "since:7d": TimeTerm(is_since=True, at=at("2026-11-14T12:00")),
    "since:90m": TimeTerm(is_since=True, at=at("2026-11-21T10:30")),
    "until:12h": TimeTerm(is_since=False, at=at("2026-11-21T00:00")),
    "until:2w": TimeTerm(is_since=False, at=at("2026-11-07T12:00")),
    "until:2026-11-01": TimeTerm(is_since=False, at=at("2026-11-01T00:00")),
    "since:2026-11-01T12:30": TimeTerm(is_since=True, at=at("2026-11-01T12:30")),
    "since:2026-11-01T12:30:15.5Z": TimeTerm(is_since=True, at=at("2026-11-01T12:30:15.500")),
    "since:2026-11-01T12:30+02:00": TimeTerm(is_since=True, at=at("2026-11-01T10:30")),
}


@pytest.mark.parametrize("text", TERMS)
def test_a_term_means_what_it_says(text: str) -> None:
    """Each form of the language, once; docs/search.md shows the same."""
    assert parse_query(text, now=NOW) == Query((TERMS[text],))


def test_terms_all_hold_in_their_order() -> None:
    """Any space separates them, and as much of it as one likes; no term at all finds everything."""
    text = "  label:team=genomics\tstatus:failed\u00a0since:7d\n"
    assert [str(term) for term in parse_query(text, now=NOW).terms] == [
        "label:team=genomics",
        "status:failed",
        "since:2026-11-14T12:00:00Z",
    ]
    assert parse_query(" ", now=NOW) == Query()


PAGE = (Path(__file__).parents[2] / "docs" / "search.md").read_text(encoding="utf-8")
SHOWN = [
    shown
    for shown in re.findall(r"`([^`\n]+)`", PAGE)
    if re.match(r"-?[a-z]+:[^/]", shown) and not re.search("[A-Z]{3}|^aws:", shown)
]


@pytest.mark.parametrize("text", SHOWN)
def test_what_the_page_shows_is_read(text: str) -> None:
    """Every term of docs/search.md."""
    assert parse_query(text, now=NOW).terms


def test_the_page_shows_much() -> None:
    """So that the test above has something to read."""
    assert len(SHOWN) >= 20


REFUSED = {
    "genomics": (1, "7.5.1", "name:genomics*"),
    "team=genomics": (1, "7.5.1", "label:team=genomics"),
    "label:a OR label:b": (9, "7.5.1", "either-or"),
    "label:name=two words": (16, "7.5.1", 'label:name="two words"'),
    "stauts:failed": (1, "7.5.2", "'status:failed'"),
    "-stauts:failed": (2, "7.5.2", "'-status:failed'"),
    "env:prod": (1, "7.5.2", "'environment:prod'"),
    "Status:failed": (1, "7.5.2", "'status:failed'"),
    "team:genomics": (1, "7.5.2", "label:team=genomics"),
    'label:a="b': (9, "7.5.3", "Close it"),
    "label:a=b\\": (10, "7.5.3", "\\\\"),
    "label:a=\u201cb\u201d": (9, "7.5.3", '"'),
    "label:'a'": (7, "7.5.3", '"'),
    "label:": (1, "7.5.4", "label:team"),
    "label:=b": (1, "7.5.4", "label:team"),
    "label:a=": (1, "7.5.4", '""'),
    "label:a=b,,c": (11, "7.5.4", '""'),
    "status:": (1, "7.5.4", '""'),
    "label:a,b=c": (7, "7.5.1", "label:a label:b"),
    "-since:7d": (1, "7.5.1", "until:7d"),
    "since:": (7, "7.5.5", "7d"),
    "since:yesterday": (7, "7.5.5", "7d"),
    "since:7y": (7, "7.5.5", "7d"),
    "since:2026-02-30": (7, "7.5.5", "2026-11-01"),
    "since:0000-01-01": (7, "7.5.5", "2026-11-01"),
    "since:999999999w": (7, "7.5.5", "2026-11-01"),
    "since:0001-01-01T00:00+05:00": (7, "7.5.5", "2026-11-01"),
    "since:\u0667d": (7, "7.5.5", "7d"),
    "status:faled": (8, "7.5.6", "'failed'"),
    "status:FAILED": (8, "7.5.6", "'failed'"),
    "status:failed,x*": (15, "7.5.6", "failed"),
    "platform:aws": (10, "7.5.6", "aws-batch"),
    "label:a=b\x00c": (10, "7.5.7", "Leave it out"),
    "label:a=\ud800": (9, "7.5.7", "Leave it out"),
    'label:a="b\nc"': (11, "7.5.7", "Leave it out"),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_wrong_is_pointed_at(text: str) -> None:
    """The character, the rule's number, and what would work."""
    place, number, remedy = REFUSED[text]
    with pytest.raises(QueryError) as refused:
        parse_query(text, now=NOW)
    found = refused.value.problems[0]
    assert found.where == f"query, character {place}"
    assert found.rule.startswith(f"{number}: ")
    assert remedy in found.remedy


def test_carets_stand_below_what_is_wrong() -> None:
    """One block a problem, all problems at once, in the order of the text."""
    with pytest.raises(QueryError) as refused:
        parse_query("label:a stauts:failed label:b=", now=NOW)
    lines = str(refused.value).splitlines()
    assert len(lines) == 6
    assert lines[0:2] == ["  label:a stauts:failed label:b=", "          ^^^^^^"]
    assert lines[4] == "                        ^^^^^^^^"


@pytest.mark.parametrize(("text", "caret"), [("label:日本 x", 13), ("label:e\u0301 x", 10), ("label:é x", 10)])
def test_carets_know_how_wide_letters_are(text: str, caret: int) -> None:
    """Letters of two columns, and accents of none."""
    with pytest.raises(QueryError) as refused:
        parse_query(text, now=NOW)
    assert str(refused.value).splitlines()[1] == " " * caret + "^"


def test_of_a_long_search_the_place_is_shown() -> None:
    """And not the whole of it."""
    with pytest.raises(QueryError) as refused:
        parse_query(f"label:{'a' * 3000} oops label:{'b' * 3000}", now=NOW)
    shown, carets, _ = str(refused.value).splitlines()
    assert len(shown) < 130
    assert shown[carets.index("^") : carets.rindex("^") + 1] == "oops"


def test_a_search_has_its_limits() -> None:
    """On the limit it is read, one beyond it is refused by rule 7.5.8, however long it is."""
    assert parse_query("x" * 0 + "label:" + "a" * (MOST_CHARACTERS - 6), now=NOW).terms
    assert len(parse_query("label:a " * MOST_TERMS, now=NOW).terms) == MOST_TERMS
    assert parse_query("label:a=" + ",".join("b" * MOST_VALUES), now=NOW).terms
    for text in (
        "label:" + "a" * (MOST_CHARACTERS - 5),
        "label:a " * (MOST_TERMS + 1),
        "label:a=" + ",".join("b" * (MOST_VALUES + 1)),
        "x " * 50_000,
    ):
        with pytest.raises(QueryError) as refused:
            parse_query(text, now=NOW)
        assert [found.rule[:5] for found in refused.value.problems] == ["7.5.8"]


@given(queries)
def test_a_search_reads_what_it_prints(query: Query) -> None:
    """Its text means the same, and is the one text that it has."""
    assert parse_query(str(query), now=NOW) == query


PIECES = st.sampled_from(
    [*TEXTS, "label:", "status:", "since:", "-", "=", ",", " ", '"', "\\", "*", "failed", "7d", "2026-11-01", "\x00"]
)
WRITTEN = st.lists(PIECES, max_size=12).map("".join) | st.text(LETTERS + "label:\x00\ud800\n", max_size=30) | st.text()


@given(WRITTEN)
@example("\\")
@example('"')
@example("-:")
@example("since:-1d")
@settings(max_examples=500)
def test_any_text_is_read_or_refused(text: str) -> None:
    """And the refusal can be printed on any terminal: no control characters, no halves of characters."""
    answer = read(text)
    if isinstance(answer, QueryError):
        shown = str(answer)
        assert answer.problems
        assert shown.encode().decode() == shown
        assert all(char.isprintable() or char == "\n" for char in shown)
    else:
        assert parse_query(str(answer), now=NOW) == answer


def read(text: str) -> Query | QueryError:
    """The search, or what is wrong with it."""
    try:
        return parse_query(text, now=NOW)
    except QueryError as error:
        return error
