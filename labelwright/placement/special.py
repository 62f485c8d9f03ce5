"""The types whose labels have an odd shape or stand in more than one place.

Kept by hand; the generator of `table.json` checks every path against the SDK's own types.
Behaviour behind the rules: Terraform AWS provider documentation of each resource, and the AWS API reference.
"""

from collections.abc import Mapping

from labelwright.placement.azure import AZURE
from labelwright.placement.google import GOOGLE
from labelwright.placement.kubernetes import TEMPLATED
from labelwright.placement.places import Place, Setting, Taggable
from labelwright.placement.shapes import Shape
from labelwright.placement.wire import is_mapping
from labelwright.vocabulary import Effect

TAGS = Place("tags")
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

SPECIAL: Mapping[str, Taggable] = {
    "aws:autoscaling/group:Group": Taggable((Place("tags", Shape.GROUP_LIST),)),
    "aws:batch/computeEnvironment:ComputeEnvironment": Taggable(
        (
            TAGS,
            Place(
                "computeResources.tags",
                holder=_is_ec2_compute,
                effect=Effect.REPLACEMENT,
                effect_when=_is_replaced_for_tags,
                spreads=True,  # where it is done in place, Batch replaces the instances ("infrastructure update")
            ),
        )
    ),
    "aws:batch/jobDefinition:JobDefinition": Taggable(
        (TAGS,), (Setting("propagateTags", value=True, when=_is_no_eks_job),)
    ),
    "aws:ec2/instance:Instance": INSTANCE,
    "aws:ec2/launchTemplate:LaunchTemplate": LAUNCH_TEMPLATE,
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": INSTANCE,
    "aws:iam/role:Role": Taggable((TAGS,), fold=True),
    "aws:iam/user:User": Taggable((TAGS,), fold=True),
    **AZURE,
    **GOOGLE,
    **TEMPLATED,
}
