"""Functions answer from the local cloud, and fail where the real ones do."""

from __future__ import annotations

import json

import pytest

from sandbox.providers.wire import Value
from tests.sandbox.provider_harness import Engine, engine, moto_endpoint

__all__ = ["engine", "moto_endpoint"]


def test_the_default_network_is_found(engine: Engine) -> None:
    """VPC, subnets and security groups lead from one to the other, as a program looks them up."""
    vpc, _ = engine.invoke("aws:ec2/getVpc:getVpc", {"default": True})
    filters: list[Value] = [{"name": "vpc-id", "values": [vpc["id"]]}]
    subnets, _ = engine.invoke("aws:ec2/getSubnets:getSubnets", {"filters": filters})
    ids = [subnet["SubnetId"] for subnet in engine.aws("ec2").describe_subnets()["Subnets"]]
    assert subnets["ids"] == sorted(ids)
    subnet, _ = engine.invoke("aws:ec2/getSubnet:getSubnet", {"id": ids[0]})
    assert subnet["vpcId"] == vpc["id"]
    assert str(subnet["arn"]).endswith(ids[0])
    group, _ = engine.invoke("aws:ec2/getSecurityGroup:getSecurityGroup", {"name": "default", "vpcId": vpc["id"]})
    groups, _ = engine.invoke("aws:ec2/getSecurityGroups:getSecurityGroups", {"filters": filters})
    assert groups["ids"] == [group["id"]]


def test_who_and_where_are_answered(engine: Engine) -> None:
    """Account, region and partition have the names that the SDK reads."""
    assert engine.invoke("aws:index/getCallerIdentity:getCallerIdentity", {})[0]["accountId"] == "123456789012"
    region, _ = engine.invoke("aws:index/getRegion:getRegion", {})
    assert region["region"] == region["name"] == "us-east-1"
    assert engine.invoke("aws:index/getPartition:getPartition", {})[0]["dnsSuffix"] == "amazonaws.com"


def test_a_look_up_without_a_match_is_an_error(engine: Engine) -> None:
    """One is wanted: none and several are errors, as in the real provider."""
    with pytest.raises(Exception, match="no matching EC2 VPC found"):
        engine.invoke("aws:ec2/getVpc:getVpc", {"cidrBlock": "10.99.0.0/16"})
    with pytest.raises(Exception, match="multiple EC2 subnets matched"):
        engine.invoke("aws:ec2/getSubnet:getSubnet", {})
    with pytest.raises(Exception, match="couldn't find resource"):
        engine.invoke("aws:iam/getRole:getRole", {"name": "nobody"})
    with pytest.raises(Exception, match='"name" is required'):
        engine.invoke("aws:iam/getRole:getRole", {})
    with pytest.raises(Exception, match="does not answer"):
        engine.invoke("aws:index/getRegions:getRegions", {})


def test_statements_become_a_policy(engine: Engine) -> None:
    """Own statements, sources and overrides merge by sid, single values stand bare."""
    source = json.dumps({"Statement": {"Sid": "old", "Effect": "Deny", "Action": "*", "Resource": "*"}})
    override = json.dumps({"Statement": [{"Sid": "old", "Effect": "Allow", "Action": "*", "Resource": "*"}]})
    principal: Value = {"type": "Service", "identifiers": ["ec2.amazonaws.com"]}
    condition: Value = {"test": "StringEquals", "variable": "aws:RequestTag/team", "values": ["a"]}
    answer, failures = engine.invoke("aws:iam/getPolicyDocument:getPolicyDocument", {
        "sourcePolicyDocuments": [source], "overridePolicyDocuments": [override],
        "statements": [{"actions": ["sts:AssumeRole"], "principals": [principal], "conditions": [condition]}],
    })  # fmt: skip
    assert failures == []
    assert json.loads(str(answer["json"])) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"Service": "ec2.amazonaws.com"},
                "Condition": {"StringEquals": {"aws:RequestTag/team": "a"}},
            },
            {"Sid": "old", "Effect": "Allow", "Action": "*", "Resource": "*"},
        ],
    }


def test_the_newest_image_is_found_through_its_parameter(engine: Engine) -> None:
    """As a program looks it up: the parameter names the image, the image its root device; the value is a secret."""
    name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
    parameter, _ = engine.invoke("aws:ssm/getParameter:getParameter", {"name": name})
    image = parameter["insecureValue"]
    assert str(image).startswith("ami-")
    assert parameter["value"] != image
    filters: list[Value] = [{"name": "image-id", "values": [image]}]
    found, _ = engine.invoke("aws:ec2/getAmi:getAmi", {"filters": filters})
    assert (found["id"], found["imageId"]) == (image, image)
    assert (found["architecture"], found["rootDeviceName"]) == ("arm64", "/dev/xvda")
    assert str(found["arn"]).endswith(f"image/{image}")


def test_one_image_is_wanted_and_the_newest_only_when_asked_for(engine: Engine) -> None:
    """None and several are errors in the words of the real provider."""
    with pytest.raises(Exception, match="returned no results"):
        engine.invoke("aws:ec2/getAmi:getAmi", {"filters": [{"name": "image-id", "values": ["ami-00000000"]}]})
    with pytest.raises(Exception, match="more than one result"):
        engine.invoke("aws:ec2/getAmi:getAmi", {"owners": ["amazon"]})
    newest, _ = engine.invoke("aws:ec2/getAmi:getAmi", {"owners": ["amazon"], "mostRecent": True})
    assert str(newest["id"]).startswith("ami-")


def test_a_parameter_that_is_not_there_is_an_error_and_a_secure_one_stays_closed(engine: Engine) -> None:
    """What is encrypted is never among the plain outputs."""
    with pytest.raises(Exception, match=r"reading SSM Parameter \(/none\): couldn't find resource"):
        engine.invoke("aws:ssm/getParameter:getParameter", {"name": "/none"})
    engine.aws("ssm").put_parameter(Name="/hush", Value="secret", Type="SecureString")
    parameter, _ = engine.invoke("aws:ssm/getParameter:getParameter", {"name": "/hush"})
    assert parameter["insecureValue"] == ""
