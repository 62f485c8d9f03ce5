"""The policies of the pack: two read a resource, run the rules of their level, and report one summary each.

What is wrong with the settings themselves is reported once, on the stack. A third adds labels, where it is switched on.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, cast

from google.protobuf.struct_pb2 import Struct
from pulumi_policy import EnforcementLevel, ReportViolation, ResourceValidationArgs, ResourceValidationPolicy

from labelwright.placement import cloud_of, is_taggable
from labelwright.placement.provided import provided_labels
from labelwright.problem import LabelError, Problem
from labelwright.properties import Properties
from labelwright.settings import Settings, from_engine
from labelwright.settings.injections import injections_of
from labelwright.settings.policies import Policies, problems_in_days
from labelwright.settings.source import Path, spell
from labelwright.tokens import STACK, package_of
from labelwright.vocabulary import Level
from policies import config
from policies.labelled import LabelledResource, places_of, plain_mapping, targets_of
from policies.remediation import Remedy
from policies.summary import bug, message, summary
from policies.workspace import Workspace, workspace_of

ASKED: ContextVar[Struct] = ContextVar("ASKED")
"""The properties of the resource that is to be remedied, as the engine sent them; `configure` sets it.

Of what the SDK makes of them, secrets and assets cannot be sent back as they were.
"""


class Judge:
    """What resources are judged by, in one run of the pack: the stack's settings, and the pack's own config."""

    def __init__(self) -> None:
        self._given = Policies()
        self._workspace: Workspace | None = None
        self._remedy: Remedy | None = None
        self._failed: dict[str, str] = {}

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
        if args.urn in self._failed:
            _report(report, message(args.name, args.resource_type, "its labels", [self._failed.pop(args.urn)]))
        self._validate(args, report, Level.ADVISORY)

    def remediate(self, args: ResourceValidationArgs) -> Mapping[str, object] | None:
        """All properties of a resource, with the labels that it lacks; None where nothing is to be added.

        What is not added goes back as it came: unknown, secret or an asset. After a mistake of our own the resource
        stays as it is, `advisory` says so, and the rules judge it.
        """
        try:
            remedy, props = self._remedies(), Properties(ASKED.get())
            if remedy is None:
                return None
            provided = provided_labels(package_of(args.resource_type), plain_mapping(_provider_props(args)))
            ignored = list(args.opts.ignore_changes)
            found = remedy.missing(args.urn, args.opts.parent, props, provided=provided, ignored=ignored)
        except Exception as error:  # noqa: BLE001 - it would end the whole update with a traceback
            self._failed[args.urn] = bug("adding what it lacks", error)
            return None
        return {**props, **found} if found else None

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

    def _remedies(self) -> Remedy | None:
        """What resources are to have; None where stack config is wrong."""
        settings = settings_of_stack()
        if self._remedy is None and isinstance(settings, Settings):
            self._remedy = Remedy(injections_of(settings))
        return self._remedy

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
    """Two policies that judge, since Pulumi gives a level to a whole policy: each says all in one summary.

    And one that mends, at the level `remediate` alone.
    """
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
        ResourceValidationPolicy(
            name=config.REMEDIATION,
            description="Labels of stack config that a resource lacks are added to it.",
            # The SDK takes plain answers, and says in its types that it takes none.
            remediate=cast("Any", judge.remediate),
            enforcement_level=EnforcementLevel.DISABLED,
        ),
    ]
