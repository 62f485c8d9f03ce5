"""What must be known of a Google type beyond its shape: its id, which changes replace it, what it refers to.

pulumi-gcp's SDK does not say what replaces, so it stands here for the types that matter, from the `ForceNew` of their
schemas: https://github.com/hashicorp/terraform-provider-google `google/services`. Every other type of the SDK is kept
as well: it is replaced for what its id is made of, and its id has a form of ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sandbox import sdk
from sandbox.providers.naming import NameRule

_PLACE = frozenset({"project", "region", "zone", "location"})
_NAMES = NameRule(longest=63, lower=True)
"""Google's names are RFC 1035 labels, and pulumi-gcp lowers what it generates."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One type. Paths have wire names and no list indexes (`networkInterfaces.nicType`)."""

    token: str
    identity: str
    """The id, with the properties that it is made of in braces."""
    replaces: frozenset[str] = frozenset()
    """Paths whose change, and that of all below them, makes another resource."""
    blocks: frozenset[str] = frozenset()
    """Paths of blocks that make another resource when one comes or goes, and not by what changes in them."""
    is_fixed: bool = False
    """Every change makes another resource."""
    references: Mapping[str, str] | None = None
    """Path -> token of what must exist there."""
    sets: frozenset[str] = frozenset()
    naming: NameRule | None = _NAMES
    api: str = ""
    """What stands before the id in a self link; empty for a type that has none."""

    @property
    def parts(self) -> frozenset[str]:
        """The properties that the id is made of."""
        return frozenset(re.findall(r"{(\w+)}", self.identity))


