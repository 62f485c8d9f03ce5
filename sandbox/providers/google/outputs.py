"""What Google itself tells of a resource: numbers, addresses, links. Others depend on these outputs.

Everything is computed from the id, so that nothing is random and a second look tells the same.
"""

# ruff: noqa: ARG001 - every function is given the id, its number and the inputs, and takes what it needs

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping

from sandbox import sdk
from sandbox.providers.google.kinds import Kind
from sandbox.providers.google.links import link_of, plain
from sandbox.providers.kept import now, number_of
from sandbox.providers.wire import Properties, Value

_TIMES = ("creationTimestamp", "createTime", "timeCreated")


def outputs_of(kind: Kind, identity: str, inputs: Mapping[str, Value]) -> Properties:
    """Compute what the SDK names as outputs, as far as it is known for the type."""
    fields = sdk.resource_shape(kind.token).outputs
    number = number_of(identity)
    time = now()
    common: Properties = dict.fromkeys(_TIMES, time)
    common |= {"updateTime": time, "updated": time, "etag": f"{number:012x}", "numericId": str(number)}
    common |= {"name": identity, "selfLink": link_of(kind, identity), "selfLinkUnique": link_of(kind, identity)}
    common |= {"fingerprint": f"{number:x}", "labelFingerprint": f"{number:x}", "metadataFingerprint": f"{number:x}"}
    own = _OWN[kind.token](identity, number, inputs) if kind.token in _OWN else {}
    filled = {**common, **own}
    return {name: value for name, value in filled.items() if name in fields and value != ""}


def project_number(project: str) -> str:
    """Return the number of a project, which buckets and service agents are named by."""
    return str(number_of(f"projects/{project}"))


def _account(identity: str, number: int, inputs: Mapping[str, Value]) -> Properties:
    email = plain(identity)
    return {"email": email, "member": f"serviceAccount:{email}", "uniqueId": f"1{number:020}"}


def _bucket(identity: str, number: int, inputs: Mapping[str, Value]) -> Properties:
    owner = project_number(str(inputs.get("project")))
    made: Properties = {"name": identity, "url": f"gs://{identity}", "projectNumber": int(owner)}
    return {**made, "storageClass": "STANDARD", "publicAccessPrevention": "inherited"}


def _network(identity: str, number: int, inputs: Mapping[str, Value]) -> Properties:
    return {"networkId": number, "autoCreateSubnetworks": True, "mtu": 1460, "routingMode": "REGIONAL"}


def _subnetwork(identity: str, number: int, inputs: Mapping[str, Value]) -> Properties:
    made: Properties = {"subnetworkId": number, "purpose": "PRIVATE", "stackType": "IPV4_ONLY", "state": "READY"}
    try:
        gateway = str(ipaddress.ip_network(str(inputs.get("ipCidrRange")))[1])
    except ValueError:
        return made
    return {**made, "gatewayAddress": gateway}


def _instance(identity: str, number: int, inputs: Mapping[str, Value]) -> Properties:
    return {"instanceId": str(number), "cpuPlatform": "Intel Broadwell", "currentStatus": "RUNNING"}


def _disk(identity: str, number: int, inputs: Mapping[str, Value]) -> Properties:
    return {"diskId": str(number), "type": "pd-standard", "size": 10, "users": []}


def _address(identity: str, number: int, inputs: Mapping[str, Value]) -> Properties:
    internal = inputs.get("addressType") == "INTERNAL"
    host = f"10.{number % 250}.0.{2 + number % 199}" if internal else f"34.{number % 250}.0.{2 + number % 199}"
    tier = {} if internal else {"networkTier": "PREMIUM"}
    return {"address": host, "addressId": number, "addressType": "EXTERNAL", "users": [], **tier}


def _repository(identity: str, number: int, inputs: Mapping[str, Value]) -> Properties:
    name, location = plain(identity), inputs.get("location")
    kind = str(inputs.get("format", "DOCKER")).lower()
    host = f"{location}-{kind}.pkg.dev/{inputs.get('project')}/{name}"
    return {"name": name, "registryUri": host}


_OWN: Mapping[str, Callable[[str, int, Mapping[str, Value]], Properties]] = {
    "gcp:artifactregistry/repository:Repository": _repository,
    "gcp:compute/address:Address": _address,
    "gcp:compute/disk:Disk": _disk,
    "gcp:compute/instance:Instance": _instance,
    "gcp:compute/network:Network": _network,
    "gcp:compute/subnetwork:Subnetwork": _subnetwork,
    "gcp:serviceaccount/account:Account": _account,
    "gcp:storage/bucket:Bucket": _bucket,
}
