"""What an AWS Batch environment is told: its arguments, their defaults and their rules.

Source of the rules: https://docs.aws.amazon.com/batch/latest/APIReference/API_ComputeResource.html
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import Field
from pydantic.alias_generators import to_camel

from labelwright import rules
from labelwright.emit.aws_batch_problems import problems_in_size
from labelwright.environments.arguments import Arguments, Claim
from labelwright.environments.forms import Text, Word
from labelwright.placement.aws import UPDATABLE_STRATEGIES
from labelwright.problem import Problem, problem, suggest


class ComputeType(StrEnum):
    """What AWS Batch rents."""

    EC2 = "EC2"
    SPOT = "SPOT"
    FARGATE = "FARGATE"
    FARGATE_SPOT = "FARGATE_SPOT"


class ServiceRole(StrEnum):
    """With which role AWS Batch acts in the account. It decides whether a label changes in place."""

    LINKED = "linked"
    CREATE_LINKED = "create-linked"
    DEDICATED = "dedicated"


class LustreDeployment(StrEnum):
    """How FSx for Lustre keeps data; only the persistent kinds have backups."""

    SCRATCH_2 = "SCRATCH_2"
    PERSISTENT_1 = "PERSISTENT_1"
    PERSISTENT_2 = "PERSISTENT_2"


STRATEGIES: Mapping[ComputeType, tuple[str, ...]] = {
    ComputeType.EC2: ("BEST_FIT_PROGRESSIVE", "BEST_FIT"),
    ComputeType.SPOT: (
        "SPOT_PRICE_CAPACITY_OPTIMIZED",
        "SPOT_CAPACITY_OPTIMIZED",
        "BEST_FIT_PROGRESSIVE",
        "BEST_FIT",
    ),
}
"""Allocation strategies that AWS takes per type, the default first. Fargate has none."""

_INSTANCES_ONLY = ("instance_types", "min_vcpus", "allocation_strategy", "spot_bid_percentage", "fsx")
_SMALLEST_LUSTRE, _LUSTRE_STEP = 1200, 2400

Texts = Annotated[list[Text], Field(min_length=1)]
MOST_VCPUS = 2**31 - 1
"""The API's number is a 32-bit integer."""
BUCKET = r"^(arn:[a-z-]+:s3:::)?[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$"
"""An S3 bucket, by name or ARN: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"""


