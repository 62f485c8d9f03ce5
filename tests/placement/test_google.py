"""Where labels go on Google's types, and what only looks like labels there."""

from typing import Any

import pytest

from labelwright.dialects import Service
from labelwright.placement import Injection, Kind, is_taggable, labels_at, place, place_of, why_not
from labelwright.placement.google import GOOGLE
from labelwright.placement.services import service_of
from labelwright.placement.table import look_alikes, packages
from sandbox import sdk
from tools import placement_table

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

TEAM = Injection({"team": "genomics"})
OURS = {"team": "genomics"}
PAIR = [{"key": "team", "value": "genomics"}]

BUCKET = "gcp:storage/bucket:Bucket"
INSTANCE = "gcp:compute/instance:Instance"
TEMPLATE = "gcp:compute/instanceTemplate:InstanceTemplate"
CLUSTER = "gcp:container/cluster:Cluster"
POOL = "gcp:container/nodePool:NodePool"
RUN = "gcp:cloudrun/service:Service"
DATABASE = "gcp:sql/databaseInstance:DatabaseInstance"
CHANNEL = "gcp:monitoring/notificationChannel:NotificationChannel"


def test_the_table_holds_every_google_type_with_labels() -> None:
    """The SDK's 323 maps called `labels` but for two look-alikes, six `userLabels`, and what has nested places only."""
    listed = packages()["gcp"]["labels"]
    plain = sum(len(names) for modules in listed.values() for names in modules.values())
    assert plain == 316
    assert plain + len(GOOGLE) == 345


def test_every_type_of_the_sdk_is_in_the_table() -> None:
    """Each token of the pinned SDK is taggable, a look-alike or untaggable; none is merely unknown."""
    unlisted = [token for token in sdk.tokens("gcp") if (why := why_not(token)) and why.kind is Kind.UNLISTED]
    assert unlisted == []


@pytest.mark.parametrize("token", sorted(GOOGLE))
def test_special_places_are_of_the_sdk(token: str) -> None:
    """A path that the SDK does not have, or of another shape, would label nothing and say nothing."""
    assert [
        broken for spot in GOOGLE[token].places if (broken := placement_table.broken_path(token, spot.path, spot.shape))
    ] == []


