"""Which service judges the labels of a place. Apart from the rest of `placement`, which knows no dialect."""

from collections.abc import Mapping

from labelwright.dialects import Service
from labelwright.placement.places import DEFAULTED, ROOT
from labelwright.placement.wire import is_mapping
from labelwright.tokens import unversioned

EC2_MODULES = frozenset({"ebs", "ec2", "ec2clientvpn", "ec2transitgateway", "vpc"})
"""Modules of the SDK whose types are made by the API of Amazon EC2."""

OWN_MODULES = frozenset({"cloudwatch", "ecr", "emrcontainers", "fsx", "pipes", "scheduler"})
"""Modules of the SDK whose nested labels are for what the service itself makes: tasks, repositories, jobs, backups."""

EXPRESS_BUCKET = "--x-s3"
"""The end of every directory bucket's name."""

FRONT_DOOR = "AzureFrontDoor"
"""The end of the name of each price of a CDN profile that is one of Front Door."""

SERVICE_OF: Mapping[str, Service] = {
    "aws:autoscaling/group:Group": Service.EC2,  # its tags go on to instances
    "aws:iam/role:Role": Service.IAM_ROLE,
    "aws:iam/user:User": Service.IAM_USER,
    "aws:s3/bucketObject:BucketObject": Service.S3_OBJECT,
    "aws:s3/bucketObjectv2:BucketObjectv2": Service.S3_OBJECT,
    "aws:s3/objectCopy:ObjectCopy": Service.S3_OBJECT,
    "gcp:dataproc/batch:Batch": Service.GOOGLE_DATAPROC,
    "gcp:dataproc/cluster:Cluster": Service.GOOGLE_DATAPROC,
    "gcp:dataproc/job:Job": Service.GOOGLE_DATAPROC,
    "gcp:dataproc/sessionTemplate:SessionTemplate": Service.GOOGLE_DATAPROC,
    "gcp:dataproc/workflowTemplate:WorkflowTemplate": Service.GOOGLE_DATAPROC,
    "gcp:organizations/project:Project": Service.GOOGLE_PROJECT,
    "azure-native:cdn:AFDEndpoint": Service.AZURE_FRONT_DOOR,
    "azure-native:compute:VirtualMachine": Service.AZURE_MACHINE,
    "azure-native:compute:VirtualMachineScaleSet": Service.AZURE_MACHINE,
    "azure-native:compute:VirtualMachineScaleSetVM": Service.AZURE_MACHINE,
    "azure-native:containerservice:AgentPool": Service.AZURE_MACHINE,  # its tags go on to a scale set
    "azure-native:keyvault:Key": Service.AZURE_VAULT_OBJECT,
    "azure-native:keyvault:Secret": Service.AZURE_VAULT_OBJECT,
    "azure-native:storage:StorageAccount": Service.AZURE_STORAGE,
}

AZURE_MODULES: Mapping[str, Service] = {
    "automation": Service.AZURE_AUTOMATION,
    "cdn": Service.AZURE_CDN,
    "dns": Service.AZURE_DNS,
    "frontdoor": Service.AZURE_FRONT_DOOR,
    "privatedns": Service.AZURE_PRIVATE_DNS,
    "trafficmanager": Service.AZURE_TRAFFIC_MANAGER,
}
"""Modules of azure-native all of whose types belong to one service."""


def service_of(type_token: str, path: str, props: Mapping[str, object]) -> Service:
    """The service that takes the labels in the place `path` of a resource."""
    token = unversioned(type_token)
    package, _, rest = token.partition(":")
    if package == "aws":
        return _of_aws(token, rest, path, props)
    if package == "gcp":
        return _of_google(token, path)
    if package == "azure-native":
        return _of_azure(token, rest, path, props)
    return Service.GENERAL


def _of_google(token: str, path: str) -> Service:
    """On Google, the provider adds a label of its own to root labels."""
    service = SERVICE_OF.get(token, Service.GENERAL)
    return Service.GOOGLE_FORGED if service is Service.GENERAL and path in DEFAULTED else service


def _of_aws(token: str, rest: str, path: str, props: Mapping[str, object]) -> Service:
    """Most nested places of AWS are instances, volumes and images, which are EC2's, whoever launches them."""
    service, module = SERVICE_OF.get(token, Service.GENERAL), rest.partition("/")[0]
    if service is Service.S3_OBJECT and str(props.get("bucket", "")).endswith(EXPRESS_BUCKET):
        return Service.S3_EXPRESS_OBJECT
    is_of_ec2 = module in EC2_MODULES or (path != ROOT and module not in OWN_MODULES)
    return Service.EC2 if is_of_ec2 else service


def _of_azure(token: str, rest: str, path: str, props: Mapping[str, object]) -> Service:
    """Nested places of Azure are the machines behind a pool; metadata is no tag."""
    if path == "metadata":
        return Service.AZURE_BATCH_METADATA
    if path != ROOT:
        return Service.AZURE_MACHINE
    service = SERVICE_OF.get(token) or AZURE_MODULES.get(rest.partition(":")[0], Service.GENERAL)
    price = props.get("sku")
    if service is Service.AZURE_CDN and is_mapping(price) and str(price.get("name")).endswith(FRONT_DOOR):
        return Service.AZURE_FRONT_DOOR
    return service
