"""EC2 networks: VPCs, subnets, gateways and route tables.

Rules: hashicorp/terraform-provider-aws `internal/service/ec2/vpc_*.go` (ForceNew, importers).
"""

# ruff: noqa: ARG002 - every life-cycle method is given the same, and takes what it needs

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from sandbox.providers.aws.base import AwsResource, all_tags
from sandbox.providers.aws.convert import tag_list
from sandbox.providers.wire import Properties, Value


class Ec2Resource(AwsResource):
    """What the EC2 types share: ids, one tagging call, and ARNs that no description reports."""

    service = "ec2"
    naming = None
    kind: ClassVar[str]
    """EC2's own word for the type, as in `ResourceType` and in the ARN."""
    describe: ClassVar[tuple[str, str, str]]
    """Client method, parameter for the ids, and member of the answer."""

    def _specification(self, inputs: Properties) -> dict[str, Any]:
        tags = tag_list(all_tags(inputs))
        return {"TagSpecifications": [{"ResourceType": self.kind, "Tags": tags}]} if tags else {}

    def _describe(self, identity: str) -> Mapping[str, Any] | None:
        method, parameter, member = self.describe
        found = getattr(self.client, method)(**{parameter: [identity]})[member]
        return found[0] if found else None

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        return {"arn": self._arn(identity), "ownerId": found.get("OwnerId", self.cloud.account)}

    def _arn(self, identity: str) -> str:
        return self.cloud.arn("ec2", f"{self.kind}/{identity}")

    def _tag(self, identity: str, state: Properties, tags: dict[str, str]) -> None:
        self.client.create_tags(Resources=[identity], Tags=tag_list(tags))

    def _untag(self, identity: str, state: Properties, keys: list[str]) -> None:
        self.client.delete_tags(Resources=[identity], Tags=[{"Key": key} for key in keys])


class Vpc(Ec2Resource):
    """A network."""

    token = "aws:ec2/vpc:Vpc"  # noqa: S105
    kind = "vpc"
    describe = ("describe_vpcs", "VpcIds", "Vpcs")
    defaults: ClassVar[Mapping[str, Value]] = {"enableDnsSupport": True, "instanceTenancy": "default"}
    force_new = frozenset({"cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"})

    _attributes: ClassVar[Mapping[str, str]] = {
        "enableDnsSupport": "EnableDnsSupport",
        "enableDnsHostnames": "EnableDnsHostnames",
        "enableNetworkAddressUsageMetrics": "EnableNetworkAddressUsageMetrics",
    }

    def _create(self, inputs: Properties, token: str | None) -> str:
        names = {"assignGeneratedIpv6CidrBlock": "AmazonProvidedIpv6CidrBlock"}
        request = self.request("CreateVpc", inputs, names=names, elsewhere=self._attributes)
        return self.client.create_vpc(**request, **self._specification(inputs))["Vpc"]["VpcId"]

    def _finish(self, identity: str, inputs: Properties) -> None:
        self._set_attributes(identity, inputs, self._attributes.keys() & inputs.keys())

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        outputs = super()._computed(identity, found)
        for name, attribute in self._attributes.items():
            member = attribute[0].lower() + attribute[1:]
            answer = self.client.describe_vpc_attribute(VpcId=identity, Attribute=member)
            outputs[name] = answer.get(attribute, {}).get("Value", False)
        here: list[dict[str, Any]] = [{"Name": "vpc-id", "Values": [identity]}]
        groups = self.client.describe_security_groups(Filters=[*here, {"Name": "group-name", "Values": ["default"]}])
        tables = self.client.describe_route_tables(Filters=[*here, {"Name": "association.main", "Values": ["true"]}])
        lists = self.client.describe_network_acls(Filters=[*here, {"Name": "default", "Values": ["true"]}])
        main = next((table["RouteTableId"] for table in tables["RouteTables"]), "")
        outputs["defaultSecurityGroupId"] = next((group["GroupId"] for group in groups["SecurityGroups"]), "")
        outputs["defaultNetworkAclId"] = next((acl["NetworkAclId"] for acl in lists["NetworkAcls"]), "")
        return {**outputs, "mainRouteTableId": main, "defaultRouteTableId": main}

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        self._set_attributes(identity, new, self._attributes.keys() & changed)
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        self.client.delete_vpc(VpcId=identity)

    def _set_attributes(self, identity: str, inputs: Properties, names: set[str]) -> None:
        for name in sorted(names):
            value = {"Value": inputs.get(name) is True}
            self.client.modify_vpc_attribute(VpcId=identity, **{self._attributes[name]: value})


class Subnet(Ec2Resource):
    """A part of a network in one availability zone."""

    token = "aws:ec2/subnet:Subnet"  # noqa: S105
    kind = "subnet"
    describe = ("describe_subnets", "SubnetIds", "Subnets")
    names: ClassVar[Mapping[str, str]] = {"arn": "SubnetArn"}
    force_new = frozenset({
        "availabilityZone", "availabilityZoneId", "cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength", "ipv6Native",
        "outpostArn", "vpcId",
    })  # fmt: skip

    _attributes: ClassVar[frozenset[str]] = frozenset({"mapPublicIpOnLaunch", "assignIpv6AddressOnCreation"})

    def _create(self, inputs: Properties, token: str | None) -> str:
        request = self.request("CreateSubnet", inputs, elsewhere=self._attributes)
        return self.client.create_subnet(**request, **self._specification(inputs))["Subnet"]["SubnetId"]

    def _finish(self, identity: str, inputs: Properties) -> None:
        self._set_attributes(identity, inputs, self._attributes & inputs.keys())

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        return {"ownerId": found.get("OwnerId", self.cloud.account), "arn": self._arn(identity)}

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        self._set_attributes(identity, new, self._attributes & changed)
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        self.client.delete_subnet(SubnetId=identity)

    def _set_attributes(self, identity: str, inputs: Properties, names: frozenset[str]) -> None:
        for name in sorted(names):
            value = {"Value": inputs.get(name) is True}
            self.client.modify_subnet_attribute(SubnetId=identity, **{name[0].upper() + name[1:]: value})


