"""The smallest inputs of a type that have each special place; `python -m tests.placement.smallest` writes `cases.json`.

Made from the SDK's own types: what is required, and the way to each place. `SAID` adds what conditions ask for and what
a provider's rules refuse otherwise; `LOOK_ALIKES` are the traps. Walking the SDKs takes long, so the tests read the
file; the engine's strict Check is what keeps it true (`test_every_place_engine.py`).
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path as File
from typing import Any, TypeAlias

from labelwright.placement import place_of
from labelwright.placement.special import SPECIAL
from sandbox import sdk
from tests.placement.paths import holders, steps_of
from tools.placement_table import type_at

Steps: TypeAlias = tuple[str, ...]

CASES = File(__file__).parent / "cases.json"

ANYTHING: Mapping[str, object] = {"own": "x"}

TEXTS: Mapping[str, str] = {"region": "us-east-1", "location": "europe-west1", "zone": "europe-west1-b", "project": "p"}
"""Texts that a provider's rules look at."""

TASK: Mapping[str, object] = {"taskDefinitionArn": "x", "enableEcsManagedTags": True}
"""A task that has tags already: others get none, for whoever starts them may not be allowed to tag."""

SAID: Mapping[str, Mapping[str, object]] = {
    "aws:batch/computeEnvironment:ComputeEnvironment": {
        "type": "MANAGED",
        "computeResources": {
            "type": "EC2",
            "maxVcpus": 1,
            "subnets": ["subnet-1"],
            "instanceTypes": ["optimal"],
            "instanceRole": "arn:aws:iam::123456789012:instance-profile/x",
            "securityGroupIds": ["sg-1"],
        },
    },
    "aws:batch/jobDefinition:JobDefinition": {"type": "container"},
    "aws:ec2/instance:Instance": {"ami": "ami-12c6146b", "instanceType": "t3.micro"},
    "aws:cloudwatch/eventTarget:EventTarget": {"ecsTarget": TASK},
    "aws:pipes/pipe:Pipe": {"targetParameters": {"ecsTaskParameters": TASK}},
    "aws:scheduler/schedule:Schedule": {"target": {"arn": "x", "roleArn": "x", "ecsParameters": TASK}},
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": {
        "customRoleArn": "arn:aws:iam::123456789012:role/x"
    },
    "aws:fsx/lustreFileSystem:LustreFileSystem": {"skipFinalBackup": False},
    "aws:iam/role:Role": {"assumeRolePolicy": '{"Version": "2012-10-17", "Statement": []}'},
    "azure-native:batch:Pool": {"resourceTags": {"own": "x"}},
}
"""Type -> inputs that only a person can know."""


