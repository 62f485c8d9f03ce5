"""Children of a Helm chart, which is a component of the Kubernetes provider's own, take labels like all others.

The sandbox's chart renders nothing, so what is proven is the way of its children through the engine and the transform.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.placement.engine import Engine

pytestmark = pytest.mark.engine
TEAM = {"team": "genomics"}


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, dict[str, Any]]]:
    """What the engine wrote down of the program, by type."""
    engine = Engine(tmp_path_factory.mktemp("charted"), Path(__file__).parent / "charted")
    try:
        done = engine.run("up", "--yes", "--skip-preview")
        assert done.returncode == 0, done.stdout + done.stderr
        again = engine.run("up", "--yes", "--skip-preview", "--expect-no-changes")
        assert again.returncode == 0, again.stdout + again.stderr
        yield {one["type"]: one for one in engine.document("stack", "export")["deployment"]["resources"]}
    finally:
        engine.stop()


def test_the_chart_is_a_component_and_its_objects_are_its_children(state: dict[str, dict[str, Any]]) -> None:
    """Made in the provider's process: nothing of them is registered by the program itself."""
    chart = state["kubernetes:helm.sh/v4:Chart"]["urn"]
    assert state["kubernetes:core/v1:Service"]["parent"] == chart
    assert state["kubernetes:apps/v1:Deployment"]["parent"] == chart


def test_objects_of_a_chart_are_labelled_at_every_place(state: dict[str, dict[str, Any]]) -> None:
    """Metadata and pod template; what the chart says itself stays, and selectors are no place."""
    service = state["kubernetes:core/v1:Service"]["inputs"]
    assert service["metadata"]["labels"] == {"app": "shop", **TEAM}
    assert service["spec"]["selector"] == {"app": "shop"}
    deployment = state["kubernetes:apps/v1:Deployment"]["inputs"]
    assert deployment["metadata"]["labels"] == {"app": "shop", "team": "own"}
    assert deployment["spec"]["template"]["metadata"]["labels"] == {"app": "shop", **TEAM}
    assert deployment["spec"]["selector"] == {"matchLabels": {"app": "shop"}}
