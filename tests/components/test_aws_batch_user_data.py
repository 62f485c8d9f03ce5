"""What an instance is told at its start: the form that AWS Batch demands, and mounts before the first job."""

from base64 import b64decode
from email import message_from_bytes
from typing import Any, cast

from ruamel.yaml import YAML

from components.aws_batch_user_data import efs_mount, lustre_mount, user_data

EFS = efs_mount("fs-0123", "/mnt/efs")
FSX = lustre_mount("fs-9.fsx.us-east-1.amazonaws.com", "abcd", "/mnt/fsx")


def part_of(text: str) -> Any:
    """The only part of the MIME message."""
    message = message_from_bytes(b64decode(text))
    assert message.get_content_type() == "multipart/mixed"
    assert not message.defects
    (part,) = cast("list[Any]", message.get_payload())
    return part


def test_user_data_is_mime_multipart_with_one_cloud_config() -> None:
    """AWS Batch adds a part of its own and fails instances whose user data it cannot merge."""
    assert part_of(user_data([EFS])).get_content_type() == "text/cloud-config"


def test_lustre_is_mounted_from_its_own_name() -> None:
    """The mount name is FSx's, not ours: a wrong one mounts nothing."""
    assert FSX.source == "fs-9.fsx.us-east-1.amazonaws.com@tcp:/abcd"


def test_each_file_system_is_installed_entered_and_mounted_in_that_order() -> None:
    """Read back as cloud-init reads it: YAML with packages and commands."""
    config = cast("Any", YAML(typ="safe")).load(str(part_of(user_data([EFS, FSX])).get_payload()))
    assert config["packages"] == ["amazon-efs-utils", "lustre-client"]
    assert config["runcmd"] == [
        "mkdir -p /mnt/efs",
        "mkdir -p /mnt/fsx",
        "echo 'fs-0123:/ /mnt/efs efs _netdev,tls,iam 0 0' >> /etc/fstab",
        f"echo '{FSX.source} /mnt/fsx lustre {FSX.options} 0 0' >> /etc/fstab",
        "mount /mnt/efs || shutdown -h now",
        "mount /mnt/fsx || shutdown -h now",
    ]
