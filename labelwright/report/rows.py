"""Rows in columns, for reports that may have thousands: in the look of `screen.table`, which weighs every cell anew.

A log gets each row whole on a line of its own, as wide as it is. A terminal that is too narrow gets each row as a
paragraph: what is looked for in a report (a type, a name, a path) is never broken in the middle.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from shutil import get_terminal_size
from textwrap import wrap

import click

from labelwright.finding import visible

Paint = Callable[[str], str]
"""Colours a cell; what is painted is stripped of its colours again where nobody would see them."""

_GAP = "   "


def plain(cell: str) -> str:
    """The paint of what has no colour."""
    return cell


def painted(**style: str | bool) -> Paint:
    """A paint, by the words of `click.style`."""
    return lambda cell: click.style(cell, **style)  # type: ignore[arg-type]


def print_rows(header: Sequence[str], rows: Sequence[Sequence[str]], paints: Sequence[Paint]) -> None:
    """A table on standard output, with a paint for each column; nothing at all where there are no rows."""
    if not rows:
        return
    rows = [tuple(map(visible, row)) for row in rows]
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    total = sum(widths) + len(_GAP) * (len(widths) - 1)
    if sys.stdout.isatty() and total + 1 > get_terminal_size().columns:
        print_lines(_paragraphs(rows, widths[0], paints[0], get_terminal_size().columns))
    else:
        print_lines(_table(header, rows, widths, paints))


def print_lines(lines: Iterator[str]) -> None:
    """Lines on standard output, in one go, with colours where somebody sees them."""
    click.echo("\n".join(lines), color=False if "NO_COLOR" in os.environ else None)


def _table(
    header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], paints: Sequence[Paint]
) -> Iterator[str]:
    """Header, rule and rows, each column as wide as its widest cell."""
    *padded, _ = widths
    widths = (*padded, 0)
    yield _line(header, widths, [painted(bold=True)] * len(header))
    yield f" {_rule() * (sum(padded) + len(_GAP) * len(padded) + max(len(row[-1]) for row in (header, *rows)))}"
    for row in rows:
        yield _line(row, widths, paints)
    yield ""


def _line(row: Sequence[str], widths: Sequence[int], paints: Sequence[Paint]) -> str:
    """One row. Cells are painted once they are as wide as they will be: colours have no width."""
    cells = (paint(cell.ljust(width)) for cell, width, paint in zip(row, widths, paints, strict=True))
    return f" {_GAP.join(cells)}"


def _paragraphs(rows: Sequence[Sequence[str]], width: int, paint: Paint, columns: int) -> Iterator[str]:
    """Each row as `first   second  third: last`, wrapped at spaces and indented to the second cell."""
    indent = " " * (width + len(_GAP) + 1)
    for first, *middle, last in rows:
        text = ": ".join(filter(None, ("  ".join(middle), last)))
        lines = wrap(
            text,
            columns,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        yield f" {paint(first.ljust(width))}{_GAP}{lines[0].strip()}" if lines else f" {paint(first)}"
        yield from lines[1:]
    yield ""


def _rule() -> str:
    """The line below a header, where the terminal has it."""
    return "─" if (sys.stdout.encoding or "").lower().startswith("utf") else "-"
