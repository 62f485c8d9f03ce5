"""A run's labels as a Nextflow configuration: `labelwright render ENV --target nextflow`.

What every process gets, and, for processes with labels of their own, blocks that repeat it. Own labels come from a
user (`--processes`) and from the pipeline's own config (`--nextflow-config`). Lowest to highest: the config's for every
process, the config's for one, the run's, the user's for one; a locked label beats them all.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from labelwright import rules
from labelwright.dynamic import is_dynamic
from labelwright.emit.nextflow_blocks import plan_of
from labelwright.emit.nextflow_executors import executor_of, notes_on_executor, problems_in_executor
from labelwright.emit.nextflow_labels import LATE, Findings, Sent, dynamic
from labelwright.emit.nextflow_plan import Plan
from labelwright.emit.nextflow_selectors import NONE, Processes, parse_config, parse_processes
from labelwright.emit.view import SubmissionView, Target
from labelwright.problem import LabelError, problem, suggest
from labelwright.vocabulary import Platform

_PROCESSES, _CONFIG, _LATE, _EXECUTOR = "processes", "nextflow-config", "late", "executor"


def emit(view: SubmissionView) -> str:
    """The configuration. Raises `LabelError` with everything that Nextflow or the platform would refuse or spoil."""
    plan = _planned(view, Findings())
    return f"// Written by labelwright for environment '{view.environment}' ({view.platform}).\n{plan.text()}"


def remarks(view: SubmissionView) -> Sequence[str]:
    """What gave way to what, was left out, or is not labelled by Nextflow. Raises `LabelError` as `emit` does."""
    findings = Findings()
    plan = _planned(view, findings)
    executor = executor_of(view.platform, view.extras.get(_EXECUTOR, ""))
    notes = notes_on_executor(executor, is_late=bool(plan.ours.late), is_chosen=bool(plan.blocks))
    return tuple(dict.fromkeys([*findings.notes, *_annotated(view), *notes]))


NEXTFLOW = Target(
    about="a configuration for 'nextflow run -c'",
    emit=emit,
    takes={
        _PROCESSES: "labels of single processes",
        _CONFIG: "the config of the pipeline",
        _LATE: f"variables that Nextflow fills in: {', '.join(LATE)}",
        _EXECUTOR: "the executor to set, such as awsbatch",
    },
    remarks=remarks,
)


def _planned(view: SubmissionView, findings: Findings) -> Plan:
    """What the configuration says. Raises `LabelError` with all that `findings` then holds."""
    executor = view.extras.get(_EXECUTOR, "")
    if view.studio:
        got, remedy = f"studio {view.studio!r}", "Leave --studio out: a pipeline is run, and a Studio is not."
        findings.problems.append(problem("--target nextflow", rules.LAUNCH, got, remedy))
    findings.problems += problems_in_executor(executor, view.platform, f"--with {_EXECUTOR}")
    late = _late(view, findings)
    config, processes = _said(view, _CONFIG, findings), _said(view, _PROCESSES, findings)
    if view.processes:
        processes = parse_processes(view.processes, "pipeline.processes").under(processes)
    ours = _ours(view, late, findings)
    plan = plan_of(view, Plan(ours, executor=executor), config=config, declared=processes, late=late, findings=findings)
    if findings.problems:
        raise LabelError(dict.fromkeys(findings.problems))
    return plan


def _late(view: SubmissionView, findings: Findings) -> tuple[str, ...]:
    """The variables that Nextflow is asked to fill in."""
    if _LATE not in view.extras:
        return ()
    names = tuple(name.strip() for name in view.extras[_LATE].split(","))
    findings.problems += [
        problem(f"--with {_LATE}", rules.NEXTFLOW_LATE, repr(name), suggest(name, LATE))
        for name in names
        if name not in LATE
    ]
    return tuple(name for name in names if name in LATE)


def _ours(view: SubmissionView, late: Sequence[str], findings: Findings) -> Sent:
    """The run's own labels. On Azure Batch, where every other set makes a new pool, those that are always the same."""
    ours, waiting = Sent(view.labels), view.pending
    if view.platform is Platform.AZURE_BATCH:
        changing = [key for key, text in view.declared.items() if is_dynamic(text) or view.piped.get(key) != text]
        why = "left out: its value changes from run to run, and Azure Batch would make a pool for each"
        findings.notes += [f"{key}: {why}" for key in changing]
        return ours.without(view.renamed.get(key, key) for key in changing)
    return ours.under(dynamic(view, waiting, late, "submission", findings)) if waiting else ours


def _said(view: SubmissionView, name: str, findings: Findings) -> Processes:
    """What a file says of processes; nothing where none was given, or it cannot be read."""
    text = view.extras.get(name)
    if text is None:
        return NONE
    try:
        if name == _CONFIG:
            return parse_config(json.loads(text, parse_int=str, parse_float=str))
        return parse_processes(json.loads(text, object_pairs_hook=_without_twins))
    except LabelError as error:
        findings.problems += error.problems
    except (ValueError, RecursionError) as error:
        rule = rules.NEXTFLOW_CONFIG if name == _CONFIG else rules.NEXTFLOW_SELECTOR
        findings.problems.append(problem(f"--{name}", rule, f"no JSON ({error})", "Give it as JSON or YAML."))
    return NONE


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object. Raises ValueError where a key stands twice: one of the two would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"{next(key for key in keys if keys.count(key) > 1)!r} stands twice")
    return found


def _annotated(view: SubmissionView) -> Iterator[str]:
    """Labels whose whole value stands in an annotation, which `resourceLabels` cannot set."""
    for key in view.annotations:
        yield f"{key}: Nextflow sends the shortened value only; the whole one would be an annotation (process.pod)"
