"""What a target is told of a run: the one form in which every emitter for another system sees a submission.

Built by the command line and by launchers; read by the modules that `labelwright.emit.target` lists. Texts and numbers
only, so that an emitter stays pure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from labelwright.dialects import DIALECT_OF
from labelwright.dynamic import is_dynamic, parse_template
from labelwright.vocabulary import LabelRule, OnFailure, Platform

_NOTHING: Mapping[str, str] = {}


def _none() -> Mapping[str, str]:
    """An empty mapping for a field that was not given."""
    return _NOTHING


def _silent(view: "SubmissionView") -> Sequence[str]:  # noqa: ARG001 - every target is asked alike
    """No remarks."""
    return ()


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """One run, or one submission to come, as a target sees it.

    `labels` are those that the platform gets: resolved, checked, in its form, without what has variables that are not
    known yet. `declared` has every key that the run carries, with its text as it was written; `notes` (on what was left
    out or rewritten) and `renamed` (declared key -> the key in `labels`) go by declared keys. `forged` is what the
    environment was declared with, `piped` what it and the pipeline say together; both as written. `locked` are the keys
    that nobody below stack config may change, `defaults` what every new environment of the workspace gets. `processes`
    are labels of the pipeline's single processes, by Nextflow's selectors. `run` is the platform's id of the run,
    `studio` the name of what is started instead of a run; "" where there is none. `extras` are what the target asked
    for, by name.
    """

    platform: Platform
    environment: str
    labels: Mapping[str, str]
    declared: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=_none)
    annotations: Mapping[str, str] = field(default_factory=_none)
    renamed: Mapping[str, str] = field(default_factory=_none)
    variables: Mapping[str, str] = field(default_factory=_none)
    forged: Mapping[str, str] = field(default_factory=_none)
    piped: Mapping[str, str] = field(default_factory=_none)
    defaults: Mapping[str, str] = field(default_factory=_none)
    locked: frozenset[str] = frozenset()
    stack: str = ""
    pipeline: str = ""
    studio: str = ""
    run: str = ""
    rule: LabelRule = LabelRule.PORTABLE
    on_failure: OnFailure = OnFailure.FAIL
    processes: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict[str, Mapping[str, str | None]])
    extras: Mapping[str, str] = field(default_factory=_none)

    @property
    def settled(self) -> dict[str, str]:
        """Declared key -> its value as it was written, every variable replaced. Without those that are pending.

        What was left out of the run is not among them; what had to be sanitised has the value that is sent.
        """
        return self.settle(self.declared)

    def settle(self, declared: Mapping[str, str]) -> dict[str, str]:
        """`settled`, of another set of declared labels with the same variables."""
        values: dict[str, str] = {}
        for key, text in declared.items():
            if not is_dynamic(text):
                values[key] = text
                continue
            template = parse_template(text)
            if template.missing(self.variables):
                continue
            value = template.resolve(self.variables)
            if key not in self.notes:
                values[key] = value
            elif (sent := self.renamed.get(key, key)) in self.labels:
                values[key] = self._as_resolved(key, value, self.annotations.get(sent, self.labels[sent]))
        return values

    @property
    def pending(self) -> dict[str, str]:
        """Declared labels with a variable that is not known yet, as templates. What was left out is not among them."""
        return {
            key: text
            for key, text in self.declared.items()
            if key not in self.notes and is_dynamic(text) and parse_template(text).missing(self.variables)
        }

    def _as_resolved(self, key: str, value: str, sent: str) -> str:
        """`value`, where `sent` is only the platform's form of it (Google: small letters), else what is sent."""
        form = DIALECT_OF[self.platform].render({key: value}, rule=self.rule)
        return value if form.whole(key) == sent else sent


@dataclass(frozen=True, slots=True)
class Target:
    """One form in which another system takes the labels of a run.

    `emit` gives the text that is printed, and raises `LabelError` with everything that the other system would refuse.
    `takes` are the extras that it understands, with what each is for; `needs` are those that it cannot do without.
    `remarks` are what a person should know of the text, and would not see in it.
    """

    about: str
    emit: Callable[[SubmissionView], str]
    takes: Mapping[str, str] = field(default_factory=_none)
    needs: frozenset[str] = frozenset()
    remarks: Callable[[SubmissionView], Sequence[str]] = _silent
