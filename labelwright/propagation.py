"""SPEC section 5 as data: what every platform labels, when, and in which place.

Components, emitters, documentation and the contract test read these rows: what is produced and stands in no row, and a
row that nothing produces, fails that test.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from labelwright.vocabulary import Phase, Platform


@dataclass(frozen=True, slots=True)
class Resource:
    """A place on a forged resource: its Pulumi type, the end of its name, and the path of the labels in its inputs.

    An element of a list is named by what tells it apart: `tagSpecifications[volume].tags`.
    """

    type: str
    part: str
    path: str = "tags"


@dataclass(frozen=True, slots=True)
class Config:
    """A place in an emitted config: the config's name, and the path of the labels in its body."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Switch:
    """A setting of an emitted config by which the cloud itself hands the labels on: its path, and its value."""

    name: str
    path: str
    value: object = True


Where: TypeAlias = Resource | Config | Switch


class Row(NamedTuple):
    """What of a platform is labelled in a phase, and where its labels stand."""

    platform: Platform
    phase: Phase
    what: str
    where: Where


_ROLE, _PROFILE = "aws:iam/role:Role", "aws:iam/instanceProfile:InstanceProfile"
_GROUP, _LOGS = "aws:ec2/securityGroup:SecurityGroup", "aws:cloudwatch/logGroup:LogGroup"
_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
_COMPUTE = "aws:batch/computeEnvironment:ComputeEnvironment"
_QUEUE, _DEFINITION = "aws:batch/jobQueue:JobQueue", "aws:batch/jobDefinition:JobDefinition"

_AWS_BATCH: tuple[tuple[Phase, str, Where], ...] = (
    (Phase.FORGE, "FSx file system", Resource("aws:fsx/lustreFileSystem:LustreFileSystem", "fsx")),
    (Phase.FORGE, "EFS file system", Resource("aws:efs/fileSystem:FileSystem", "efs")),
    (Phase.FORGE, "compute environment", Resource(_COMPUTE, "compute-environment")),
    (Phase.FORGE, "its instances", Resource(_COMPUTE, "compute-environment", "computeResources.tags")),
    (Phase.FORGE, "head job queue", Resource(_QUEUE, "head-queue")),
    (Phase.FORGE, "work job queue", Resource(_QUEUE, "work-queue")),
    (Phase.FORGE, "launch template", Resource(_TEMPLATE, "launch-template")),
    (Phase.FORGE, "EBS volumes", Resource(_TEMPLATE, "launch-template", "tagSpecifications[volume].tags")),
    (
        Phase.FORGE,
        "network interfaces",
        Resource(_TEMPLATE, "launch-template", "tagSpecifications[network-interface].tags"),
    ),
    (Phase.FORGE, "service role", Resource(_ROLE, "service-role")),
    (
        Phase.FORGE,
        "service-linked role",
        Resource("aws:iam/serviceLinkedRole:ServiceLinkedRole", "aws-batch-service-linked-role"),
    ),
    (Phase.FORGE, "spot fleet role", Resource(_ROLE, "spot-fleet-role")),
    (Phase.FORGE, "execution role", Resource(_ROLE, "execution-role")),
    (Phase.FORGE, "instance role", Resource(_ROLE, "instance-role")),
    (Phase.FORGE, "instance profile", Resource(_PROFILE, "instance-profile")),
    (Phase.FORGE, "head role", Resource(_ROLE, "head-role")),
    (Phase.FORGE, "work role", Resource(_ROLE, "work-role")),
    (Phase.FORGE, "security group", Resource(_GROUP, "security-group")),
    (Phase.FORGE, "log group", Resource(_LOGS, "logs")),
    (Phase.FORGE, "head job definition", Resource(_DEFINITION, "head-job")),
    (Phase.FORGE, "work job definition", Resource(_DEFINITION, "work-job")),
    (Phase.SUBMISSION, "job definition", Config("register-job-definition", "tags")),
    (Phase.SUBMISSION, "job", Config("submit-job", "tags")),
    (Phase.SUBMISSION, "ECS task of the head job", Switch("submit-job", "propagateTags")),
    (Phase.EXECUTION, "ECS tasks of work jobs", Switch("register-job-definition", "propagateTags")),
)

