"""What an AWS Cloud environment (one virtual machine a run) is told: its arguments, their defaults and their rules.

Source of the rules: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html
"""

import re
from collections.abc import Callable
from typing import Annotated

from pydantic import Field

from labelwright import rules
from labelwright.environments.arguments import Arguments
from labelwright.environments.forms import Forms, problems_in_forms
from labelwright.problem import Problem, problem

_FAMILY = re.compile(r"[a-z]+\d+([a-z]*)")
_FORMS: Forms = {
    "instance_type": (re.compile(r"[a-z][a-z0-9-]*\.[a-z0-9-]+"), "m6i.large"),
    "image_id": (re.compile(r"ami-[0-9a-f]{8,}"), "ami-0123456789abcdef0"),
    "image_parameter": (re.compile(r"/\S+"), "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"),
    "subnet_id": (re.compile(r"subnet-\S+"), "subnet-0123456789abcdef0"),
    "vpc_id": (re.compile(r"vpc-\S+"), "vpc-0123456789abcdef0"),
}
"""Argument -> what its text looks like, and one that AWS would take."""

_AMAZON_LINUX = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{architecture}"


class AwsCloudArguments(Arguments):
    """Nothing given means an m6i.large with the newest Amazon Linux 2023 in the default VPC."""

    instance_type: str = "m6i.large"
    image_id: str | None = None
    image_parameter: str | None = None
    vpc_id: str | None = None
    subnet_id: str | None = None
    security_group_ids: Annotated[list[str], Field(min_length=1)] | None = None
    assign_public_ip: bool | None = None
    root_volume_gib: Annotated[int, Field(ge=8, le=65536)] = 50  # the smallest Amazon Linux; the largest gp3
    key_name: str | None = None
    work_buckets: list[str] | None = None

    @property
    def architecture(self) -> str:
        """`arm64` where the instance type is a Graviton, whose families say so by a `g` behind the number, or `a1`."""
        family = self.instance_type.partition(".")[0]
        letters = _FAMILY.match(family)
        return "arm64" if family == "a1" or (letters and "g" in letters[1]) else "x86_64"

    @property
    def image_source(self) -> str:
        """The parameter of AWS Systems Manager that holds the image's id, where no image is given."""
        return self.image_parameter or _AMAZON_LINUX.format(architecture=self.architecture)

    def problems(self, where: Callable[[str], str]) -> list[Problem]:
        """Names that AWS has none of, and two images where one machine has one."""
        found = list(problems_in_forms(self, _FORMS, where))
        if self.image_id is not None and self.image_parameter is not None:
            got = f"imageId {self.image_id!r} and imageParameter {self.image_parameter!r}"
            found.append(problem(where("imageParameter"), rules.ONE_IMAGE, got, "Leave one of them out."))
        return found
