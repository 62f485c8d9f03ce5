"""The functions (data sources, invokes) of pulumi-aws that the sandbox answers.

Arguments were judged by the SDK's own function before they come here. A look-up that finds nothing, or more than one
where one is wanted, is an error as in the real provider.
"""

# ruff: noqa: ARG001 - every function is given the cloud and its arguments, and takes what it needs

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs]

from sandbox import sdk
from sandbox.providers.aws.cloud import PARTITION, AwsCloud, said_by_aws, text
from sandbox.providers.aws.convert import from_response, tag_map
from sandbox.providers.aws.ec2 import blocks
from sandbox.providers.aws.iam import document
from sandbox.providers.resource import ProviderError
from sandbox.providers.wire import Properties, Secret, Value

_Answer = Callable[[AwsCloud, Properties], Properties]


def answer(cloud: AwsCloud, token: str, arguments: Properties) -> Properties:
    """Answer a function; raises `ProviderError` for one that the sandbox does not have."""
    if token not in _ANSWERS:
        raise ProviderError(f"the sandbox does not answer {token}; supported: {', '.join(sorted(_ANSWERS))}")
    with said_by_aws(token):
        found = _ANSWERS[token](cloud, arguments)
    echoed = {name: value for name, value in arguments.items() if name in sdk.function_shape(token).outputs}
    regional: Properties = {"region": cloud.region} if "region" in sdk.function_shape(token).outputs else {}
    return {**regional, **echoed, **found}


def _caller_identity(cloud: AwsCloud, arguments: Properties) -> Properties:
    found = cloud.client("sts").get_caller_identity()
    return {"accountId": found["Account"], "arn": found["Arn"], "userId": found["UserId"], "id": found["Account"]}


def _region(cloud: AwsCloud, arguments: Properties) -> Properties:
    name = text(arguments.get("region")) or text(arguments.get("name")) or cloud.region
    endpoint = f"ec2.{name}.amazonaws.com"
    return {"name": name, "region": name, "id": name, "description": name, "endpoint": endpoint}


def _partition(cloud: AwsCloud, arguments: Properties) -> Properties:
    suffix = "amazonaws.com"
    return {"partition": PARTITION, "id": PARTITION, "dnsSuffix": suffix, "reverseDnsPrefix": "com.amazonaws"}


def _vpc(cloud: AwsCloud, arguments: Properties) -> Properties:
    named = {"cidrBlock": "cidr", "dhcpOptionsId": "dhcp-options-id", "state": "state"}
    wanted = _filters(arguments, named, {"default": "is-default"})
    found = _only(cloud.client("ec2").describe_vpcs(**wanted, **_ids("VpcIds", arguments))["Vpcs"], "VPC")
    return {
        **_outputs("aws:ec2/getVpc:getVpc", found, {"default": "IsDefault"}),
        "id": found["VpcId"],
        "arn": cloud.arn("ec2", f"vpc/{found['VpcId']}"),
        "ownerId": found.get("OwnerId", cloud.account),
    }


def _subnet(cloud: AwsCloud, arguments: Properties) -> Properties:
    named = {
        "availabilityZone": "availabilityZone",
        "availabilityZoneId": "availabilityZoneId",
        "cidrBlock": "cidrBlock",
        "state": "state",
        "vpcId": "vpc-id",
    }
    wanted = _filters(arguments, named, {"defaultForAz": "defaultForAz"})
    found = _only(cloud.client("ec2").describe_subnets(**wanted, **_ids("SubnetIds", arguments))["Subnets"], "subnet")
    return {**_outputs("aws:ec2/getSubnet:getSubnet", found, {"arn": "SubnetArn"}), "id": found["SubnetId"]}


def _subnets(cloud: AwsCloud, arguments: Properties) -> Properties:
    found = cloud.client("ec2").describe_subnets(**_filters(arguments))["Subnets"]
    ids: list[Value] = sorted(each["SubnetId"] for each in found)
    return {"ids": ids, "id": cloud.region, "tags": arguments.get("tags", {})}


def _security_group(cloud: AwsCloud, arguments: Properties) -> Properties:
    wanted = _filters(arguments, {"name": "group-name", "vpcId": "vpc-id"})
    groups = cloud.client("ec2").describe_security_groups(**wanted, **_ids("GroupIds", arguments))["SecurityGroups"]
    found = _only(groups, "security group")
    outputs = _outputs("aws:ec2/getSecurityGroup:getSecurityGroup", found, {"name": "GroupName"})
    arn = cloud.arn("ec2", f"security-group/{found['GroupId']}")
    return {**outputs, "id": found["GroupId"], "arn": arn}


