"""EC2 security groups, and their rules as resources of their own.

Rules: hashicorp/terraform-provider-aws `internal/service/ec2/vpc_security_group*.go`.
"""

# ruff: noqa: ARG002 - every life-cycle method is given the same, and takes what it needs

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from sandbox.providers.aws.base import name_of
from sandbox.providers.aws.cloud import text
from sandbox.providers.aws.convert import section
from sandbox.providers.aws.ec2 import Ec2Resource, blocks
from sandbox.providers.naming import NameRule
from sandbox.providers.shape_check import Problem
from sandbox.providers.wire import Properties, Unknown, Value


class SecurityGroup(Ec2Resource):
    """A firewall around instances, with or without its rules inline."""

    token = "aws:ec2/securityGroup:SecurityGroup"  # noqa: S105
    kind = "security-group"
    describe = ("describe_security_groups", "GroupIds", "SecurityGroups")
    naming = NameRule(longest=255)
    defaults: ClassVar[Mapping[str, Value]] = {"description": "Managed by Pulumi", "revokeRulesOnDelete": False}
    names: ClassVar[Mapping[str, str]] = {"name": "GroupName"}
    force_new = frozenset({"name", "namePrefix", "description", "vpcId"})
    sets = frozenset({"ingress", "egress"})

    def _create(self, inputs: Properties, token: str | None) -> str:
        after = {"ingress", "egress", "revokeRulesOnDelete"}
        named = {**inputs, "name": name_of(inputs)}
        request = self.request("CreateSecurityGroup", named, names=self.names, elsewhere=after)
        return self.client.create_security_group(**request, **self._specification(inputs))["GroupId"]

    def _finish(self, identity: str, inputs: Properties) -> None:
        # AWS opens all egress of a new group; the provider closes it, so that what is declared is what there is.
        found = self._describe(identity) or {}
        if found.get("IpPermissionsEgress"):
            self.client.revoke_security_group_egress(GroupId=identity, IpPermissions=found["IpPermissionsEgress"])
        for name in ("ingress", "egress"):
            self._authorize(identity, name, blocks(inputs.get(name)))

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        inward: list[Value] = [_rule(each, identity) for each in found.get("IpPermissions", [])]
        outward: list[Value] = [_rule(each, identity) for each in found.get("IpPermissionsEgress", [])]
        return {**super()._computed(identity, found), "ingress": inward, "egress": outward}

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        for name in sorted(changed & {"ingress", "egress"}):
            found = (self._describe(identity) or {}).get(
                "IpPermissions" if name == "ingress" else "IpPermissionsEgress"
            )
            if found:
                getattr(self.client, f"revoke_security_group_{name}")(GroupId=identity, IpPermissions=found)
            self._authorize(identity, name, blocks(new.get(name)))
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        self.client.delete_security_group(GroupId=identity)

    def _authorize(self, identity: str, direction: str, rules: list[Properties]) -> None:
        if rules:
            call = getattr(self.client, f"authorize_security_group_{direction}")
            call(GroupId=identity, IpPermissions=[_permission(rule, identity) for rule in rules])


