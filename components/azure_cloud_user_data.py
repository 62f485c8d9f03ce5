"""What a machine does: run containers; and, where it belongs to a run, delete itself when it is shut down.

Azure goes on billing a machine that was shut down from within. Source of the two addresses:
https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
"""

_ADDRESS = "http://169.254.169.254/metadata"
_MANAGER = "https://management.azure.com"
_COMPUTE_API = "2024-11-01"

_END = f"""#!/bin/sh
systemctl list-jobs | grep -Eq '(poweroff|halt)\\.target +start' || exit 0
ask() {{ curl --silent --fail --noproxy '*' --header 'Metadata: true' "$1"; }}
self=$(ask '{_ADDRESS}/instance/compute/resourceId?api-version=2021-02-01&format=text')
token=$(ask '{_ADDRESS}/identity/oauth2/token?api-version=2018-02-01&resource={_MANAGER}/' \\
  | python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])')
curl --silent --fail --request DELETE --header "Authorization: Bearer $token" \\
  "{_MANAGER}$self?api-version={_COMPUTE_API}"
"""

_SERVICE = """[Unit]
Description=Delete this machine when it is shut down from within
Wants=network-online.target
After=network-online.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/true
ExecStop=/usr/local/sbin/end-machine
[Install]
WantedBy=multi-user.target
"""


def user_data(*, ends: bool) -> str:
    """The start-up text for cloud-init. `ends`: the machine goes when it is shut down; a restart leaves it."""
    files = (
        ("/usr/local/sbin/end-machine", "0755", _END),
        ("/etc/systemd/system/end-machine.service", "0644", _SERVICE),
    )
    lines = ["#cloud-config", "packages:", "- docker.io"]
    if ends:
        lines.append("write_files:")
        for path, mode, content in files:
            lines += [f"- path: {path}", f"  permissions: '{mode}'", "  content: |"]
            lines += [f"    {line}" for line in content.splitlines()]
    lines += ["runcmd:", "- systemctl enable --now docker"]
    if ends:
        lines.append("- systemctl enable --now end-machine")
    return "\n".join([*lines, ""])
