"""The arguments of a Google Cloud environment, as Pulumi packages them for every language.

Pulumi's analyzer reads this class for the schema: no unions, no postponed annotations, and the text below a field is
its documentation. What the values mean, and what is wrong with them, is said in
`labelwright.environments.google_cloud`.
"""

from typing import TypedDict

import pulumi


class GoogleCloudEnvironmentArgs(TypedDict, total=False):
    """Everything has a default: `{}` builds an environment of machines in a network of its own."""

    labels: pulumi.Input[dict[str, pulumi.Input[str]]]
    """Labels of this environment, over those of organization, workspace and team. Known when the program runs."""
    project: pulumi.Input[str]
    """Project of everything that is made, and of the machines. Default: the provider's."""
    region: str
    """Region of machines, network and bucket. Default: that of the zone, else the provider's."""
    zone: str
    """Zone of the machines. Default: the provider's, else the first one of the region."""
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
    """Cloud Storage bucket in which runs may read and write. Default: one is made."""
    machine_type: str
    """Machine type of the machines; of an Arm type the default image is the Arm one. Default: e2-standard-4."""
    provisioning_model: str
    """STANDARD (default), or SPOT: a machine that Google takes back is deleted, and its run is lost."""
    boot_disk_gib: int
    """Size of the boot disk in GiB, 30 to 65536, and not below that of the image. Default: 50."""
    boot_disk_type: str
    """Type of the boot disk. Default: pd-balanced, or hyperdisk-balanced where the machine type has no other."""
    image: str
    """Image of the machines, projects/PROJECT/global/images/NAME or .../images/family/NAME. Default: the newest stable
    Container-Optimized OS when a machine starts."""
    startup_script: pulumi.Input[str]
    """Shell script that a machine runs when it stands; when it ends, so does the machine. Whoever sees the machine can
    read it: a secret stays one in Pulumi's state and nowhere else, so let the script fetch it from Secret Manager.
    Default: none; the machine runs until it is shut down from within."""


LATE = frozenset({"network", "project", "service_account", "startup_script", "subnetwork", "work_bucket"})
"""Arguments that may be known only while Pulumi runs. They are checked when they are plain."""
