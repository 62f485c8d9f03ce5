"""Where machines of an Azure environment stand: a virtual network, its subnet, and what lets traffic in."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_azure_native as azure_native

from .azure_group import Group
from .site import Site

NETWORK_RANGE, SUBNET_RANGE = "10.0.0.0/16", "10.0.0.0/20"


@dataclass(frozen=True, slots=True)
class Network:
    """The ids of a subnet and of a security group."""

    subnet_id: pulumi.Input[str]
    security_group_id: pulumi.Input[str]


def build_network(site: Site[Any, Any], group: Group) -> Network:
    """Make what was not given. A new security group has Azure's own rules only: out, and in from the network itself."""
    given, guard = site.args.get("subnet_id"), site.args.get("security_group_id")
    if guard is None:
        guard = azure_native.network.NetworkSecurityGroup(
            site.named("security-group"),
            resource_group_name=group.name,
            location=group.location,
            tags=site.tags,
            opts=site.child(),
        ).id
    return Network(_subnet(site, group, guard) if given is None else given, guard)


def _subnet(site: Site[Any, Any], group: Group, guard: pulumi.Input[str]) -> pulumi.Output[str]:
    """A network with one subnet. Subnets take no tags."""
    network = azure_native.network.VirtualNetwork(
        site.named("network"),
        resource_group_name=group.name,
        location=group.location,
        address_space=azure_native.network.AddressSpaceArgs(address_prefixes=[NETWORK_RANGE]),
        tags=site.tags,
        opts=site.child(),
    )
    return azure_native.network.Subnet(
        site.named("subnet"),
        resource_group_name=group.name,
        virtual_network_name=network.name,
        address_prefix=SUBNET_RANGE,
        network_security_group=azure_native.network.NetworkSecurityGroupArgs(id=guard),
        opts=site.child(),
    ).id
