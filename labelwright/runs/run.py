"""A run as it is recorded: what was launched where, by whom, with which labels, and which jobs it made.

Frozen, without any database. Launchers make one from a submission, the store keeps it, reports print it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from labelwright.dynamic import is_dynamic, parse_template
from labelwright.launcher import Submission
from labelwright.resolve import ResolvedLabel
from labelwright.scopes import PRECEDENCE, Carrier
from labelwright.vocabulary import Phase, Platform, Scope, Status


class RunKey(NamedTuple):
    """What tells a run from all others in a store."""

    project: str
    stack: str
    id: str

    def __str__(self) -> str:
        return f"{self.project}/{self.stack}/{self.id}"


@dataclass(frozen=True, slots=True)
class RunLabel:
    """One label of a run: its declared key and resolved value, who set it, and when it was put on something.

    `sent_key` and `sent_value` are set where the cloud got another text, `template` where the value was dynamic, `note`
    where something was done to it. Without phases it stands on the record only: it was set when all was launched.
    """

    key: str
    value: str
    scope: Scope = Scope.RUN
    phases: tuple[Phase, ...] = ()
    note: str = ""
    sent_key: str | None = None
    sent_value: str | None = None
    template: str = ""

    def document(self) -> dict[str, Any]:
        """As JSON; what says nothing is left out."""
        extra = {
            "note": self.note,
            "sentKey": self.sent_key,
            "sentValue": self.sent_value,
            "template": self.template,
        }
        return {
            "key": self.key,
            "value": self.value,
            "scope": str(self.scope),
            "phases": [str(phase) for phase in self.phases],
            **{name: value for name, value in extra.items() if value not in ("", None)},
        }


@dataclass(frozen=True, slots=True)
class Job:
    """Something that a run made on its platform: its name there, its id, and its kind, such as `aws-batch-job`."""

    name: str
    id: str
    kind: str

    def document(self) -> dict[str, str]:
        """As JSON."""
        return {"name": self.name, "id": self.id, "kind": self.kind}


@dataclass(frozen=True, slots=True)
class Run:
    """One launch. `project`, `stack` and `id` together are unique in a store; `launched` is aware, in UTC.

    `pipeline`, `action`, `name` and `user` are "" where nobody said them. `message` is what went wrong, `notes` what
    was left out or rewritten when it was submitted. Labels are sorted by key, one a key.
    """

    project: str
    stack: str
    id: str
    environment: str
    platform: Platform
    launched: datetime
    pipeline: str = ""
    action: str = ""
    name: str = ""
    user: str = ""
    status: Status = Status.SUBMITTING
    labels: tuple[RunLabel, ...] = ()
    jobs: tuple[Job, ...] = ()
    message: str = ""
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> RunKey:
        """What tells it from all others."""
        return RunKey(self.project, self.stack, self.id)

    @property
    def values(self) -> dict[str, str]:
        """Its labels, as keys and values."""
        return {label.key: label.value for label in self.labels}

    def document(self) -> dict[str, Any]:
        """As JSON: the form of `labelwright runs show`, and of each line that `labelwright runs import` reads."""
        return {
            "project": self.project,
            "stack": self.stack,
            "id": self.id,
            "environment": self.environment,
            "platform": str(self.platform),
            "pipeline": self.pipeline,
            "action": self.action,
            "name": self.name,
            "user": self.user,
            "status": str(self.status),
            "launched": self.launched.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "labels": [label.document() for label in self.labels],
            "jobs": [job.document() for job in self.jobs],
            "message": self.message,
            "notes": list(self.notes),
        }


def run_of(submission: Submission, *, launched: datetime) -> Run:
    """The run that a submission starts, before anything was sent: status `submitting`, no jobs yet."""
    settings, declared = submission.environment.settings, submission.environment.environment
    return Run(
        project=settings.project,
        stack=settings.stack,
        id=submission.id,
        environment=declared.name,
        platform=declared.platform,
        launched=launched,
        pipeline=submission.pipeline,
        action=submission.action,
        name=submission.variables.get("runName", ""),
        user=submission.variables.get("userName", ""),
        labels=tuple(found for label in submission.resolved.labels if (found := _label(submission, label))),
        notes=tuple(submission.notes),
    )


_FORGED = frozenset(PRECEDENCE[Carrier.RESOURCE]) - {Scope.RESOURCE}


def _label(submission: Submission, label: ResolvedLabel) -> RunLabel | None:
    """A label as the run carries it; None for a key that was removed, or left out when it was submitted."""
    submitted, text = submission.submitted, label.value
    sent_key = submitted.key(label.key)
    if text is None or sent_key not in submitted.labels:
        return None
    dynamic = is_dynamic(text)
    value = parse_template(text).resolve(submission.variables) if dynamic else text
    sent = submitted.labels[sent_key]
    forged = (Phase.FORGE,) if label.scope in _FORGED and not dynamic else ()
    return RunLabel(
        key=label.key,
        value=value,
        scope=label.scope,
        phases=(*forged, Phase.SUBMISSION, Phase.EXECUTION),
        note=submitted.notes.get(label.key, ""),
        sent_key=sent_key if sent_key != label.key else None,
        sent_value=sent if sent != value else None,
        template=text if dynamic else "",
    )
