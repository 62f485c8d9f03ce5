"""The Azure Batch compute environment: everything that runs a pipeline's jobs, and every piece of it labelled."""

import pulumi

from labelwright.environments.azure_batch import AzureBatchArguments
from labelwright.program import forge_labels
from labelwright.vocabulary import Platform

from .arguments import parse_args
from .azure_batch_account import build_account
from .azure_batch_args import LATE, AzureBatchEnvironmentArgs
from .azure_batch_pool import build_pool, record_of
from .azure_batch_site import Site
from .azure_group import build_group
from .azure_identity import Role, build_identity, grant, role_id
from .azure_storage import build_storage
from .unshared import Unshared


class AzureBatchEnvironment(Unshared, pulumi.ComponentResource):
    """An Azure Batch compute environment: account, pool, identity with its roles, storage for work, resource group.

    Every taggable part carries the labels of organization, workspace, team and environment. Those of the pool are fixed
    once it exists: a change makes a new pool, and `pulumi preview` says so. Machines are tagged, and so known to the
    bill, with allocationMode UserSubscription.
    """

    resource_group: pulumi.Output[str]
    """Name of the resource group."""
    account_name: pulumi.Output[str]
    """Name of the Batch account."""
    account_endpoint: pulumi.Output[str]
    """Host of the Batch account, to which jobs are sent."""
    pool_name: pulumi.Output[str]
    """Name of the pool: jobs refer to it."""
    storage_account_name: pulumi.Output[str]
    """Name of the storage account."""
    work_container: pulumi.Output[str]
    """Name of the container for the work of runs."""
    identity_id: pulumi.Output[str]
    """Id of the identity that tasks act with."""
    identity_client_id: pulumi.Output[str]
    """Client id of that identity, by which Nextflow signs in."""
    location: pulumi.Output[str]
    """Region of everything."""
    forged_labels: pulumi.Output[dict[str, str]]
    """The labels that its resources carry."""
    record: pulumi.Output[str]
    """What submitting to it takes, as JSON: the content of environment.json, from which job configs are rendered."""

    def __init__(self, name: str, args: AzureBatchEnvironmentArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("labelwright:index:AzureBatchEnvironment", name, {}, opts)
        plan, own = parse_args(name, args, model=AzureBatchArguments, late=LATE)
        forged = forge_labels(name, own, Platform.AZURE_BATCH)
        if found := plan.problems_in_labels({*forged.labels, *own}, f"environment {name!r}.labels"):
            raise pulumi.RunError("\n".join(map(str, found)))
        site = Site(name=name, component=self, args=args, plan=plan, forged=forged)
        group = build_group(site)
        identity = build_identity(site, group)
        storage = build_storage(site, group, identity)
        account = build_account(site, group, identity, storage)
        submits = grant(site, "job-access", identity, role_id(group, Role.BATCH_JOB_SUBMITTER), account.id)
        pool = build_pool(site, group, account, identity, submits)
        self.resource_group = pulumi.Output.from_input(group.name)
        self.account_name = account.name
        self.account_endpoint = account.account_endpoint
        self.pool_name = pool.name
        self.storage_account_name = storage.account.name
        self.work_container = storage.container.name
        self.identity_id = identity.id
        self.identity_client_id = identity.client_id
        self.location = group.location
        self.forged_labels = pulumi.Output.from_input(site.tags)
        self.record = record_of(site, account, pool)
        self.register_outputs({output: getattr(self, output) for output in AzureBatchEnvironment.__annotations__})

    @property
    def shown(self) -> dict[str, pulumi.Output[str]]:
        """What a stack shows of it."""
        return {
            "account": self.account_name,
            "endpoint": self.account_endpoint,
            "identity": self.identity_id,
            "pool": self.pool_name,
            "resourceGroup": self.resource_group,
            "storageAccount": self.storage_account_name,
        }
