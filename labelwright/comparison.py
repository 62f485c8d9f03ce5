"""One run's labels on every platform, side by side: what each makes of the same keys, and what it refuses.

The answer that `labelwright render --compare` prints. Pure: every platform is asked as a submission asks it.
"""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel

from labelwright.problem import LabelError, Problem
from labelwright.resolve import Resolved, ResolvedLabel
from labelwright.scopes import Carrier
from labelwright.submitted import Policy, SubmissionLabels, submission_labels
from labelwright.vocabulary import LabelRule, OnFailure, Platform


class Sent(BaseModel, frozen=True, extra="forbid"):
    """What becomes of one label on one platform: as what it is sent (None: not at all), and why it is not as declared.

    `annotation` is the whole value of one that was too much for a label.
    """

    key: str | None
    value: str | None
    annotation: str | None = None
    notes: tuple[str, ...] = ()


class ComparedLabel(BaseModel, frozen=True, extra="forbid"):
    """One label of the run, as it was declared, and as each platform gets it."""

    key: str
    value: str | None
    sent: dict[Platform, Sent]

    @property
    def outcomes(self) -> dict[Sent, tuple[Platform, ...]]:
        """Each different outcome with the platforms that share it, in the order of platforms."""
        return {
            one: tuple(platform for platform, other in self.sent.items() if other == one)
            for one in dict.fromkeys(self.sent.values())
        }


class Comparison(BaseModel, frozen=True, extra="forbid"):
    """The labels of one run on several platforms, and what keeps it from being submitted to some of them."""

    labels: tuple[ComparedLabel, ...]
    problems: dict[Platform, tuple[Problem, ...]]


def compare(  # noqa: PLR0913 - one parameter an axis
    resolved: Resolved,
    variables: Mapping[str, str],
    platforms: Sequence[Platform],
    *,
    rule: LabelRule,
    on_failure: OnFailure,
    carrier: Carrier = Carrier.RUN,
) -> Comparison:
    """What each of `platforms` makes of a run's labels. Nothing is raised: problems are part of the answer.

    A problem of the whole set (two keys that become one, too many) stands with its platform and not with a label.
    """
    policies = {
        platform: Policy(platform=platform, carrier=carrier, rule=rule, on_failure=on_failure) for platform in platforms
    }
    return Comparison(
        labels=tuple(
            ComparedLabel(
                key=label.key,
                value=label.value,
                sent={platform: _sent(label, variables, policy) for platform, policy in policies.items()},
            )
            for label in resolved.labels
        ),
        problems={
            platform: found
            for platform, policy in policies.items()
            if (found := _problems(resolved, variables, policy))
        },
    )


def _sent(label: ResolvedLabel, variables: Mapping[str, str], policy: Policy) -> Sent:
    """One label by itself."""
    if label.value is None:
        return Sent(key=None, value=None, notes=(f"removed by the {label.scope}",))
    try:
        alone = submission_labels(Resolved(labels=(label,)), variables, policy)
    except LabelError as error:
        rules = ", ".join(dict.fromkeys(one.rule.partition(":")[0] for one in error.problems))
        return Sent(key=None, value=None, notes=(f"refused: rule {rules}",))
    key, value = next(iter(alone.labels.items()), (None, None))
    return Sent(key=key, value=value, annotation=_annotation(alone), notes=tuple(alone.notes.values()))


def _annotation(alone: SubmissionLabels) -> str | None:
    """The whole value of the only label, where it stands beside it."""
    return next(iter(alone.annotations.values()), None)


def _problems(resolved: Resolved, variables: Mapping[str, str], policy: Policy) -> tuple[Problem, ...]:
    """Everything that keeps the run from `policy.platform`."""
    try:
        submission_labels(resolved, variables, policy)
    except LabelError as error:
        return error.problems
    return ()
