"""The words of Kestra's filters, and what each is here: fields, operations, states, and times.

A flow is a pipeline, a namespace a project, an execution a run. Kestra knows more states than the store of runs: each
is read as the status that such a run has here, and a status is written as all of its states.
Sources: https://kestra.io/docs/api-reference/query-filters, `QueryFilter.java`, `AbstractJdbcRepository.java` and
`State.java` of kestra-io/kestra.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from labelwright.search.query import Field
from labelwright.vocabulary import Status


class Operation(StrEnum):
    """What a filter does with its value."""

    EQUALS = "EQUALS"
    NOT_EQUALS = "NOT_EQUALS"
    IN = "IN"
    NOT_IN = "NOT_IN"
    CONTAINS = "CONTAINS"
    NOT_CONTAINS = "NOT_CONTAINS"
    STARTS_WITH = "STARTS_WITH"
    ENDS_WITH = "ENDS_WITH"
    PREFIX = "PREFIX"
    REGEX = "REGEX"
    IS_NULL = "IS_NULL"
    IS_NOT_NULL = "IS_NOT_NULL"
    GREATER_THAN = "GREATER_THAN"
    GREATER_THAN_OR_EQUAL_TO = "GREATER_THAN_OR_EQUAL_TO"
    LESS_THAN = "LESS_THAN"
    LESS_THAN_OR_EQUAL_TO = "LESS_THAN_OR_EQUAL_TO"


LABELS, STATE, SCOPE, TIME_RANGE, START, END = "labels", "state", "scope", "timeRange", "startDate", "endDate"
TEXTS: Mapping[str, Field] = {"namespace": Field.PROJECT, "flowId": Field.PIPELINE}
"""Fields that are text in both. Of an execution, startDate and endDate both ask for when it was started."""

STATUS_OF: Mapping[str, Status] = {
    "CREATED": Status.SUBMITTED,
    "QUEUED": Status.SUBMITTED,
    "RUNNING": Status.RUNNING,
    "PAUSED": Status.RUNNING,
    "RESTARTED": Status.RUNNING,
    "RETRYING": Status.RUNNING,
    "KILLING": Status.RUNNING,
    "SUCCESS": Status.SUCCEEDED,
    "WARNING": Status.SUCCEEDED,
    "FAILED": Status.FAILED,
    "KILLED": Status.CANCELLED,
    "CANCELLED": Status.CANCELLED,
}
"""State of an execution -> status of such a run."""

_DURATION = re.compile(
    r"P(?=.)(?:(?P<weeks>[0-9]{1,6})W)?(?:(?P<days>[0-9]{1,9})D)?"
    r"(?:T(?=.)(?:(?P<hours>[0-9]{1,9})H)?(?:(?P<minutes>[0-9]{1,9})M)?(?:(?P<seconds>[0-9]{1,9}(?:\.[0-9]{1,6})?)S)?)?"
)
_INSTANT = re.compile(
    r"(?P<second>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:\.(?P<fraction>[0-9]{1,9}))?"
    r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})(?:\[[A-Za-z0-9/_+-]+\])?"
)
_NANOSECONDS = 9


def parse_duration(text: str) -> timedelta | None:
    """An ISO duration of weeks, days, hours, minutes and seconds; None for what is none, months and years included.

    >>> parse_duration("PT24H"), parse_duration("P1M")
    (datetime.timedelta(days=1), None)
    """
    found = _DURATION.fullmatch(text)
    try:
        return timedelta(**{unit: float(count) for unit, count in found.groupdict("0").items()}) if found else None
    except OverflowError:
        return None


class Instant(NamedTuple):
    """A time among whole microseconds, where Java counts nanoseconds: the first one at it or behind, and behind it."""

    first: datetime
    after: datetime


def parse_instant(text: str) -> Instant | None:
    """A time with its zone, in UTC; None for what is none."""
    found = _INSTANT.fullmatch(text)
    if found is None:
        return None
    microseconds, rest = divmod(int((found["fraction"] or "").ljust(_NANOSECONDS, "0")), 1000)
    try:
        second = datetime.fromisoformat(found["second"] + found["zone"]).astimezone(UTC)
        at = second + timedelta(microseconds=microseconds)
        after = at + timedelta(microseconds=1)
    except (ValueError, OverflowError):
        return None
    return Instant(after if rest else at, after)