def _security_groups(cloud: AwsCloud, arguments: Properties) -> Properties:
    found = cloud.client("ec2").describe_security_groups(**_filters(arguments))["SecurityGroups"]
    ordered = sorted(found, key=lambda each: each["GroupId"])
    return {
        "ids": [each["GroupId"] for each in ordered],
        "arns": [cloud.arn("ec2", f"security-group/{each['GroupId']}") for each in ordered],
        "vpcIds": [each["VpcId"] for each in ordered],
        "id": cloud.region,
        "tags": arguments.get("tags", {}),
    }


def _role(cloud: AwsCloud, arguments: Properties) -> Properties:
    name = text(arguments.get("name"))
    if not name:
        raise ProviderError('Missing required argument. The argument "name" is required, but no definition was found.')
    try:
        found = cloud.client("iam").get_role(RoleName=name)["Role"]
    except ClientError as error:
        raise ProviderError(f"reading IAM role ({name}): couldn't find resource") from error
    return {
        **_outputs("aws:iam/getRole:getRole", found, {"name": "RoleName", "uniqueId": "RoleId"}),
        "id": name,
        "assumeRolePolicy": document(found["AssumeRolePolicyDocument"]),
    }


def _roles(cloud: AwsCloud, arguments: Properties) -> Properties:
    prefix, pattern = text(arguments.get("pathPrefix")), text(arguments.get("nameRegex"))
    pages = cloud.client("iam").get_paginator("list_roles").paginate(**({"PathPrefix": prefix} if prefix else {}))
    roles = sorted((role for page in pages for role in page["Roles"]), key=lambda role: role["RoleName"])
    kept = [role for role in roles if re.search(pattern, role["RoleName"])]
    names: list[Value] = [role["RoleName"] for role in kept]
    return {"names": names, "arns": [role["Arn"] for role in kept], "id": cloud.region}


def _policy_document(cloud: AwsCloud, arguments: Properties) -> Properties:
    """Merge statements into one document as the real data source does: sources, then own, then overrides, by sid."""
    statements = _source_statements(arguments.get("sourcePolicyDocuments"))
    statements += [_statement(block) for block in blocks(arguments.get("statements"))]
    sids = [statement["Sid"] for statement in statements if statement.get("Sid")]
    if len(set(sids)) < len(sids):
        repeated = sorted({sid for sid in sids if sids.count(sid) > 1})
        raise ProviderError(f"duplicate sid in policy statements: {', '.join(repeated)}; a sid must be unique")
    for override in _source_statements(arguments.get("overridePolicyDocuments")):
        sid = override.get("Sid")
        statements = [each for each in statements if not sid or each.get("Sid") != sid] + [override]
    policy = {"Version": text(arguments.get("version")) or "2012-10-17", "Statement": statements}
    if text(arguments.get("policyId")):
        policy = {"Id": text(arguments["policyId"]), **policy}
    written, dense = json.dumps(policy, indent=2), json.dumps(policy, separators=(",", ":"))
    return {"json": written, "minifiedJson": dense, "id": str(int(hashlib.sha256(dense.encode()).hexdigest()[:8], 16))}


def _source_statements(sources: Value) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for source in sources if isinstance(sources, list) else []:
        listed = json.loads(text(source)).get("Statement", [])
        found += listed if isinstance(listed, list) else [listed]
    return found


def _statement(block: Properties) -> dict[str, Any]:
    written: dict[str, Any] = {"Sid": text(block["sid"])} if block.get("sid") else {}
    written["Effect"] = text(block.get("effect")) or "Allow"
    for name in ("actions", "notActions", "resources", "notResources"):
        if block.get(name):
            written[name[0].upper() + name[1:-1]] = _bare(block[name])
    for name in ("principals", "notPrincipals"):
        if block.get(name):
            written[name[0].upper() + name[1:-1]] = _principals(blocks(block[name]))
    tests: dict[str, dict[str, Value]] = {}
    for condition in blocks(block.get("conditions")):
        tests.setdefault(text(condition["test"]), {})[text(condition["variable"])] = _bare(condition["values"])
    return {**written, **({"Condition": tests} if tests else {})}


def _principals(listed: list[Properties]) -> Value:
    if any(each["type"] == "*" for each in listed):
        return "*"
    grouped: dict[str, list[Value]] = {}
    for each in listed:
        identifiers = each["identifiers"]
        grouped.setdefault(text(each["type"]), []).extend(identifiers if isinstance(identifiers, list) else [])
    return {kind: _bare(identifiers) for kind, identifiers in grouped.items()}