LOOK_ALIKES: Sequence[tuple[str, str, object]] = (
    ("aws:inspector/resourceGroup:ResourceGroup", "tags", ANYTHING),
    (
        "aws:devopsguru/resourceCollection:ResourceCollection",
        "tags",
        {"appBoundaryKey": "DevOps-Guru-x", "tagValues": ["x"]},
    ),
    ("aws:fms/policy:Policy", "resourceTags", ANYTHING),
    ("aws:rbin/rule:Rule", "resourceTags", [{"resourceTagKey": "own", "resourceTagValue": "x"}]),
    ("aws:rbin/rule:Rule", "excludeResourceTags", [{"resourceTagKey": "own", "resourceTagValue": "x"}]),
    ("aws:fis/experimentTemplate:ExperimentTemplate", "targets[].resourceTags", [{"key": "own", "value": "x"}]),
    (
        "aws:inspector2/filter:Filter",
        "filterCriterias[].resourceTags",
        [{"comparison": "EQUALS", "key": "own", "value": "x"}],
    ),
    (
        "aws:accessanalyzer/analyzer:Analyzer",
        "configuration.unusedAccess.analysisRule.exclusions[].resourceTags",
        [{"own": "x"}],
    ),
    ("aws:securityhub/insight:Insight", "filters.resourceTags", [{"comparison": "EQUALS", "key": "own", "value": "x"}]),
    (
        "aws:securityhub/automationRule:AutomationRule",
        "criteria.resourceTags",
        [{"comparison": "EQUALS", "key": "own", "value": "x"}],
    ),
    ("aws:backup/selection:Selection", "selectionTags", [{"type": "STRINGEQUALS", "key": "own", "value": "x"}]),
    ("aws:backup/framework:Framework", "controls[].scope.tags", ANYTHING),
    ("aws:backup/plan:Plan", "rules[].recoveryPointTags", ANYTHING),
    ("aws:dlm/lifecyclePolicy:LifecyclePolicy", "policyDetails.targetTags", ANYTHING),
    ("aws:dlm/lifecyclePolicy:LifecyclePolicy", "policyDetails.schedules[].tagsToAdd", ANYTHING),
    ("aws:budgets/budget:Budget", "filterExpression.tags", {"key": "own", "values": ["x"]}),
    ("aws:costexplorer/costCategory:CostCategory", "rules[].rule.tags", {"key": "own", "values": ["x"]}),
    (
        "aws:costexplorer/anomalySubscription:AnomalySubscription",
        "thresholdExpression.tags",
        {"key": "own", "values": ["x"]},
    ),
    ("aws:billing/view:View", "dataFilterExpression.tags", [{"key": "own", "values": ["x"]}]),
    ("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "rules[].filter.and.tags", ANYTHING),
    ("aws:s3/bucket:Bucket", "lifecycleRules[].tags", ANYTHING),
    ("aws:s3/bucket:Bucket", "replicationConfiguration.rules[].filter.tags", ANYTHING),
    ("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "rules[].filter.and.tags", ANYTHING),
    ("aws:s3/analyticsConfiguration:AnalyticsConfiguration", "filter.tags", ANYTHING),
    ("aws:s3/bucketMetric:BucketMetric", "filter.tags", ANYTHING),
    ("aws:s3/bucketIntelligentTieringConfiguration:BucketIntelligentTieringConfiguration", "filter.tags", ANYTHING),
    ("aws:lakeformation/resourceLfTags:ResourceLfTags", "lfTags", [{"key": "own", "value": "x"}]),
    ("aws:codepipeline/pipeline:Pipeline", "triggers[].gitConfiguration.pushes[].tags", {"includes": ["x"]}),
    ("aws:transfer/workflow:Workflow", "steps[].tagStepDetails.tags", [{"key": "own", "value": "x"}]),
    ("aws:eks/nodeGroup:NodeGroup", "labels", ANYTHING),
    ("aws:eks/fargateProfile:FargateProfile", "selectors[].labels", ANYTHING),
    ("aws:ecs/taskDefinition:TaskDefinition", "volumes[].dockerVolumeConfiguration.labels", ANYTHING),
    ("aws:ec2/vpcIpamPool:VpcIpamPool", "allocationResourceTags", ANYTHING),
    ("aws:amp/anomalyDetector:AnomalyDetector", "labels", ANYTHING),
    ("aws:wafv2/webAcl:WebAcl", "rules[].ruleLabels", [{"name": "own"}]),
    ("aws:cognito/identityPoolProviderPrincipalTag:IdentityPoolProviderPrincipalTag", "principalTags", ANYTHING),
    ("aws:s3/bucketV2:BucketV2", "tagsAll", ANYTHING),
    ("aws:batch/jobDefinition:JobDefinition", "eksProperties.podProperties.metadata.labels", ANYTHING),
    ("gcp:monitoring/notificationChannel:NotificationChannel", "labels", ANYTHING),
    ("gcp:monitoring/metricDescriptor:MetricDescriptor", "labels", [{"key": "own"}]),
    ("gcp:logging/metric:Metric", "metricDescriptor.labels", [{"key": "own"}]),
    ("gcp:cloudidentity/group:Group", "labels", ANYTHING),
    ("gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig", "monitoredResource.labels", ANYTHING),
    ("gcp:monitoring/alertPolicy:AlertPolicy", "conditions[].conditionPrometheusQueryLanguage.labels", ANYTHING),
    ("gcp:osconfig/patchDeployment:PatchDeployment", "instanceFilter.groupLabels[].labels", ANYTHING),
    ("gcp:clouddeploy/automation:Automation", "selector.targets[].labels", ANYTHING),
    ("gcp:billing/budget:Budget", "budgetFilter.labels", ANYTHING),
    ("gcp:compute/instance:Instance", "tags", ["own"]),
    ("gcp:compute/instance:Instance", "params.resourceManagerTags", {"tagKeys/1": "tagValues/1"}),
    ("gcp:compute/instanceTemplate:InstanceTemplate", "tags", ["own"]),
    ("gcp:compute/route:Route", "tags", ["own"]),
    ("gcp:tpu/v2Vm:V2Vm", "tags", ["own"]),
    ("gcp:container/cluster:Cluster", "nodeConfig.tags", ["own"]),
    ("gcp:container/cluster:Cluster", "nodeConfig.labels", ANYTHING),
    ("gcp:container/nodePool:NodePool", "nodeConfig.labels", ANYTHING),
    ("gcp:pubsub/topic:Topic", "tags", {"1/own": "x"}),
    ("gcp:cloudrunv2/service:Service", "tags", {"1/own": "x"}),
    ("gcp:secretmanager/secret:Secret", "tags", {"1/own": "x"}),
    ("gcp:organizations/project:Project", "tags", {"1/own": "x"}),
    ("gcp:organizations/folder:Folder", "tags", {"1/own": "x"}),
    ("gcp:filestore/instance:Instance", "tags", {"1/own": "x"}),
    ("gcp:bigquery/dataset:Dataset", "resourceTags", {"1/own": "x"}),
    ("gcp:bigquery/table:Table", "resourceTags", {"1/own": "x"}),
    ("azure-native:storage:BlobContainerLegalHold", "tags", ["own1"]),
    ("azure-native:apimanagement:NamedValue", "tags", ["own"]),
    ("azure-native:apimanagement:WorkspaceNamedValue", "tags", ["own"]),
    ("azure-native:operationalinsights:SavedSearch", "tags", [{"name": "own", "value": "x"}]),
    ("azure-native:applicationinsights:Favorite", "tags", ["own"]),
    ("azure-native:cloudngfw:LocalRule", "tags", [{"key": "own", "value": "x"}]),
    ("azure-native:compute:VirtualMachine", "applicationProfile.galleryApplications[].tags", "own"),
    ("azure-native:securityinsights:ThreatIntelligenceIndicator", "threatIntelligenceTags", ["own"]),
    ("azure-native:storage:BlobContainer", "metadata", ANYTHING),
    ("azure-native:storage:Queue", "metadata", ANYTHING),
    ("azure-native:storage:FileShare", "metadata", ANYTHING),
    ("azure-native:dns:RecordSet", "metadata", ANYTHING),
    ("azure-native:app:DaprComponent", "metadata", [{"name": "own", "value": "x"}]),
    ("azure-native:app:ContainerApp", "template.scale.rules[].custom.metadata", ANYTHING),
    ("azure-native:containerservice:ManagedCluster", "agentPoolProfiles[].nodeLabels", ANYTHING),
    ("azure-native:containerservice:AgentPool", "nodeLabels", ANYTHING),
    ("kubernetes:apps/v1:Deployment", "spec.selector.matchLabels", ANYTHING),
    ("kubernetes:apps/v1:Deployment", "spec.template.spec.nodeSelector", ANYTHING),
    (
        "kubernetes:apps/v1:Deployment",
        "spec.template.spec.topologySpreadConstraints[].labelSelector.matchLabels",
        ANYTHING,
    ),
    (
        "kubernetes:apps/v1:Deployment",
        "spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[].labelSelector.matchLabels",
        ANYTHING,
    ),
    ("kubernetes:apps/v1:StatefulSet", "spec.volumeClaimTemplates[].metadata.labels", ANYTHING),
    ("kubernetes:batch/v1:Job", "spec.selector.matchLabels", ANYTHING),
    ("kubernetes:core/v1:Service", "spec.selector", ANYTHING),
    ("kubernetes:core/v1:ReplicationController", "spec.selector", ANYTHING),
    ("kubernetes:networking.k8s.io/v1:NetworkPolicy", "spec.podSelector.matchLabels", ANYTHING),
    ("kubernetes:policy/v1:PodDisruptionBudget", "spec.selector.matchLabels", ANYTHING),
    ("kubernetes:apps/v1:DeploymentPatch", "metadata.labels", ANYTHING),
)
"""(type, path, what stands there): selectors, filters, network tags and the like, where one more changes behaviour."""


def smallest(token: str) -> dict[str, Any]:
    """The smallest inputs of a type: everything required, the holder of every place and of every setting."""
    taggable = place_of(token)
    paths = [one.path for one in (*taggable.places, *taggable.settings)] if taggable else []
    asked = [path for path in paths if path != "volumeTags"]  # refused beside tags of block devices
    return smallest_with(token, asked)


def smallest_with(token: str, paths: Sequence[str]) -> dict[str, Any]:
    """The smallest inputs of a type in which the holders of `paths` stand."""
    ways = [steps_of(path)[:-1] for path in paths]
    made = _object(sdk.resource_shape(token).inputs, ways, ())
    return {**made, **SAID.get(token, {})}


def _object(fields: Mapping[str, sdk.Field], ways: Sequence[Steps], above: tuple[object, ...]) -> dict[str, Any]:
    """An object with what it must have, and with what lies on the ways."""
    first = {way[0] for way in ways if way}
    return {
        name: _value(field.type, [way[1:] for way in ways if way and way[0] == name], name, above)
        for name, field in fields.items()
        if name in first or field.required
    }


def _value(kind: sdk.Type, ways: Sequence[Steps], name: str, above: tuple[object, ...]) -> Any:  # noqa: PLR0911 - by kind
    """Any value of a type. An object that holds itself is not entered a second time."""
    match kind.kind:
        case sdk.Kind.LIST:
            item = kind.item or sdk.Type(sdk.Kind.STRING)
            return [_value(item, [way[1:] for way in ways if way and way[0] == "[]"], name, above)]
        case sdk.Kind.OBJECT:
            return {} if kind.source in above else _object(kind.fields, ways, (*above, kind.source))
        case sdk.Kind.UNION:
            return _value(kind.members[0], ways, name, above)
        case sdk.Kind.MAP:
            return {}
        case sdk.Kind.INTEGER | sdk.Kind.NUMBER:
            return kind.values[0] if kind.values else 1
        case sdk.Kind.BOOLEAN:
            return False
        case _:
            return kind.values[0] if kind.values else TEXTS.get(name, "x")


def trap(token: str, path: str, value: object) -> dict[str, object]:
    """A resource with something at a path that only looks like a place."""
    if type_at(token, path) is None:
        raise LookupError(f"{token}: the SDK has no {path}")
    props, steps = smallest_with(token, [path]), steps_of(path)
    for holder in holders(props, steps):
        holder[steps[-1]] = value
    return {"type": token, "path": path, "props": props}


def main() -> int:
    """Write the file."""
    special = {token: smallest(token) for token in sorted(SPECIAL)}
    traps = [trap(token, path, value) for token, path, value in LOOK_ALIKES]
    CASES.write_text(json.dumps({"special": special, "traps": traps}, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