class AwsBatchArguments(Arguments):
    """Nothing given means On-Demand instances in the default VPC."""

    type: Annotated[ComputeType, Word] = ComputeType.EC2
    vpc_id: Text | None = None
    subnet_ids: Texts | None = None
    security_group_ids: Texts | None = None
    assign_public_ip: bool | None = None
    instance_types: Texts | None = None
    min_vcpus: Annotated[int, Field(ge=0, le=MOST_VCPUS)] = 0
    max_vcpus: Annotated[int, Field(ge=1, le=MOST_VCPUS)] = 256
    allocation_strategy: str | None = None
    spot_bid_percentage: Annotated[int, Field(ge=1, le=100)] = 100
    service_role: Annotated[ServiceRole, Word] = ServiceRole.LINKED
    efs: bool = False
    fsx: bool = False
    fsx_storage_capacity: int = _SMALLEST_LUSTRE
    fsx_deployment_type: Annotated[LustreDeployment, Word] = LustreDeployment.SCRATCH_2
    work_buckets: list[Annotated[str, Field(pattern=BUCKET)]] | None = None
    head_image: Text = "nextflow/nextflow:24.10.5"
    head_vcpus: Annotated[float, Field(gt=0)] = 1
    head_memory: Annotated[int, Field(gt=0)] = 2048
    work_image: Text = "ubuntu:24.04"
    work_vcpus: Annotated[float, Field(gt=0)] = 1
    work_memory: Annotated[int, Field(gt=0)] = 2048

    @property
    def on_fargate(self) -> bool:
        """Whether there are no instances, and so no instance role, launch template or instance tags."""
        return self.type in (ComputeType.FARGATE, ComputeType.FARGATE_SPOT)

    @property
    def strategy(self) -> str | None:
        """How instances are chosen: what was asked for, else the default of the type; None on Fargate."""
        strategies = STRATEGIES.get(self.type)
        return (self.allocation_strategy or strategies[0]) if strategies else None

    @property
    def updates_in_place(self) -> bool:
        """Whether AWS changes labels of instances in place, rather than replacing the compute environment."""
        if self.on_fargate:
            return True  # there are no instances whose tags could ask for new ones
        return self.service_role is not ServiceRole.DEDICATED and self.strategy in UPDATABLE_STRATEGIES

    @property
    def makes_shared(self) -> bool:
        """Whether it makes what other environments of the account use: the service-linked role."""
        return self.service_role is ServiceRole.CREATE_LINKED

    @property
    def claims(self) -> Sequence[Claim]:
        """The account's service-linked role, where this environment makes it."""
        if self.service_role is not ServiceRole.CREATE_LINKED:
            return ()
        remedy = "Write 'linked': it uses the same role."
        return (Claim("serviceRole", self.service_role, rules.ONE_LINKED_ROLE, remedy),)

    def problems(self, where: Callable[[str], str]) -> list[Problem]:
        """What does not go together. `where` names a field's place, given its name in stack config."""
        return [
            *self._problems_on_fargate(where),
            *self._problems_on_instances(where),
            *self._problems_in_sizes(where),
        ]

    def _problems_on_fargate(self, where: Callable[[str], str]) -> list[Problem]:
        """Things of an instance, asked for where there are none."""
        if not self.on_fargate:
            return []
        kind = "SPOT" if self.type is ComputeType.FARGATE_SPOT else "EC2"
        return [
            problem(
                where(to_camel(name)),
                rules.FARGATE_HAS_NO_HOST,
                f"{getattr(self, name)!r} with type {self.type}",
                f"Take it out, or write type: {kind}.",
            )
            for name in _INSTANCES_ONLY
            if self.is_given(name) and getattr(self, name)
        ]

    def _problems_on_instances(self, where: Callable[[str], str]) -> list[Problem]:
        """A strategy of another type, a bid without Spot, a range upside down."""
        found: list[Problem] = []
        strategies = STRATEGIES.get(self.type)
        if strategies and self.allocation_strategy and self.allocation_strategy not in strategies:
            remedy = suggest(self.allocation_strategy, strategies)
            found.append(problem(where("allocationStrategy"), rules.FIELD_VALUE, self.allocation_strategy, remedy))
        if self.is_given("spot_bid_percentage") and self.type is ComputeType.EC2:
            got = f"{self.spot_bid_percentage} with type {self.type}"
            found.append(problem(where("spotBidPercentage"), rules.BID_NEEDS_SPOT, got, "Write type: SPOT."))
        if self.min_vcpus > self.max_vcpus:
            got = f"minVcpus {self.min_vcpus} and maxVcpus {self.max_vcpus}"
            found.append(problem(where("minVcpus"), rules.VCPU_RANGE, got, f"Write at most {self.max_vcpus}."))
        return found

    def _problems_in_sizes(self, where: Callable[[str], str]) -> list[Problem]:
        """Storage and jobs of a size that AWS does not sell."""
        found: list[Problem] = []
        capacity = self.fsx_storage_capacity
        if capacity != _SMALLEST_LUSTRE and (capacity < _LUSTRE_STEP or capacity % _LUSTRE_STEP):
            found.append(problem(where("fsxStorageCapacity"), rules.LUSTRE_CAPACITY, capacity, "Write 1200 or 2400."))
        for job, vcpus, memory in (
            ("head", self.head_vcpus, self.head_memory),
            ("work", self.work_vcpus, self.work_memory),
        ):
            found += problems_in_size(vcpus, memory, where(f"{job}Memory"), on_fargate=self.on_fargate)
        return found
