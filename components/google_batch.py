"""The Google Batch compute environment: everything that runs a pipeline's jobs, and every piece of it labelled."""

import pulumi

from labelwright.emit.jobs import WORK
from labelwright.environments.google_batch import GoogleBatchArguments
from labelwright.program import forge_labels
from labelwright.vocabulary import Platform

from .arguments import parse_args
from .google_account import build_account
from .google_batch_args import LATE, GoogleBatchEnvironmentArgs
from .google_batch_jobs import Place, jobs_of, record_of, template_of
from .google_batch_site import Site
from .google_home import find_home
from .google_network import build_network
from .google_storage import build_storage
from .unshared import Unshared

ROLES = (
    "roles/artifactregistry.reader",
    "roles/batch.agentReporter",
    "roles/batch.jobsEditor",
    "roles/logging.logWriter",
    "roles/logging.viewer",
)
"""What a job's machine needs to report and to log, and a head job to submit work and to read its logs. Source:
https://cloud.google.com/batch/docs/get-started#project-prerequisites and https://www.nextflow.io/docs/latest/google.html"""


class GoogleBatchEnvironment(Unshared, pulumi.ComponentResource):
    """A Google Batch compute environment: service account with its roles, network, work bucket, instance template.

    Bucket, template and the template's disk carry the labels of organization, workspace, team and environment; Google
    has no others to give here. A label changes in place, on a template as a new one; machines carry those of their job.
    """

    service_account_email: pulumi.Output[str]
    """E-mail address of the service account that jobs act with."""
    network: pulumi.Output[str]
    """Network of the machines, as a partial URL."""
    subnetwork: pulumi.Output[str]
    """Its subnetwork, as a partial URL; empty where Google chooses one."""
    work_bucket: pulumi.Output[str]
    """Name of the bucket that jobs find at /mnt/disks/work."""
    instance_template: pulumi.Output[str]
    """Instance template of work jobs; empty where there is none."""
    location: pulumi.Output[str]
    """Project and region of the jobs: projects/PROJECT/locations/REGION."""
    forged_labels: pulumi.Output[dict[str, str]]
    """The labels that its resources carry."""
    record: pulumi.Output[str]
    """What submitting to it takes, as JSON: the content of environment.json, from which job configs are rendered."""

    def __init__(self, name: str, args: GoogleBatchEnvironmentArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("labelwright:index:GoogleBatchEnvironment", name, {}, opts)
        plan, own = parse_args(name, args, model=GoogleBatchArguments, late=LATE)
        site = Site(
            name=name,
            component=self,
            args=args,
            plan=plan,
            forged=forge_labels(name, own, Platform.GOOGLE_BATCH),
        )
        home = find_home(site)
        network = build_network(site, home)
        account = build_account(site, home, ROLES, acts_for_itself=True)
        place = Place(home, network, account, build_storage(site, home, account))
        template = template_of(site, place) if plan.create_instance_template else None
        jobs = jobs_of(site, place, template)
        self.service_account_email = account.email
        self.network = network.network
        self.subnetwork = pulumi.Output.from_input("") if network.subnetwork is None else network.subnetwork
        self.work_bucket = place.storage.bucket
        self.instance_template = jobs.apply(lambda known: known[WORK].instance_template or "")
        self.location = pulumi.Output.concat("projects/", home.project, "/locations/", home.region)
        self.forged_labels = pulumi.Output.from_input(site.tags)
        self.record = record_of(site, home, jobs)
        self.register_outputs({output: getattr(self, output) for output in GoogleBatchEnvironment.__annotations__})

    @property
    def shown(self) -> dict[str, pulumi.Output[str]]:
        """What a stack shows of it."""
        return {
            "instanceTemplate": self.instance_template,
            "location": self.location,
            "network": self.network,
            "serviceAccount": self.service_account_email,
            "subnetwork": self.subnetwork,
            "workBucket": self.work_bucket,
        }
