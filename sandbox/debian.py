"""Debian's packages, for tests that are judged by the real thing: apt gets what is missing, where this user may."""

# ruff: noqa: S603 - the commands are made here, from no one's input

import os
import shutil
import subprocess
from collections.abc import Mapping

from sandbox.building import Say


def install_by_apt(title: str, missing: Mapping[str, str], say: Say = print) -> bool:
    """Have what `title` lacks installed by apt; whether apt did it.

    `missing` is what the person who waits knows it by -> the package that has it. What cannot be had is said, and is no
    failure: the tests that need it are skipped.
    """
    apt, sudo = shutil.which("apt-get"), shutil.which("sudo")
    if apt is None or (os.geteuid() != 0 and sudo is None):
        say(f"{title}: there is no {' and no '.join(missing)}, and no apt to get it with: its tests will be skipped")
        return False
    rights = [] if os.geteuid() == 0 else [str(sudo), "--non-interactive"]
    packages = ", ".join(missing.values())
    say(f"{title}: installing {packages}")
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *missing.values()]):
        done = subprocess.run([*rights, apt, *arguments], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            last = " ".join(done.stderr.strip().splitlines()[-1:])
            say(f"{title}: apt could not get {packages} ({last}): its tests will be skipped")
            return False
    return True