CASES: list[tuple[str, dict[str, Any], dict[str, Any] | None]] = [
    (BUCKET, {}, {"labels": OURS}),
    (BUCKET, {"labels": {"team": "mine", "a": "b"}}, None),
    ("gcp:monitoring/alertPolicy:AlertPolicy", {}, {"userLabels": OURS}),
    (
        INSTANCE,
        {"bootDisk": {"initializeParams": {"image": "x"}}, "tags": ["web"]},
        {"labels": OURS, "bootDisk": {"initializeParams": {"image": "x", "labels": OURS}}, "tags": ["web"]},
    ),
    (INSTANCE, {"bootDisk": {"source": "disk"}}, {"labels": OURS, "bootDisk": {"source": "disk"}}),
    ("gcp:compute/instanceFromTemplate:InstanceFromTemplate", {}, {"labels": OURS}),
    (
        TEMPLATE,
        {"disks": [{"boot": True}, {"source": "disk"}, {"type": "SCRATCH"}, {"type": "PERSISTENT"}]},
        {
            "labels": OURS,
            "disks": [
                {"boot": True, "labels": OURS},
                {"source": "disk"},
                {"type": "SCRATCH"},
                {"type": "PERSISTENT", "labels": OURS},
            ],
        },
    ),
    (
        "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate",
        {"disks": [{}]},
        {"labels": OURS, "disks": [{"labels": OURS}]},
    ),
    (
        "gcp:compute/instanceGroupManager:InstanceGroupManager",
        {"allInstancesConfig": {"metadata": {}}},
        {"allInstancesConfig": {"metadata": {}, "labels": OURS}},
    ),
    ("gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager", {}, None),
    (
        "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager",
        {"instanceFlexibilityPolicy": {"instanceSelections": [{"disks": [{"boot": True}, {"source": "disk"}]}]}},
        {
            "instanceFlexibilityPolicy": {
                "instanceSelections": [{"disks": [{"boot": True, "labels": PAIR}, {"source": "disk"}]}]
            }
        },
    ),
    (
        "gcp:colab/schedule:Schedule",
        {"createPipelineJobRequest": {"pipelineJob": {}}},
        {"createPipelineJobRequest": {"pipelineJob": {"labels": OURS}}},
    ),
    (
        "gcp:colab/schedule:Schedule",
        {"createNotebookExecutionJobRequest": {"notebookExecutionJob": {}}},
        {"createNotebookExecutionJobRequest": {"notebookExecutionJob": {"labels": OURS}}},
    ),
    (
        "gcp:dataflow/pipeline:Pipeline",
        {"workload": {"dataflowFlexTemplateRequest": {"launchParameter": {"environment": {}}}}},
        {
            "workload": {
                "dataflowFlexTemplateRequest": {"launchParameter": {"environment": {"additionalUserLabels": OURS}}}
            }
        },
    ),
    (
        "gcp:compute/resourcePolicy:ResourcePolicy",
        {"snapshotSchedulePolicy": {"snapshotProperties": {}}},
        {"snapshotSchedulePolicy": {"snapshotProperties": {"labels": OURS}}},
    ),
    (
        CLUSTER,
        {"nodeConfig": {"labels": {"pool": "a"}}, "nodePools": [{"name": "n", "nodeConfig": {"tags": ["t"]}}]},
        {
            "resourceLabels": OURS,
            "nodeConfig": {"labels": {"pool": "a"}, "resourceLabels": OURS},
            "nodePools": [{"name": "n", "nodeConfig": {"tags": ["t"], "resourceLabels": OURS}}],
        },
    ),
    (CLUSTER, {}, {"resourceLabels": OURS}),
    (POOL, {}, {"nodeConfig": {"resourceLabels": OURS}}),
    (POOL, {"nodeConfig": {"spot": True}}, {"nodeConfig": {"spot": True, "resourceLabels": OURS}}),
    (DATABASE, {"settings": {"tier": "x"}}, {"settings": {"tier": "x", "userLabels": OURS}}),
    (DATABASE, {"clone": {}}, None),
    (
        RUN,
        {"template": {"spec": {}}},
        {"metadata": {"labels": OURS}, "template": {"spec": {}, "metadata": {"labels": OURS}}},
    ),
    ("gcp:cloudrun/domainMapping:DomainMapping", {}, {"metadata": {"labels": OURS}}),
    ("gcp:cloudrunv2/service:Service", {"template": {}}, {"labels": OURS, "template": {"labels": OURS}}),
    ("gcp:cloudrunv2/job:Job", {"template": {}}, {"labels": OURS, "template": {"labels": OURS}}),
    ("gcp:cloudrunv2/workerPool:WorkerPool", {"template": {}}, {"labels": OURS, "template": {"labels": OURS}}),
    (
        "gcp:alloydb/cluster:Cluster",
        {"automatedBackupPolicy": {}},
        {"labels": OURS, "automatedBackupPolicy": {"labels": OURS}},
    ),
    (
        "gcp:dataproc/workflowTemplate:WorkflowTemplate",
        {"jobs": [{"stepId": "a"}], "placement": {"clusterSelector": {"clusterLabels": {"a": "b"}}}},
        {
            "labels": OURS,
            "jobs": [{"stepId": "a", "labels": OURS}],
            "placement": {"clusterSelector": {"clusterLabels": {"a": "b"}}},
        },
    ),
    (
        "gcp:dataproc/workflowTemplate:WorkflowTemplate",
        {"placement": {"managedCluster": {}}},
        {"labels": OURS, "placement": {"managedCluster": {"labels": OURS}}},
    ),
    ("gcp:container/awsCluster:AwsCluster", {"controlPlane": {}}, {"controlPlane": {"tags": OURS}}),
    (
        "gcp:container/awsNodePool:AwsNodePool",
        {"config": {"labels": {"pool": "a"}}},
        {"config": {"labels": {"pool": "a"}, "tags": OURS}},
    ),
    ("gcp:container/azureCluster:AzureCluster", {"controlPlane": {}}, {"controlPlane": {"tags": OURS}}),
    ("gcp:container/azureNodePool:AzureNodePool", {"config": {}}, {"config": {"tags": OURS}}),
    ("gcp:deploymentmanager/deployment:Deployment", {}, {"labels": PAIR}),
    (
        "gcp:deploymentmanager/deployment:Deployment",
        {"labels": [{"key": "a", "value": "b"}]},
        {"labels": [{"key": "a", "value": "b"}, *PAIR]},
    ),
    (
        "gcp:databasemigrationservice/connectionProfile:ConnectionProfile",
        {"cloudsql": {"settings": {}}, "alloydb": {"settings": {"primaryInstanceSettings": {}}}},
        {
            "labels": OURS,
            "cloudsql": {"settings": {"userLabels": OURS}},
            "alloydb": {"settings": {"labels": OURS, "primaryInstanceSettings": {"labels": OURS}}},
        },
    ),
    (
        "gcp:bigqueryanalyticshub/listingSubscription:ListingSubscription",
        {"destinationDataset": {}},
        {"destinationDataset": {"labels": OURS}},
    ),
    (
        "gcp:bigqueryanalyticshub/dataExchangeSubscription:DataExchangeSubscription",
        {"destinationDataset": {}},
        {"destinationDataset": {"labels": OURS}},
    ),
    (
        "gcp:backupdisasterrecovery/restoreWorkload:RestoreWorkload",
        {"computeInstanceRestoreProperties": {"tags": {}}, "diskRestoreProperties": {}},
        {
            "computeInstanceRestoreProperties": {"tags": {}, "labels": PAIR},
            "diskRestoreProperties": {"labels": PAIR},
        },
    ),
    (
        "gcp:hypercomputecluster/cluster:Cluster",
        {"orchestrator": {"slurm": {"loginNodes": {}, "nodeSets": [{"computeInstance": {}}]}}},
        {
            "labels": OURS,
            "orchestrator": {
                "slurm": {"loginNodes": {"labels": OURS}, "nodeSets": [{"computeInstance": {"labels": OURS}}]}
            },
        },
    ),
]


