"""A provider as the engine runs it: a process that prints its port and ends when it is told to."""

import os
import signal
import subprocess
import sys
from pathlib import Path


def test_an_interrupted_provider_ends_without_a_word(tmp_path: Path) -> None:
    """The engine interrupts plugins that are slow to end: what they print then would stand in a preview's JSON."""
    command = [sys.executable, "-m", "sandbox.providers", "kubernetes"]
    environment = os.environ | {"LABELWRIGHT_SANDBOX": str(tmp_path)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as provider:
        assert provider.stdout is not None
        assert int(provider.stdout.readline()) > 0
        provider.send_signal(signal.SIGINT)
        _, told = provider.communicate(timeout=30)
    assert (provider.returncode, told) == (0, b"")
