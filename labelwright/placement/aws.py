"""Where labels go on the AWS types that are not a plain map of tags.

Kept by hand; the generator of `table.json` checks every path against the SDK's own types.
Behaviour behind the rules: Terraform AWS provider documentation of each resource, and the AWS API reference.

Left alone on purpose: `copyTagsToBackups` of FSx, `copyTags` of DLM schedules and of RDS snapshot copies, tags of an
image recipe (set on what exists, each replaces it, with data or with snapshots that nobody deletes any more); tags of
recovery points and `tagsToAdd` of DLM (a copy has the labels of what it is a copy of, and the plan's would hide
them); `labels` of EKS jobs (Kubernetes labels, not tags).
"""

from collections.abc import Mapping

from labelwright.placement.places import ROOT, Condition, Place, Setting, Taggable, parse_path
from labelwright.placement.shapes import Shape
from labelwright.placement.wire import is_mapping
from labelwright.vocabulary import Effect

TASK_DEFINITION = "TASK_DEFINITION"

TAGS = Place(ROOT)
"""The plain place that nearly every AWS type has."""


def _is_ec2_compute(compute: Mapping[str, object]) -> bool:
    """Whether Batch compute resources are instances: tags on FARGATE and FARGATE_SPOT ones are an error."""
    kind = compute.get("type")
    return isinstance(kind, str) and kind.upper() in ("EC2", "SPOT")


UPDATABLE_STRATEGIES = frozenset({"BEST_FIT_PROGRESSIVE", "SPOT_CAPACITY_OPTIMIZED", "SPOT_PRICE_CAPACITY_OPTIMIZED"})
"""With these, and a service-linked role, AWS changes instance tags in place. Source:
https://docs.aws.amazon.com/batch/latest/userguide/updating-compute-environments.html"""

_SERVICE_LINKED = ":role/aws-service-role/"


def _is_replaced_for_tags(environment: Mapping[str, object]) -> bool:
    """Whether Batch makes a compute environment anew for a tag of its instances: it can update only some."""
    role, compute = environment.get("serviceRole"), environment.get("computeResources")
    is_linked = not role or (isinstance(role, str) and _SERVICE_LINKED in role)
    strategy = compute.get("allocationStrategy") if is_mapping(compute) else None
    return not (is_linked and strategy in UPDATABLE_STRATEGIES)


def _is_no_eks_job(job: Mapping[str, object]) -> bool:
    """Whether a job definition runs on ECS: one for EKS must not have `propagateTags`."""
    return job.get("eksProperties") is None


def _has_volume_tags(instance: Mapping[str, object]) -> bool:
    """Whether the user tags all volumes at once; the provider refuses block device tags beside it."""
    return instance.get("volumeTags") is not None


def _has_no_volume_tags(instance: Mapping[str, object]) -> bool:
    """Whether block devices may carry tags of their own."""
    return not _has_volume_tags(instance)


def _may_have_root_tags(instance: Mapping[str, object]) -> bool:
    """Whether the root device is described here: a launch template's description must not be written over."""
    described = instance.get("rootBlockDevice") is not None
    return _has_no_volume_tags(instance) and (described or instance.get("launchTemplate") is None)


# Where the user said nothing of volumes, the root device is labelled and not `volumeTags`: that one claims every volume
# that is ever attached, and so fights with volumes that have their own resource, for good.
INSTANCE = Taggable(
    (
        TAGS,
        Place("volumeTags", when=_has_volume_tags),
        Place("rootBlockDevice.tags", when=_may_have_root_tags, seed={}),
        Place("ebsBlockDevices[].tags", when=_has_no_volume_tags, naming="deviceName"),
    )
)

# A specification for a kind of resource that an instance does not have makes its launch fail, and instances may be
# labelled elsewhere (Batch): where the user gave some, no other kind is added.
LAUNCH_TEMPLATE = Taggable(
    (
        TAGS,
        Place(
            "tagSpecifications[].tags",
            seed=({"resourceType": "instance"}, {"resourceType": "volume"}),
            naming="resourceType",
            spreads=True,  # as a new version of the template, which groups and pools take up with new instances
        ),
    )
)


def _makes_final_backup(holder: Mapping[str, object]) -> bool:
    """Whether the last backup is taken on deletion, as it is unless the user says no."""
    return holder.get("skipFinalBackup") is not True


def _makes_lustre_backup(system: Mapping[str, object]) -> bool:
    """Whether a Lustre file system is backed up on deletion, which it is only where the user says so."""
    return system.get("skipFinalBackup") is False


def _has_role(template: Mapping[str, object]) -> bool:
    """Whether ECR may tag what it creates: a template with tags and without a role is refused."""
    return template.get("customRoleArn") is not None


def tagged(*places: Place) -> Taggable:
    """A type with the plain place and others."""
    return Taggable((TAGS, *places))


def passing_on(path: str, *, value: object) -> Taggable:
    """A type with plain tags, which go on to what it makes only with a setting."""
    return Taggable((TAGS,), (Setting(path, value),))


