"""`pulumi up` is killed in the middle, and the documented way back ends where an undisturbed one ends."""

import os
import signal
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from labelwright.recovery.pending import pending_creates
from tests.e2e.cloud import everything, mount_targets
from tests.e2e.project import PACK, UP, Project

pytestmark = pytest.mark.engine
PATIENCE_SECONDS = 120.0


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Wait for something that must come."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"never came: {what}"
        time.sleep(0.003)


@contextmanager
def halted(process: int) -> Generator[None]:
    """A process that stands still meanwhile: requests reach it, and are worked on afterwards."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def begun(project: Project) -> list[str]:
    """Types of the resources whose creation the engine has begun, and not ended, as its state on disk says."""
    return [pending.type for pending in pending_creates({"deployment": project.checkpoint()})]


def kill_in_the_middle(project: Project, awaited: str) -> list[str]:
    """Begin an up, and kill its whole process group while the cloud still works on requests that it sent.

    The cloud is halted as soon as the engine has begun to create an `awaited`, so that whatever it asks for from then
    on stays unanswered. After the kill the cloud goes on, and makes things of which nobody will ever tell the engine.
    Returns the types of what was begun.
    """
    engine = project.begin(*UP)
    try:
        wait_until(lambda: awaited in begun(project), f"the creation of {awaited}")
        with halted(project.cloud_process()):
            time.sleep(0.2)  # what was answered before the halt is written down
            wait_until(lambda: bool(begun(project)), "a creation that is not answered")
            time.sleep(0.3)  # for its request to leave the provider
            assert engine.poll() is None, "the update ended before it was killed"
            lost = begun(project)
            os.killpg(engine.pid, signal.SIGKILL)
    finally:
        engine.kill()
        engine.wait()
    return lost


def orphans(project: Project) -> list[str]:
    """What stands in the cloud and is unknown to the state."""
    known = project.custom_resources()
    ids = {str(one["id"]) for one in known} | {str(one["outputs"].get("arn")) for one in known}
    standing = {one.identity for one in everything(project.client)} | set(mount_targets(project.client))
    return sorted(standing - ids)


@pytest.mark.parametrize(
    "awaited",
    ["aws:efs/fileSystem:FileSystem", "aws:batch/jobQueue:JobQueue"],
    ids=["early", "late"],
)
def test_after_a_kill_the_way_back_leaves_everything_labelled_and_nothing_orphaned(
    tmp_path: Path, awaited: str
) -> None:
    """Early and late: after `labelwright recover` and another up all is there once, and labelled."""
    project = Project(tmp_path)
    try:
        assert kill_in_the_middle(project, awaited)
        project.labelwright("recover")
        assert begun(project) == []
        assert orphans(project) == [], "after the recovery"
        project.done(*UP, *PACK)
        assert orphans(project) == []
        totals = project.coverage()
        assert totals["partly"] == 0
        assert totals["covered"] == 27
        found = everything(project.client)
        assert len([one for one in found if one.kind == "EFS file system"]) == 1
        assert [one for one in found if not one.tags.get("environment")] == []
        project.done(*UP, "--expect-no-changes")
    finally:
        project.stop()
