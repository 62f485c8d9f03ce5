"""What a search means: whether something that is held in memory fits. SQL says the same in its own words, by law.

Resources of a state are searched with it; runs in a database are not, but tests hold the database to it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from labelwright.search.query import Field, FieldTerm, LabelTerm, Query, Term, TimeTerm


class Place(StrEnum):
    """What is searched: runs that a store has, or resources of a stack."""

    RUNS = "runs"
    RESOURCES = "resources"


FIELDS_OF: Mapping[Place, frozenset[Field]] = {
    Place.RUNS: frozenset(Field) - {Field.TYPE},
    Place.RESOURCES: frozenset({Field.TYPE, Field.NAME, Field.ENVIRONMENT, Field.PLATFORM, Field.STACK, Field.PROJECT}),
}
"""What is known of each. Besides, a run has its time."""


def foreign_terms(query: Query, place: Place) -> list[Term]:
    """The terms that ask for what nothing in `place` has: there, a search would find nothing and not say why."""
    return [term for term in query.terms if not _is_of(term, place)]


def _is_of(term: Term, place: Place) -> bool:
    """Whether a term asks for what things in `place` have."""
    match term:
        case LabelTerm():
            return True
        case FieldTerm():
            return term.field in FIELDS_OF[place]
        case TimeTerm():
            return place is Place.RUNS


@dataclass(frozen=True, slots=True)
class Searched:
    """What is searched: labels, fields (one that is missing is empty), and when it was launched, if ever.

    A resource may have one key with two values, in two of its places; a run has each key once.
    """

    labels: Collection[tuple[str, str]] = ()
    fields: Mapping[Field, str] = field(default_factory=dict[Field, str])
    launched: datetime | None = None


def is_match(query: Query, searched: Searched) -> bool:
    """Whether all terms of `query` hold."""
    return all(_holds(term, searched) for term in query.terms)


def matched_labels(query: Query, labels: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """The labels for which terms of `query` hold, for reports that say why something was found."""
    wanted = [term for term in query.terms if isinstance(term, LabelTerm) and not term.is_negated]
    return [(key, value) for key, value in labels if any(_fits(term, key, value) for term in wanted)]


def _holds(term: Term, searched: Searched) -> bool:
    """Whether one term holds."""
    match term:
        case LabelTerm():
            return any(_fits(term, key, value) for key, value in searched.labels) != term.is_negated
        case FieldTerm():
            text = searched.fields.get(term.field, "")
            return any(value.matches(text) for value in term.values) != term.is_negated
        case TimeTerm():
            return searched.launched is not None and (searched.launched >= term.at) == term.is_since


def _fits(term: LabelTerm, key: str, value: str) -> bool:
    """Whether a label is one that the term speaks of."""
    return term.key.matches(key) and (not term.values or any(one.matches(value) for one in term.values))