def _tags_tasks(path: str) -> Condition:
    """Asks whether the tasks that are started with the parameters at `path` have tags already, of whatever kind.

    Only then is it sure that the role which starts them may tag. Where it may not, a first tag means that no task
    starts any more, and nobody hears of it: https://github.com/aws/aws-cdk/issues/28854
    """

    def asks(resource: Mapping[str, object]) -> bool:
        inner: object = resource
        for step in parse_path(path):
            inner = inner.get(step) if is_mapping(inner) else None
        if not is_mapping(inner):
            return False
        propagated = inner.get("propagateTags") == TASK_DEFINITION
        return bool(inner.get("tags")) or propagated or inner.get("enableEcsManagedTags") is True

    return asks


def _launching_task(path: str, *places: Place) -> Taggable:
    """A type that starts ECS tasks with the parameters at `path`, where their tags stand.

    The tags of the task definition go on to the task as well, which is all that is missing from them otherwise.
    """
    may = _tags_tasks(path)
    setting = Setting(f"{path}.propagateTags", TASK_DEFINITION, when=may)
    return Taggable((*places, Place(f"{path}.tags", when=may)), (setting,))


FINAL_BACKUP = tagged(Place("finalBackupTags", when=_makes_final_backup))

# A volume that ECS makes for a task takes no tags of the service.
SERVICE = Taggable(
    (
        TAGS,
        Place(
            "volumeConfiguration.managedEbsVolume.tagSpecifications[].tags",
            made="tagSpecifications",
            seed=({"resourceType": "volume"},),
            naming="resourceType",
            effect=Effect.ROLLOUT,
        ),
    ),
    (Setting("propagateTags", "SERVICE"),),
)

AWS: Mapping[str, Taggable] = {
    "aws:autoscaling/group:Group": Taggable((Place(ROOT, Shape.GROUP_LIST),)),
    "aws:batch/computeEnvironment:ComputeEnvironment": tagged(
        Place(
            "computeResources.tags",
            holder=_is_ec2_compute,
            effect=Effect.REPLACEMENT,
            effect_when=_is_replaced_for_tags,
            spreads=True,  # where it is done in place, Batch replaces the instances ("infrastructure update")
        )
    ),
    "aws:batch/jobDefinition:JobDefinition": Taggable(
        (TAGS,), (Setting("propagateTags", value=True, when=_is_no_eks_job),)
    ),
    "aws:cloudwatch/eventTarget:EventTarget": _launching_task("ecsTarget"),
    "aws:dlm/lifecyclePolicy:LifecyclePolicy": passing_on(
        "policyDetails.schedules[].crossRegionCopyRules[].copyTags", value=True
    ),
    "aws:drs/replicationConfigurationTemplate:ReplicationConfigurationTemplate": tagged(Place("stagingAreaTags")),
    "aws:dynamodb/table:Table": passing_on("replicas[].propagateTags", value=True),
    "aws:ec2/instance:Instance": INSTANCE,
    "aws:ec2/launchTemplate:LaunchTemplate": LAUNCH_TEMPLATE,
    "aws:ec2/spotFleetRequest:SpotFleetRequest": tagged(
        Place("launchSpecifications[].tags", naming="instanceType", effect=Effect.REPLACEMENT)
    ),
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": INSTANCE,
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": Taggable((Place("resourceTags", when=_has_role),)),
    "aws:ecs/capacityProvider:CapacityProvider": passing_on(
        "managedInstancesProvider.propagateTags", value="CAPACITY_PROVIDER"
    ),
    "aws:ecs/daemon:Daemon": passing_on("propagateTags", value="DAEMON"),
    "aws:ecs/service:Service": SERVICE,
    "aws:emrcontainers/jobTemplate:JobTemplate": Taggable(
        (
            Place(ROOT, effect=Effect.REPLACEMENT),
            Place("jobTemplateData.jobTags", effect=Effect.REPLACEMENT),
        )
    ),
    "aws:fsx/lustreFileSystem:LustreFileSystem": tagged(Place("finalBackupTags", when=_makes_lustre_backup)),
    "aws:fsx/ontapVolume:OntapVolume": FINAL_BACKUP,
    "aws:fsx/openZfsFileSystem:OpenZfsFileSystem": FINAL_BACKUP,
    "aws:fsx/windowsFileSystem:WindowsFileSystem": FINAL_BACKUP,
    "aws:iam/role:Role": Taggable((TAGS,), fold=True),
    "aws:iam/user:User": Taggable((TAGS,), fold=True),
    "aws:imagebuilder/distributionConfiguration:DistributionConfiguration": tagged(
        Place("distributions[].amiDistributionConfiguration.amiTags", naming="region")
    ),
    "aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration": tagged(Place("resourceTags")),
    "aws:neptune/cluster:Cluster": passing_on("copyTagsToSnapshot", value=True),
    "aws:pipes/pipe:Pipe": _launching_task("targetParameters.ecsTaskParameters", TAGS),
    "aws:rds/cluster:Cluster": passing_on("copyTagsToSnapshot", value=True),
    "aws:rds/instance:Instance": passing_on("copyTagsToSnapshot", value=True),
    "aws:scheduler/schedule:Schedule": _launching_task("target.ecsParameters"),
}
