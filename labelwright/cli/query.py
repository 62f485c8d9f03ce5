"""QUERY on the command line: its words are one search, `-label:test` is no option, and Kestra's URLs are searches too.

Every command that chooses runs or resources takes its search through here.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from labelwright.cli.options import give_up
from labelwright.search import Query, QueryError, is_kestra_url, parse_kestra_url, parse_query

_NEGATED = re.compile(r"-[A-Za-z_-]*[A-Za-z_]:")
"""How a negated term begins. No option does: a value of one stands behind a space or '='."""


class QueryCommand(click.Command):
    """A command with an argument `query`, `nargs=-1`, whose negated terms click would take for options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """A space before it makes a negated term what it is; a search begins with as many as it likes."""
        return super().parse_args(ctx, [f" {one}" if _NEGATED.match(one) else one for one in args])


def query_of(given: Sequence[str]) -> Query:
    """The search that was asked for. Wrong use ends the command, with every problem pointed at."""
    text = " ".join(given).strip()
    try:
        if is_kestra_url(text):
            return parse_kestra_url(text, now=datetime.now(UTC))
        return parse_query(text, now=datetime.now(UTC))
    except QueryError as error:
        give_up(f"QUERY:\n{error}")