class InternetGateway(Ec2Resource):
    """A network's way out."""

    token = "aws:ec2/internetGateway:InternetGateway"  # noqa: S105
    kind = "internet-gateway"
    describe = ("describe_internet_gateways", "InternetGatewayIds", "InternetGateways")

    def _create(self, inputs: Properties, token: str | None) -> str:
        return self.client.create_internet_gateway(**self._specification(inputs))["InternetGateway"][
            "InternetGatewayId"
        ]

    def _finish(self, identity: str, inputs: Properties) -> None:
        if inputs.get("vpcId"):
            self.client.attach_internet_gateway(InternetGatewayId=identity, VpcId=inputs["vpcId"])

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        attached = [link["VpcId"] for link in found.get("Attachments", [])]
        return {**super()._computed(identity, found), **({"vpcId": attached[0]} if attached else {})}

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        self._detach(identity)
        self._finish(identity, new)
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        self._detach(identity)
        self.client.delete_internet_gateway(InternetGatewayId=identity)

    def _detach(self, identity: str) -> None:
        for link in (self._describe(identity) or {}).get("Attachments", []):
            self.client.detach_internet_gateway(InternetGatewayId=identity, VpcId=link["VpcId"])


class RouteTable(Ec2Resource):
    """Where a subnet's packets go."""

    token = "aws:ec2/routeTable:RouteTable"  # noqa: S105
    kind = "route-table"
    describe = ("describe_route_tables", "RouteTableIds", "RouteTables")
    force_new = frozenset({"vpcId"})
    sets = frozenset({"routes", "propagatingVgws"})

    _names: ClassVar[Mapping[str, str]] = {
        "cidrBlock": "DestinationCidrBlock",
        "ipv6CidrBlock": "DestinationIpv6CidrBlock",
        "destinationPrefixListId": "DestinationPrefixListId",
    }

    def _create(self, inputs: Properties, token: str | None) -> str:
        request = self.request("CreateRouteTable", inputs, elsewhere={"routes", "propagatingVgws"})
        return self.client.create_route_table(**request, **self._specification(inputs))["RouteTable"]["RouteTableId"]

    def _finish(self, identity: str, inputs: Properties) -> None:
        for route in blocks(inputs.get("routes")):
            request = self.request("CreateRoute", route, names=self._names)
            self.client.create_route(RouteTableId=identity, **request)

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        members = {"gatewayId": "GatewayId", "natGatewayId": "NatGatewayId", "egressOnlyGatewayId": "EgressOnly"}
        routes: list[Value] = []
        for route in found.get("Routes", []):
            if route.get("GatewayId") != "local":
                known = {**self._names, **members}
                routes.append({name: route[member] for name, member in known.items() if route.get(member)})
        vgws = [link["GatewayId"] for link in found.get("PropagatingVgws", [])]
        return {**super()._computed(identity, found), "routes": routes, "propagatingVgws": vgws}

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        before, after = blocks(old.get("routes")), blocks(new.get("routes"))
        for route in (route for route in before if route not in after):
            target = {name: route[name] for name in self._names if route.get(name)}
            self.client.delete_route(RouteTableId=identity, **self.request("DeleteRoute", target, names=self._names))
        self._finish(identity, {"routes": [route for route in after if route not in before]})
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        self.client.delete_route_table(RouteTableId=identity)


class RouteTableAssociation(Ec2Resource):
    """A subnet's or gateway's choice of route table.

    EC2 gives a changed association a new id, which Pulumi cannot take over in an update; so it is replaced, the old one
    first, since a subnet has one only. (pulumi-aws updates it, and keeps a stale id.)
    """

    token = "aws:ec2/routeTableAssociation:RouteTableAssociation"  # noqa: S105
    force_new = frozenset({"subnetId", "gatewayId", "routeTableId"})
    delete_before_replace = True

    def _create(self, inputs: Properties, token: str | None) -> str:
        return self.client.associate_route_table(**self.request("AssociateRouteTable", inputs))["AssociationId"]

    def _describe(self, identity: str) -> Mapping[str, Any] | None:
        wanted = {"Name": "association.route-table-association-id", "Values": [identity]}
        tables = self.client.describe_route_tables(Filters=[wanted])["RouteTables"]
        links = [link for table in tables for link in table["Associations"]]
        return next((link for link in links if link["RouteTableAssociationId"] == identity), None)

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        return {}

    def _delete(self, identity: str, state: Properties) -> None:
        self.client.disassociate_route_table(AssociationId=identity)


def blocks(value: Value) -> list[Properties]:
    """Return the blocks of a property that holds a list of objects; none when it is absent."""
    return [block for block in value if isinstance(block, dict)] if isinstance(value, list) else []
