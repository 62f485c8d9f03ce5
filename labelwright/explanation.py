"""Who won, for every key of a resource or a submission: the answer that `labelwright explain` prints."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel

from labelwright.dialects import Dialect, Rendered
from labelwright.dynamic import is_dynamic
from labelwright.resolve import Beaten, Resolved, ResolvedLabel
from labelwright.submitted import SubmissionLabels
from labelwright.vocabulary import LabelRule, Scope


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


def explain_forge(resolved: Resolved, dialects: Sequence[Dialect], rule: LabelRule) -> list[ExplainedLabel]:
    """The labels of a resource that is forged: static ones only.

    `dialects` are the clouds that they go to; where those differ, the first one's rendering is shown and all are noted.
    """
    sent = [dialect.render(resolved.static, rule=rule) for dialect in dialects]
    first = sent[0] if sent else Rendered(labels=resolved.static)
    return [
        _explained(
            label,
            first.labels.get(first.key(label.key)),
            (
                *_reasons(label, dynamic=_LATER, volatile=_KEPT_OFF),
                *(one.notes[label.key] for one in sent if label.key in one.notes),
            ),
            dialects,
        )
        for label in resolved.labels
    ]


def explain_submission(
    resolved: Resolved, submitted: SubmissionLabels, dialects: Sequence[Dialect]
) -> list[ExplainedLabel]:
    """The labels of a run's submission, dynamic ones as they were resolved."""
    return [
        _explained(
            label,
            submitted.labels.get(submitted.key(label.key)),
            (*_reasons(label), *((submitted.notes[label.key],) if label.key in submitted.notes else ())),
            dialects,
        )
        for label in resolved.labels
    ]


_LATER = "left out: dynamic, resolved when a run is submitted (rule 4.3)"
_KEPT_OFF = "volatile: left off places where a change restarts or replaces something (rule 4.7)"


def _reasons(label: ResolvedLabel, *, dynamic: str = "", volatile: str = "") -> tuple[str, ...]:
    """Why a key is left out, somewhere or everywhere, or is not what was declared."""
    if label.value is None:
        return (f"removed by the {label.scope}",)
    if dynamic and is_dynamic(label.value):
        return (dynamic,)
    return (volatile,) if volatile and label.volatile else ()


def _explained(
    label: ResolvedLabel, rendered: str | None, notes: tuple[str, ...], dialects: Sequence[Dialect]
) -> ExplainedLabel:
    """One answer; what is to be known of the key on a bill is noted where the label is sent."""
    if rendered is not None:
        notes = (*notes, *(note for dialect in dialects for note in dialect.notes_on_bill(label.key)))
    return ExplainedLabel(
        key=label.key,
        value=label.value,
        scope=label.scope,
        beat=label.beat,
        locked=label.locked,
        rendered=rendered,
        notes=notes,
    )


def explain_resource(
    resolved: Resolved,
    carried: Mapping[str, str],
    dialects: Sequence[Dialect],
    rule: LabelRule,
    places: Mapping[str, bool],
) -> list[ExplainedLabel]:
    """The labels of one existing resource: what it carries beyond its scopes was set on the resource itself.

    `places` are those of the resource, with whether a change of labels there disturbs nothing that runs.
    """
    keys = dialects[0].render(resolved.values, rule=rule) if dialects else Rendered(labels={})
    explained = {keys.key(label.key): label for label in explain_forge(resolved, dialects, rule)}
    for key, value in carried.items():
        declared = explained.get(key)
        if declared is not None and declared.rendered == value:
            continue
        beat = declared.beat if declared else ()
        if declared is not None:
            beat = (*beat, Beaten(scope=declared.scope, value=declared.value, why=f"overridden by {Scope.RESOURCE}"))
        own = ResolvedLabel(key=key, value=value, scope=Scope.RESOURCE, beat=beat)
        explained[key] = _explained(own, value, (), dialects)
    unsteady = [path for path, is_calm in places.items() if not is_calm]
    for key, label in explained.items():
        is_kept_off = unsteady and label.key in resolved.volatile
        told = (f"volatile: not at {', '.join(unsteady)} (rule 4.7)",) if is_kept_off else ()
        if label.rendered is not None and key not in carried:
            is_nowhere_due = is_kept_off and len(unsteady) == len(places)
            absent = () if is_nowhere_due else ("not on the resource",)
            explained[key] = label.model_copy(update={"rendered": None, "notes": (*absent, *told)})
        elif _KEPT_OFF in label.notes:
            notes = tuple(note for note in label.notes if note != _KEPT_OFF)
            explained[key] = label.model_copy(update={"notes": (*notes, *told)})
    return sorted(explained.values(), key=lambda label: label.key)
