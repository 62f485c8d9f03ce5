"""Which service judges the tags of a place: placement and dialect agree with each other."""

import pytest

from labelwright.dialects.aws import LIMITS, Service
from labelwright.placement import place_of
from labelwright.placement.services import SERVICE_OF, service_of
from labelwright.placement.special import SPECIAL

OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2"


@pytest.mark.parametrize("token", sorted(token for token in {*SERVICE_OF, *SPECIAL} if token.startswith("aws:")))
def test_keys_fold_case_in_placement_where_they_do_in_the_dialect(token: str) -> None:
    """Filling a role by one rule and judging it by another would add a key that is then refused."""
    taggable = place_of(token)
    assert taggable is not None, "every type with a service of its own is taggable"
    assert LIMITS[service_of(token, "tags", {})].folds_keys is taggable.fold


@pytest.mark.parametrize(
    ("token", "path", "service"),
    [
        ("aws:sqs/queue:Queue", "tags", Service.GENERAL),
        ("aws:ec2/instance:Instance", "tags", Service.EC2),
        ("aws:ebs/volume:Volume", "tags", Service.EC2),
        ("aws:batch/computeEnvironment:ComputeEnvironment", "tags", Service.GENERAL),
        ("aws:batch/computeEnvironment:ComputeEnvironment", "computeResources.tags", Service.EC2),
        ("aws:autoscaling/group:Group", "tags", Service.EC2),
        ("aws:iam/role:Role", "tags", Service.IAM_ROLE),
        ("aws:iam/user:User", "tags", Service.IAM_USER),
        ("aws:iam/instanceProfile:InstanceProfile", "tags", Service.GENERAL),
        (OBJECT, "tags", Service.S3_OBJECT),
    ],
)
def test_the_service_of_a_place(token: str, path: str, service: Service) -> None:
    """By the type, and for nested places by what they label: instances and volumes."""
    assert service_of(token, path, {}) is service


def test_an_object_in_a_directory_bucket_takes_no_tags() -> None:
    """Told by the bucket's name, which must end so."""
    assert service_of(OBJECT, "tags", {"bucket": "b--use1-az4--x-s3"}) is Service.S3_EXPRESS_OBJECT
    assert service_of(OBJECT, "tags", {"bucket": "b--x-s3-not"}) is Service.S3_OBJECT
