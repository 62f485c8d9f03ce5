"""What a machine does when it starts: run containers, and send what they say to the environment's log group.

Source: https://docs.docker.com/engine/logging/drivers/awslogs/
"""

import json


def user_data(log_group: str, region: str) -> str:
    """The start-up text for cloud-init. The log settings are written first: Docker reads them once, as it starts."""
    logs = {"log-driver": "awslogs", "log-opts": {"awslogs-group": log_group, "awslogs-region": region}}
    lines = [
        "#cloud-config",
        "write_files:",
        "- path: /etc/docker/daemon.json",
        f"  content: '{json.dumps(logs, sort_keys=True)}'",
        "packages:",
        "- docker",
        "runcmd:",
        "- systemctl enable --now docker",
        "",
    ]
    return "\n".join(lines)
