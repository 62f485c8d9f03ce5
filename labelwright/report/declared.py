"""`labelwright labels list` for people: a row a label, in the order of stack config."""

from collections.abc import Sequence

from labelwright.label_edit.listing import Listed, totals
from labelwright.label_edit.where import marks_of
from labelwright.report.rows import painted, plain, print_lines, print_rows

_HEADER = ("SCOPE", "KEY", "VALUE", "MARKS", "RESOURCES", "RUNS", "WHERE")


def declared_as_text(rows: Sequence[Listed]) -> None:
    """Who sets which label, how it is marked, how many carry it, and on which line it stands."""
    cells = [
        (
            str(one.scope),
            one.label.key,
            "(removed)" if one.label.value is None else one.label.value,
            " ".join(name for name, is_on in marks_of(one.label).items() if is_on),
            "?" if one.uses is None else f"{len(one.uses.resources):,}",
            f"{one.run_count:,}",
            one.place,
        )
        for one in rows
    ]
    print_rows(
        _HEADER, cells, (plain, painted(bold=True), plain, painted(fg="yellow"), plain, plain, painted(dim=True))
    )
    counts = totals(rows)
    print_lines(iter([f"{counts['labels']:,} labels in {counts['scopes']:,} scopes"]))
