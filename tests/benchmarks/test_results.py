"""What a run of the benchmarks writes, and what it does not."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks import __main__ as command
from benchmarks import coverage, results
from benchmarks.figure import Figure
from labelwright.coverage import parse_resources
from labelwright.placement import is_taggable, labels_at

PAGE = f"# Performance\n\nbefore\n\n{results.BEGIN}\nold\n{results.END}\n\nafter\n"
GOOD = Figure("up", 2.5, "%", "in turn", 3)
BROKEN = Figure("preview", 3.5, "%", "in turn", 3)
FREE = Figure("places", 1_234, "places", "counted")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of its own for what is written."""
    monkeypatch.setattr(results, "RESULTS", tmp_path / "results.json")
    monkeypatch.setattr(results, "PAGE", tmp_path / "performance.md")
    results.PAGE.write_text(PAGE, encoding="utf-8")
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *figures: Figure, names: tuple[str, ...] = ()) -> int:
    """The command with one group that measures this."""
    monkeypatch.setattr(command, "GROUPS", {"pure": lambda: iter(figures)})
    return command.main(names)


def test_each_figure_stands_with_unit_limit_and_pairing() -> None:
    """And once: when, where and with what it was measured."""
    written = results.document([GOOD, FREE])
    assert written["figures"] == {
        "up": {"figure": 2.5, "unit": "%", "paired": "in turn", "limit": 3},
        "places": {"figure": 1_234, "unit": "places", "paired": "counted", "limit": None},
    }
    run: Any = written["run"]
    assert {"date", "machine", "python", "pulumi"} <= run.keys()


def figures_written() -> dict[str, float]:
    """Name -> figure, as the file has them."""
    found = json.loads(results.RESULTS.read_text(encoding="utf-8"))["figures"]
    return {name: one["figure"] for name, one in found.items()}


def test_a_run_of_some_groups_keeps_the_other_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -m benchmarks pure` does not forget what took a quarter of an hour; a whole run starts anew."""
    again = Figure("preview", 1.0, "%", "in turn", 3)
    run(monkeypatch, BROKEN, GOOD)
    run(monkeypatch, again, names=("pure",))
    assert figures_written() == {"preview": 1.0, "up": 2.5}
    run(monkeypatch, again)
    assert figures_written() == {"preview": 1.0}


def test_figures_of_another_machine_do_not_stand_beside_new_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is one line that says where all were measured."""
    monkeypatch.setattr(results, "processors", lambda: 64)
    run(monkeypatch, BROKEN)
    monkeypatch.setattr(results, "processors", lambda: 2)
    run(monkeypatch, GOOD, names=("pure",))
    assert figures_written() == {"up": 2.5}


def test_the_table_stands_between_its_markers_and_nothing_else_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What people wrote around it stays, and a broken limit is said."""
    run(monkeypatch, GOOD, BROKEN, FREE)
    page = results.PAGE.read_text(encoding="utf-8")
    assert page.startswith(PAGE.partition("\nold\n")[0])
    assert page.endswith(f"\n{results.END}\n\nafter\n")
    assert "old" not in page
    assert "| up | 2.5 % | 3 % | in turn |" in page
    assert "| preview | 3.5 % | 3 %, **not kept** | in turn |" in page
    assert "| places | 1,234 places |  | counted |" in page


@pytest.mark.parametrize("page", ["", results.BEGIN, f"{results.END}{results.BEGIN}"])
def test_a_page_without_markers_is_refused(page: str) -> None:
    """Rather than written over."""
    with pytest.raises(ValueError, match="no place for the results"):
        results.written(page, results.document([GOOD]))


def test_a_limit_that_is_not_kept_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit codes as everywhere: 0 fine, 1 findings, 2 wrong use."""
    assert run(monkeypatch, GOOD, FREE) == 0
    assert run(monkeypatch, GOOD, BROKEN) == 1


def test_a_group_that_does_not_exist_is_wrong_use(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says which there are, and measures nothing."""
    assert run(monkeypatch, GOOD, names=("pure", "purr")) == 2
    assert "no such group: purr; there are: pure" in capsys.readouterr().err
    assert not results.RESULTS.exists()


def test_an_interrupted_run_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a run beside the other half of an older one would compare what was never side by side."""

    def interrupted() -> Iterator[Figure]:
        yield GOOD
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "GROUPS", {"pure": interrupted})
    assert command.main(()) == 130
    assert not results.RESULTS.exists()
    assert results.PAGE.read_text(encoding="utf-8") == PAGE


def test_the_page_shows_what_the_results_say() -> None:
    """The two files of the repository belong together."""
    root = Path(results.__file__).parent
    written = json.loads((root / "results.json").read_text(encoding="utf-8"))
    page = (root.parent / "docs" / "performance.md").read_text(encoding="utf-8")
    assert results.written(page, written) == page


def test_the_state_that_coverage_reads_has_every_kind_of_resource() -> None:
    """Taggable and not, labelled in full and in part, and as many as it says."""
    state = coverage.state_of(1_000)
    listed = parse_resources(state)
    assert len(listed) == 1_000
    kinds = {one["type"] for one in listed}
    assert {kind.partition(":")[0] for kind in kinds} == {"aws", "gcp", "azure-native", "kubernetes", "pulumi"}
    assert {is_taggable(kind) for kind in kinds} == {True, False}
    lengths = {
        len(placed.labels)
        for one in listed
        for placed in labels_at(one["type"], one.get("inputs", {}))
        if isinstance(placed.labels, dict)
    }
    assert lengths == {4, 6}
