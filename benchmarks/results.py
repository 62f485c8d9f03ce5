"""What a run of the benchmarks leaves behind: `results.json` for programs, and a table in `docs/performance.md`."""

import json
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from benchmarks.figure import Figure, shown
from benchmarks.stack import ROOT, processors

RESULTS = Path(__file__).parent / "results.json"
PAGE = ROOT / "docs" / "performance.md"
BEGIN = "<!-- results: written by make bench -->"
END = "<!-- end of results -->"
NOTHING: Mapping[str, object] = MappingProxyType({})
_HEAD = "| what | figure | limit | how |\n|---|---|---|---|\n"


def document(figures: Sequence[Figure], last: Mapping[str, object] = NOTHING) -> dict[str, object]:
    """Everything by name. What only the `last` document has stays, where it comes from the same machine and versions.

    Without it, nothing stays: so a benchmark that was renamed leaves no figure behind.
    """
    run = _run()
    kept: dict[str, object] = {}
    if _without_date(last.get("run")) == _without_date(run):
        kept = dict(cast("Mapping[str, object]", last["figures"]))
    return {"run": run, "figures": kept | {one.name: one.document() for one in figures}}


def _without_date(run: object) -> object:
    """Where and with what."""
    return {name: what for name, what in cast("Mapping[str, object]", run or {}).items() if name != "date"}


def _run() -> dict[str, object]:
    """Where and when it was measured, and with what: figures of two machines cannot be compared."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {processors()} processors, {platform.system()}",
        "python": platform.python_version(),
        **{package: version(package) for package in ("pulumi", "pulumi-kubernetes", "grpcio")},
    }


def read() -> Mapping[str, object]:
    """The last document; empty where there is none."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}


def table(results: Mapping[str, object]) -> str:
    """The results as the page shows them, between its markers."""
    run = cast("Mapping[str, object]", results["run"])
    figures = cast("Mapping[str, Mapping[str, Any]]", results["figures"])
    where = ", ".join(f"{name} {what}" for name, what in run.items())
    rows = "".join(
        f"| {name} | {shown(one['figure'])} {one['unit']} | {_limit(one)} | {one['paired']} |\n"
        for name, one in figures.items()
    )
    return f"{BEGIN}\n\nMeasured: {where}.\n\n{_HEAD}{rows}\n{END}"


def _limit(one: Mapping[str, Any]) -> str:
    """The limit and whether it is kept."""
    if one["limit"] is None:
        return ""
    return f"{one['limit']:g} {one['unit']}{'' if one['figure'] <= one['limit'] else ', **not kept**'}"


def written(page: str, results: Mapping[str, object]) -> str:
    """The page with the results between its markers. Raises ValueError where it has none."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE.name}: no place for the results; it is between {BEGIN!r} and {END!r}")
    return f"{before}{table(results)}{after}"


def write(figures: Sequence[Figure], *, is_whole: bool) -> None:
    """Write both; `is_whole` says that everything was measured anew."""
    results = document(figures) if is_whole else document(figures, read())
    page = written(PAGE.read_text(encoding="utf-8"), results)
    RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page, encoding="utf-8")
