"""Which service judges the tags of a place: placement and dialect agree with each other."""

import pytest

from labelwright.dialects import Service, dialect_of_type
from labelwright.placement import place_of
from labelwright.placement.services import SERVICE_OF, service_of
from labelwright.placement.special import SPECIAL

OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2"


@pytest.mark.parametrize("token", sorted(token for token in {*SERVICE_OF, *SPECIAL} if token.startswith("aws:")))
def test_keys_fold_case_in_placement_where_they_do_in_the_dialect(token: str) -> None:
    """Filling a role by one rule and judging it by another would add a key that is then refused."""
    taggable = place_of(token)
    assert taggable is not None, "every type with a service of its own is taggable"
    services = {service_of(token, place.path, {}) for place in taggable.places}
    assert {dialect_of_type(token).folds_keys(service) for service in services} == {taggable.fold}


@pytest.mark.parametrize(
    ("token", "path", "service"),
    [
        ("aws:sqs/queue:Queue", "tags", Service.GENERAL),
        ("aws:ec2/instance:Instance", "tags", Service.EC2),
        ("aws:ebs/volume:Volume", "tags", Service.EC2),
        ("aws:batch/computeEnvironment:ComputeEnvironment", "tags", Service.GENERAL),
        ("aws:batch/computeEnvironment:ComputeEnvironment", "computeResources.tags", Service.EC2),
        ("aws:autoscaling/group:Group", "tags", Service.EC2),
        ("aws:ecs/service:Service", "tags", Service.GENERAL),
        ("aws:ecs/service:Service", "volumeConfiguration.managedEbsVolume.tagSpecifications[0].tags", Service.EC2),
        ("aws:cloudwatch/eventTarget:EventTarget", "ecsTarget.tags", Service.GENERAL),
        ("aws:fsx/windowsFileSystem:WindowsFileSystem", "finalBackupTags", Service.GENERAL),
        ("aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration", "resourceTags", Service.EC2),
        ("aws:iam/role:Role", "tags", Service.IAM_ROLE),
        ("aws:iam/user:User", "tags", Service.IAM_USER),
        ("aws:iam/instanceProfile:InstanceProfile", "tags", Service.GENERAL),
        (OBJECT, "tags", Service.S3_OBJECT),
        ("azure-native:batch:BatchAccount", "tags", Service.GENERAL),
        ("azure-native:batch:Pool", "tags", Service.GENERAL),
        ("azure-native:batch:Pool", "metadata", Service.AZURE_BATCH_METADATA),
        ("azure-native:batch:Pool", "resourceTags", Service.AZURE_MACHINE),
        ("azure-native_batch_v20240701:batch:Pool", "metadata", Service.AZURE_BATCH_METADATA),
        ("azure-native:containerservice:ManagedCluster", "agentPoolProfiles[system].tags", Service.AZURE_MACHINE),
        ("azure-native:compute:VirtualMachine", "tags", Service.AZURE_MACHINE),
        ("azure-native:storage:StorageAccount", "tags", Service.AZURE_STORAGE),
        ("azure-native_storage_v20240101:storage:StorageAccount", "tags", Service.AZURE_STORAGE),
        ("azure-native:automation:Runbook", "tags", Service.AZURE_AUTOMATION),
        ("azure-native:cdn:Profile", "tags", Service.AZURE_CDN),
        ("azure-native:cdn:AFDEndpoint", "tags", Service.AZURE_FRONT_DOOR),
        ("azure-native:frontdoor:FrontDoor", "tags", Service.AZURE_FRONT_DOOR),
        ("azure-native:dns:Zone", "tags", Service.AZURE_DNS),
        ("azure-native:privatedns:VirtualNetworkLink", "tags", Service.AZURE_PRIVATE_DNS),
        ("azure-native:trafficmanager:Profile", "tags", Service.AZURE_TRAFFIC_MANAGER),
        ("azure-native:keyvault:Secret", "tags", Service.AZURE_VAULT_OBJECT),
        ("azure-native:keyvault:Vault", "tags", Service.GENERAL),
    ],
)
def test_the_service_of_a_place(token: str, path: str, service: Service) -> None:
    """By the type, and for nested places by what they label: instances and volumes."""
    assert service_of(token, path, {}) is service


def test_an_object_in_a_directory_bucket_takes_no_tags() -> None:
    """Told by the bucket's name, which must end so."""
    assert service_of(OBJECT, "tags", {"bucket": "b--use1-az4--x-s3"}) is Service.S3_EXPRESS_OBJECT
    assert service_of(OBJECT, "tags", {"bucket": "b--x-s3-not"}) is Service.S3_OBJECT


@pytest.mark.parametrize(
    ("sku", "service"),
    [
        ({"name": "Premium_AzureFrontDoor"}, Service.AZURE_FRONT_DOOR),
        ({"name": "Standard_AzureFrontDoor"}, Service.AZURE_FRONT_DOOR),
        ({"name": "Standard_Microsoft"}, Service.AZURE_CDN),
        ({"name": None}, Service.AZURE_CDN),
        ("04da6b54-80e4-46f7-96ec-b56ff0331ba9", Service.AZURE_CDN),
    ],
    ids=str,
)
def test_a_profile_of_front_door_is_told_by_its_price(sku: object, service: Service) -> None:
    """One type of azure-native stands for both; while the price is unknown the stricter count holds."""
    assert service_of("azure-native:cdn:Profile", "tags", {"sku": sku}) is service
