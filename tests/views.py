"""A run as a target sees it, from a few labels: what the tests of every target begin with."""

from collections.abc import Mapping

from labelwright.dynamic import is_dynamic, parse_template
from labelwright.emit.view import SubmissionView
from labelwright.model import LabelSet
from labelwright.resolve import resolve
from labelwright.scopes import Layer
from labelwright.submitted import Policy, submission_labels
from labelwright.vocabulary import LabelRule, OnFailure, Platform, Scope

LABELS = {"team": "genomics", "environment": "prod"}
RUN = {"run": "${workflowId}"}


def view(  # noqa: PLR0913 - one parameter a field that tests set
    declared: Mapping[str, str] = LABELS,
    *,
    platform: Platform = Platform.AWS_BATCH,
    rule: LabelRule = LabelRule.PORTABLE,
    on_failure: OnFailure = OnFailure.FAIL,
    variables: Mapping[str, str] | None = None,
    extras: Mapping[str, str] | None = None,
    forged: Mapping[str, str] | None = None,
    piped: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    pipeline: str = "",
    studio: str = "",
) -> SubmissionView:
    """The view of a run with these labels, made as the command line makes it."""
    known = dict(variables or {})
    ready = {
        key: text for key, text in declared.items() if not is_dynamic(text) or not parse_template(text).missing(known)
    }
    resolved = resolve([Layer(scope=Scope.RUN, labels=LabelSet.of(ready))])
    sent = submission_labels(resolved, known, Policy(platform=platform, rule=rule, on_failure=on_failure))
    return SubmissionView(
        platform=platform,
        environment="spot",
        labels=sent.labels,
        declared=declared,
        notes=sent.notes,
        annotations=sent.annotations,
        renamed=sent.renamed,
        variables=known,
        forged=forged or {},
        piped=piped or {},
        defaults=defaults or {},
        stack="dev",
        pipeline=pipeline,
        studio=studio,
        run=known.get("workflowId", ""),
        rule=rule,
        extras=extras or {},
    )