@pytest.mark.parametrize(("token", "props", "placed"), CASES)
def test_labels_go_where_google_has_them(token: str, props: dict[str, Any], placed: dict[str, Any] | None) -> None:
    """Every special place, filled once; network tags, node labels and selectors beside it stay as they are."""
    assert place(token, props, TEAM) == placed
    if placed is not None:
        assert place(token, placed, TEAM) is None


def test_every_special_type_has_a_case_above() -> None:
    """A place without a test is a guess."""
    assert {token for token, _, _ in CASES} >= GOOGLE.keys()


LOOK_ALIKES = {token: properties for token, properties in look_alikes().items() if token.startswith("gcp:")}


@pytest.mark.parametrize(
    ("token", "name"), [(token, name) for token, names in sorted(LOOK_ALIKES.items()) for name in sorted(names)]
)
def test_what_only_looks_like_labels_is_never_written(token: str, name: str) -> None:
    """Network tags, Resource Manager tags, schemas and selectors: with and without labels of their own beside them."""
    taggable = place_of(token)
    assert name not in {spot.path for spot in taggable.places} if taggable else True
    given: dict[str, Any] = {name: {"a": "b"}}
    placed = place(token, given, TEAM) or given
    assert placed[name] == {"a": "b"}


@pytest.mark.parametrize(
    "token",
    ["gcp:cloudidentity/group:Group", "gcp:monitoring/metricDescriptor:MetricDescriptor", "gcp:compute/route:Route"],
)
def test_a_type_with_look_alikes_only_says_so(token: str) -> None:
    """It is not called untaggable without a word."""
    reason = why_not(token)
    assert reason is not None
    assert reason.kind is Kind.LOOK_ALIKE


def test_a_notification_channel_is_labelled_beside_its_settings() -> None:
    """Its `labels` hold the address that it notifies."""
    placed = place(CHANNEL, {"labels": {"email_address": "a@example.com"}}, TEAM)
    assert placed == {"labels": {"email_address": "a@example.com"}, "userLabels": OURS}


def test_metric_descriptors_of_logging_are_left_alone() -> None:
    """A schema, one level down."""
    assert not is_taggable("gcp:logging/metric:Metric")


def test_disks_of_a_template_are_named_in_reports() -> None:
    """By the name that the machine sees; those that take no labels are not there."""
    disks: list[dict[str, Any]] = [{"deviceName": "boot", "labels": OURS}, {"type": "SCRATCH"}, {}]
    found = {placed.path: placed.labels for placed in labels_at(TEMPLATE, {"disks": disks})}
    assert found == {"labels": None, "disks[boot].labels": OURS, "disks[2].labels": None}


def test_labels_that_the_provider_adds_stand_at_the_root_only() -> None:
    """`defaultLabels` reach no disks; an explicit value wins."""
    template: dict[str, Any] = {"labels": {"a": "x"}, "disks": [{}]}
    found = {placed.path: placed.labels for placed in labels_at(TEMPLATE, template, {"a": "y", "owner": "org"})}
    assert found == {"labels": {"a": "x", "owner": "org"}, "disks[0].labels": None}


@pytest.mark.parametrize("path", ["effectiveLabels", "pulumiLabels"])
def test_what_the_provider_computes_is_no_place(path: str) -> None:
    """They are outputs, in state beside the inputs."""
    assert [placed.path for placed in labels_at(BUCKET, {path: OURS})] == ["labels"]


@pytest.mark.parametrize(
    ("token", "path", "service"),
    [
        (BUCKET, "labels", Service.GOOGLE_FORGED),
        (CLUSTER, "resourceLabels", Service.GOOGLE_FORGED),
        (RUN, "metadata.labels", Service.GOOGLE_FORGED),
        (RUN, "template.metadata.labels", Service.GENERAL),
        (TEMPLATE, "disks[0].labels", Service.GENERAL),
        (DATABASE, "settings.userLabels", Service.GENERAL),
        ("gcp:organizations/project:Project", "labels", Service.GOOGLE_PROJECT),
        ("gcp:dataproc/cluster:Cluster", "labels", Service.GOOGLE_DATAPROC),
        ("gcp:dataproc/metastoreService:MetastoreService", "labels", Service.GOOGLE_FORGED),
    ],
)
def test_the_service_of_a_place(token: str, path: str, service: Service) -> None:
    """Pulumi's provider adds its own label at the root of what it makes, and nowhere else."""
    assert service_of(token, path, {}) is service