_AWS_CLOUD: tuple[tuple[Phase, str, Where], ...] = (
    (Phase.FORGE, "instance role", Resource(_ROLE, "instance-role")),
    (Phase.FORGE, "instance profile", Resource(_PROFILE, "instance-profile")),
    (Phase.FORGE, "security group", Resource(_GROUP, "security-group")),
    (Phase.FORGE, "log group", Resource(_LOGS, "logs")),
    (Phase.FORGE, "launch template", Resource(_TEMPLATE, "launch-template")),
    *(
        (
            Phase.FORGE,
            f"{what} launched by hand",
            Resource(_TEMPLATE, "launch-template", f"tagSpecifications[{kind}].tags"),
        )
        for what, kind in (
            ("EC2 instance", "instance"),
            ("EBS volumes", "volume"),
            ("network interface", "network-interface"),
        )
    ),
    *(
        (phase, what, Config("run-instances", f"TagSpecifications[{kind}].Tags"))
        for phase in (Phase.SUBMISSION, Phase.EXECUTION)  # head process and work share the machine
        for what, kind in (
            ("EC2 instance", "instance"),
            ("EBS volumes", "volume"),
            ("network interface", "network-interface"),
        )
    ),
)

_BUCKET, _GOOGLE_TEMPLATE = "gcp:storage/bucket:Bucket", "gcp:compute/instanceTemplate:InstanceTemplate"

_GOOGLE_FORGED: tuple[tuple[Phase, str, Where], ...] = (
    (Phase.FORGE, "work bucket", Resource(_BUCKET, "work", "labels")),
    (Phase.FORGE, "instance template", Resource(_GOOGLE_TEMPLATE, "template", "labels")),
    (Phase.FORGE, "disk of the instance template", Resource(_GOOGLE_TEMPLATE, "template", "disks[0].labels")),
)

_GOOGLE_BATCH: tuple[tuple[Phase, str, Where], ...] = (
    *_GOOGLE_FORGED,
    *(
        (phase, what, Config("create-job", path))
        for phase, job in ((Phase.SUBMISSION, "head job"), (Phase.EXECUTION, "work job"))
        for what, path in (
            (job, "job.labels"),
            (f"VMs and disks of the {job}", "job.allocationPolicy.labels"),
        )
    ),
)

_GOOGLE_CLOUD: tuple[tuple[Phase, str, Where], ...] = (
    *_GOOGLE_FORGED,
    *(
        (phase, what, Config("insert-instance", path))
        for phase in (Phase.SUBMISSION, Phase.EXECUTION)  # head process and work share the machine
        for what, path in (
            ("virtual machine", "instanceResource.labels"),
            ("boot disk", "instanceResource.disks[0].initializeParams.labels"),
        )
    ),
)

_POOL = "azure-native:batch:Pool"
_ON_POOL = (
    ("pool, in Azure Resource Manager", "tags"),
    ("pool metadata", "metadata"),
    ("machines, disks and addresses of a UserSubscription pool", "resourceTags"),
)
_AZURE_GROUND: tuple[tuple[Phase, str, Where], ...] = (
    (Phase.FORGE, "resource group", Resource("azure-native:resources:ResourceGroup", "group")),
    (Phase.FORGE, "identity", Resource("azure-native:managedidentity:UserAssignedIdentity", "identity")),
    (Phase.FORGE, "storage account", Resource("azure-native:storage:StorageAccount", "storage")),
)

_AZURE_BATCH: tuple[tuple[Phase, str, Where], ...] = (
    *_AZURE_GROUND,
    (Phase.FORGE, "Batch account", Resource("azure-native:batch:BatchAccount", "account")),
    *((Phase.FORGE, what, Resource(_POOL, "pool", path)) for what, path in _ON_POOL),
    (Phase.SUBMISSION, "job metadata", Config("job", "metadata")),
    (Phase.SUBMISSION, "environment of all tasks of the job", Config("job", "commonEnvironmentSettings")),
    (Phase.EXECUTION, "task environment", Config("task", "environmentSettings")),
)

