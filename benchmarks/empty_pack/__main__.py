# ruff: noqa: INP001 - a policy pack, not a package
"""One policy that looks at nothing."""

from pulumi_policy import (
    EnforcementLevel,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
)


def allow(_args: ResourceValidationArgs, _report: ReportViolation) -> None:
    """Everything is fine."""


PolicyPack(
    name="empty",
    enforcement_level=EnforcementLevel.MANDATORY,
    policies=[ResourceValidationPolicy(name="nothing", description="Allows everything.", validate=allow)],
)
