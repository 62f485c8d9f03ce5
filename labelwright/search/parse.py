"""The language of searches, read: `label:team=genomics label:env=prod,test -label:test status:failed since:7d`.

docs/search.md has the language; docs/adr/0019 says why no parser generator reads it.
"""

import re
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from labelwright import rules
from labelwright.problem import nearest, suggest
from labelwright.search.errors import Fault, QueryError
from labelwright.search.limits import MOST_CHARACTERS, MOST_TERMS, MOST_VALUES, unreadable
from labelwright.search.query import LIKE_QUOTES, Field, FieldTerm, LabelTerm, Pattern, Query, Term, TimeTerm
from labelwright.search.times import parse_time
from labelwright.search.words import Word, words_in
from labelwright.vocabulary import Platform, Status

LABEL, SINCE, UNTIL = "label", "since", "until"
KNOWN: dict[Field, type[StrEnum]] = {Field.STATUS: Status, Field.PLATFORM: Platform}
"""Fields that have some values and no others: a search for another one would find nothing, and not say why."""
_NAMES = (LABEL, SINCE, UNTIL, *Field)

_HEAD = re.compile(r"(?P<negated>-?)(?P<name>[A-Za-z_-]+):")
_OPERATORS = frozenset({"and", "or", "not", "&&", "||", "!", "&", "|"})


def parse_query(text: str, *, now: datetime) -> Query:
    """Read `text`; ages such as `7d` count back from `now`, which is aware. Raises `QueryError` with every problem.

    >>> from datetime import UTC
    >>> str(parse_query('label:"team"=genomics -label:test', now=datetime(2026, 11, 21, tzinfo=UTC)))
    'label:team=genomics -label:test'
    """
    faults: list[Fault] = []
    if len(text) > MOST_CHARACTERS:
        got, remedy = f"{len(text):,} characters", "Ask for less at once."
        raise QueryError(text, [Fault.at(MOST_CHARACTERS, len(text), rules.SEARCH_SIZE, got, remedy)])
    words = list(words_in(text, faults))
    if len(words) > MOST_TERMS:
        beyond, got = words[MOST_TERMS], f"{len(words)} terms"
        raise QueryError(text, [Fault.at(beyond.start, beyond.end, rules.SEARCH_SIZE, got, "Ask for less at once.")])
    terms = [_TermReader(word, now, faults).term() for word in words]
    if faults:
        raise QueryError(text, faults)
    return Query(tuple(term for term in terms if term is not None))


