"""Runs as lines of JSON: what other systems and earlier years left, read for the store.

A line has the form of `labelwright runs show --format json`. It needs an `id`, a `platform` and when it was `launched`;
labels may be a plain mapping, too. What is wrong with any line is found, and told with its number.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from labelwright import rules
from labelwright.problem import Problem, problem
from labelwright.runs.records import problems_in_run
from labelwright.runs.run import Job, Run, RunLabel
from labelwright.vocabulary import Phase, Platform, Scope, Status

LISTED = 50
"""So many problems are told; more are counted."""

_EXAMPLE = (
    '{"id": "run-1", "platform": "aws-batch", "launched": "2026-01-31T12:00:00Z", "labels": {"team": "genomics"}}'
)


class _Label(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """A label as it stands in a line."""

    key: str
    value: str
    scope: Scope = Scope.RUN
    phases: tuple[Phase, ...] = (Phase.SUBMISSION, Phase.EXECUTION)
    note: str = ""
    sent_key: str | None = None
    sent_value: str | None = None
    template: str = ""


class _Job(msgspec.Struct, forbid_unknown_fields=True):
    """A job as it stands in a line."""

    name: str
    id: str
    kind: str


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    """A run as it stands in a line."""

    id: str
    platform: Platform
    launched: datetime
    project: str | None = None
    stack: str | None = None
    environment: str = ""
    pipeline: str = ""
    action: str = ""
    name: str = ""
    user: str = ""
    status: Status = Status.UNKNOWN
    labels: dict[str, str] | list[_Label] = {}
    jobs: list[_Job] = []
    message: str = ""
    notes: list[str] = []


_DECODER = msgspec.json.Decoder(_Line)


@dataclass(slots=True)
class Lines:
    """Runs that are read line by line; `problems` is whole when all were read. Blank lines are passed over.

    `project` and `stack` are those of runs that name none.
    """

    source: Iterable[bytes]
    name: str
    project: str
    stack: str
    problems: list[Problem]
    _unlisted: int = 0

    def runs(self) -> Iterator[Run]:
        """The runs of all lines that are in order."""
        for number, line in enumerate(self.source, start=1):
            if not line.strip():
                continue
            where = f"{self.name}:{number}"
            try:
                run = self._run(_DECODER.decode(line))
            except (msgspec.DecodeError, UnicodeDecodeError, OverflowError) as error:
                self._tell([problem(where, rules.RUN_FIELD, str(error), f"Write a line like {_EXAMPLE}.")])
                continue
            if found := problems_in_run(run, where):
                self._tell(found)
            else:
                yield run
        if self._unlisted:
            got = f"{self._unlisted:,} more problems"
            self.problems.append(problem(self.name, rules.RUN_FIELD, got, "Mend those above, and try again."))

    def _run(self, line: _Line) -> Run:
        if isinstance(line.labels, dict):
            given = [_Label(key, value) for key, value in line.labels.items()]
        else:
            given = line.labels
        labels = (
            RunLabel(one.key, one.value, one.scope, one.phases, one.note, one.sent_key, one.sent_value, one.template)
            for one in sorted(given, key=lambda one: one.key)
        )
        aware = line.launched.tzinfo is not None
        return Run(
            project=self.project if line.project is None else line.project,
            stack=self.stack if line.stack is None else line.stack,
            id=line.id,
            environment=line.environment,
            platform=line.platform,
            launched=line.launched.astimezone(UTC) if aware else line.launched,
            pipeline=line.pipeline,
            action=line.action,
            name=line.name,
            user=line.user,
            status=line.status,
            labels=tuple(labels),
            jobs=tuple(Job(one.name, one.id, one.kind) for one in line.jobs),
            message=line.message,
            notes=tuple(line.notes),
        )

    def _tell(self, found: Iterable[Problem]) -> None:
        for one in found:
            if len(self.problems) < LISTED:
                self.problems.append(one)
            else:
                self._unlisted += 1


def as_line(run: Run) -> bytes:
    """A run as such a line, without its end."""
    return msgspec.json.encode(run.document())
