"""Where reports are printed: a terminal as wide as it is, or a log, which has no width and gets long lines whole."""

import sys

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from labelwright.finding import visible

LOG_WIDTH = 160


def screen() -> Console:
    """Standard output."""
    return Console() if sys.stdout.isatty() else Console(width=LOG_WIDTH)


def table(*columns: str) -> Table:
    """An empty table in the one look that all reports share; long texts wrap and are never cut."""
    made = Table(box=SIMPLE_HEAD, pad_edge=False, expand=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def told(text: str, style: str = "") -> Text:
    """Text for a report as it is: nothing in it is a mark, a colour or an order to the terminal."""
    return Text(visible(text), style=style)