class _TermReader(NamedTuple):
    """Reads one word; what is wrong with it goes to `faults`."""

    word: Word
    now: datetime
    faults: list[Fault]

    def term(self) -> Term | None:
        """The term that the word is; None where it is none, which `faults` then says."""
        if not self._is_readable():
            return None
        head = _HEAD.match(self.word.shape)
        if head is None:
            return self._fault(self.word, rules.SEARCH_TERM, repr(str(self.word)), _remedy_for_bare(str(self.word)))
        name, is_negated, rest = head["name"], bool(head["negated"]), self.word.behind(head.end() - 1)
        if name == LABEL:
            return self._label(rest, is_negated=is_negated)
        if name in {SINCE, UNTIL}:
            return self._time(name, rest, is_negated=is_negated)
        if name in list(Field):
            return self._field(Field(name), rest, is_negated=is_negated)
        return self._unknown(name, rest, head.start("name"), is_negated=is_negated)

    def _label(self, rest: Word, *, is_negated: bool) -> LabelTerm | None:
        """`KEY`, or `KEY=VALUE` with more values behind commas."""
        equals = rest.shape.find("=")
        key = rest if equals < 0 else rest.before(equals)
        values = None if equals < 0 else self._values(rest.behind(equals))
        if not key.atoms:
            return self._fault(self.word, rules.SEARCH_VALUE, "no key", "Write label:team, or label:team=genomics.")
        if len(several := key.split(",")) > 1:
            keys = " ".join(f"label:{one}" for one in several)
            remedy = f"Write {keys} for all of these labels, or '\\,' where the comma belongs to the key."
            return self._fault(key, rules.SEARCH_TERM, f"several keys in {str(key)!r}", remedy)
        if not self._is_unquoted(key) or (equals >= 0 and values is None):
            return None
        return LabelTerm(key.pattern, values or (), is_negated)

    def _field(self, field: Field, rest: Word, *, is_negated: bool) -> FieldTerm | None:
        """`VALUE`, with more values behind commas."""
        values = self._values(rest)
        if values is None or field not in KNOWN:
            return None if values is None else FieldTerm(field, values, is_negated)
        known = [str(one) for one in KNOWN[field]]
        for word, value in zip(rest.split(","), values, strict=True):
            if not any(map(value.matches, known)):
                self._fault(word, rules.SEARCH_KNOWN, repr(str(word)), suggest(str(word), known))
        return FieldTerm(field, values, is_negated)

    def _time(self, name: str, rest: Word, *, is_negated: bool) -> TimeTerm | None:
        """An instant, or an age."""
        if is_negated:
            other = UNTIL if name == SINCE else SINCE
            got, remedy = f"'-' before '{name}:'", f"Write {other}:{rest}, the other side of that time."
            return self._fault(self.word, rules.SEARCH_TERM, got, remedy)
        at = parse_time(str(rest), now=self.now)
        if at is None:
            remedy = "Write a time like 7d, 12h, 2026-11-01 or 2026-11-01T12:30Z."
            return self._fault(rest, rules.SEARCH_TIME, repr(str(rest)), remedy)
        return TimeTerm(name == SINCE, at)

    def _unknown(self, name: str, rest: Word, at: int, *, is_negated: bool) -> None:
        """A name before a colon that is none of a field."""
        near = nearest(name, _NAMES) or next((known for known in _NAMES if known.startswith(name.casefold())), None)
        sign = "-" * is_negated
        remedy = f"Did you mean '{sign}{near}:{rest}'?" if near else f"Fields are {', '.join(_NAMES)}."
        start = self.word.start + at
        remedy = f"{remedy} A label is searched for as {sign}label:{name}={rest or 'VALUE'}."
        self.faults.append(Fault.at(start, start + len(name), rules.SEARCH_FIELD, repr(name), remedy))

    def _values(self, rest: Word) -> tuple[Pattern, ...] | None:
        """The values between commas; None where one is missing or not to be read."""
        found = rest.split(",")
        if len(found) > MOST_VALUES:
            return self._fault(rest, rules.SEARCH_SIZE, f"{len(found)} values", "Use a wildcard, or several searches.")
        is_right = True
        for value in found:
            if not value.atoms:
                remedy = 'Write a value, * for any, or "" for the empty one.'
                place = value if len(found) > 1 else self.word
                self._fault(place, rules.SEARCH_VALUE, f"no value in {str(self.word)!r}", remedy)
                is_right = False
            is_right = self._is_unquoted(value) and is_right
        return tuple(value.pattern for value in found) if is_right else None

    def _is_unquoted(self, text: Word) -> bool:
        """Whether it does not begin with what looks like the quote that is meant, and would be searched for."""
        if not text.shape or text.shape[0] not in LIKE_QUOTES:
            return True
        got, remedy = repr(str(text)), f'Write " for quotes, or \\{text.shape[0]} for the character itself.'
        self._fault(text, rules.SEARCH_QUOTES, got, remedy)
        return False

    def _is_readable(self) -> bool:
        """Whether the word is text, which databases and terminals take."""
        for atom in self.word.atoms:
            if unreadable(atom.char) is not None:
                fault = Fault.at(atom.at, atom.at + 1, rules.SEARCH_TEXT, repr(atom.char), "Leave it out.")
                self.faults.append(fault)
                return False
        return True

    def _fault(self, place: Word, rule: rules.Rule, got: str, remedy: str) -> None:
        """Something is wrong at `place`."""
        self.faults.append(Fault.at(place.start, max(place.end, place.start + 1), rule, got, remedy))


def _remedy_for_bare(word: str) -> str:
    """What somebody may have meant who wrote a word without a colon."""
    if word.casefold() in _OPERATORS:
        return "All terms hold as they stand; status:failed,running is either-or, and -status:failed is not."
    if "=" in word:
        return f"Write label:{word}."
    name = word.lstrip("-")
    return (
        f'Write name:{name}*, run:{name}* or label:{name}. Text with a space stands in quotes: label:name="two words".'
    )
