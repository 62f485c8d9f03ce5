"""What a machine reads about itself when it starts and stops: its script, its logging, and how it takes itself away.

Sources: https://cloud.google.com/compute/docs/instances/startup-scripts and
https://cloud.google.com/container-optimized-os/docs/how-to/logging
"""

_SERVER = "http://metadata.google.internal/computeMetadata/v1"

_DELETE = f"""\
#!/bin/bash
# A machine that is shut down is deleted with its disk; one that only restarts is not.
systemctl list-jobs | grep -q 'reboot.target.*start' && exit 0
ask() {{ curl -sf -H 'Metadata-Flavor: Google' "{_SERVER}/$1"; }}
token=$(ask instance/service-accounts/default/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
curl -sf -X DELETE -H "Authorization: Bearer $token" \\
  "https://compute.googleapis.com/compute/v1/projects/$(ask project/project-id)/zones/$(ask instance/zone \\
  | sed 's|.*/||')/instances/$(ask instance/name)"
"""


def metadata(startup_script: str | None) -> dict[str, str]:
    """The metadata of a machine: containers log to Cloud Logging, IAM lets people in, and it deletes itself."""
    own = {"google-logging-enabled": "true", "enable-oslogin": "TRUE", "shutdown-script": _DELETE}
    if startup_script is None:
        return own
    # First the trap, and a shell of its own for the script: however it ends, be it by `exec`, so does the machine.
    return {**own, "startup-script": f"#!/bin/bash\ntrap 'shutdown -h now' EXIT\n(\n{startup_script}\n)\n"}
