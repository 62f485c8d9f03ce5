"""Searching runs and resources: one language, as text, as data, as Kestra's URLs; what it means is in `match`."""

from labelwright.search.errors import Fault, QueryError
from labelwright.search.kestra_read import is_kestra_url, parse_kestra_url
from labelwright.search.kestra_write import kestra_filters
from labelwright.search.match import Place, Searched, foreign_terms, is_match, matched_labels
from labelwright.search.parse import parse_query
from labelwright.search.query import Field, FieldTerm, LabelTerm, Pattern, Query, Term, TimeTerm, instant_text

__all__ = [
    "Fault",
    "Field",
    "FieldTerm",
    "LabelTerm",
    "Pattern",
    "Place",
    "Query",
    "QueryError",
    "Searched",
    "Term",
    "TimeTerm",
    "foreign_terms",
    "instant_text",
    "is_kestra_url",
    "is_match",
    "kestra_filters",
    "matched_labels",
    "parse_kestra_url",
    "parse_query",
]
