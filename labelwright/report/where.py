"""`labelwright labels where` for people: who sets the label, which environments take it, who carries it."""

from collections.abc import Iterator, Sequence

from labelwright.label_edit.where import Said, Where, counted, marks_of
from labelwright.report.rows import painted, plain, print_lines, print_rows

_BOLD, _DIM = painted(bold=True), painted(dim=True)
_NAMES = 5


def where_as_text(report: Where) -> None:
    """Scopes, environments, resources by place, and runs; what is empty is left out."""
    scopes = [
        (one.scope, _value(one), " ".join(name for name, is_on in marks_of(one.label).items() if is_on), _outcome(one))
        for one in report.said
    ]
    rows = [(*cells, one.place) for cells, one in zip(scopes, report.said, strict=True)]
    print_rows(("SET BY", "VALUE", "MARKS", "OUTCOME", "WHERE"), rows, (_BOLD, plain, plain, plain, _DIM))
    environments = [
        (
            one.name,
            one.value,
            str(one.scope),
            "is there" if one.is_forged else "not made yet" if report.is_known else "?",
        )
        for one in report.environments
    ]
    print_rows(("ENVIRONMENT", "VALUE", "SET BY", "STANDS"), environments, (_BOLD, plain, plain, _DIM))
    places = [
        (str(len(names)), kind, place, value, _names(names))
        for (kind, place, value), names in report.by_place().items()
    ]
    print_rows(("RESOURCES", "TYPE", "PLACE", "VALUE", "NAMES"), places, (_BOLD, plain, plain, plain, _DIM))
    runs = [(f"{one.runs:,}", one.environment, f"{one.last:%Y-%m-%d %H:%M}") for one in report.runs]
    print_rows(("RUNS", "ENVIRONMENT", "THE LAST"), runs, (_BOLD, plain, _DIM))
    print_lines(_sum(report))


def _sum(report: Where) -> Iterator[str]:
    """The last line."""
    urns = len({one.urn for one in report.resources})
    resources = f"{urns:,} resource{'s' * (urns != 1)}" if report.is_known else "resources not counted"
    count = sum(one.runs for one in report.runs)
    yield (
        f"{report.key}: {len(report.said)} scope{'s' * (len(report.said) != 1)}, {resources},"
        f" {count:,} run{'s' * (count != 1)}"
    )


def _value(one: Said) -> str:
    return "(removed)" if one.label.value is None else one.label.value


def _outcome(one: Said) -> str:
    """Where a scope wins and where it loses, and to whom."""
    parts = [f"wins in {counted(one.wins)}"] if one.wins else []
    reasons: dict[str, list[str]] = {}
    for name, why in one.loses.items():
        reasons.setdefault(why, []).append(name)
    parts += [f"{why} in {', '.join(names)}" for why, names in reasons.items()]
    return "; ".join(parts) or "nobody takes it"


def _names(names: Sequence[str]) -> str:
    """Some of many names."""
    return ", ".join(names[:_NAMES]) + (f" and {len(names) - _NAMES:,} more" if len(names) > _NAMES else "")
