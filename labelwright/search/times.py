"""Times as they are searched for: a day, an instant, or how long ago. All in UTC, whatever the machine's own zone."""

import re
from datetime import UTC, datetime, timedelta

_AGE = re.compile(r"(?P<count>[0-9]{1,9})(?P<unit>[mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?"
)


def parse_time(text: str, *, now: datetime) -> datetime | None:
    """The instant that `text` means, in UTC; None where it means none. A day is its first instant.

    >>> now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    >>> parse_time("7d", now=now).isoformat(), parse_time("2026-11-01", now=now).isoformat()
    ('2026-11-14T12:00:00+00:00', '2026-11-01T00:00:00+00:00')
    """
    try:
        if age := _AGE.fullmatch(text):
            return now.astimezone(UTC) - timedelta(**{_UNITS[age["unit"]]: int(age["count"])})
        if _INSTANT.fullmatch(text):
            at = datetime.fromisoformat(text)
            return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):  # the 31st of November; the year 0; a million weeks ago
        return None
    return None
