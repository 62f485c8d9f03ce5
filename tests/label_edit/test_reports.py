"""`labelwright labels list|where|docs`: who sets a label, who has it, and what it means."""

import json
from pathlib import Path

import pytest

from tests.label_edit.conftest import STACK, Called, document


def test_every_declared_label_is_listed(labels: Called) -> None:
    """Of all scopes, those of other teams too, with line, marks, and how many carry it."""
    told = document(labels("list", "--format", "json"))["labels"]
    assert [(one["scope"], one["key"], one["value"], one["resources"], one["environments"]) for one in told] == [
        ("organization", "org", "acme", 4, 1),
        ("workspace", "data-class", "internal", 4, 1),
        ("workspace", "shelf", "unused", 0, 0),
        ("workspace", "keep", "always", 4, 1),
        ("team:genomics", "team", "genomics", 3, 1),
        ("team:imaging", "team", "imaging", 0, 0),
        ("pipeline:rnaseq", "kind", "rnaseq", 0, 0),
        ("environment:spot", "tier", "gold", 1, 1),
        ("environment:spot", "run", "run-${workflowId}", 0, 1),
    ]
    first, second, *_ = told
    assert (first["where"], second["where"]) == ("Pulumi.yaml:8", "Pulumi.dev.yaml:6")
    assert (second["default"], second["locked"], second["volatile"]) == (True, False, False)


def test_the_list_reads_well(labels: Called) -> None:
    """A row a label, and how many there are."""
    shown = labels("list").stdout
    assert "team:genomics" in shown
    assert "Pulumi.dev.yaml:6" in shown
    assert "9 labels in 6 scopes" in shown


def test_without_a_state_labels_are_listed_all_the_same(
    root: Path, labels: Called, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody counted is null, and not 0."""
    monkeypatch.setenv("PATH", str(root))
    result = labels("list", "--format", "json", state=None)
    assert result.exit_code == 0
    assert {one["resources"] for one in document(result)["labels"]} == {None}
    assert "resources are not counted" in result.stderr


def test_where_a_label_is_is_told_in_full(labels: Called) -> None:
    """Scopes with their outcome, environments, and resources with the scope that each has it from."""
    told = document(labels("where", "team", "--format", "json"))
    assert [(one["scope"], one["value"], one["wins"]) for one in told["declared"]] == [
        ("team:genomics", "genomics", ["spot", "bench", "pool", "(other resources)"]),
        ("team:imaging", "imaging", []),
    ]
    assert [(one["name"], one["value"], one["scope"], one["forged"]) for one in told["environments"]] == [
        ("spot", "genomics", "team", True),
        ("bench", "genomics", "team", False),
        ("pool", "genomics", "team", False),
    ]
    resources = {
        one["urn"].rpartition("::")[2]: (one["value"], one["scope"], one["place"]) for one in told["resources"]
    }
    assert resources == {
        "jobs": ("genomics", "team", "tags"),
        "plain": ("genomics", "team", "tags"),
        "own": ("sales", "resource", "tags"),
        "cold": ("genomics", "team", "labels"),
    }
    assert told["totals"] == {"resources": 4, "runs": 0}


def test_one_value_may_be_asked_for(labels: Called) -> None:
    """And only those who have that value are told."""
    told = document(labels("where", "team=sales", "--format", "json"))
    assert (told["declared"], told["environments"]) == ([], [])
    assert [one["urn"].rpartition("::")[2] for one in told["resources"]] == ["own"]


def test_who_loses_is_told_with_the_winner(root: Path, labels: Called) -> None:
    """Overridden below, or met a lock above."""
    text = STACK.replace("shelf: unused", "tier: {value: none, default: true}").replace("kind: rnaseq", "keep: never")
    (root / "Pulumi.dev.yaml").write_text(text)
    told = document(labels("where", "tier", "--format", "json"))["declared"]
    assert told[0]["loses"] == {"spot": "overridden by environment (gold)"}
    assert told[0]["wins"] == ["bench", "pool", "(other resources)"]
    told = document(labels("where", "keep", "--format", "json"))["declared"]
    assert set(told[1]["loses"].values()) == {"locked by workspace (always)"}


def test_the_places_of_a_label_read_well(labels: Called) -> None:
    """Resources are counted by type, place and value."""
    shown = labels("where", "team").stdout
    assert "wins in spot, bench, pool, (other resources)" in shown
    assert "nobody takes it" in shown
    for row in ("aws:sqs/queue:Queue", "jobs, plain", "own"):
        assert row in shown
    assert "team: 2 scopes, 4 resources, 0 runs" in shown


def test_a_key_that_is_nowhere_is_wrong_use(labels: Called) -> None:
    """The near one is named."""
    result = labels("where", "taem")
    assert result.exit_code == 2
    assert "'team'" in result.stderr


def test_the_schema_is_written_as_markdown(root: Path, labels: Called) -> None:
    """Each key with what people wrote beside it, its values, who sets it, and its form on clouds."""
    text = STACK + (
        "  labelwright:policies:\n    values:\n      allowed: {tier: [gold, silver], cost-center: ['1']}\n"
        "      patterns: {kind: '[a-z]+'}\n    required:\n      platforms: {aws: [cost-center]}\n"
    )
    (root / "Pulumi.dev.yaml").write_text(
        text.replace("shelf: unused", "Shelf: {value: Top, default: true, volatile: true}")
    )
    shown = labels("docs").stdout
    assert shown.startswith("# Labels\n\nOf organization `acme`, team `genomics`, stack `dev`. Rule: `portable`.\n")
    for line in (
        "| `data-class` | Where the data may be seen. | `internal` | `workspace` |  |",
        "| `org` | who pays in the end | `acme` | `organization` |  |",
        "| `team` |  | `genomics`, `imaging` | `team:genomics`, `team:imaging` | everywhere |",
        "| `tier` |  | `gold`, `silver` | `environment:spot` |  |",
        "| `cost-center` |  | `1` |  | aws |",
        "| `kind` |  | fits `[a-z]+` | `pipeline:rnaseq` |  |",
        "| `workspace` | `Top` | default, volatile |  | Pulumi.dev.yaml |",
        "| `environment:spot` | `run-${workflowId}` |  | `workflowId` | Pulumi.dev.yaml |",
        "- AWS: user\\_data\\_class on the bill",
        "- Google Cloud: sent as shelf; Top sent as top",
        "- Azure: compared without case",
        "No scope sets it",
    ):
        assert line in shown, line


def test_the_schema_is_written_to_a_file(root: Path, labels: Called) -> None:
    """Whole, and again the same; as JSON where it is asked for."""
    out = root / "LABELS.md"
    assert labels("docs", "--out", str(out)).exit_code == 0
    assert out.read_text() == labels("docs").stdout
    assert labels("docs", "--out", str(root / "no" / "LABELS.md")).exit_code == 2
    told = json.loads(labels("docs", "--format", "json").stdout)
    assert list(told) == ["stack", "organization", "workspace", "team", "rule", "keys"]
    first = told["keys"][0]
    assert list(first) == ["key", "meaning", "required", "allowed", "pattern", "clouds", "declared"]
    assert first["meaning"] == "Where the data may be seen."
    assert first["declared"][0]["where"] == "Pulumi.dev.yaml:6"


def test_what_people_wrote_is_no_markup(root: Path, labels: Called) -> None:
    """A comment may hold anything; in the document it is text."""
    (root / "Pulumi.dev.yaml").write_text(STACK.replace("# Where the data", "# <b>@team</b> | [x](http://y)"))
    shown = labels("docs").stdout
    assert "<b>" not in shown
    assert "\\[x\\]" in shown
