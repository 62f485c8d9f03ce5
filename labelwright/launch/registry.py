"""Which submitter is whose. Each is imported only when something is launched on its platform, and its SDK with it."""

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from labelwright.launch.plan import Plan
from labelwright.launch.submitter import RefusedError, Submitter
from labelwright.vocabulary import Cloud, Platform

SUBMITTERS: Mapping[Platform, tuple[str, Cloud]] = {
    Platform.AWS_BATCH: ("aws_batch", Cloud.AWS),
    Platform.AWS_CLOUD: ("aws_cloud", Cloud.AWS),
    Platform.GOOGLE_BATCH: ("google_batch", Cloud.GOOGLE),
    Platform.GOOGLE_CLOUD: ("google_cloud", Cloud.GOOGLE),
    Platform.AZURE_BATCH: ("azure_batch", Cloud.AZURE),
    Platform.AZURE_CLOUD: ("azure_cloud", Cloud.AZURE),
    Platform.KUBERNETES: ("kubernetes", Cloud.KUBERNETES),
}
"""Platform -> the module in this room whose `submitter(plan)` it is, and the extra that brings its SDK."""


def submitter_of(plan: Plan) -> Submitter:
    """The submitter for a plan. Raises RefusedError where there is no SDK, and where there are no credentials."""
    module, extra = SUBMITTERS[plan.platform]
    try:
        return cast("Submitter", import_module(f"labelwright.launch.{module}").submitter(plan))
    except ModuleNotFoundError as error:
        remedy = f"Install it: pip install 'labelwright[{extra}]'"
        raise RefusedError(f"{plan.platform}: its SDK is not there ({error}). {remedy}.") from error
