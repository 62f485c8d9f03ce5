"""`labelwright coverage` of an exported file, in a project."""

import json

from tests.cli.project import STACK, STATE, Project, call, document


def test_coverage_reads_an_exported_file_and_keeps_its_contract(project: Project) -> None:
    """Totals and a row a resource; exit code 1 under the share that was asked for."""
    root = project(STACK)
    (root / "state.json").write_text(json.dumps(STATE))
    result = call(root, "coverage", "--file", str(root / "state.json"), "--format", "json")
    report = document(result)
    assert result.exit_code == 0
    assert report["totals"] == {"resources": 3, "covered": 0, "partly": 1, "untaggable": 1, "skipped": 1}
    (partly,) = (one for one in report["resources"] if one["status"] == "partly")
    assert sorted(partly) == ["labels", "missing", "reason", "status", "type", "urn"]
    assert partly["missing"] == {"tags": ["team"]}
    assert call(root, "coverage", "--file", str(root / "state.json"), "--fail-under", "1").exit_code == 1


def test_coverage_as_text_lists_what_needs_a_look_and_counts_the_rest(project: Project) -> None:
    """A stack of thousands is still read at a glance; `--all` lists every resource."""
    root = project(STACK)
    (root / "state.json").write_text(json.dumps(STATE))
    result = call(root, "coverage", "--file", str(root / "state.json"))
    assert "tags lacks team" in result.stdout
    assert result.stdout.count("spot-role") == 1
    assert "aws" in result.stdout.split("PROVIDER")[1]
    assert "3 resources: 1 partly, 1 skipped, 1 untaggable (each of them: --all)" in result.stdout
    assert "rolePolicy:RolePolicy" not in result.stdout
    assert "rolePolicy:RolePolicy" in call(root, "coverage", "--file", str(root / "state.json"), "--all").stdout


def test_coverage_counts_each_provider_by_itself(project: Project) -> None:
    """The sums are those of the whole."""
    root = project(STACK)
    (root / "state.json").write_text(json.dumps(STATE))
    report = document(call(root, "coverage", "--file", str(root / "state.json"), "--format", "json"))
    assert report["providers"]["aws"] == {"resources": 2, "covered": 0, "partly": 1, "untaggable": 1, "skipped": 0}
    totals = [counts.values() for counts in report["providers"].values()]
    assert list(report["totals"].values()) == [sum(column) for column in zip(*totals, strict=True)]
