"""What a machine of Google Cloud runs when it stops, run here: with a metadata server and a Google that only listen."""

import os
import subprocess
from pathlib import Path

import pytest

from components.google_cloud_metadata import metadata

CURL = """\
#!/bin/bash
for last; do :; done
echo "$*" >> "$HOME/asked"
case $last in
  */token) echo '{"access_token":"ya29.a-B_c","expires_in":3599,"token_type":"Bearer"}' ;;
  */project-id) echo labelwright-sandbox ;;
  */instance/zone) echo projects/123456789012/zones/europe-west1-b ;;
  */instance/name) echo demo-machine-0123456789ab ;;
esac
"""
JOBS = "#!/bin/bash\necho '120 {job} start waiting'\n"


def stopped(home: Path, script: str, job: str) -> list[str]:
    """What the script asked of the network while systemd was about to do `job`."""
    for name, text in (
        ("curl", CURL),
        ("systemctl", JOBS.format(job=job)),
        ("shutdown", "#!/bin/bash\necho ended >> $HOME/asked\n"),
    ):
        (home / name).write_text(text)
        (home / name).chmod(0o755)
    path = f"{home}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(["bash", "-c", script], env={"PATH": path, "HOME": str(home)}, check=False, timeout=30)  # noqa: S607
    asked = home / "asked"
    return asked.read_text().splitlines() if asked.exists() else []


def test_a_machine_that_is_shut_down_deletes_itself_as_its_own_account(tmp_path: Path) -> None:
    """By name, zone and project as the metadata server tells them, with the token of its account."""
    asked = stopped(tmp_path, metadata(None)["shutdown-script"], "poweroff.target")
    machine = "projects/labelwright-sandbox/zones/europe-west1-b/instances/demo-machine-0123456789ab"
    assert "-X DELETE" in asked[-1]
    assert "Authorization: Bearer ya29.a-B_c" in asked[-1]
    assert asked[-1].endswith(f"https://compute.googleapis.com/compute/v1/{machine}")
    assert all("Metadata-Flavor: Google" in one for one in asked[:-1])


def test_a_machine_that_restarts_stays(tmp_path: Path) -> None:
    """Google calls the script then too."""
    assert stopped(tmp_path, metadata(None)["shutdown-script"], "reboot.target") == []


@pytest.mark.parametrize(
    "script", ["true", "false", "exit 3", "set -e; false; echo never", "exec true", "no-such-command", "if"]
)
def test_a_script_that_ends_in_any_way_ends_its_machine(tmp_path: Path, script: str) -> None:
    """A machine that nobody uses costs as much as one that works."""
    assert stopped(tmp_path, metadata(script)["startup-script"], "none") == ["ended"]
