"""The one policy of the pack: reads a resource, runs the rules, reports one summary."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pulumi_policy import ReportViolation, ResourceValidationArgs, ResourceValidationPolicy

from labelwright.placement import NO_ADDITIONS, cloud_of, is_taggable
from labelwright.problem import LabelError
from labelwright.settings import Settings, from_engine
from policies.labelled import LabelledResource, places_of
from policies.summary import summary


def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Check one resource. Types that take no labels are left before anything is read."""
    settings = workspace()
    additions = NO_ADDITIONS if isinstance(settings, str) else settings.additions
    if not is_taggable(args.resource_type, additions):
        return
    if isinstance(settings, str):
        report(
            f"{args.name} ({args.resource_type}): its labels cannot be judged, stack config is wrong\n{settings}", None
        )
        return
    places = places_of(args.resource_type, args.props, _provider_props(args), additions)
    cloud = cloud_of(args.resource_type, additions)
    resource = LabelledResource(args.name, args.resource_type, places, settings.rule, settings.required, cloud)
    message = summary(resource)
    if message is not None:
        report(message, None)


def _provider_props(args: ResourceValidationArgs) -> Mapping[str, Any]:
    """What the resource's provider was configured with; nothing for one that Pulumi does not know yet."""
    return args.provider.props if args.provider is not None else {}


@cache
def workspace() -> Settings | str:
    """The stack's settings, or what is wrong with them. A stack without any is judged by the defaults."""
    try:
        return from_engine()
    except LabelError as error:
        return str(error)


LABELS = ResourceValidationPolicy(
    name="labels",
    description="Labels are such as the cloud takes, the required ones are there, and no placeholder is left in them.",
    validate=validate,
)
