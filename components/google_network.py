"""Where a Google environment's machines stand: a network that was given, or one of its own.

Neither has labels. Machines without addresses of their own reach Google's services through private access, and the
world through Cloud NAT. Nothing comes in, so no firewall rule is made: a network's own rules let out and keep out.
"""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_gcp as gcp

from .google_home import Home, partial_url
from .site import Site


@dataclass(frozen=True, slots=True)
class Network:
    """Where machines stand, as partial URLs; a network whose subnetworks Google makes needs no `subnetwork`.

    `ready`: what must stand before a machine reaches the world.
    """

    network: pulumi.Output[str]
    subnetwork: pulumi.Output[str] | None
    ready: tuple[pulumi.Resource, ...] = ()


def build_network(site: Site[Any, Any], home: Home) -> Network:
    """Take what was given, or make a network with one subnetwork, and NAT where machines have no addresses."""
    given, subnetwork = site.args.get("network"), site.args.get("subnetwork")
    if given is None:
        return _made(site, home)
    network = partial_url(home, given, "global/networks")
    if subnetwork is None:
        return Network(network, None)
    return Network(network, partial_url(home, subnetwork, f"regions/{home.region}/subnetworks"))


def _made(site: Site[Any, Any], home: Home) -> Network:
    """A network of the environment's own."""
    network = gcp.compute.Network(
        site.named("network"),
        project=home.project,
        auto_create_subnetworks=False,
        description=f"Machines of compute environment {site.name}",
        opts=site.child(),
    )
    subnetwork = gcp.compute.Subnetwork(
        site.named("subnetwork"),
        project=home.project,
        region=home.region,
        network=network.id,
        ip_cidr_range=site.plan.subnetwork_cidr,
        private_ip_google_access=True,
        opts=site.child(),
    )
    ready = () if site.plan.assign_public_ip else (_nat(site, home, network),)
    return Network(network.id, subnetwork.id, ready)


def _nat(site: Site[Any, Any], home: Home, network: gcp.compute.Network) -> gcp.compute.RouterNat:
    """The way out for machines without addresses: images are pulled through it."""
    router = gcp.compute.Router(
        site.named("router"), project=home.project, region=home.region, network=network.id, opts=site.child()
    )
    return gcp.compute.RouterNat(
        site.named("nat"),
        project=home.project,
        region=home.region,
        router=router.name,
        nat_ip_allocate_option="AUTO_ONLY",
        source_subnetwork_ip_ranges_to_nat="ALL_SUBNETWORKS_ALL_IP_RANGES",
        opts=site.child(),
    )
