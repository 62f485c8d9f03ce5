"""The arguments of an AWS Cloud environment, as Pulumi packages them for every language.

Pulumi's analyzer reads this class for the schema: no unions, no postponed annotations, and the text below a field is
its documentation. What the values mean, and what is wrong with them, is said in `labelwright.environments.aws_cloud`.
"""

from typing import TypedDict

import pulumi


class AwsCloudEnvironmentArgs(TypedDict, total=False):
    """Everything has a default: `{}` builds an environment of On-Demand machines in the default VPC."""

    labels: pulumi.Input[dict[str, pulumi.Input[str]]]
    """Labels of this environment, over those of organization, workspace and team. Known when the program runs."""
    instance_type: str
    """Instance type of the machines; of a Graviton type the default image is the arm64 one. Default: m6i.large."""
    image_id: pulumi.Input[str]
    """Image of the machines, an Amazon Linux 2023 or one with cloud-init. Default: what imageParameter holds."""
    image_parameter: str
    """Parameter of AWS Systems Manager that holds an image's id. Default: AWS's own for the newest Amazon Linux 2023:
    each pulumi up takes the image that is then the newest."""
    vpc_id: pulumi.Input[str]
    """VPC of the subnet, and of a security group that is made. Default: that of the subnet, else the default VPC."""
    subnet_id: pulumi.Input[str]
    """Subnet of the machines. Default: the first one of the VPC."""
    security_group_ids: pulumi.Input[list[pulumi.Input[str]]]
    """Security groups of the machines. Default: one is made that lets nothing in and everything out."""
    assign_public_ip: bool
    """Whether machines get a public address: without, their subnet needs NAT. Default: true in the default VPC."""
    root_volume_gib: int
    """Size of the encrypted root volume in GiB, 8 to 65536, and not below that of the image. Default: 50."""
    key_name: pulumi.Input[str]
    """Key pair for SSH. Default: none; AWS Systems Manager opens a session without one."""
    work_buckets: pulumi.Input[list[pulumi.Input[str]]]
    """S3 buckets, by name or ARN, in which runs may read and write. Default: none."""


LATE = frozenset({"image_id", "key_name", "security_group_ids", "subnet_id", "vpc_id", "work_buckets"})
"""Arguments that may be known only while Pulumi runs. They are checked when they are plain."""
