"""Custom roles for Azure Batch: who forges an environment, and who submits to it."""

from labelwright.permissions.azure import (
    ADMINISTRATOR,
    IDENTITY,
    JOIN,
    RESOURCE_GROUP,
    ROLE_ASSIGNMENTS,
    STORAGE,
    TAGS,
    Group,
    look_at,
    manage,
    role,
)

_USER_SUBSCRIPTION = (
    "In user subscription mode Azure Batch itself makes the pool's machines, with rights that are given to it once a"
    " subscription (https://learn.microsoft.com/azure/batch/batch-account-create-portal)."
)

FORGE = role(
    "labelwright-azure-batch-forge",
    "Forges labelled Azure Batch environments with pulumi up.",
    (
        RESOURCE_GROUP,
        TAGS,
        STORAGE,
        IDENTITY,
        ROLE_ASSIGNMENTS,
        Group(
            "the Batch account, with its tags",
            (
                *manage("Microsoft.Batch/batchAccounts"),
                *look_at("Microsoft.Batch/batchAccounts/operationResults"),
                *look_at("Microsoft.Batch/locations/accountOperationResults"),
            ),
        ),
        Group(
            "the pool, with its metadata and tags",
            (
                *manage("Microsoft.Batch/batchAccounts/pools"),
                *look_at("Microsoft.Batch/batchAccounts/poolOperationResults"),
            ),
        ),
        Group(
            "the subnet of the pool (where one is given)",
            (
                *look_at("Microsoft.Network/virtualNetworks/subnets"),
                f"Microsoft.Network/virtualNetworks/subnets/{JOIN}",
            ),
        ),
        Group(
            "the key vault of an account in user subscription mode",
            (*look_at("Microsoft.KeyVault/vaults"), "Microsoft.KeyVault/vaults/deploy/action"),
        ),
    ),
    (ADMINISTRATOR, _USER_SUBSCRIPTION),
)
SUBMISSION = role(
    "labelwright-azure-batch-submission",
    "Submits labelled jobs to Azure Batch environments.",
    (
        Group(
            "the account and the pool that jobs are sent to",
            look_at("Microsoft.Batch/batchAccounts", "Microsoft.Batch/batchAccounts/pools"),
        ),
        Group(
            "jobs with their metadata, and their tasks",
            manage("Microsoft.Batch/batchAccounts/jobs"),
            is_data=True,
        ),
    ),
    ("They count for sign-ins with Microsoft Entra ID: whoever has an account's shared key may do everything in it.",),
)
