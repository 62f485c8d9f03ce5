"""Which service judges the labels of a place. Apart from the rest of `placement`, which knows no dialect."""

from collections.abc import Mapping

from labelwright.dialects import Service
from labelwright.placement.places import DEFAULTED, ROOT

EC2_MODULES = frozenset({"ebs", "ec2", "ec2clientvpn", "ec2transitgateway", "vpc"})
"""Modules of the SDK whose types are made by the API of Amazon EC2."""

EXPRESS_BUCKET = "--x-s3"
"""The end of every directory bucket's name."""

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
}


def service_of(type_token: str, path: str, props: Mapping[str, object]) -> Service:
    """The service that takes the tags in the place `path` of a resource.

    Nested places of AWS are instances and volumes, which are EC2's, whoever launches them. On Google, the provider adds
    a label of its own to root labels.
    """
    service = SERVICE_OF.get(type_token, Service.GENERAL)
    if type_token.startswith("gcp:") and service is Service.GENERAL and path in DEFAULTED:
        return Service.GOOGLE_FORGED
    if not type_token.startswith("aws:"):
        return service
    if service is Service.S3_OBJECT and str(props.get("bucket", "")).endswith(EXPRESS_BUCKET):
        return Service.S3_EXPRESS_OBJECT
    module = type_token.partition(":")[2].partition("/")[0]
    return Service.EC2 if module in EC2_MODULES or path != ROOT else service
