"""The Google Cloud compute environment: one virtual machine for each run, and every piece of it labelled."""

import pulumi

from labelwright.emit.jobs import MACHINE
from labelwright.environments.google_cloud import GoogleCloudArguments
from labelwright.program import forge_labels
from labelwright.vocabulary import Platform

from .arguments import parse_args
from .google_account import build_account
from .google_cloud_args import LATE, GoogleCloudEnvironmentArgs
from .google_cloud_machine import describe_machine, record_of, template_of
from .google_cloud_site import Site
from .google_home import find_home, find_zone
from .google_network import build_network
from .google_storage import build_storage
from .unshared import Unshared

ROLES = ("roles/artifactregistry.reader", "roles/logging.logWriter")
"""What a machine needs to pull images and to log."""

DELETES = "roles/compute.instanceAdmin.v1"
"""What a machine deletes itself with: no smaller role of Google's has that right. It holds on the own machines only."""


class GoogleCloudEnvironment(Unshared, pulumi.ComponentResource):
    """A Google Cloud compute environment: instance template of a run's machine, service account, network, work bucket.

    Bucket, template and the template's disk carry the labels of organization, workspace, team and environment, and so
    does what is started from the template; a run's machine and disk carry those of the run. A label of the template
    makes a new one.
    """

    instance_template: pulumi.Output[str]
    """Instance template of machines that are started by hand, as a partial URL."""
    zone: pulumi.Output[str]
    """Zone of the machines."""
    service_account_email: pulumi.Output[str]
    """E-mail address of the service account that runs act with."""
    network: pulumi.Output[str]
    """Network of the machines, as a partial URL."""
    subnetwork: pulumi.Output[str]
    """Its subnetwork, as a partial URL; empty where Google chooses one."""
    work_bucket: pulumi.Output[str]
    """Name of the bucket in which runs may read and write."""
    forged_labels: pulumi.Output[dict[str, str]]
    """The labels that its resources carry."""
    record: pulumi.Output[str]
    """What submitting to it takes, as JSON: the content of environment.json, from which job configs are rendered."""

    def __init__(self, name: str, args: GoogleCloudEnvironmentArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("labelwright:index:GoogleCloudEnvironment", name, {}, opts)
        plan, own = parse_args(name, args, model=GoogleCloudArguments, late=LATE)
        site = Site(
            name=name,
            component=self,
            args=args,
            plan=plan,
            forged=forge_labels(name, own, Platform.GOOGLE_CLOUD),
        )
        home = find_home(site, zone=plan.zone)
        zone = find_zone(site, home)
        network = build_network(site, home)
        own_machines = pulumi.Output.concat("projects/", home.project, f"/zones/{zone}/instances/{name}-{MACHINE}")
        only = own_machines.apply(lambda start: f'resource.name.startsWith("{start}")')
        account = build_account(site, home, ROLES, conditions={DELETES: only})
        storage = build_storage(site, home, account)
        template = template_of(site, home, network, account)
        self.instance_template = template.id
        self.zone = pulumi.Output.from_input(zone)
        self.service_account_email = account.email
        self.network = network.network
        self.subnetwork = pulumi.Output.from_input("") if network.subnetwork is None else network.subnetwork
        self.work_bucket = storage.bucket
        self.forged_labels = pulumi.Output.from_input(site.tags)
        self.record = record_of(site, home, describe_machine(site, zone, network, account))
        self.register_outputs({output: getattr(self, output) for output in GoogleCloudEnvironment.__annotations__})

    @property
    def shown(self) -> dict[str, pulumi.Output[str]]:
        """What a stack shows of it."""
        return {
            "instanceTemplate": self.instance_template,
            "network": self.network,
            "serviceAccount": self.service_account_email,
            "subnetwork": self.subnetwork,
            "workBucket": self.work_bucket,
            "zone": self.zone,
        }