_COMPUTE = "https://www.googleapis.com/compute/v1/"
_NETWORK = "gcp:compute/network:Network"
_SUBNETWORK = "gcp:compute/subnetwork:Subnetwork"
_ACCOUNT = "gcp:serviceaccount/account:Account"
_INTERFACES = {
    "networkInterfaces[].network": _NETWORK,
    "networkInterfaces[].subnetwork": _SUBNETWORK,
    "serviceAccount.email": _ACCOUNT,
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_KINDS = (
    Kind(
        "gcp:serviceaccount/account:Account",
        "projects/{project}/serviceAccounts/{accountId}@{project}.iam.gserviceaccount.com",
        naming=NameRule("accountId", longest=30, lower=True),
    ),
    Kind(
        "gcp:projects/iAMMember:IAMMember",
        "{project}/{role}/{member}",
        is_fixed=True,
        references={"member": _ACCOUNT},
        naming=None,
    ),
    Kind(
        "gcp:storage/bucket:Bucket",
        "{name}",
        replaces=_words("location enableObjectRetention customPlacementConfig.dataLocations hierarchicalNamespace"),
        api="https://www.googleapis.com/storage/v1/b/",
    ),
    Kind(
        "gcp:storage/bucketIAMMember:BucketIAMMember",
        "b/{bucket}/{role}/{member}",
        is_fixed=True,
        references={"bucket": "gcp:storage/bucket:Bucket", "member": _ACCOUNT},
        naming=None,
    ),
    Kind(
        _NETWORK,
        "projects/{project}/global/networks/{name}",
        replaces=_words("autoCreateSubnetworks description internalIpv6Range networkProfile params"),
        api=_COMPUTE,
    ),
    Kind(
        _SUBNETWORK,
        "projects/{project}/regions/{region}/subnetworks/{name}",
        replaces=_words(
            "network description externalIpv6Prefix internalIpv6Prefix params reservedInternalRange resolveSubnetMask"
        ),
        references={"network": _NETWORK},
        api=_COMPUTE,
    ),
    Kind(
        "gcp:compute/router:Router",
        "projects/{project}/regions/{region}/routers/{name}",
        replaces=_words("encryptedInterconnectRouter nccGateway network params"),
        references={"network": _NETWORK},
        api=_COMPUTE,
    ),
    Kind(
        "gcp:compute/routerNat:RouterNat",
        "{project}/{region}/{router}/{name}",
        replaces=_words("endpointTypes initialNatIps type"),
        references={"router": "gcp:compute/router:Router", "subnetworks[].name": _SUBNETWORK},
        sets=_words("natIps subnetworks drainNatIps"),
    ),
    Kind(
        "gcp:compute/firewall:Firewall",
        "projects/{project}/global/firewalls/{name}",
        replaces=_words("direction params"),
        references={"network": _NETWORK},
        sets=_words("allows denies sourceRanges destinationRanges sourceTags targetTags"),
        api=_COMPUTE,
    ),
    Kind(
        "gcp:compute/instanceTemplate:InstanceTemplate",
        "projects/{project}/global/instanceTemplates/{name}",
        is_fixed=True,
        references=_INTERFACES,
        sets=_words("tags serviceAccount.scopes"),
        api=_COMPUTE,
    ),
    Kind(
        "gcp:compute/instance:Instance",
        "projects/{project}/zones/{zone}/instances/{name}",
        replaces=_words(
            "hostname params keyRevocationActionType instanceEncryptionKey workloadIdentityConfig reservationAffinity "
            "networkPerformanceConfig guestAccelerators scheduling.preemptible scheduling.provisioningModel "
            "scheduling.terminationTime scheduling.maxRunDuration scheduling.onInstanceStopAction "
            "scheduling.localSsdRecoveryTimeout "
            "advancedMachineFeatures.enableUefiNetworking confidentialInstanceConfig "
            "networkInterfaces.networkAttachment networkInterfaces.vlan networkInterfaces.nicType "
            "networkInterfaces.queueCount bootDisk.deviceName bootDisk.diskEncryptionKeyRaw bootDisk.kmsKeySelfLink "
            "bootDisk.guestOsFeatures bootDisk.mode "
            "bootDisk.source bootDisk.forceAttach bootDisk.initializeParams.type "
            "bootDisk.initializeParams.image bootDisk.initializeParams.snapshot "
            "bootDisk.initializeParams.resourceManagerTags bootDisk.initializeParams.provisionedIops "
            "bootDisk.initializeParams.provisionedThroughput bootDisk.initializeParams.storagePool "
            "bootDisk.initializeParams.architecture scratchDisks.size"
        ),
        blocks=_words("bootDisk bootDisk.initializeParams networkInterfaces scratchDisks"),
        references={**_INTERFACES, "attachedDisks[].source": "gcp:compute/disk:Disk"},
        sets=_words("tags serviceAccount.scopes"),
        api=_COMPUTE,
    ),
    Kind(
        "gcp:compute/address:Address",
        "projects/{project}/regions/{region}/addresses/{name}",
        replaces=_words(
            "address addressType description ipCollection ipVersion ipv6EndpointType network networkTier prefixLength "
            "purpose subnetwork"
        ),
        references={"network": _NETWORK, "subnetwork": _SUBNETWORK},
        api=_COMPUTE,
    ),
    Kind(
        "gcp:compute/disk:Disk",
        "projects/{project}/zones/{zone}/disks/{name}",
        replaces=_words(
            "architecture asyncPrimaryDisk description "
            "diskEncryptionKey enableConfidentialCompute guestOsFeatures image "
            "licenses params physicalBlockSizeBytes snapshot sourceDisk sourceImageEncryptionKey "
            "sourceInstantSnapshot sourceSnapshotEncryptionKey sourceStorageObject storagePool type"
        ),
        references={"sourceDisk": "gcp:compute/disk:Disk"},
        api=_COMPUTE,
    ),
    Kind(
        "gcp:filestore/instance:Instance",
        "projects/{project}/locations/{location}/instances/{name}",
        replaces=_words(
            "fileShares.name fileShares.sourceBackup networks tier initialReplication kmsKeyName protocol tags"
        ),
        references={"networks[].network": _NETWORK},
        sets=_words("networks[].modes"),
    ),
    Kind(
        "gcp:artifactregistry/repository:Repository",
        "projects/{project}/locations/{location}/repositories/{repositoryId}",
        replaces=_words(
            "format kmsKeyName mavenConfig.allowSnapshotOverwrites "
            "mavenConfig.versionPolicy mode remoteRepositoryConfig"
        ),
        naming=None,
    ),
)
_BY_TOKEN = {kind.token: kind for kind in _KINDS}


def kind_of(token: str) -> Kind:
    """Return what is known of a type; raises `UnknownTokenError` for one that pulumi_gcp does not have."""
    shape = sdk.resource_shape(token)
    known = _BY_TOKEN.get(token) or _guessed(token, shape)
    return replace(known, replaces=known.replaces | known.parts | (_PLACE & shape.inputs.keys()))


def _guessed(token: str, shape: sdk.Shape) -> Kind:
    """Make an id of the place, the type and what names it: the form is ours, that it is one id for one thing is not."""
    collection = token.rpartition(":")[2]
    own = f"{collection[:1].lower()}{collection[1:]}Id"
    name = next((known for known in ("name", own, "secretId", "datasetId", "tableId") if known in shape.inputs), "")
    told = [word for word in ("project", "region", "zone", "location") if word in shape.inputs]
    # Services differ in where they put what names no location (BigQuery: the US), so it is no part of an id then.
    places = [f"{word}s/{{{word}}}" for word in told if word != "location" or shape.inputs[word].required]
    needed = {word for word, field in shape.inputs.items() if field.required and field.type.kind == "string"}
    required = [f"{{{word}}}" for word in sorted(needed - _PLACE)]
    ending = [f"{{{name}}}"] if name else required
    naming = _NAMES if name == "name" and not shape.inputs["name"].required else None
    return Kind(token, "/".join([*places, collection, *ending]), naming=naming)
