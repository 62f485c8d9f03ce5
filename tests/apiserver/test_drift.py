"""Drift of objects on a real API server: changed past the engine, found by `labelwright drift`, which changes nothing.

The tests share one stack: it is built, then changed by hand, and what was said before and after is asserted.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner
from kubernetes import client  # pyright: ignore[reportMissingTypeStubs]

from labelwright.cli import main
from labelwright.drift import kubernetes
from sandbox import apiserver
from tests.placement.engine import ROOT, Engine

pytestmark = [pytest.mark.apiserver, pytest.mark.engine]
OBJECTS = 29


class Drifted:
    """The stack, what was said of it untouched and by hand changed, and what the cluster held before and after."""

    def __init__(self, engine: Engine, api: Any, file: Path, kubeconfig: Path) -> None:
        self.file, self.kubeconfig = file, kubeconfig
        done = engine.run("up", "--yes", "--skip-preview")
        assert done.returncode == 0, done.stdout + done.stderr
        file.write_text(json.dumps(engine.document("stack", "export")), encoding="utf-8")
        self.core, self.apps = cast("Any", client).CoreV1Api(api), cast("Any", client).AppsV1Api(api)
        self.clean = self.drift()
        self._by_hand()
        before, self.methods = self.versions(), set[str]()
        with pytest.MonkeyPatch.context() as patched:
            self._watch(patched)
            patched.setattr(kubernetes, "PAGE", 10)
            self.found = self.drift()
        self.is_untouched = before == self.versions()

    def drift(self) -> Mapping[str, Any]:
        """What `labelwright drift` says."""
        words = ["drift", str(self.file), "--format", "json"]
        done = CliRunner().invoke(main, words, env={"KUBECONFIG": str(self.kubeconfig)})
        assert done.exit_code in (0, 1), done.output
        return json.loads(done.stdout)

    def of(self, name: str) -> Mapping[str, Any]:
        """What was said of one object."""
        (found,) = (one for one in self.found["resources"] if one["urn"].endswith(f"::{name}"))
        return found

    def differences(self, name: str) -> list[tuple[Any, ...]]:
        """The same, label by label."""
        return [tuple(one.values()) for one in self.of(name)["differences"]]

    def versions(self) -> dict[str, str]:
        """The version of every object, which the server counts up at each change."""
        listed = (
            *self.core.list_namespace().items,
            *self.core.list_config_map_for_all_namespaces().items,
            *self.core.list_secret_for_all_namespaces().items,
            *self.apps.list_deployment_for_all_namespaces().items,
        )
        return {one.metadata.uid: one.metadata.resource_version for one in listed}

    def _watch(self, patched: pytest.MonkeyPatch) -> None:
        """Write down the method of every request that the client sends."""
        rest = cast("Any", client).rest.RESTClientObject
        send = rest.request

        def watched(this: Any, method: str, *args: Any, **named: Any) -> Any:
            self.methods.add(method)
            return send(this, method, *args, **named)

        patched.setattr(rest, "request", watched)

    def _by_hand(self) -> None:
        labels = {"team": "sales", "by-hand": "yes"}
        template = {"metadata": {"labels": {"team": None}}}
        self.apps.patch_namespaced_deployment(
            "launcher", "default", {"metadata": {"labels": labels}, "spec": {"template": template}}
        )
        self.core.patch_namespace("space", {"metadata": {"labels": {"team": None}}})
        self.core.patch_namespaced_config_map("bare", "default", {"metadata": {"labels": {"by-hand": "yes"}}})
        self.core.delete_namespaced_config_map("doomed", "default")
        self.core.patch_namespaced_secret("secret-17", "default", {"metadata": {"labels": {"team": "sales"}}})
        self.core.delete_namespaced_secret("secret-3", "default")


@pytest.fixture(scope="module")
def stack(endpoint: apiserver.Endpoint, api: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drifted]:
    """That stack on the API server."""
    folder = tmp_path_factory.mktemp("drift")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LABELWRIGHT_KUBERNETES_API", str(endpoint.kubeconfig))
        engine = Engine(folder, ROOT / "tests" / "drift" / "cluster")
        try:
            yield Drifted(engine, api, folder / "state.json", endpoint.kubeconfig)
        finally:
            engine.run("destroy", "--yes", "--skip-preview", "--refresh")
            engine.stop()


def test_objects_that_nobody_touched_have_not_drifted(stack: Drifted) -> None:
    """Labels that the server writes by itself were not added by hand."""
    assert stack.clean["resources"] == []
    assert stack.clean["totals"]["same"] == OBJECTS


def test_a_label_that_was_changed_removed_or_added_is_found(stack: Drifted) -> None:
    """On the object and in its pod template, each place by itself."""
    assert stack.differences("launcher") == [
        ("metadata.labels", "by-hand", "added", None, "yes"),
        ("metadata.labels", "team", "changed", "genomics", "sales"),
        ("spec.template.metadata.labels", "team", "removed", "genomics", None),
    ]
    assert stack.differences("space") == [("metadata.labels", "team", "removed", "genomics", None)]
    assert stack.differences("bare") == [("metadata.labels", "by-hand", "added", None, "yes")]


def test_what_was_deleted_is_gone(stack: Drifted) -> None:
    """Read by itself or listed with others."""
    assert [stack.of(name)["status"] for name in ("doomed", "secret-3")] == ["gone", "gone"]


def test_many_of_one_kind_are_listed_page_by_page(stack: Drifted) -> None:
    """And each is judged as one that was read by itself."""
    assert stack.differences("secret-17") == [("metadata.labels", "team", "changed", "genomics", "sales")]
    assert stack.found["totals"] == {
        "resources": OBJECTS, "same": OBJECTS - 6, "drifted": 4, "gone": 2, "not-checked": 0
    }  # fmt: skip


def test_nothing_is_changed(stack: Drifted) -> None:
    """Every request was a GET, and every object has the version that it had."""
    assert stack.methods == {"GET"}
    assert stack.is_untouched


def test_a_cluster_that_cannot_be_reached_is_said(stack: Drifted, tmp_path: Path) -> None:
    """Wrong use, in one sentence; no object seems gone."""
    text = stack.kubeconfig.read_text(encoding="utf-8")
    for name, config in {
        "no-file": None,
        "nobody": text.replace("token: ", "token: x"),
        "nowhere": text.replace("https://127.0.0.1:", "https://127.0.0.1:1#"),
    }.items():
        file = tmp_path / name
        if config is not None:
            file.write_text(config, encoding="utf-8")
        done = CliRunner().invoke(main, ["drift", str(stack.file)], env={"KUBECONFIG": str(file)})
        assert (done.exit_code, done.stdout) == (2, ""), name
        assert done.stderr.startswith("labelwright: Kubernetes: "), name
        assert "--provider" in done.stderr
