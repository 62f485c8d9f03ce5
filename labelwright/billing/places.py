"""What of the labels reaches the bill: for every place of the propagation table, whether, how, and who says so.

docs/platforms.md is written from it. A place that is labelled and has no entry here fails a test: a label that nobody
can find on the bill is half a promise.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from labelwright.billing.sources import (
    AWS_BATCH,
    AWS_TAGS,
    AZURE,
    AZURE_BATCH,
    AZURE_INHERITANCE,
    CUR,
    EBS_CSI,
    EKS,
    GKE,
    GOOGLE,
    GOOGLE_BATCH,
    IAM,
    SPLIT,
)
from labelwright.propagation import Resource, Row


class Reach(StrEnum):
    """How far a label comes on its way to the bill; `MEANING` says it in a sentence."""

    BILLED = "yes"
    SHARED = "as a share"
    PASSED_ON = "passed on"
    NEVER = "never"


MEANING: Mapping[Reach, str] = {
    Reach.BILLED: "the resource has lines of its own, and they carry its labels",
    Reach.SHARED: "it runs on a billed machine; its labels are on its share, where the cloud is told to split the bill",
    Reach.PASSED_ON: "it costs nothing itself, and hands its labels to what does",
    Reach.NEVER: "it costs nothing, or the bill does not read labels there",
}


class Bill(NamedTuple):
    """What becomes of the labels of one place: how far they come, why, and the page that says so."""

    reach: Reach
    why: str
    source: str


_AWS_BILLED = Bill(Reach.BILLED, "once its keys are active cost allocation tags", AWS_TAGS)
_AWS_FREE = Bill(Reach.NEVER, "costs nothing", AWS_TAGS)
_IAM = Bill(Reach.NEVER, "IAM costs nothing", IAM)
_INTERFACE = Bill(Reach.BILLED, "on the lines that name it, such as those of its public address", CUR)
_TASK = Bill(
    Reach.SHARED, "on instances with split cost allocation data only; on Fargate a task has lines of its own", SPLIT
)
_POD = Bill(Reach.SHARED, "EKS and GKE, where cost allocation is switched on", EKS)
_OBJECT = Bill(Reach.NEVER, "only pods are costed", GKE)
_GOOGLE_BILLED = Bill(Reach.BILLED, "in billing reports and the BigQuery export", GOOGLE)
_GOOGLE_PASSED = Bill(Reach.PASSED_ON, "to what is made from the template, and that is billed", GOOGLE)
_AZURE_BILLED = Bill(Reach.BILLED, "on its usage records, from the day it is tagged", AZURE)
_AZURE_FREE = Bill(Reach.NEVER, "emits no usage", AZURE)
_METADATA = Bill(Reach.NEVER, "metadata is no tag: Cost Management does not see it", AZURE_BATCH)
_VARIABLE = Bill(Reach.NEVER, "variables are for the task to read", AZURE_BATCH)

_ROLE = "aws:iam/role:Role"
_COMPUTE = "aws:batch/computeEnvironment:ComputeEnvironment"
_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"

_AWS: Mapping[tuple[str, str], Bill] = {
    ("aws:fsx/lustreFileSystem:LustreFileSystem", "tags"): _AWS_BILLED,
    ("aws:efs/fileSystem:FileSystem", "tags"): _AWS_BILLED,
    ("aws:cloudwatch/logGroup:LogGroup", "tags"): _AWS_BILLED,
    (_COMPUTE, "tags"): Bill(Reach.NEVER, "costs nothing, and its own tags reach no instance", AWS_BATCH),
    (_COMPUTE, "computeResources.tags"): Bill(
        Reach.PASSED_ON, "to EC2 instances, which are billed once the keys are active", AWS_BATCH
    ),
    ("aws:batch/jobQueue:JobQueue", "tags"): Bill(
        Reach.NEVER, "costs nothing; split data names the queue of each task by itself", SPLIT
    ),
    ("aws:batch/jobDefinition:JobDefinition", "tags"): Bill(
        Reach.PASSED_ON, "to ECS tasks, by propagateTags", AWS_BATCH
    ),
    (_TEMPLATE, "tags"): _AWS_FREE,
    (_TEMPLATE, "tagSpecifications[instance].tags"): _AWS_BILLED,
    (_TEMPLATE, "tagSpecifications[volume].tags"): _AWS_BILLED,
    (_TEMPLATE, "tagSpecifications[network-interface].tags"): _INTERFACE,
    ("aws:ec2/securityGroup:SecurityGroup", "tags"): _AWS_FREE,
    (_ROLE, "tags"): _IAM,
    ("aws:iam/instanceProfile:InstanceProfile", "tags"): _IAM,
    ("aws:iam/serviceLinkedRole:ServiceLinkedRole", "tags"): _IAM,
    ("register-job-definition", "tags"): Bill(Reach.PASSED_ON, "to ECS tasks, by propagateTags", AWS_BATCH),
    ("submit-job", "tags"): Bill(Reach.PASSED_ON, "to the ECS task, by propagateTags", AWS_BATCH),
    ("submit-job", "propagateTags"): _TASK,
    ("register-job-definition", "propagateTags"): _TASK,
    ("run-instances", "TagSpecifications[instance].Tags"): _AWS_BILLED,
    ("run-instances", "TagSpecifications[volume].Tags"): _AWS_BILLED,
    ("run-instances", "TagSpecifications[network-interface].Tags"): _INTERFACE,
}

_GOOGLE: Mapping[tuple[str, str], Bill] = {
    ("gcp:storage/bucket:Bucket", "labels"): _GOOGLE_BILLED,
    ("gcp:compute/instanceTemplate:InstanceTemplate", "labels"): _GOOGLE_PASSED,
    ("gcp:compute/instanceTemplate:InstanceTemplate", "disks[0].labels"): _GOOGLE_PASSED,
    ("create-job", "job.labels"): Bill(Reach.NEVER, "a job costs nothing; its machines and disks do", GOOGLE_BATCH),
    ("create-job", "job.allocationPolicy.labels"): Bill(
        Reach.BILLED, "on machines, GPUs and disks, in billing reports and the BigQuery export", GOOGLE_BATCH
    ),
    ("insert-instance", "instanceResource.labels"): _GOOGLE_BILLED,
    ("insert-instance", "instanceResource.disks[0].initializeParams.labels"): _GOOGLE_BILLED,
}

_AZURE: Mapping[tuple[str, str], Bill] = {
    ("azure-native:resources:ResourceGroup", "tags"): Bill(
        Reach.PASSED_ON, "to the usage of what is in it, where tag inheritance is switched on", AZURE_INHERITANCE
    ),
    ("azure-native:storage:StorageAccount", "tags"): _AZURE_BILLED,
    ("azure-native:managedidentity:UserAssignedIdentity", "tags"): _AZURE_FREE,
    ("azure-native:batch:BatchAccount", "tags"): Bill(
        Reach.BILLED, "the nodes of an account in Batch service mode are billed as the account's", AZURE_BATCH
    ),
    ("azure-native:batch:Pool", "metadata"): _METADATA,
    ("azure-native:batch:Pool", "tags"): Bill(Reach.NEVER, "usage carries the tags of the Batch account", AZURE_BATCH),
    ("azure-native:batch:Pool", "resourceTags"): Bill(
        Reach.PASSED_ON, "to scale sets, disks and addresses, in user subscription mode only", AZURE_BATCH
    ),
    ("job", "metadata"): _METADATA,
    ("job", "commonEnvironmentSettings"): _VARIABLE,
    ("task", "environmentSettings"): _VARIABLE,
    ("azure-native:network:VirtualNetwork", "tags"): _AZURE_FREE,
    ("azure-native:network:NetworkSecurityGroup", "tags"): _AZURE_FREE,
    ("azure-native:network:NetworkInterface", "tags"): _AZURE_FREE,
    ("azure-native:network:PublicIPAddress", "tags"): _AZURE_BILLED,
    ("azure-native:compute:VirtualMachine", "tags"): _AZURE_BILLED,
    ("azure-native:resources:TagAtScope", "properties.tags"): _AZURE_BILLED,
    ("virtual-machine", "body.tags"): _AZURE_BILLED,
    ("disk", "body.tags"): _AZURE_BILLED,
    ("public-ip-address", "body.tags"): _AZURE_BILLED,
    ("network-interface", "body.tags"): _AZURE_FREE,
}

_META = "metadata.labels"
_KUBERNETES: Mapping[tuple[str, str], Bill] = {
    ("kubernetes:apps/v1:Deployment", _META): _OBJECT,
    ("kubernetes:apps/v1:Deployment", "spec.template.metadata.labels"): _POD,
    ("kubernetes:core/v1:PodTemplate", _META): _OBJECT,
    ("kubernetes:core/v1:PodTemplate", "template.metadata.labels"): Bill(
        Reach.PASSED_ON, "to pods that are made from it", GKE
    ),
    ("kubernetes:core/v1:Namespace", _META): Bill(Reach.NEVER, "bills know a namespace by its name", GKE),
    ("kubernetes:core/v1:ServiceAccount", _META): _OBJECT,
    ("kubernetes:rbac.authorization.k8s.io/v1:Role", _META): _OBJECT,
    ("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding", _META): _OBJECT,
    ("kubernetes:core/v1:PersistentVolumeClaim", _META): Bill(
        Reach.NEVER, "the disk behind it is tagged by its storage class", EBS_CSI
    ),
    ("pod", _META): _POD,
    ("job", _META): _OBJECT,
    ("job", "spec.template.metadata.labels"): _POD,
}

BILLS: Mapping[tuple[str, str], Bill] = {**_AWS, **_GOOGLE, **_AZURE, **_KUBERNETES}
"""Pulumi type or config name, and path of the labels in it -> what becomes of them."""


def bill_of(row: Row) -> Bill:
    """What becomes of the labels of a row on the bill. Raises `KeyError` where nobody has said."""
    name = row.where.type if isinstance(row.where, Resource) else row.where.name
    return BILLS[name, row.where.path]
