"""Which service judges the labels of a place. Apart from the rest of `placement`, which knows no dialect."""

from collections.abc import Mapping

from labelwright.dialects import Service
from labelwright.placement.places import ROOT

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
}


def service_of(type_token: str, path: str, props: Mapping[str, object]) -> Service:
    """The service that takes the tags in the place `path` of a resource.

    Nested places of AWS are instances and volumes, which are EC2's, whoever launches them.
    """
    if not type_token.startswith("aws:"):
        return Service.GENERAL
    service = SERVICE_OF.get(type_token, Service.GENERAL)
    if service is Service.S3_OBJECT and str(props.get("bucket", "")).endswith(EXPRESS_BUCKET):
        return Service.S3_EXPRESS_OBJECT
    module = type_token.partition(":")[2].partition("/")[0]
    return Service.EC2 if module in EC2_MODULES or path != ROOT else service
