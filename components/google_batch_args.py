"""The arguments of a Google Batch environment, as Pulumi packages them for every language.

Pulumi's analyzer reads this class for the schema: no unions, no postponed annotations, and the text below a field is
its documentation. What the values mean, and what is wrong with them, is said in
`labelwright.environments.google_batch`.
"""

from typing import TypedDict

import pulumi


class GoogleBatchEnvironmentArgs(TypedDict, total=False):
    """Everything has a default: `{}` builds a working environment with a network and a bucket of its own."""

    labels: pulumi.Input[dict[str, pulumi.Input[str]]]
    """Labels of this environment, over those of organization, workspace and team. Known when the program runs."""
    project: pulumi.Input[str]
    """Project of everything that is made, and of the jobs. Default: the provider's."""
    region: str
    """Region of jobs, network and bucket. Default: the provider's."""
    network: pulumi.Input[str]
    """Network of the machines, by name or URL. Default: one is made."""
    subnetwork: pulumi.Input[str]
    """Its subnetwork in the region, by name or URL; none is needed in a network whose subnetworks Google makes."""
    subnetwork_cidr: str
    """Range of a subnetwork that is made. Default: 10.128.0.0/20."""
    assign_public_ip: bool
    """Whether machines get an external address. Without, a network that is made gets Cloud NAT, and one that is given
    needs it. Default: false."""
    network_tags: list[str]
    """Network tags of the machines, by which firewall rules find them; they are no labels. Default: none."""
    service_account: pulumi.Input[str]
    """E-mail address of the service account of runs, whose roles in the project are its owner's business. Default: one
    is made, with the roles that runs need."""
    work_bucket: pulumi.Input[str]
    """Cloud Storage bucket in which jobs read and write, at /mnt/disks/work. Default: one is made."""
    machine_type: str
    """Machine type of work jobs. Default: Google chooses by vCPUs and memory, as it always does for head jobs."""
    provisioning_model: str
    """STANDARD (default), or SPOT for work jobs. A head job is never on Spot: losing it is losing the run."""
    boot_disk_gib: int
    """Size of the boot disks in GiB, 30 to 65536; of a given template its own. Default: 50."""
    boot_disk_type: str
    """Type of the boot disks of work jobs. Default: pd-balanced, or hyperdisk-balanced where the machine type has no
    other."""
    create_instance_template: bool
    """Whether work jobs start from an instance template that is made, and labelled with its disk; it needs machineType.
    Default: false."""
    instance_template: pulumi.Input[str]
    """Global instance template that work jobs start from, by name or URL, in place of machineType; its service account
    is given as serviceAccount. Default: none."""
    head_image: pulumi.Input[str]
    """Container image of head jobs. Default: nextflow/nextflow:24.10.5."""
    head_vcpus: float
    """vCPUs of a head job. Default: 1."""
    head_memory: int
    """Memory of a head job in MiB. Default: 2048."""
    work_image: pulumi.Input[str]
    """Container image of work jobs. Default: ubuntu:24.04."""
    work_vcpus: float
    """vCPUs of a work job. Default: 1."""
    work_memory: int
    """Memory of a work job in MiB. Default: 2048."""


LATE = frozenset(
    {
        "head_image",
        "instance_template",
        "network",
        "project",
        "service_account",
        "subnetwork",
        "work_bucket",
        "work_image",
    }
)
"""Arguments that may be known only while Pulumi runs. They are checked when they are plain."""
