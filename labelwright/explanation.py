"""Who won, for every key of a resource or a submission: the answer that `labelwright explain` prints."""

from collections.abc import Mapping

from pydantic import BaseModel

from labelwright.dialects import aws
from labelwright.dynamic import is_dynamic
from labelwright.resolve import Beaten, Resolved, ResolvedLabel
from labelwright.submission import SubmissionLabels
from labelwright.vocabulary import Scope


class ExplainedLabel(BaseModel, frozen=True, extra="forbid"):
    """One key: what was declared, by which scope, whom it beat, what is sent (None: nothing), and why.

    The seven fields are the JSON contract of `labelwright explain`.
    """

    key: str
    value: str | None
    scope: Scope
    beat: tuple[Beaten, ...]
    locked: bool
    rendered: str | None
    notes: tuple[str, ...]


def explain_forge(resolved: Resolved) -> list[ExplainedLabel]:
    """The labels of a resource that is forged: static ones only."""
    return [
        _explained(label, None if _is_left_out(label) else label.value, _reasons(label, dynamic=_LATER))
        for label in resolved.labels
    ]


def explain_submission(resolved: Resolved, submitted: SubmissionLabels) -> list[ExplainedLabel]:
    """The labels of a run's submission, dynamic ones as they were resolved."""
    return [
        _explained(label, submitted.labels.get(label.key), _reasons(label, dynamic=submitted.notes.get(label.key, "")))
        for label in resolved.labels
    ]


_LATER = "left out: dynamic, resolved when a run is submitted (rule 4.3)"


def _is_left_out(label: ResolvedLabel) -> bool:
    """Whether a key has no value that a forged resource may carry."""
    return label.value is None or is_dynamic(label.value)


def _reasons(label: ResolvedLabel, *, dynamic: str) -> tuple[str, ...]:
    """Why a key is left out, or is not what was declared."""
    if label.value is None:
        return (f"removed by the {label.scope}",)
    return (dynamic,) if is_dynamic(label.value) and dynamic else ()


def _explained(label: ResolvedLabel, rendered: str | None, notes: tuple[str, ...]) -> ExplainedLabel:
    """One answer; the name under which AWS bills the key is noted where it differs from the key."""
    column = aws.billing_column(label.key)
    if rendered is not None and column != label.key:
        notes = (*notes, f"the AWS bill shows it as {column!r}")
    return ExplainedLabel(
        key=label.key,
        value=label.value,
        scope=label.scope,
        beat=label.beat,
        locked=label.locked,
        rendered=rendered,
        notes=notes,
    )


def explain_resource(resolved: Resolved, carried: Mapping[str, str]) -> list[ExplainedLabel]:
    """The labels of one existing resource: what it carries beyond its scopes was set on the resource itself."""
    explained = {label.key: label for label in explain_forge(resolved)}
    for key, value in carried.items():
        declared = explained.get(key)
        if declared is not None and declared.rendered == value:
            continue
        beat = declared.beat if declared else ()
        if declared is not None:
            beat = (*beat, Beaten(scope=declared.scope, value=declared.value, why=f"overridden by {Scope.RESOURCE}"))
        own = ResolvedLabel(key=key, value=value, scope=Scope.RESOURCE, beat=beat)
        explained[key] = _explained(own, value, ())
    for key, label in explained.items():
        if label.rendered is not None and key not in carried:
            explained[key] = label.model_copy(update={"rendered": None, "notes": ("not on the resource",)})
    return [explained[key] for key in sorted(explained)]
