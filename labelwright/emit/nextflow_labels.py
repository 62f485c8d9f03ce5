"""Labels as Nextflow is to hand them on: judged as everything that is sent, and those that only Nextflow can fill in.

A variable that Nextflow knows and we do not (`sessionId`) is written as code. To judge such a label, the longest value
that the variable may have stands in its place: what is legal then is legal in every run.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from labelwright import rules
from labelwright.dialects import DIALECT_OF, services_of
from labelwright.dynamic import parse_template, problems_in_template
from labelwright.emit.groovy import quoted
from labelwright.emit.view import SubmissionView
from labelwright.problem import Problem, problem
from labelwright.vocabulary import LabelRule, OnFailure


@dataclass(frozen=True, slots=True)
class Late:
    """A variable that Nextflow fills in: its code in a closure, and a value as long as any that it may have."""

    code: str
    longest: str


LATE: Mapping[str, Late] = {
    "sessionId": Late("workflow.sessionId", "5e551011-feed-4bad-8bad-0123456789ab"),
    "runName": Late("workflow.runName", "Run-name-of-80-characters-".ljust(80, "x")),
}
"""Only what always has a value, of a known form. Source of the form of run names: nextflow 24.10.5, CmdRun."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Labels as they are sent. Those in `late` are code, by key; in `labels` they have their longest value."""

    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    late: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def entries(self) -> dict[str, str]:
        """Key -> Groovy expression, sorted."""
        return {key: self.late.get(key) or quoted(value) for key, value in sorted(self.labels.items())}

    def under(self, later: "Sent") -> "Sent":
        """Both; where both have a key, `later` wins."""
        kept = {key: code for key, code in self.late.items() if key not in later.labels}
        return Sent({**self.labels, **later.labels}, {**kept, **later.late})

    def without(self, keys: Iterable[str]) -> "Sent":
        """All but `keys`."""
        gone = set(keys)
        if not gone:
            return self
        return Sent(
            {key: value for key, value in self.labels.items() if key not in gone},
            {key: code for key, code in self.late.items() if key not in gone},
        )


NO_LABELS = Sent()


@dataclass(slots=True)
class Findings:
    """What is wrong with a configuration in the making, and what a person should know of it."""

    problems: list[Problem] = field(default_factory=list[Problem])
    notes: list[str] = field(default_factory=list[str])


def written(
    view: SubmissionView, labels: Mapping[str, str], where: str, findings: Findings, *, rule: LabelRule | None = None
) -> Sent:
    """Labels with a known value, in the platform's form; what it would refuse of them goes to `findings`."""
    dialect, rule = DIALECT_OF[view.platform], rule or view.rule
    sent = dialect.render(labels, rule=rule)
    for service in services_of(view.platform):
        findings.problems += dialect.problems_in_case(labels, service=service, where=where)
        for key in labels:
            name, place = sent.key(key), f"{where}.{key}"
            findings.problems += dialect.problems_in_key(name, rule=rule, service=service, where=place)
            whole = sent.whole(
                key
            )  # of a value that is shortened the rest would be lost: there are no annotations here
            findings.problems += dialect.problems_in_value(whole, rule=rule, service=service, where=place)
    findings.notes += [f"{where}.{key}: {note}" for key, note in sent.notes.items()]
    return Sent(sent.labels)


def dynamic(
    view: SubmissionView, labels: Mapping[str, str], late: Sequence[str], where: str, findings: Findings
) -> Sent:
    """Templates as labels: resolved, or code where Nextflow fills in what is missing.

    One that stays open is a problem, or left out with a note, as the workspace says.
    """
    sent = NO_LABELS
    for key, text in labels.items():
        sent = sent.under(_resolved(view, {key: text}, late, where, findings))
    return sent


def _resolved(
    view: SubmissionView, label: Mapping[str, str], late: Sequence[str], where: str, findings: Findings
) -> Sent:
    """One template."""
    [(key, text)] = label.items()
    place = f"{where}.{key}"
    if mistakes := problems_in_template(text, place):
        findings.problems += mistakes
        return NO_LABELS
    template = parse_template(text)
    filled = {name: LATE[name].longest for name in late if name in template.missing(view.variables)}
    known = {**view.variables, **filled}
    if missing := template.missing(known):
        _leave_open(view, text, missing, place, findings)
        return NO_LABELS
    value = template.resolve(known)
    if not filled:
        return written(view, {key: value}, where, findings)
    judged = Findings()
    sent = written(view, {key: value}, where, judged)
    if judged.problems:
        got = f"{text!r}, which may become {value!r}"
        remedy = f"Leave it out, or give it: --var {next(iter(filled))}=..."
        broken = dict.fromkeys(one.rule for one in judged.problems)
        findings.problems += [problem(place, rules.NEXTFLOW_LATE, f"{got} ({rule})", remedy) for rule in broken]
        return NO_LABELS
    return Sent(sent.labels, {as_sent: _code(whole, filled) for as_sent, whole in sent.labels.items()})


def _leave_open(view: SubmissionView, text: str, missing: Sequence[str], where: str, findings: Findings) -> None:
    """What becomes of a template with variables that nobody knows."""
    got = f"{text!r} with no value for {', '.join(missing)}"
    if view.on_failure is not OnFailure.FAIL:
        findings.notes.append(f"{where}: left out: {got}")
        return
    remedy = f"Give it: --var {missing[0]}=..."
    if missing[0] in LATE:
        remedy += f", or let Nextflow: --with late={missing[0]}"
    findings.problems.append(problem(where, rules.UNRESOLVED, got, f"{remedy}."))


def _code(sent: str, filled: Mapping[str, str]) -> str:
    """The expression that makes `sent`, with variables in the place of their longest values.

    >>> _code(f"run-{LATE['sessionId'].longest}", {"sessionId": LATE["sessionId"].longest})
    "'run-' + workflow.sessionId"
    """
    names = {value: name for name, value in filled.items()}
    first, *others = re.split(f"({'|'.join(map(re.escape, names))})", sent)
    codes = [LATE[names[part]].code if part in names else quoted(part) for part in others if part]
    return " + ".join([quoted(first), *codes])
