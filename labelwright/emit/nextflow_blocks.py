"""From what is said of single processes to the blocks of a Nextflow configuration: rendered, judged, nothing lost.

A user's labels for a process keep the workspace's rule; those of a pipeline's own config, which may be anybody's, what
the platform itself allows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from labelwright.dialects import DIALECT_OF, key_as_sent, services_of
from labelwright.dynamic import is_dynamic
from labelwright.emit.nextflow_executors import problems_in_labels
from labelwright.emit.nextflow_labels import Findings, Sent, dynamic, written
from labelwright.emit.nextflow_plan import Block, Plan
from labelwright.emit.nextflow_selectors import NONE, NOTHING, Kind, Processes, Said
from labelwright.emit.view import SubmissionView
from labelwright.vocabulary import LabelRule

_CONFIG = "nextflow-config, process"
_DECLARED = "processes"


def plan_of(  # noqa: PLR0913 - what is said at four places, for one view
    view: SubmissionView,
    bare: Plan,
    *,
    config: Processes,
    declared: Processes,
    late: Sequence[str],
    findings: Findings,
) -> Plan:
    """A plan that has the run's labels alone, with those of single processes; every block of it judged as a whole."""
    if config is NONE and declared is NONE:
        _judge_bare(view, bare.ours, findings)
        return bare
    findings.notes += config.notes
    selectors = sorted({**config.chosen, **declared.chosen}, key=lambda one: list(Kind).index(one.kind))
    blocks: list[Block] = []
    for selector in selectors:
        theirs, said = config.chosen.get(selector, NOTHING), declared.chosen.get(selector, NOTHING)
        allowed = _allowed(view, said.labels, f"{_DECLARED}.{selector}", findings)
        blocks.append(
            Block(
                selector,
                before=_of_config(view, theirs, f"{_CONFIG}.{selector}", findings),
                code=theirs.code,
                after=_of_user(view, allowed, late, f"{_DECLARED}.{selector}", findings),
                removed=frozenset(_as_sent(view, key) for key, value in allowed.items() if value is None),
            )
        )
    theirs = _of_config(view, config.everywhere, _CONFIG, findings)
    plan = replace(bare, theirs=theirs, code=config.everywhere.code, blocks=tuple(blocks))
    findings.notes += _beaten(plan)
    if plan.adds_up:
        findings.notes += _contested(plan)
    _judge(view, plan.whole().labels, "submission", findings)
    for block in plan.blocks:
        _judge(view, plan.whole(block).labels, str(block.selector), findings)
    return plan


def _of_config(view: SubmissionView, said: Said, where: str, findings: Findings) -> Sent:
    """Labels of a pipeline's own config: texts as they are, `${` too."""
    labels = {key: value for key, value in said.labels.items() if value is not None}
    return written(view, labels, where, findings, rule=LabelRule.NATIVE)


def _of_user(
    view: SubmissionView, labels: Mapping[str, str | None], late: Sequence[str], where: str, findings: Findings
) -> Sent:
    """Labels that a user declares for a process, dynamic ones too."""
    given = {key: value for key, value in labels.items() if value is not None}
    static = {key: value for key, value in given.items() if not is_dynamic(value)}
    open_ = {key: value for key, value in given.items() if is_dynamic(value)}
    return written(view, static, where, findings).under(dynamic(view, open_, late, where, findings))


def _allowed(
    view: SubmissionView, labels: Mapping[str, str | None], where: str, findings: Findings
) -> Mapping[str, str | None]:
    """What of a user's labels no lock forbids; the others are void, and noted."""
    locked = {_as_sent(view, key) for key in view.locked}
    void = {key for key in labels if _as_sent(view, key) in locked}
    findings.notes += [
        f"{where}.{key}: {labels[key]!r} is void: stack config has locked the key"
        for key in sorted(void)
        if view.labels.get(_as_sent(view, key)) != labels[key]
    ]
    return {key: value for key, value in labels.items() if key not in void}


def _judge(view: SubmissionView, labels: Mapping[str, str], where: str, findings: Findings) -> None:
    """Whether the platform and Nextflow let one process have all of `labels`."""
    dialect = DIALECT_OF[view.platform]
    for service in services_of(view.platform):
        findings.problems += dialect.problems_in_case(labels, service=service, where=where)
        findings.problems += dialect.problems_in_count(labels, rule=view.rule, service=service, where=where)
    findings.problems += problems_in_labels(labels, view.platform, where)


def _judge_bare(view: SubmissionView, ours: Sent, findings: Findings) -> None:
    """The run's labels alone, which the platform was asked about when they were resolved, but for late ones."""
    if ours.late:
        _judge(view, ours.labels, "submission", findings)
    else:
        findings.problems += problems_in_labels(ours.labels, view.platform, "submission")


def _beaten(plan: Plan) -> Iterator[str]:
    """Labels of the pipeline's config that give way to the run's."""
    places = [(_CONFIG, plan.theirs), *((f"{_CONFIG}.{block.selector}", block.before) for block in plan.blocks)]
    for where, theirs in places:
        for key, value in theirs.labels.items():
            if plan.ours.labels.get(key, value) != value:
                winner = "what Nextflow fills in" if key in plan.ours.late else repr(plan.ours.labels[key])
                yield f"{where}.{key}: {value!r} gives way to {winner}"


def _contested(plan: Plan) -> Iterator[str]:
    """Keys that two blocks set to different values, where they may choose one process."""
    for first, second in combinations(plan.blocks, 2):
        if not first.selector.may_meet(second.selector):
            continue
        for key in sorted(first.after.labels.keys() & second.after.labels.keys()):
            one, other = first.after.labels[key], second.after.labels[key]
            if one != other:
                yield f"{key}: where {first.selector} and {second.selector} choose one process, {other!r} beats {one!r}"


def _as_sent(view: SubmissionView, key: str) -> str:
    """The key under which a declared one is sent."""
    return key_as_sent(DIALECT_OF[view.platform], key, view.rule)
