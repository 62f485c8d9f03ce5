"""How each AWS service tells the tags of one resource: rows of data, each a reading operation of boto3.

`given`, `found` and `tags` are JMESPath (https://jmespath.org). `given` makes the parameters from what state knows:
`id`, `arn`, `part` (the ARN's last part) and every output by its name. `found` is the resource in the answer, or null
where there is none; `tags` stand in it. A test holds every row against botocore's own description of the service.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Lookup(NamedTuple):
    """One way to ask. `is_listed`: the Resource Groups Tagging API knows such resources too, a hundred at a time."""

    service: str
    operation: str
    given: str
    tags: str = "Tags"
    found: str = "@"
    is_listed: bool = True


def _ec2(operation: str, parameter: str, found: str, tags: str = "Tags", one: str = "[0]") -> Lookup:
    """A row of Amazon EC2, whose descriptions have the tags in them."""
    return Lookup("ec2", operation, f"{{{parameter}: [part]}}", tags, f"{found}{one}")


def _iam(operation: str, given: str, found: str = "@") -> Lookup:
    """A row of IAM. The Tagging API leaves out roles and users, and is asked for none of the others."""
    return Lookup("iam", operation, f"{{{given}}}", found=found, is_listed=False)


_ROLE = _iam("list_role_tags", "RoleName: name")
_S3_OBJECT = Lookup("s3", "get_object_tagging", "{Bucket: bucket, Key: key}", "TagSet", is_listed=False)

BY_TYPE: Mapping[str, Lookup] = {
    "aws:autoscaling/group:Group": Lookup(
        "autoscaling",
        "describe_auto_scaling_groups",
        "{AutoScalingGroupNames: [name]}",
        found="AutoScalingGroups[0]",
        is_listed=False,  # its answers for groups are empty, says the page below
    ),
    "aws:batch/computeEnvironment:ComputeEnvironment": Lookup(
        "batch",
        "describe_compute_environments",
        "{computeEnvironments: [arn]}",
        "tags",
        "computeEnvironments[?status!='DELETED'] | [0]",
    ),
    "aws:batch/jobDefinition:JobDefinition": Lookup(
        "batch",
        "describe_job_definitions",
        "{jobDefinitions: [arn]}",
        "tags",
        "jobDefinitions[?status=='ACTIVE'] | [0]",
    ),
    "aws:batch/jobQueue:JobQueue": Lookup(
        "batch", "describe_job_queues", "{jobQueues: [arn]}", "tags", "jobQueues[?status!='DELETED'] | [0]"
    ),
    "aws:cloudfront/distribution:Distribution": Lookup(
        "cloudfront", "list_tags_for_resource", "{Resource: arn}", "Tags.Items"
    ),
    "aws:efs/fileSystem:FileSystem": Lookup(
        "efs", "describe_file_systems", "{FileSystemId: id}", found="FileSystems[0]"
    ),
    "aws:fsx/lustreFileSystem:LustreFileSystem": Lookup(
        "fsx", "describe_file_systems", "{FileSystemIds: [id]}", found="FileSystems[0]"
    ),
    "aws:iam/instanceProfile:InstanceProfile": _iam(
        "get_instance_profile", "InstanceProfileName: name", "InstanceProfile"
    ),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": _iam(
        "list_open_id_connect_provider_tags", "OpenIDConnectProviderArn: arn"
    ),
    "aws:iam/policy:Policy": _iam("list_policy_tags", "PolicyArn: arn"),
    "aws:iam/role:Role": _ROLE,
    "aws:iam/samlProvider:SamlProvider": _iam("list_saml_provider_tags", "SAMLProviderArn: arn"),
    "aws:iam/serverCertificate:ServerCertificate": _iam("list_server_certificate_tags", "ServerCertificateName: name"),
    "aws:iam/serviceLinkedRole:ServiceLinkedRole": _ROLE,
    "aws:iam/user:User": _iam("list_user_tags", "UserName: name"),
    "aws:iam/virtualMfaDevice:VirtualMfaDevice": _iam("list_mfa_device_tags", "SerialNumber: arn"),
    "aws:lb/listener:Listener": Lookup("elbv2", "describe_tags", "{ResourceArns: [arn]}", found="TagDescriptions[0]"),
    "aws:route53/zone:Zone": Lookup(
        "route53",
        "list_tags_for_resource",
        "{ResourceType: 'hostedzone', ResourceId: zoneId}",
        "ResourceTagSet.Tags",
    ),
    "aws:s3/bucketObject:BucketObject": _S3_OBJECT,
    "aws:s3/bucketObjectv2:BucketObjectv2": _S3_OBJECT,
    "aws:s3/objectCopy:ObjectCopy": _S3_OBJECT,
    "aws:sqs/queue:Queue": Lookup("sqs", "list_queue_tags", "{QueueUrl: id}"),
    "aws:ssm/parameter:Parameter": Lookup(
        "ssm", "list_tags_for_resource", "{ResourceType: 'Parameter', ResourceId: name}", "TagList"
    ),
}
"""Types that need a row of their own. What the Tagging API leaves out:
https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/supported-services.html"""

BY_EC2_PART: Mapping[str, Lookup] = {
    "dhcp-options": _ec2("describe_dhcp_options", "DhcpOptionsIds", "DhcpOptions"),
    "egress-only-internet-gateway": _ec2(
        "describe_egress_only_internet_gateways", "EgressOnlyInternetGatewayIds", "EgressOnlyInternetGateways"
    ),
    "elastic-ip": _ec2("describe_addresses", "AllocationIds", "Addresses"),
    "image": _ec2("describe_images", "ImageIds", "Images"),
    "instance": _ec2(
        "describe_instances", "InstanceIds", "Reservations[0].Instances", one="[?State.Name!='terminated'] | [0]"
    ),
    "internet-gateway": _ec2("describe_internet_gateways", "InternetGatewayIds", "InternetGateways"),
    "key-pair": _ec2("describe_key_pairs", "KeyPairIds", "KeyPairs"),
    "launch-template": _ec2("describe_launch_templates", "LaunchTemplateIds", "LaunchTemplates"),
    "natgateway": _ec2("describe_nat_gateways", "NatGatewayIds", "NatGateways", one="[?State!='deleted'] | [0]"),
    "network-acl": _ec2("describe_network_acls", "NetworkAclIds", "NetworkAcls"),
    "network-interface": _ec2("describe_network_interfaces", "NetworkInterfaceIds", "NetworkInterfaces", "TagSet"),
    "route-table": _ec2("describe_route_tables", "RouteTableIds", "RouteTables"),
    "security-group": _ec2("describe_security_groups", "GroupIds", "SecurityGroups"),
    "security-group-rule": _ec2("describe_security_group_rules", "SecurityGroupRuleIds", "SecurityGroupRules"),
    "snapshot": _ec2("describe_snapshots", "SnapshotIds", "Snapshots"),
    "spot-instances-request": _ec2("describe_spot_instance_requests", "SpotInstanceRequestIds", "SpotInstanceRequests"),
    "subnet": _ec2("describe_subnets", "SubnetIds", "Subnets"),
    "transit-gateway": _ec2("describe_transit_gateways", "TransitGatewayIds", "TransitGateways"),
    "volume": _ec2("describe_volumes", "VolumeIds", "Volumes"),
    "vpc": _ec2("describe_vpcs", "VpcIds", "Vpcs"),
    "vpc-endpoint": _ec2("describe_vpc_endpoints", "VpcEndpointIds", "VpcEndpoints"),
    "vpc-flow-log": _ec2("describe_flow_logs", "FlowLogIds", "FlowLogs"),
    "vpc-peering-connection": _ec2(
        "describe_vpc_peering_connections", "VpcPeeringConnectionIds", "VpcPeeringConnections"
    ),
}
"""Kind of thing in an ARN of Amazon EC2 -> how it is described."""

_TAGS_OF = "list_tags_for_resource"

BY_SERVICE: Mapping[str, Lookup] = {
    "acm": Lookup("acm", "list_tags_for_certificate", "{CertificateArn: arn}"),
    "airflow": Lookup("mwaa", _TAGS_OF, "{ResourceArn: arn}"),
    "apigateway": Lookup("apigateway", "get_tags", "{resourceArn: arn}", "tags"),
    "athena": Lookup("athena", _TAGS_OF, "{ResourceARN: arn}"),
    "backup": Lookup("backup", "list_tags", "{ResourceArn: arn}"),
    "batch": Lookup("batch", _TAGS_OF, "{resourceArn: arn}", "tags"),
    "bcm-data-exports": Lookup("bcm-data-exports", _TAGS_OF, "{ResourceArn: arn}", "ResourceTags"),
    "cloudtrail": Lookup("cloudtrail", "list_tags", "{ResourceIdList: [arn]}", "TagsList", "ResourceTagList[0]"),
    "cloudwatch": Lookup("cloudwatch", _TAGS_OF, "{ResourceARN: arn}"),
    "codepipeline": Lookup("codepipeline", _TAGS_OF, "{resourceArn: arn}", "tags"),
    "cognito-idp": Lookup("cognito-idp", _TAGS_OF, "{ResourceArn: arn}"),
    "datasync": Lookup("datasync", _TAGS_OF, "{ResourceArn: arn}"),
    "dynamodb": Lookup("dynamodb", "list_tags_of_resource", "{ResourceArn: arn}"),
    "ecr": Lookup("ecr", _TAGS_OF, "{resourceArn: arn}", "tags"),
    "ecs": Lookup("ecs", _TAGS_OF, "{resourceArn: arn}", "tags"),
    "eks": Lookup("eks", _TAGS_OF, "{resourceArn: arn}", "tags"),
    "elasticache": Lookup("elasticache", _TAGS_OF, "{ResourceName: arn}", "TagList"),
    "elasticfilesystem": Lookup("efs", _TAGS_OF, "{ResourceId: id}"),
    "elasticloadbalancing": Lookup("elbv2", "describe_tags", "{ResourceArns: [arn]}", found="TagDescriptions[0]"),
    "emr-serverless": Lookup("emr-serverless", _TAGS_OF, "{resourceArn: arn}", "tags"),
    "es": Lookup("opensearch", "list_tags", "{ARN: arn}", "TagList"),
    "events": Lookup("events", _TAGS_OF, "{ResourceARN: arn}"),
    "firehose": Lookup("firehose", "list_tags_for_delivery_stream", "{DeliveryStreamName: name}"),
    "fsx": Lookup("fsx", _TAGS_OF, "{ResourceARN: arn}"),
    "glue": Lookup("glue", "get_tags", "{ResourceArn: arn}"),
    "imagebuilder": Lookup("imagebuilder", _TAGS_OF, "{resourceArn: arn}", "tags"),
    "kafka": Lookup("kafka", _TAGS_OF, "{ResourceArn: arn}"),
    "kinesis": Lookup("kinesis", _TAGS_OF, "{ResourceARN: arn}"),
    "kms": Lookup("kms", "list_resource_tags", "{KeyId: arn}"),
    "lambda": Lookup("lambda", "list_tags", "{Resource: arn}"),
    "logs": Lookup("logs", _TAGS_OF, "{resourceArn: arn}", "tags"),
    "memorydb": Lookup("memorydb", "list_tags", "{ResourceArn: arn}", "TagList"),
    "mq": Lookup("mq", "list_tags", "{ResourceArn: arn}"),
    "network-firewall": Lookup("network-firewall", _TAGS_OF, "{ResourceArn: arn}"),
    "omics": Lookup("omics", _TAGS_OF, "{resourceArn: arn}", "tags"),
    "rds": Lookup("rds", _TAGS_OF, "{ResourceName: arn}", "TagList"),
    "redshift": Lookup("redshift", "describe_tags", "{ResourceName: arn}", "TaggedResources[].Tag"),
    "s3": Lookup("s3", "get_bucket_tagging", "{Bucket: part}", "TagSet"),
    "sagemaker": Lookup("sagemaker", "list_tags", "{ResourceArn: arn}"),
    "secretsmanager": Lookup("secretsmanager", "describe_secret", "{SecretId: arn}"),
    "servicediscovery": Lookup("servicediscovery", _TAGS_OF, "{ResourceARN: arn}"),
    "sns": Lookup("sns", _TAGS_OF, "{ResourceArn: arn}"),
    "states": Lookup("stepfunctions", _TAGS_OF, "{resourceArn: arn}", "tags"),
    "transfer": Lookup("transfer", _TAGS_OF, "{Arn: arn}"),
    "wafv2": Lookup("wafv2", _TAGS_OF, "{ResourceARN: arn}", "TagInfoForResource.TagList"),
}
"""Service in an ARN -> how it tells the tags of anything by that ARN."""

_VERSION = "LaunchTemplateVersions[0].LaunchTemplateData"

NESTED: Mapping[str, Mapping[str, Lookup]] = {
    "aws:batch/computeEnvironment:ComputeEnvironment": {
        "computeResources.tags": Lookup(
            "batch",
            "describe_compute_environments",
            "{computeEnvironments: [arn]}",
            "computeResources.tags",
            "computeEnvironments[?status!='DELETED'] | [0]",
        )
    },
    "aws:ec2/instance:Instance": {
        "rootBlockDevice.tags": Lookup(
            "ec2", "describe_volumes", "{VolumeIds: [rootBlockDevice.volumeId]}", found="Volumes[0]"
        ),
        "ebsBlockDevices[].tags": Lookup(
            "ec2",
            "describe_volumes",
            "{VolumeIds: ebsBlockDevices[?deviceName=='ELEMENT'].volumeId}",
            found="Volumes[0]",
        ),
    },
    "aws:ec2/launchTemplate:LaunchTemplate": {
        "tagSpecifications[].tags": Lookup(
            "ec2",
            "describe_launch_template_versions",
            "{LaunchTemplateId: id, Versions: ['$Latest']}",
            f"{_VERSION}.TagSpecifications[?ResourceType=='ELEMENT'] | [0].Tags",
        )
    },
}
"""Type -> place within it -> the same; `ELEMENT` is the name of the list's element that the place belongs to."""


def lookup_of(type_token: str, arn: str) -> Lookup | None:
    """How to ask for the tags of one resource by itself, or None where nobody knows."""
    row = BY_TYPE.get(type_token)
    if row is not None or not arn:
        return row
    service, part = service_of(arn), arn.split(":", 5)[-1]
    return BY_EC2_PART.get(part.partition("/")[0]) if service == "ec2" else BY_SERVICE.get(service)


def service_of(arn: str) -> str:
    """The service in an ARN.

    >>> service_of("arn:aws:sqs:us-east-1:123456789012:jobs")
    'sqs'
    """
    return arn.split(":")[2]
