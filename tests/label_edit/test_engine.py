"""Labels of a stack that really stands: what is told of it is what the engine says, and nothing in it is touched."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.coverage.test_changes_engine import JOB, STACK
from tests.e2e.project import UP, Project

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def forged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A cluster, and a Job beside it that is labelled by the transform alone."""
    project = Project(tmp_path_factory.mktemp("labels"), STACK)
    program = project.home / "__main__.py"
    program.write_text(program.read_text(encoding="utf-8") + JOB, encoding="utf-8")
    try:
        project.done(*UP)
        yield project
    finally:
        project.stop()


def edit(project: Project, *words: str, code: int = 0) -> dict[str, Any]:
    """What an edit of labels says of itself."""
    return json.loads(project.labelwright("labels", *words, "--format", "json", code=code))


def test_what_an_edit_is_said_to_change_is_what_the_engine_changes(forged: Project) -> None:
    """Before it is written, out of the state alone: in place, restarted, replaced, by name."""
    before = (forged.home / "Pulumi.dev.yaml").read_bytes()
    told = edit(forged, "add", "zone=north", "--scope", "team")
    assert told["effects"]["environments"] == [{"stack": "dev", "name": "cluster", "forged": True}]
    foreseen = {one["urn"]: one["effect"] for one in told["effects"]["resources"]}
    changes = json.loads(forged.labelwright("coverage", "--preview", "--format", "json"))["changes"]
    assert {one["urn"]: one["effect"] for one in changes["resources"]} == foreseen
    assert set(foreseen.values()) == {"in-place", "rollout", "replacement"}
    edit(forged, "remove", "zone", "--scope", "team")
    assert (forged.home / "Pulumi.dev.yaml").read_bytes() == before


def test_what_stands_keeps_its_labels_in_stack_config(forged: Project) -> None:
    """Refused with who uses it, counted as `list` and `where` count; the state is as it was."""
    state = forged.deployment()["resources"]
    told = edit(forged, "remove", "cost-center", "--scope", "team", code=1)
    assert [one["rule"].partition(":")[0] for one in told["problems"]] == ["7.7.1"]
    assert told["uses"]["environments"] == [{"stack": "dev", "name": "cluster"}]
    carriers = {one["urn"] for one in told["uses"]["resources"]}
    where = edit(forged, "where", "cost-center")
    assert carriers == {one["urn"] for one in where["resources"] if one["scope"] == "team"}
    rows = {(one["scope"], one["key"]): one for one in edit(forged, "list")["labels"]}
    assert rows["team:genomics", "cost-center"]["resources"] == len(carriers) >= 8
    assert edit(forged, "edit", "environment=other-name", "--scope", "environment:cluster", code=1)["problems"]
    assert forged.deployment()["resources"] == state
