"""The work directory of an Azure environment: a storage account that takes no keys, and a container in it."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_azure_native as azure_native

from .azure_group import Group
from .azure_identity import Role, grant, role_id
from .site import Site

WORK = "work"


@dataclass(frozen=True, slots=True)
class Storage:
    """Where runs read and write. `ready`: what must stand before anybody may."""

    account: azure_native.storage.StorageAccount
    container: azure_native.storage.BlobContainer
    ready: pulumi.Resource


def build_storage(
    site: Site[Any, Any], group: Group, identity: azure_native.managedidentity.UserAssignedIdentity
) -> Storage:
    """Make the account and the container, and let the identity work in them. Blobs of a container take no tags here."""
    account = azure_native.storage.StorageAccount(
        site.named("storage"),
        account_name=group.unique_name(site, site.named("storage"), group.location),
        resource_group_name=group.name,
        location=group.location,
        kind=azure_native.storage.Kind.STORAGE_V2,
        sku=azure_native.storage.SkuArgs(name=azure_native.storage.SkuName.STANDARD_LRS),
        allow_blob_public_access=False,
        allow_shared_key_access=False,
        enable_https_traffic_only=True,
        minimum_tls_version=azure_native.storage.MinimumTlsVersion.TLS1_2,
        tags=site.tags,
        opts=site.child(),
    )
    container = azure_native.storage.BlobContainer(
        site.named(WORK),
        container_name=WORK,
        account_name=account.name,
        resource_group_name=group.name,
        opts=site.child(),
    )
    role = role_id(group, Role.STORAGE_BLOB_DATA_CONTRIBUTOR)
    return Storage(account, container, grant(site, "storage-access", identity, role, account.id))
