"""What an instance does when it starts: mount the shared file systems before the first job comes.

AWS Batch adds a part of its own, so it demands the MIME multipart form.
Source: https://docs.aws.amazon.com/batch/latest/userguide/launch-templates.html
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

_BOUNDARY = "==LABELWRIGHT=="


@dataclass(frozen=True, slots=True)
class Mount:
    """One file system on the instance: the package with its client, and its line in fstab."""

    package: str
    path: str
    source: str
    type: str
    options: str


def efs_mount(file_system_id: str, path: str) -> Mount:
    """An EFS file system, encrypted on the way, mounted with the rights of the instance role."""
    return Mount("amazon-efs-utils", path, f"{file_system_id}:/", "efs", "_netdev,tls,iam")


def lustre_mount(dns_name: str, mount_name: str, path: str) -> Mount:
    """A Lustre file system. Options as AWS recommends them for instances that stay up."""
    options = "defaults,noatime,flock,_netdev,x-systemd.automount,x-systemd.requires=network.service"
    return Mount("lustre-client", path, f"{dns_name}@tcp:/{mount_name}", "lustre", options)


def user_data(mounts: Sequence[Mount]) -> str:
    """The start-up text for Amazon Linux 2023, base64 as a launch template takes it.

    cloud-init ends before the ECS agent starts, so no job sees an empty folder. A mount that fails ends the instance:
    AWS Batch then starts another, and no job writes to a local disk that it takes for the shared one.
    """
    fstab = [f"{mount.source} {mount.path} {mount.type} {mount.options} 0 0" for mount in mounts]
    commands = [
        *(f"mkdir -p {mount.path}" for mount in mounts),
        *(f"echo '{line}' >> /etc/fstab" for line in fstab),
        *(f"mount {mount.path} || shutdown -h now" for mount in mounts),
    ]
    lines = [
        "MIME-Version: 1.0",
        f'Content-Type: multipart/mixed; boundary="{_BOUNDARY}"',
        "",
        f"--{_BOUNDARY}",
        'Content-Type: text/cloud-config; charset="us-ascii"',
        "",
        "#cloud-config",
        "packages:",
        *(f"- {package}" for package in sorted({mount.package for mount in mounts})),
        "runcmd:",
        *(f'- "{command}"' for command in commands),
        "",
        f"--{_BOUNDARY}--",
        "",
    ]
    return b64encode("\n".join(lines).encode("ascii")).decode("ascii")
