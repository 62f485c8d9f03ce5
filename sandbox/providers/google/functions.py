"""The functions (look-ups) of pulumi-gcp that the sandbox answers, and where its configuration places things.

Arguments were judged by the SDK's own function before they come here. A look-up that finds nothing is an error, as in
the real provider.
"""

# ruff: noqa: ARG001 - every function is given the cloud, the configuration and its arguments, and takes what it needs

from __future__ import annotations

from collections.abc import Callable, Mapping

from sandbox import sdk
from sandbox.providers.google.kinds import kind_of
from sandbox.providers.google.links import DEFAULT_NETWORK, identity_of, link_of, plain, target
from sandbox.providers.google.outputs import project_number
from sandbox.providers.json_files import JsonFiles
from sandbox.providers.kept import number_of
from sandbox.providers.resource import ProviderError
from sandbox.providers.wire import Properties, Secret, Value

PARTS = frozenset({"project", "region", "zone", "location"})
"""What says where a thing is."""
_Answer = Callable[[JsonFiles, Properties, Properties], Properties]
_IMAGES: Mapping[str, tuple[str, ...]] = {
    "batch-custom-image": ("batch-debian",),
    "cos-cloud": ("cos-stable", "cos-121-lts"),
    "debian-cloud": ("debian-11", "debian-12", "debian-13"),
    "rocky-linux-cloud": ("rocky-linux-9",),
    "ubuntu-os-cloud": ("ubuntu-2204-lts", "ubuntu-2404-lts-amd64"),
}
"""Public projects and image families that exist here; each family has one image."""


def answer(files: JsonFiles, config: Properties, token: str, arguments: Properties) -> Properties:
    """Answer a function; raises `ProviderError` for one that the sandbox does not have."""
    if token not in _ANSWERS:
        raise ProviderError(f"the sandbox does not answer {token}; supported: {', '.join(sorted(_ANSWERS))}")
    shape = sdk.function_shape(token)
    echoed = {name: value for name, value in arguments.items() if name in shape.outputs}
    return {**echoed, **_ANSWERS[token](files, config, arguments)}


def place(config: Mapping[str, Value], part: str, inputs: Mapping[str, Value]) -> Value:
    """Say where a thing goes that names no project, region, zone or location: where the provider is configured to.

    Rules: terraform-provider-google `google/tpgresource/utils.go` (GetRegion, GetZone, GetLocation).
    """
    if inputs.get(part) is not None:
        return inputs[part]
    zone = inputs.get("zone") or config.get("zone")
    region = inputs.get("region") or config.get("region") or (str(zone).rpartition("-")[0] if zone else None)
    return {"region": region, "zone": zone, "location": inputs.get("zone") or region}.get(part, config.get(part))


def _client_config(files: JsonFiles, config: Properties, arguments: Properties) -> Properties:
    places = {part: str(place(config, part, {}) or "") for part in ("project", "region", "zone")}
    labels = config.get("defaultLabels") or {}
    return {**places, "accessToken": Secret("sandbox"), "defaultLabels": labels, "id": "sandbox"}


def _project(files: JsonFiles, config: Properties, arguments: Properties) -> Properties:
    name = str(arguments.get("projectId") or _needed(config, "project", {}))
    none: Properties = {
        "labels": {},
        "effectiveLabels": {},
        "pulumiLabels": {},
        "tags": {},
        "folderId": "",
        "orgId": "0",
    }
    made: Properties = {"id": f"projects/{name}", "name": name, "projectId": name, "number": project_number(name)}
    return {**none, **made, "autoCreateNetwork": True, "billingAccount": "", "deletionPolicy": "PREVENT"}


def _network(files: JsonFiles, config: Properties, arguments: Properties) -> Properties:
    found = _looked_up(files, config, "gcp:compute/network:Network", arguments)
    subnets = (
        each for each in files.below(("compute.Subnetwork",)) if plain(each["properties"]["network"]) == found["name"]
    )
    return {**found, "subnetworksSelfLinks": [each["properties"]["selfLink"] for each in subnets]}


