"""Patterns of a search in SQL: the same texts fit on SQLite, on PostgreSQL and in `Pattern.matches`.

Text is compared byte by byte on both databases (see `tables.TEXT`), so what begins with a prefix is one range of an
index. What has wildcards elsewhere is held against GLOB or LIKE within that range: LIKE of SQLite folds case, GLOB does
not, and neither uses an index for a pattern that is a parameter. Everything that is asked for is a bound parameter.
"""

import re
from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, false, or_, true

from labelwright.search import Pattern

_GLOB = re.compile(r"[*?[]")
_LIKE = re.compile(r"[%_\\]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_FIRST_SURROGATE, _LAST_SURROGATE, _LAST = 0xD800, 0xDFFF, 0x10FFFF


def fits(column: ColumnElement[str], patterns: Iterable[Pattern], dialect: str) -> ColumnElement[bool]:
    """That the column fits one of `patterns`; `dialect` is SQLAlchemy's name of the database."""
    storable = [pattern for pattern in patterns if not any(map(_UNSTORABLE.search, pattern.parts))]
    exact = [pattern.text for pattern in storable if pattern.is_exact]
    clauses = [_fits(column, pattern, dialect) for pattern in storable if not pattern.is_exact]
    if exact:
        clauses.append(column == exact[0] if len(exact) == 1 else column.in_(exact))
    return or_(false(), *clauses)


def _fits(column: ColumnElement[str], pattern: Pattern, dialect: str) -> ColumnElement[bool]:
    """That the column fits a pattern with wildcards."""
    clauses = [true(), *_range(column, pattern.prefix)]
    if not pattern.is_prefix:
        if dialect == "sqlite":
            clauses.append(
                column.op("GLOB", is_comparison=True)("*".join(_GLOB.sub(r"[\g<0>]", part) for part in pattern.parts))
            )
        else:
            like = "%".join(_LIKE.sub(r"\\\g<0>", part) for part in pattern.parts)
            clauses.append(column.like(like, escape="\\"))
    return and_(*clauses)


def _range(column: ColumnElement[str], prefix: str) -> list[ColumnElement[bool]]:
    """Where in the order of texts everything lies that begins with `prefix`."""
    if not prefix:
        return []
    end = behind(prefix)
    return [column >= prefix] if end is None else [column >= prefix, column < end]


def behind(prefix: str) -> str | None:
    """The first text after all that begin with `prefix`; None where nothing comes after them.

    In the order of code points, which is that of UTF-8's bytes. Halves of characters are no text, and left out.

    >>> behind("ab"), behind("a\U0010ffff"), behind("\ud7ff") == "\ue000", behind("\U0010ffff")
    ('ac', 'b', True, None)
    """
    stem = prefix.rstrip(chr(_LAST))
    if not stem:
        return None
    following = ord(stem[-1]) + 1
    return stem[:-1] + chr(_LAST_SURROGATE + 1 if following == _FIRST_SURROGATE else following)
