"""The types of Google Cloud whose labels have an odd shape or stand in more than one place.

Nested places are those of what a resource makes beside itself, and what then bills: disks of a machine, nodes of a
cluster, revisions, backups. Never network tags, Resource Manager tags, node labels or selectors. Kept by hand; the
generator of `table.json` checks every path against the SDK.
Behaviour: Terraform Google provider documentation of each resource, and the service's API reference.
"""

from collections.abc import Mapping

from labelwright.placement.places import Place, Taggable
from labelwright.placement.shapes import Shape
from labelwright.vocabulary import Effect

LABELS = Place("labels")
"""The plain place that nearly every type of Google has."""


def _is_made_here(disk: Mapping[str, object]) -> bool:
    """Whether a disk is a new one that lasts: one that exists keeps its labels, and local ones take none."""
    return disk.get("source") is None and str(disk.get("type")).upper() != "SCRATCH"


def _nested(*paths: str) -> Taggable:
    """A type with plain labels and nested places, each of which exists where the user described what it is in."""
    return Taggable((LABELS, *map(Place, paths)))


# A boot disk does not inherit the labels of its machine. Where none is described there is nothing to label: it exists
# already, or a machine image has it.
INSTANCE = _nested("bootDisk.initializeParams.labels")
INSTANCE_TEMPLATE = Taggable(
    (
        Place("labels", effect=Effect.REPLACEMENT),
        Place("disks[].labels", holder=_is_made_here, naming="deviceName", effect=Effect.REPLACEMENT),
    )
)
INSTANCE_GROUP = Taggable((Place("allInstancesConfig.labels"),))

# A cluster's own labels go on to its nodes, so one that does not describe its nodes needs no more.
CLUSTER = Taggable(
    (
        Place("resourceLabels"),
        Place("nodeConfig.resourceLabels"),
        Place("nodePools[].nodeConfig.resourceLabels", naming="name"),
    )
)

# Labels of a Cloud Run service stand in metadata, as on Kubernetes, which its first API is modelled on.
# A template's labels are those of the next revision, which takes the place of the one that runs.
RUN_SERVICE = Taggable(
    (Place("metadata.labels", made="metadata"), Place("template.metadata.labels", made="metadata", spreads=True))
)
RUN_2 = Taggable((LABELS, Place("template.labels", spreads=True)))

GOOGLE: Mapping[str, Taggable] = {
    "gcp:alloydb/cluster:Cluster": _nested("automatedBackupPolicy.labels"),
    "gcp:backupdisasterrecovery/restoreWorkload:RestoreWorkload": Taggable(
        (
            Place("computeInstanceRestoreProperties.labels", Shape.KEY_VALUE_LIST),
            Place("diskRestoreProperties.labels", Shape.KEY_VALUE_LIST),
        )
    ),
    "gcp:bigqueryanalyticshub/dataExchangeSubscription:DataExchangeSubscription": Taggable(
        (Place("destinationDataset.labels"),)
    ),
    "gcp:bigqueryanalyticshub/listingSubscription:ListingSubscription": Taggable(
        (
            Place("destinationDataset.labels"),
            Place("destinationPubsubSubscription.pubsubSubscription.labels"),
        )
    ),
    "gcp:cloudrun/domainMapping:DomainMapping": Taggable((Place("metadata.labels", made="metadata"),)),
    "gcp:cloudrun/service:Service": RUN_SERVICE,
    "gcp:cloudrunv2/job:Job": RUN_2,
    "gcp:cloudrunv2/service:Service": RUN_2,
    "gcp:cloudrunv2/workerPool:WorkerPool": RUN_2,
    "gcp:colab/schedule:Schedule": Taggable(
        (
            Place(
                "createNotebookExecutionJobRequest.notebookExecutionJob.labels",
                effect=Effect.REPLACEMENT,
            ),
            Place("createPipelineJobRequest.pipelineJob.labels"),
        )
    ),
    "gcp:compute/instance:Instance": INSTANCE,
    "gcp:compute/instanceFromTemplate:InstanceFromTemplate": INSTANCE,
    "gcp:compute/instanceGroupManager:InstanceGroupManager": INSTANCE_GROUP,
    "gcp:compute/instanceTemplate:InstanceTemplate": INSTANCE_TEMPLATE,
    "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager": Taggable(
        (
            *INSTANCE_GROUP.places,
            Place(
                "instanceFlexibilityPolicy.instanceSelections[].disks[].labels",
                Shape.KEY_VALUE_LIST,
                holder=_is_made_here,
            ),
        )
    ),
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": INSTANCE_TEMPLATE,
    "gcp:compute/resourcePolicy:ResourcePolicy": Taggable((Place("snapshotSchedulePolicy.snapshotProperties.labels"),)),
    # Clusters in another cloud: what they are made of there has the tags of that cloud.
    "gcp:container/awsCluster:AwsCluster": Taggable((Place("controlPlane.tags"),)),
    "gcp:container/awsNodePool:AwsNodePool": Taggable((Place("config.tags"),)),
    "gcp:container/azureCluster:AzureCluster": Taggable((Place("controlPlane.tags"),)),
    "gcp:container/azureNodePool:AzureNodePool": Taggable((Place("config.tags"),)),
    "gcp:container/cluster:Cluster": CLUSTER,
    "gcp:container/nodePool:NodePool": Taggable((Place("nodeConfig.resourceLabels", seed={}),)),
    "gcp:databasemigrationservice/connectionProfile:ConnectionProfile": _nested(
        "alloydb.settings.labels", "alloydb.settings.primaryInstanceSettings.labels", "cloudsql.settings.userLabels"
    ),
    "gcp:dataflow/pipeline:Pipeline": Taggable(
        (
            Place("workload.dataflowFlexTemplateRequest.launchParameter.environment.additionalUserLabels"),
            Place("workload.dataflowLaunchTemplateRequest.launchParameters.environment.additionalUserLabels"),
        )
    ),
    "gcp:dataproc/workflowTemplate:WorkflowTemplate": Taggable(
        (LABELS, Place("jobs[].labels", naming="stepId"), Place("placement.managedCluster.labels"))
    ),
    "gcp:deploymentmanager/deployment:Deployment": Taggable((Place("labels", Shape.KEY_VALUE_LIST),)),
    "gcp:hypercomputecluster/cluster:Cluster": _nested(
        "orchestrator.slurm.loginNodes.labels", "orchestrator.slurm.nodeSets[].computeInstance.labels"
    ),
    "gcp:sql/databaseInstance:DatabaseInstance": Taggable((Place("settings.userLabels"),)),
}