class SecurityGroupRule(Ec2Resource):
    """What the two kinds of stand-alone rule share; the id is `sgr-...`."""

    kind = "security-group-rule"
    describe = ("describe_security_group_rules", "SecurityGroupRuleIds", "SecurityGroupRules")
    names: ClassVar[Mapping[str, str]] = {"securityGroupId": "GroupId"}
    force_new = frozenset({"securityGroupId"})
    direction: ClassVar[str]

    def problems(self, inputs: Mapping[str, Value]) -> list[Problem]:
        """Check that there is exactly one source or destination, and that ports go with the protocol."""
        peers = [name for name in _PEERS if inputs.get(name) is not None]
        if len(peers) != 1:
            got = ", ".join(peers) or "none"
            return [Problem(_PEERS[0], f"exactly one of {', '.join(_PEERS)} must be specified (got {got})")]
        protocol = inputs.get("ipProtocol")
        if isinstance(protocol, Unknown) or protocol == "-1":
            return []
        missing = [name for name in ("fromPort", "toPort") if inputs.get(name) is None]
        return [Problem(name, f'"{name}" is required when "ipProtocol" is "{protocol}"') for name in missing]

    def _create(self, inputs: Properties, token: str | None) -> str:
        permission: Properties = {
            "protocol": inputs.get("ipProtocol"),
            "fromPort": inputs.get("fromPort", -1),
            "toPort": inputs.get("toPort", -1),
            "description": inputs.get("description"),
            "cidrBlocks": _present(inputs.get("cidrIpv4")),
            "ipv6CidrBlocks": _present(inputs.get("cidrIpv6")),
            "prefixListIds": _present(inputs.get("prefixListId")),
            "securityGroups": _present(inputs.get("referencedSecurityGroupId")),
        }
        group = text(inputs.get("securityGroupId"))
        call = getattr(self.client, f"authorize_security_group_{self.direction}")
        made = call(GroupId=group, IpPermissions=[_permission(permission, group)], **self._specification(inputs))
        return made["SecurityGroupRules"][0]["SecurityGroupRuleId"]

    def _computed(self, identity: str, found: Mapping[str, Any]) -> Properties:
        reference = section(found, "ReferencedGroupInfo").get("GroupId")
        peer: Properties = {"referencedSecurityGroupId": reference} if reference else {}
        return {"arn": self._arn(identity), "securityGroupRuleId": identity, **peer}

    def _update(self, identity: str, old: Properties, new: Properties, changed: frozenset[str]) -> str:
        rule: Properties = {name: value for name, value in new.items() if name not in _NOT_OF_RULE}
        if "referencedSecurityGroupId" in rule:
            rule["referencedGroupId"] = rule.pop("referencedSecurityGroupId")
        wanted: Properties = {
            "groupId": new["securityGroupId"],
            "securityGroupRules": [{"securityGroupRuleId": identity, "securityGroupRule": rule}],
        }
        self.client.modify_security_group_rules(**self.request("ModifySecurityGroupRules", wanted))
        return identity

    def _delete(self, identity: str, state: Properties) -> None:
        call = getattr(self.client, f"revoke_security_group_{self.direction}")
        call(GroupId=text(state.get("securityGroupId")), SecurityGroupRuleIds=[identity])


class SecurityGroupIngressRule(SecurityGroupRule):
    """Who may come in."""

    token = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"  # noqa: S105
    direction = "ingress"


class SecurityGroupEgressRule(SecurityGroupRule):
    """Who may be reached."""

    token = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"  # noqa: S105
    direction = "egress"


_NOT_OF_RULE = frozenset({"securityGroupId", "tags", "tagsAll", "region"})
_PEERS = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")


def _present(value: Value) -> list[Value]:
    return [] if value is None else [value]


def _permission(block: Properties, group: str) -> dict[str, Any]:
    """Write a rule block as EC2's IpPermission."""
    groups = [text(other) for other in _texts(block.get("securityGroups"))]
    groups += [group] if block.get("self") is True else []
    said = {"Description": text(block["description"])} if block.get("description") else {}
    protocol = text(block.get("protocol"))
    ports = {} if protocol == "-1" else {"FromPort": block.get("fromPort"), "ToPort": block.get("toPort")}
    permission: dict[str, Any] = {
        "IpProtocol": protocol,
        **ports,
        "IpRanges": [{"CidrIp": cidr, **said} for cidr in _texts(block.get("cidrBlocks"))],
        "Ipv6Ranges": [{"CidrIpv6": cidr, **said} for cidr in _texts(block.get("ipv6CidrBlocks"))],
        "PrefixListIds": [{"PrefixListId": one, **said} for one in _texts(block.get("prefixListIds"))],
        "UserIdGroupPairs": [{"GroupId": other, **said} for other in groups],
    }
    return {name: value for name, value in permission.items() if value not in ([], None)}


def _rule(permission: Mapping[str, Any], group: str) -> Properties:
    """Read EC2's IpPermission as a rule block."""
    others = [pair["GroupId"] for pair in permission.get("UserIdGroupPairs", [])]
    ranges = [each for name in ("IpRanges", "Ipv6Ranges", "UserIdGroupPairs") for each in permission.get(name, [])]
    said = next((each["Description"] for each in ranges if each.get("Description")), None)
    block: Properties = {
        "protocol": permission["IpProtocol"],
        "fromPort": permission.get("FromPort", 0),
        "toPort": permission.get("ToPort", 0),
        "cidrBlocks": [each["CidrIp"] for each in permission.get("IpRanges", [])],
        "ipv6CidrBlocks": [each["CidrIpv6"] for each in permission.get("Ipv6Ranges", [])],
        "prefixListIds": [each["PrefixListId"] for each in permission.get("PrefixListIds", [])],
        "securityGroups": [other for other in others if other != group],
        "self": True if group in others else None,
        "description": said,
    }
    return {name: value for name, value in block.items() if value not in ([], None)}


def _texts(value: Value) -> list[str]:
    return [text(item) for item in value] if isinstance(value, list) else []
