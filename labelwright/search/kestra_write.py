"""A search as Kestra's filters: the part of a URL behind its `?`, to put behind the address of a list of executions.

Only what Kestra asks for in the same sense is written; the rest is refused by name. What is written is read as the
same search again.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

from labelwright import rules
from labelwright.search.errors import Fault, QueryError
from labelwright.search.kestra import END, LABELS, START, STATE, STATUS_OF, TEXTS, Operation
from labelwright.search.query import Field, FieldTerm, LabelTerm, Pattern, Query, Term, TimeTerm, instant_text
from labelwright.vocabulary import Status

_FIELD_OF = {field: name for name, field in TEXTS.items()}
_LIST = frozenset(",[]")
_WILDCARDS = frozenset("%_\\")
"""Kestra looks for texts by LIKE, and hands what LIKE reads as wildcards on as it is."""


class _Filter(NamedTuple):
    """One filter."""

    field: str
    operation: Operation
    value: str
    key: str | None = None

    @property
    def name(self) -> str:
        """What stands behind `filters`."""
        key = "" if self.key is None else f"[{_quoted(self.key)}]"
        return f"[{self.field}][{self.operation}]{key}"


class _RefusalError(ValueError):
    """Why a term cannot be written."""


def kestra_filters(query: Query) -> str:
    """The search as filters. Raises `QueryError` with every term that Kestra has no filter for.

    >>> from labelwright.search.query import FieldTerm
    >>> kestra_filters(Query((LabelTerm(Pattern.exact("team"), (Pattern.exact("finance"),)),)))
    'filters[labels][EQUALS][team]=finance'
    """
    faults: list[Fault] = []
    groups: list[list[_Filter]] = []
    for start, term in _placed(query):
        try:
            groups += _groups(term)
        except _RefusalError as refusal:
            got, remedy = str(term), str(refusal)
            faults.append(Fault.at(start, start + len(got), rules.KESTRA_WRITTEN, got, remedy))
    if faults:
        raise QueryError(str(query), faults)
    return "&".join(_parameters(groups))


def _placed(query: Query) -> Iterator[tuple[int, Term]]:
    """Terms and where each begins in the search as text."""
    at = 0
    for term in query.terms:
        yield at, term
        at += len(str(term)) + 1


def _parameters(groups: Sequence[Sequence[_Filter]]) -> Iterator[str]:
    """Filters as parameters: alternatives in groups `[or]`, and in groups `[and]` what would bear a name twice."""
    taken: set[str] = set()
    several = sum(len(group) > 1 for group in groups) > 1
    count = 0
    for group in groups:
        above = ""
        if (len(group) > 1 and several) or (len(group) == 1 and group[0].name in taken):
            above, count = f"[and][{count}]", count + 1
        for number, one in enumerate(group):
            taken.add(one.name)
            branch = f"[or][{number}]" if len(group) > 1 else ""
            yield f"filters{above}{branch}{one.name}={_quoted(one.value)}"


def _groups(term: Term) -> list[list[_Filter]]:
    """What has to hold, each a list of alternatives. Raises `_RefusalError`."""
    match term:
        case LabelTerm():
            return _label(term)
        case FieldTerm(field=Field.STATUS):
            return [[_state(term)]]
        case FieldTerm() if term.field in _FIELD_OF:
            return _text(term)
        case FieldTerm():
            raise _RefusalError(f"Executions of Kestra have no {term.field}. Leave it out, or ask for a label instead.")
        case TimeTerm():
            field, operation = (
                (START, Operation.GREATER_THAN_OR_EQUAL_TO) if term.is_since else (END, Operation.LESS_THAN)
            )
            return [[_Filter(field, operation, instant_text(term.at))]]


def _label(term: LabelTerm) -> list[list[_Filter]]:
    """Filters for a label."""
    if not all(pattern.is_exact for pattern in (term.key, *term.values)):
        raise _RefusalError(
            "Kestra has no wildcards in labels that tell one case from the other. Write whole keys and values."
        )
    if not term.key.text:
        raise _RefusalError("Labels of Kestra have keys. Write one.")
    if not term.values:
        operation = Operation.IS_NULL if term.is_negated else Operation.IS_NOT_NULL
        return [[_Filter(LABELS, operation, term.key.text)]]
    operation = Operation.NOT_EQUALS if term.is_negated else Operation.EQUALS
    filters = [_Filter(LABELS, operation, value.text, term.key.text) for value in term.values]
    return _negated_or(filters, is_negated=term.is_negated)


def _state(term: FieldTerm) -> _Filter:
    """The filter for a status: all of Kestra's states that are one."""
    wanted = [status for status in Status if any(value.matches(status) for value in term.values)]
    unknown = [status for status in wanted if status not in STATUS_OF.values()]
    if unknown:
        raise _RefusalError(f"Executions of Kestra are never {' or '.join(unknown)}. Leave it out.")
    states = [state for state, status in STATUS_OF.items() if status in wanted]
    if len(states) == 1:
        return _Filter(STATE, Operation.NOT_EQUALS if term.is_negated else Operation.EQUALS, states[0])
    return _Filter(STATE, Operation.NOT_IN if term.is_negated else Operation.IN, ",".join(states))


def _text(term: FieldTerm) -> list[list[_Filter]]:
    """Filters for a text: a list where it can be one."""
    name = _FIELD_OF[term.field]
    if len(term.values) > 1 and all(
        value.is_exact and value.text and not _LIST & {*value.text} for value in term.values
    ):
        values = ",".join(value.text for value in term.values)
        return [[_Filter(name, Operation.NOT_IN if term.is_negated else Operation.IN, values)]]
    filters = [_Filter(name, *_compared(value, is_negated=term.is_negated)) for value in term.values]
    return _negated_or(filters, is_negated=term.is_negated)


def _compared(value: Pattern, *, is_negated: bool) -> tuple[Operation, str]:
    """How Kestra asks for a pattern."""
    if value.is_exact:
        return (Operation.NOT_EQUALS if is_negated else Operation.EQUALS), value.text
    text = "".join(value.parts)
    operations: dict[tuple[str, ...], Operation] = {
        (text, ""): Operation.STARTS_WITH,
        ("", text): Operation.ENDS_WITH,
        ("", text, ""): Operation.NOT_CONTAINS if is_negated else Operation.CONTAINS,
    }
    operation = operations.get(value.parts)
    if not text or operation is None or (is_negated and operation != Operation.NOT_CONTAINS):
        raise _RefusalError("Kestra asks for a text at the start, at the end or anywhere; negated, anywhere only.")
    if _WILDCARDS & {*text}:
        raise _RefusalError("Kestra takes % _ and \\ beside a wildcard for wildcards, too. Write whole texts.")
    return operation, text


def _negated_or(filters: list[_Filter], *, is_negated: bool) -> list[list[_Filter]]:
    """Alternatives; negated, all of them hold."""
    return [[one] for one in filters] if is_negated else [filters]


def _quoted(text: str) -> str:
    """Text as it stands in a URL, whatever it holds."""
    return quote(text, safe=",:", errors="strict")