_AZURE_CLOUD: tuple[tuple[Phase, str, Where], ...] = (
    *_AZURE_GROUND,
    (Phase.FORGE, "virtual network", Resource("azure-native:network:VirtualNetwork", "network")),
    (Phase.FORGE, "security group", Resource("azure-native:network:NetworkSecurityGroup", "security-group")),
    (Phase.FORGE, "machine that stays", Resource("azure-native:compute:VirtualMachine", "machine")),
    (Phase.FORGE, "its network interface", Resource("azure-native:network:NetworkInterface", "machine-interface")),
    (Phase.FORGE, "its public address", Resource("azure-native:network:PublicIPAddress", "machine-address")),
    (Phase.FORGE, "its disk", Resource("azure-native:resources:TagAtScope", "machine-disk", "properties.tags")),
    *(
        (phase, what, Config(name, "body.tags"))
        for phase in (Phase.SUBMISSION, Phase.EXECUTION)  # head process and work share the machine
        for what, name in (
            ("public address", "public-ip-address"),
            ("network interface", "network-interface"),
            ("VM", "virtual-machine"),
            ("disk", "disk"),
        )
    ),
)

_META, _POD = "metadata.labels", "template.metadata.labels"

_KUBERNETES: tuple[tuple[Phase, str, Where], ...] = (
    (Phase.FORGE, "Deployment", Resource("kubernetes:apps/v1:Deployment", "launcher", _META)),
    (Phase.FORGE, "pods of the Deployment", Resource("kubernetes:apps/v1:Deployment", "launcher", f"spec.{_POD}")),
    (Phase.FORGE, "PodTemplate", Resource("kubernetes:core/v1:PodTemplate", "work", _META)),
    (Phase.FORGE, "pods of the PodTemplate", Resource("kubernetes:core/v1:PodTemplate", "work", _POD)),
    (Phase.FORGE, "namespace", Resource("kubernetes:core/v1:Namespace", "namespace", _META)),
    (Phase.FORGE, "service account", Resource("kubernetes:core/v1:ServiceAccount", "runner", _META)),
    (Phase.FORGE, "role", Resource("kubernetes:rbac.authorization.k8s.io/v1:Role", "runner", _META)),
    (Phase.FORGE, "role binding", Resource("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding", "runner", _META)),
    (Phase.FORGE, "storage claim", Resource("kubernetes:core/v1:PersistentVolumeClaim", "workspace", _META)),
    (Phase.SUBMISSION, "head pod", Config("pod", _META)),
    (Phase.EXECUTION, "run pod", Config("pod", _META)),
    (Phase.EXECUTION, "Job", Config("job", _META)),
    (Phase.EXECUTION, "pods of the Job", Config("job", f"spec.{_POD}")),
)

TABLE: tuple[Row, ...] = (
    *(Row(Platform.AWS_BATCH, *row) for row in _AWS_BATCH),
    *(Row(Platform.AWS_CLOUD, *row) for row in _AWS_CLOUD),
    *(Row(Platform.GOOGLE_BATCH, *row) for row in _GOOGLE_BATCH),
    *(Row(Platform.GOOGLE_CLOUD, *row) for row in _GOOGLE_CLOUD),
    *(Row(Platform.AZURE_BATCH, *row) for row in _AZURE_BATCH),
    *(Row(Platform.AZURE_CLOUD, *row) for row in _AZURE_CLOUD),
    *(Row(Platform.KUBERNETES, *row) for row in _KUBERNETES),
)
"""Every row of every platform."""


def rows_of(platform: Platform, *phases: Phase) -> Iterator[Row]:
    """The rows of a platform, of the named phases only where any is named."""
    return (row for row in TABLE if row.platform is platform and (not phases or row.phase in phases))
