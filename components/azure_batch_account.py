"""The Batch account of an Azure Batch environment, in either of the two ways in which Azure rents machines.

What a subscription of one's own needs: https://learn.microsoft.com/azure/batch/batch-account-create-portal
"""

from typing import Any

import pulumi
import pulumi_azure_native as azure_native

from .azure_batch_site import Site
from .azure_group import Group
from .azure_storage import Storage

batch = azure_native.batch


def build_account(
    site: Site, group: Group, identity: azure_native.managedidentity.UserAssignedIdentity, storage: Storage
) -> azure_native.batch.BatchAccount:
    """Make the account. Its mode is fixed once it exists, so an account of the other mode has another name."""
    return batch.BatchAccount(
        site.named("account"),
        account_name=group.unique_name(site, site.named("account"), group.location, site.plan.allocation_mode),
        resource_group_name=group.name,
        location=group.location,
        pool_allocation_mode=batch.PoolAllocationMode(site.plan.allocation_mode.value),
        key_vault_reference=_key_vault(site),
        # No shared key: whoever submits signs in, and so can be told from others.
        allowed_authentication_modes=[batch.AuthenticationMode.AAD, batch.AuthenticationMode.TASK_AUTHENTICATION_TOKEN],
        identity=batch.BatchAccountIdentityArgs(
            type=batch.ResourceIdentityType.USER_ASSIGNED, user_assigned_identities=[identity.id]
        ),
        auto_storage=batch.AutoStorageBasePropertiesArgs(
            storage_account_id=storage.account.id,
            authentication_mode=batch.AutoStorageAuthenticationMode.BATCH_ACCOUNT_MANAGED_IDENTITY,
            node_identity_reference=batch.ComputeNodeIdentityReferenceArgs(resource_id=identity.id),
        ),
        tags=site.tags,
        opts=site.child(storage.ready),
    )


def _key_vault(site: Site) -> Any:
    """The vault in which Azure Batch keeps what it needs in the user's subscription; None in its own."""
    vault = site.args.get("key_vault_id")
    if vault is None:
        return None
    url = site.args.get("key_vault_url")
    if url is None:
        url = pulumi.Output.concat("https://", pulumi.Output.from_input(vault).apply(_last), ".vault.azure.net/")
    return batch.KeyVaultReferenceArgs(id=vault, url=url)


def _last(identity: str) -> str:
    """The name at the end of an id."""
    return identity.rpartition("/")[2]