def _bare(values: Value) -> Value:
    """Write a list of one as its one value, as IAM and the provider do."""
    if not isinstance(values, list):
        return values
    return values[0] if len(values) == 1 else sorted(values, key=str, reverse=True)


def _ami(cloud: AwsCloud, arguments: Properties) -> Properties:
    owners = arguments.get("owners")
    given = {"Owners": owners} if owners else {}
    images = cloud.client("ec2").describe_images(**_filters(arguments), **given)["Images"]
    pattern = text(arguments.get("nameRegex"))
    kept = sorted(
        (one for one in images if re.search(pattern, one.get("Name", ""))), key=lambda one: one["CreationDate"]
    )
    if not kept:
        raise ProviderError("Your query returned no results. Please change your search criteria and try again.")
    if len(kept) > 1 and arguments.get("mostRecent") is not True:
        raise ProviderError(
            "Your query returned more than one result. Please try a more specific search criteria, "
            "or set `most_recent` attribute to true."
        )
    identity = kept[-1]["ImageId"]
    outputs = _outputs("aws:ec2/getAmi:getAmi", kept[-1], {})
    return {**outputs, "id": identity, "imageId": identity, "arn": cloud.arn("ec2", f"image/{identity}")}


def _ssm_parameter(cloud: AwsCloud, arguments: Properties) -> Properties:
    name = text(arguments.get("name"))
    decrypts = arguments.get("withDecryption") is not False
    try:
        found = cloud.client("ssm").get_parameter(Name=name, WithDecryption=decrypts)["Parameter"]
    except ClientError as error:
        raise ProviderError(f"reading SSM Parameter ({name}): couldn't find resource") from error
    readable: Properties = {} if found["Type"] == "SecureString" else {"insecureValue": found["Value"]}
    known: Properties = {"arn": found["ARN"], "type": found["Type"], "version": found["Version"], "name": name}
    return {"insecureValue": "", **readable, **known, "id": name, "value": Secret(found["Value"])}


def _filters(
    arguments: Properties, named: Mapping[str, str] | None = None, flags: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Build EC2 filters from the arguments that are filters under another name, from tags, and from `filters`."""
    found = [(word, [text(arguments[name])]) for name, word in (named or {}).items() if arguments.get(name)]
    found += [(word, ["true"]) for name, word in (flags or {}).items() if arguments.get(name) is True]
    tags = arguments.get("tags")
    found += [(f"tag:{key}", [text(value)]) for key, value in tags.items()] if isinstance(tags, dict) else []
    for block in blocks(arguments.get("filters")):
        values = block["values"]
        found.append((text(block["name"]), [text(each) for each in values] if isinstance(values, list) else []))
    return {"Filters": [{"Name": name, "Values": values} for name, values in found]} if found else {}


def _ids(parameter: str, arguments: Properties) -> dict[str, Any]:
    return {parameter: [arguments["id"]]} if arguments.get("id") else {}


def _only(found: list[dict[str, Any]], what: str) -> dict[str, Any]:
    if not found:
        raise ProviderError(f"no matching EC2 {what} found")
    if len(found) > 1:
        raise ProviderError(f"multiple EC2 {what}s matched; use additional constraints to find a single one")
    return found[0]


def _outputs(token: str, found: Mapping[str, Any], names: Mapping[str, str]) -> Properties:
    fields = sdk.function_shape(token).outputs
    return {**from_response(fields, found, names), "tags": tag_map(found.get("Tags", []))}


_ANSWERS: Mapping[str, _Answer] = {
    "aws:ec2/getAmi:getAmi": _ami,
    "aws:ec2/getSecurityGroup:getSecurityGroup": _security_group,
    "aws:ec2/getSecurityGroups:getSecurityGroups": _security_groups,
    "aws:ec2/getSubnet:getSubnet": _subnet,
    "aws:ec2/getSubnets:getSubnets": _subnets,
    "aws:ec2/getVpc:getVpc": _vpc,
    "aws:iam/getPolicyDocument:getPolicyDocument": _policy_document,
    "aws:iam/getRole:getRole": _role,
    "aws:iam/getRoles:getRoles": _roles,
    "aws:index/getCallerIdentity:getCallerIdentity": _caller_identity,
    "aws:index/getPartition:getPartition": _partition,
    "aws:index/getRegion:getRegion": _region,
    "aws:ssm/getParameter:getParameter": _ssm_parameter,
}
