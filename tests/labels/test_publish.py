"""What the program publishes of an environment: never a secret."""

import asyncio
from pathlib import Path
from typing import Any

import pulumi
import pytest

from labelwright import program


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
