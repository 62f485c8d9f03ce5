"""A process that we started, and how to be sure that it is still that one.

A number alone does not name a process: after a crash or a restart of the machine the kernel gives the same number to
a stranger, and a stranger must never be ended. Number and start time together do. The cloud's control (`cloud.py`)
keeps both in its endpoint file.
"""

# ruff: noqa: S603, S607 - ps is looked up as any shell would

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path


def birth_of(pid: int) -> str | None:
    """When the process `pid` was born, as the kernel tells it; None when there is no such living process.

    Linux: clock ticks since boot and the boot's id (proc_pid_stat(5), field 22; a zombie counts as dead).
    Elsewhere: `ps`. The text means nothing in itself; it is only compared with itself.
    """
    stat = Path(f"/proc/{pid}/stat")
    if stat.parent.parent.joinpath("self").exists():
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            return None
        boot = Path("/proc/sys/kernel/random/boot_id")
        boot_id = boot.read_text(encoding="utf-8").strip() if boot.exists() else ""
        return None if fields[0] in ("Z", "X") else f"{fields[19]}@{boot_id}"
    shown = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    state, _, born = shown.stdout.strip().partition(" ")
    return None if not born or state.startswith("Z") else born.strip()


def is_alive(pid: int, born: str) -> bool:
    """Whether the process with this number is still the one that was born then."""
    return birth_of(pid) == born


def end(pid: int, born: str, grace: float = 5.0) -> None:
    """Asks our process to end (SIGTERM), waits up to `grace` seconds, then kills it. A stranger is left alone."""
    for request, seconds in ((signal.SIGTERM, grace), (signal.SIGKILL, 5.0)):
        if not is_alive(pid, born):
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, request)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not is_alive(pid, born):
                return
            time.sleep(0.02)
    raise TimeoutError(f"process {pid} does not end, even when it is killed")
