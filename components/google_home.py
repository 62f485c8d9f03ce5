"""Where an environment stands in Google Cloud: project, region and zone, given or those of the provider."""

import re
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_gcp as gcp

from .site import Site

_HOST = re.compile(r"https://(www|compute)\.googleapis\.com/compute/v1/")


@dataclass(frozen=True, slots=True)
class Home:
    """The project and the region of everything that is made."""

    project: pulumi.Input[str]
    region: str


def find_home(site: Site[Any, Any], *, zone: str | None = None) -> Home:
    """What was given, and what the provider has of the rest. A `zone` says which region it is."""
    project = site.args.get("project")
    region = site.plan.region or (zone.rpartition("-")[0] if zone else None)
    if project is None or region is None:
        known = _client_config(site)
        project = known.project if project is None else project
        region = region or known.region
    missing = [name for name, value in (("project", project), ("region", region)) if not value]
    if missing or project is None or not region:
        raise pulumi.RunError(
            "\n".join(
                f"environment {site.name!r}, {name}: there is none. Give it here, or as gcp:{name} of the stack."
                for name in missing
            )
        )
    return Home(project, region)


def find_zone(site: Site[Any, Any], home: Home) -> str:
    """The zone that was given, or that the provider has in this region, else the first of the region's."""
    if site.plan.zone is not None:
        return str(site.plan.zone)
    provided = _client_config(site).zone
    if provided and provided.rpartition("-")[0] == home.region:
        return provided
    try:
        names = gcp.compute.get_zones(region=home.region, status="UP", opts=site.lookup).names
    except Exception as error:  # noqa: BLE001 - the SDK raises bare Exception for whatever a look-up fails with
        raise pulumi.RunError(
            f"environment {site.name!r}, zone: zones of {home.region!r} could not be looked up ({error}). Give zone."
        ) from None
    if not names:
        raise pulumi.RunError(f"environment {site.name!r}, region: {home.region!r} has no zones. Give another region.")
    return min(names)


def partial_url(home: Home, given: pulumi.Input[str], kind: str) -> pulumi.Output[str]:
    """A resource of Compute Engine, whether it was given by its whole URL, a part of it or its name in the project.

    `kind` is what stands between project and name, such as `global/networks`.
    """

    def shortened(text: str, project: str) -> str:
        found = _HOST.sub("", text)
        return found if "/" in found else f"projects/{project}/{kind}/{found}"

    return pulumi.Output.all(given, home.project).apply(lambda known: shortened(known[0], known[1]))


def _client_config(site: Site[Any, Any]) -> gcp.organizations.GetClientConfigResult:
    """What the provider is configured with. Its access token is left alone."""
    try:
        return gcp.organizations.get_client_config(opts=site.lookup)
    except Exception as error:  # noqa: BLE001 - as for the zones
        raise pulumi.RunError(
            f"environment {site.name!r}: the provider's project and region could not be looked up ({error}). "
            "Check credentials, or give project and region."
        ) from None