def _subnetwork(files: JsonFiles, config: Properties, arguments: Properties) -> Properties:
    return _looked_up(files, config, "gcp:compute/subnetwork:Subnetwork", arguments)


def _looked_up(files: JsonFiles, config: Properties, token: str, arguments: Properties) -> Properties:
    """Find a resource by name or link. The default network and its subnetworks are there without anybody's doing."""
    kind = kind_of(token)
    asked = str(arguments.get("selfLink") or arguments.get("name") or "")
    if not asked:
        raise ProviderError(f"one of `name` or `self_link` must be set to look up {token}")
    needed = {part: _needed(config, part, arguments) for part in kind.parts if part != "name"}
    identity = target(token, asked, needed) or identity_of(kind, needed)
    found = files.get((f"compute.{token.rpartition(':')[2]}", *identity.split("/")))
    outputs = sdk.function_shape(f"gcp:compute/get{token.rpartition(':')[2]}:get{token.rpartition(':')[2]}").outputs
    if found is None and plain(identity) != DEFAULT_NETWORK:
        raise ProviderError(f"googleapi: Error 404: The resource '{identity}' was not found, notFound")
    default: Properties = {
        "name": DEFAULT_NETWORK,
        "selfLink": link_of(kind, identity),
        "network": DEFAULT_NETWORK,
        **needed,
    }
    held: Properties = found["properties"] if found else {**default, "ipCidrRange": "10.132.0.0/20"}
    return {**{name: value for name, value in held.items() if name in outputs}, "id": identity}


def _zones(files: JsonFiles, config: Properties, arguments: Properties) -> Properties:
    region, project = str(_needed(config, "region", arguments)), str(_needed(config, "project", arguments))
    letters = "bcd" if region == "europe-west1" else "abc"
    names: list[Value] = [f"{region}-{letter}" for letter in letters]
    return {"names": names, "project": project, "region": region, "id": f"projects/{project}/regions/{region}"}


def _image(files: JsonFiles, config: Properties, arguments: Properties) -> Properties:
    project = str(_needed(config, "project", arguments))
    asked = str(arguments.get("family") or arguments.get("name") or "")
    families = _IMAGES.get(project, ())
    family = next((name for name in families if asked == name or asked.startswith(f"{name}-v")), None)
    if family is None:
        known = "; ".join(f"{owner}: {', '.join(held)}" for owner, held in _IMAGES.items())
        raise ProviderError(
            f"googleapi: Error 404: The resource 'projects/{project}/global/images/family/{asked}' was not found, "
            f"notFound (the sandbox knows {known})"
        )
    name = f"{family}-v20260101"
    identity = f"projects/{project}/global/images/{name}"
    link = f"https://www.googleapis.com/compute/v1/{identity}"
    facts: Properties = {"diskSizeGb": 10, "archiveSizeBytes": 0, "status": "READY", "labels": {}, "licenses": []}
    number = str(number_of(identity))
    return {
        **facts,
        "id": identity,
        "name": name,
        "family": family,
        "project": project,
        "selfLink": link,
        "imageId": number,
    }


def _needed(config: Properties, part: str, arguments: Properties) -> Value:
    value = place(config, part, arguments)
    if value is None:
        raise ProviderError(f"{part}: required field is not set; give it, or `pulumi config set gcp:{part} ...`")
    return value


_ANSWERS: Mapping[str, _Answer] = {
    "gcp:compute/getImage:getImage": _image,
    "gcp:compute/getNetwork:getNetwork": _network,
    "gcp:compute/getSubnetwork:getSubnetwork": _subnetwork,
    "gcp:compute/getZones:getZones": _zones,
    "gcp:organizations/getClientConfig:getClientConfig": _client_config,
    "gcp:organizations/getProject:getProject": _project,
}
