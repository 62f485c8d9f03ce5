"""Kestra's filter URLs, read: `filters[labels][EQUALS][team]=finance&filters[timeRange][EQUALS]=PT24H`.

What runs have no counterpart of is refused by name: nothing that a URL asks for is left out silently.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from labelwright import rules
from labelwright.problem import suggest
from labelwright.search.errors import Fault, QueryError
from labelwright.search.kestra import (
    END,
    LABELS,
    SCOPE,
    START,
    STATE,
    STATUS_OF,
    TEXTS,
    TIME_RANGE,
    Instant,
    Operation,
    parse_duration,
    parse_instant,
)
from labelwright.search.kestra_url import Filter, filters_in
from labelwright.search.limits import MOST_CHARACTERS, MOST_TERMS, MOST_VALUES
from labelwright.search.query import Field, FieldTerm, LabelTerm, Pattern, Query, Term, TimeTerm

_START = re.compile(r"https?://|(?:[^\s:]*[?&])?filters(?:\[|%5B)", re.IGNORECASE)
_EXACT = (Operation.EQUALS, Operation.NOT_EQUALS, Operation.IN, Operation.NOT_IN)
_LABEL_OPERATIONS = (*_EXACT, Operation.IS_NULL, Operation.IS_NOT_NULL)
_TEXT_OPERATIONS = (
    *_EXACT,
    Operation.CONTAINS,
    Operation.NOT_CONTAINS,
    Operation.STARTS_WITH,
    Operation.ENDS_WITH,
    Operation.PREFIX,
)
_TIME_OPERATIONS = (
    Operation.EQUALS,
    Operation.GREATER_THAN,
    Operation.GREATER_THAN_OR_EQUAL_TO,
    Operation.LESS_THAN,
    Operation.LESS_THAN_OR_EQUAL_TO,
)
_FIELDS = (LABELS, STATE, *TEXTS, TIME_RANGE, START, END, SCOPE)


def is_kestra_url(text: str) -> bool:
    """Whether `text` is meant as a URL of Kestra, rather than as a search in the language of its own.

    >>> is_kestra_url("filters[state][EQUALS]=FAILED"), is_kestra_url("label:team=genomics")
    (True, False)
    """
    return _START.match(text) is not None


def parse_kestra_url(text: str, *, now: datetime) -> Query:
    """Read the filters of a URL, or of the part behind its `?`. Raises `QueryError` with everything that is not read.

    >>> from datetime import UTC
    >>> str(parse_kestra_url("filters[labels][EQUALS][team]=finance", now=datetime(2026, 11, 21, tzinfo=UTC)))
    'label:team=finance'
    """
    if len(text) > MOST_CHARACTERS:
        got = f"{len(text):,} characters"
        raise QueryError(text, [Fault.at(MOST_CHARACTERS, len(text), rules.SEARCH_SIZE, got, "Ask for less at once.")])
    faults: list[Fault] = []
    filters = list(filters_in(text, faults))
    if len(filters) > MOST_VALUES:
        first, got = filters[MOST_VALUES], f"{len(filters)} filters"
        raise QueryError(text, [Fault.at(first.start, first.end, rules.SEARCH_SIZE, got, "Ask for less at once.")])
    if not filters and not faults:
        remedy = "Write filters[labels][EQUALS][team]=finance, as the address of Kestra's list of executions does."
        raise QueryError(text, [Fault.at(0, len(text), rules.KESTRA_URL, "no filters", remedy)])
    terms = _Reader(now, faults).terms(filters)
    if len(terms) > MOST_TERMS:
        got = f"{len(terms)} terms"
        faults.append(Fault.at(0, len(text), rules.SEARCH_SIZE, got, "Ask for less at once."))
    if faults:
        raise QueryError(text, faults)
    return Query(tuple(terms))


class _Reader(NamedTuple):
    """Turns filters into terms; what it cannot turn goes to `faults`."""

    now: datetime
    faults: list[Fault]

    def terms(self, filters: Sequence[Filter]) -> list[Term]:
        """The terms of all filters; those of one group become one term."""
        groups: dict[str, list[Filter]] = {}
        for one in filters:
            groups.setdefault(one.either or str(one.start), []).append(one)
        return [
            term
            for group in groups.values()
            for term in (self._any_of(group) if group[0].either else self._terms(group[0]))
        ]

    def _any_of(self, group: Sequence[Filter]) -> list[Term]:
        """Alternatives as one term: values of one label, or of one field."""
        read = [self._terms(one) for one in group]
        first = next((terms[0] for terms in read if terms), None)
        if any(len(terms) != 1 for terms in read) or len({one.branch for one in group}) < len(group):
            return self._not_alike(group) if all(read) else []
        terms = [terms[0] for terms in read]
        if isinstance(first, LabelTerm) and all(
            isinstance(term, LabelTerm) and term.key == first.key and term.values and not term.is_negated
            for term in terms
        ):
            return [LabelTerm(first.key, _values(terms))]
        if isinstance(first, FieldTerm) and all(
            isinstance(term, FieldTerm) and term.field == first.field and not term.is_negated for term in terms
        ):
            return [FieldTerm(first.field, _values(terms))]
        return terms if len(terms) == 1 else self._not_alike(group)

    def _not_alike(self, group: Sequence[Filter]) -> list[Term]:
        """Alternatives that are no values of one thing."""
        remedy = "Ask for values of one label or of one field, or search once for each alternative."
        start, end = group[0].start, group[-1].end
        got = "alternatives of different kinds"
        self.faults.append(Fault.at(start, end, rules.KESTRA_READ, got, remedy))
        return []

    def _terms(self, one: Filter) -> list[Term]:
        """What one filter asks for; nothing where every run has it."""
        if one.field not in _FIELDS:
            got = f"field {one.field!r}"
            return self._refused(one, got, suggest(one.field, _FIELDS))
        if one.key is not None and one.field != LABELS:
            return self._refused(one, f"[{one.key}]", f"Only labels have a key; write filters[{one.field}][...]=VALUE.")
        if one.field in TEXTS:
            return self._text(one)
        readers = {LABELS: self._label, STATE: self._state, SCOPE: self._scope}
        return readers.get(one.field, self._time)(one)

    def _label(self, one: Filter) -> list[Term]:
        """A label's filter. IS_NULL and IS_NOT_NULL may have the key for their value."""
        if one.operation in {Operation.CONTAINS, Operation.NOT_CONTAINS}:
            remedy = (
                "It looks into all keys and values, in any case. Write label:KEY=*TEXT*, in the case that is meant."
            )
            return self._refused(one, f"labels {one.operation}", remedy)
        if not self._is_known(one, _LABEL_OPERATIONS):
            return []
        is_presence = one.operation in {Operation.IS_NULL, Operation.IS_NOT_NULL}
        key = (one.key or one.value) if is_presence else one.key
        if not key:
            return self._refused(one, "no key", f"Write filters[labels][{one.operation}][team]=finance.")
        values = () if is_presence else (Pattern.exact(one.value),)
        return [LabelTerm(Pattern.exact(key), values, one.is_negated)]

    def _state(self, one: Filter) -> list[Term]:
        """States, as statuses."""
        if not self._is_known(one, _EXACT):
            return []
        for state in one.values:
            if state not in STATUS_OF:
                return self._refused(one, f"state {state!r}", suggest(state, STATUS_OF))
        found = dict.fromkeys(str(STATUS_OF[state]) for state in one.values)
        return [FieldTerm(Field.STATUS, tuple(map(Pattern.exact, found)), one.is_negated)]

    def _text(self, one: Filter) -> list[Term]:
        """A namespace or a flow."""
        if not self._is_known(one, _TEXT_OPERATIONS):
            return []
        value = one.value
        patterns = {
            Operation.CONTAINS: (Pattern(("", value, "")),),
            Operation.NOT_CONTAINS: (Pattern(("", value, "")),),
            Operation.STARTS_WITH: (Pattern((value, "")),),
            Operation.ENDS_WITH: (Pattern(("", value)),),
            Operation.PREFIX: (Pattern.exact(value), Pattern((f"{value}.", ""))),
        }.get(one.operation)
        if patterns and not value:
            return self._refused(one, "no text", "Write one, or leave the filter out.")
        return [FieldTerm(TEXTS[one.field], patterns or tuple(map(Pattern.exact, one.values)), one.is_negated)]

    def _scope(self, one: Filter) -> list[Term]:
        """Who runs a flow: all runs are users', Kestra's own flows are none."""
        is_users = one.operation in {Operation.EQUALS, Operation.IN} and "USER" in one.value.split(",")
        return [] if is_users else self._refused(one, f"scope {one.operation} {one.value}", "Leave it out.")

    def _time(self, one: Filter) -> list[Term]:
        """A span of time: so far back, or from or to an instant."""
        if one.field == TIME_RANGE:
            return self._age(one)
        if not self._is_known(one, _TIME_OPERATIONS):
            return []
        instant = parse_instant(one.value)
        if instant is None:
            remedy = "Write a time with its zone: 2026-11-01T00:00:00Z (a '+' is %2B)."
            return self._refused(one, repr(one.value), remedy)
        since, until = _span(one.operation, instant)
        bounds = ((True, since), (False, until))
        return [TimeTerm(is_since, at) for is_since, at in bounds if at is not None]

    def _age(self, one: Filter) -> list[Term]:
        """So far back from now."""
        if not self._is_known(one, (Operation.EQUALS,)):
            return []
        try:
            duration = parse_duration(one.value)
            if duration is not None:
                return [TimeTerm(is_since=True, at=self.now.astimezone(UTC) - duration)]
        except OverflowError:
            pass  # longer ago than there are years
        return self._refused(one, repr(one.value), "Write a duration like PT24H or P7D.")

    def _is_known(self, one: Filter, operations: Sequence[Operation]) -> bool:
        """Whether it is one of the operations that are read for its field."""
        if one.operation in operations:
            return True
        self._refused(one, f"{one.field} {one.operation}", f"Write one of: {', '.join(operations)}.")
        return False

    def _refused(self, one: Filter, got: str, remedy: str) -> list[Term]:
        """A filter that is not read."""
        self.faults.append(Fault.at(one.start, one.end, rules.KESTRA_READ, got, remedy))
        return []


def _span(operation: Operation, instant: Instant) -> tuple[datetime | None, datetime | None]:
    """From when on, and until before when, an operation asks."""
    bounds = {
        Operation.GREATER_THAN_OR_EQUAL_TO: (instant.first, None),
        Operation.GREATER_THAN: (instant.after, None),
        Operation.LESS_THAN: (None, instant.first),
        Operation.LESS_THAN_OR_EQUAL_TO: (None, instant.after),
    }
    return bounds.get(operation, (instant.first, instant.after))


def _values(terms: Sequence[Term]) -> tuple[Pattern, ...]:
    """All values of terms of one kind."""
    found = (value for term in terms if not isinstance(term, TimeTerm) for value in term.values)
    return tuple(dict.fromkeys(found))
