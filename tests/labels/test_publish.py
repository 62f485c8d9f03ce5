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
