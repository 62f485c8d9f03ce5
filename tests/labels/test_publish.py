"""What the program publishes of an environment: never a secret."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pulumi
import pytest

from labelwright import program
from labelwright.emit.files import write_configs
from labelwright.emit.kubernetes import PodShape
from labelwright.emit.kubernetes_record import KubernetesRecord
from labelwright.settings import Source, read


def test_a_record_with_a_secret_is_refused_and_written_to_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A start-up script may be one, and dist/ is plain text; the message names the environment and not the secret."""
    exported: dict[str, pulumi.Output[Any]] = {}
    monkeypatch.setattr(pulumi, "export", exported.__setitem__)
    monkeypatch.setattr(pulumi, "get_stack", lambda: "dev")
    monkeypatch.setattr(program, "DIST", tmp_path)

    async def run() -> object:
        program.publish("demo", {}, pulumi.Output.secret("hunter2"))
        return await exported["demo"].future()

    with pytest.raises(pulumi.RunError, match="environment 'demo': an argument is a secret") as error:
        asyncio.run(run())
    assert "hunter2" not in str(error.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("key", "is_warned"), [("team", True), ("commit", False)])
def test_a_preview_warns_of_no_rollout_for_a_volatile_label(
    key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_warned: bool
) -> None:
    """It is not on the pods that would restart."""
    said: list[str] = []
    exported: dict[str, object] = {}
    monkeypatch.setattr(pulumi, "export", exported.__setitem__)
    monkeypatch.setattr(pulumi, "get_stack", lambda: "dev")
    monkeypatch.setattr(pulumi, "warn", said.append)
    monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: True)
    monkeypatch.setattr(program, "DIST", tmp_path)
    labels = {"team": "shop", "commit": {"value": "c0ffee1", "volatile": True}}
    tree = {"teams": {"shop": {"labels": labels}}, "team": "shop"}
    monkeypatch.setattr(program, "read_settings", lambda: read(Source(tree=tree)).checked())
    shape = PodShape(image="ubuntu:24.04", vcpus=1, memory=512, service_account="runner", claim="workspace")
    pods = {"head": shape, "work": shape}
    standing = KubernetesRecord("demo", "demo", {"team": "shop", "commit": "c0ffee1"}, {}, pods)
    write_configs(tmp_path / "dev", standing)
    wanted = replace(standing, labels={**standing.labels, key: "another"})

    async def run() -> None:
        program.publish("demo", {}, pulumi.Output.from_input(json.dumps(wanted.to_document())))
        await asyncio.sleep(0.05)

    asyncio.run(run())
    assert [f"the change of {key} restarts" in one for one in said] == [True] * is_warned


def test_what_is_launched_is_exported_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Static labels merged with those below, templates of dynamic ones; nothing where nothing of a kind is declared."""
    exported: dict[str, object] = {}
    monkeypatch.setattr(pulumi, "export", exported.__setitem__)
    labels = {"team": "genomics", "run": "run-${workflowId}"}
    tree = {
        "workspace": {"labels": {key: {"value": value, "default": True} for key, value in labels.items()}},
        "environments": [{"name": "spot", "platform": "aws-batch", "labels": {"name": "ce1"}}],
        "pipelines": {
            "rnaseq": {"environment": "spot", "labels": {"pipeline": "rnaseq", "rev": "${revision}", "team": None}},
            "loose": {"labels": {"pipeline": "loose"}},
        },
        "actions": {"nightly": {"pipeline": "rnaseq", "labels": {"by": "schedule"}}},
    }
    settings = read(Source(tree=tree)).checked()
    program.publish_launchables(settings)
    rnaseq = {
        "environment": "spot",
        "labels": {"name": "ce1", "pipeline": "rnaseq"},
        "dynamic": {"run": "run-${workflowId}", "rev": "${revision}"},
    }
    assert exported == {
        "pipelines": {
            "rnaseq": rnaseq,
            "loose": {"labels": {"pipeline": "loose", "team": "genomics"}, "dynamic": {"run": "run-${workflowId}"}},
        },
        "actions": {
            "nightly": {
                "pipeline": "rnaseq",
                "environment": "spot",
                "labels": {"name": "ce1", "pipeline": "rnaseq", "by": "schedule"},
                "dynamic": rnaseq["dynamic"],
            }
        },
    }
    tree["pipelines"], tree["actions"] = {}, {}
    tree["studios"] = {"jupyter": {"environment": "spot", "labels": {"app": "jupyter"}}}
    exported.clear()
    program.publish_launchables(read(Source(tree=tree)).checked())
    jupyter = {"app": "jupyter", "name": "ce1", "team": "genomics"}
    assert exported == {"studios": {"jupyter": {"environment": "spot", "labels": jupyter, "dynamic": {}}}}
