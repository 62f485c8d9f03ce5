"""The two policies of the pack: each reads a resource, runs the rules of its level, and reports one summary.

What is wrong with the settings themselves is reported once, on the stack.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from pulumi_policy import EnforcementLevel, ReportViolation, ResourceValidationArgs, ResourceValidationPolicy

from labelwright.placement import cloud_of, is_taggable
from labelwright.problem import LabelError, Problem
from labelwright.settings import Settings, from_engine
from labelwright.settings.policies import Policies, problems_in_days
from labelwright.settings.source import Path, spell
from labelwright.vocabulary import Level
from policies import config
from policies.labelled import LabelledResource, places_of, targets_of
from policies.summary import bug, message, summary
from policies.workspace import Workspace, workspace_of

STACK = "pulumi:pulumi:Stack"
"""The first resource of every program: where the engine shows what belongs to no other."""


class Judge:
    """What resources are judged by, in one run of the pack: the stack's settings, and the pack's own config."""

    def __init__(self) -> None:
        self._given = Policies()
        self._workspace: Workspace | None = None

    def configure(self, given: Mapping[str, Mapping[str, object]]) -> None:
        """Take the pack's own config, policy -> its properties. Raises `LabelError` with all that is wrong in it."""
        self._given = config.parse_config(given)
        self._workspace = None

    def mandatory(self, args: ResourceValidationArgs, report: ReportViolation) -> None:
        """Report what stops an update."""
        if args.resource_type == STACK:
            _report(report, self._problems_in_settings(args))
        self._validate(args, report, Level.MANDATORY)

    def advisory(self, args: ResourceValidationArgs, report: ReportViolation) -> None:
        """Report what is worth a look."""
        self._validate(args, report, Level.ADVISORY)

    def _validate(self, args: ResourceValidationArgs, report: ReportViolation, level: Level) -> None:
        """Check one resource. Types that take no labels are left before anything is read.

        Nothing is raised, whatever the resource holds: an exception would end the whole update with a traceback.
        """
        demands = self._demands()
        if demands is None or not is_taggable(args.resource_type, demands.additions):
            return
        try:
            places = places_of(args.resource_type, args.props, _provider_props(args), demands.additions)
            cloud = cloud_of(args.resource_type, demands.additions)
            resource = LabelledResource(args.name, args.resource_type, places, demands, targets_of(args.urn), cloud)
            _report(report, summary(resource, level, today()))
        except Exception as error:  # noqa: BLE001 - see above
            lines = [bug("reading it", error)]
            _report(report, message(args.name, args.resource_type, "its labels", lines))

    def _demands(self) -> Workspace | None:
        """What every resource is judged by; None where stack config is wrong, which the stack tells."""
        settings = settings_of_stack()
        if self._workspace is None and isinstance(settings, Settings):
            self._workspace = workspace_of(settings, self._given)
        return self._workspace

    def _problems_in_settings(self, args: ResourceValidationArgs) -> str | None:
        """What is wrong with stack config, without which no label can be judged; else, exemptions that have ended."""
        settings = settings_of_stack()
        if isinstance(settings, str):
            return f"{args.name} ({STACK}): no label can be judged, stack config is wrong\n{settings}"
        return message(args.name, STACK, "its policies", map(str, self._ended(settings)))

    def _ended(self, settings: Settings) -> list[Problem]:
        """The exemptions in force that have ended, each where it was written."""

        def where(path: Path) -> str:
            given = "exempt" in self._given.of(str(path[0])).model_fields_set
            return spell((config.LABELS, *path), config.NAMESPACE) if given else spell(("policies", *path))

        return problems_in_days(settings.policies.under(self._given), where, today())


def _report(report: ReportViolation, found: str | None) -> None:
    """Report a message, if there is one."""
    if found is not None:
        report(found, None)


def _provider_props(args: ResourceValidationArgs) -> Mapping[str, Any]:
    """What the resource's provider was configured with; nothing for one that Pulumi does not know yet."""
    return args.provider.props if args.provider is not None else {}


def today() -> date:
    """The day by which exemptions end, in UTC."""
    return datetime.now(UTC).date()


@cache
def settings_of_stack() -> Settings | str:
    """The stack's settings, or what is wrong with them. A stack without any is judged by the defaults."""
    try:
        return from_engine()
    except LabelError as error:
        return str(error)


def policies_of(judge: Judge) -> list[ResourceValidationPolicy]:
    """Two policies, since Pulumi gives a level to a whole policy: each says all that it found in one summary."""
    return [
        ResourceValidationPolicy(
            name=config.LABELS,
            description="Labels are such as the cloud takes, and such as the workspace demands.",
            validate=judge.mandatory,
            enforcement_level=EnforcementLevel.MANDATORY,
        ),
        ResourceValidationPolicy(
            name=config.ADVICE,
            description="Labels that are legal, and still worth a look.",
            validate=judge.advisory,
            enforcement_level=EnforcementLevel.ADVISORY,
        ),
    ]
