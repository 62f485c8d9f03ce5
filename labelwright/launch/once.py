"""One run, one job of a name: reserved, looked for, sent and recorded, in that order.

Wherever a launch is killed, the next one with the same id goes on from there. What the record says is never more than
is known: `submitting` while nobody knows, `failed` where nothing was made. Whoever calls this holds the run's `turn`.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from labelwright import rules
from labelwright.launch.plan import Plan
from labelwright.launch.submitter import (
    LaunchError,
    Made,
    RefusedError,
    Submitter,
    ThereError,
    UnrecordedError,
    UnsureError,
)
from labelwright.problem import LabelError, problem
from labelwright.runs.run import Job, Run
from labelwright.runs.store import RunExistsError, Store
from labelwright.vocabulary import Status

SETTLE_SECONDS = 5.0
"""How long the job of a submission that nobody saw the end of is looked for, before there may be another one: AWS
answers lists of jobs from what it has heard of so far."""

_PAUSE = 0.5


class OtherRunError(RefusedError):
    """The id belongs to a run that was launched otherwise."""


class Outcome(StrEnum):
    """What became of a launch. Its JSON form says it."""

    SUBMITTED = "submitted"
    FOUND = "found"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Launched:
    """A run that is launched, the job that was asked for, and whether this launch made it.

    `found`: an earlier launch had sent it and never recorded it. `known`: an earlier one had done all of it.
    """

    run: Run
    job: Job
    outcome: Outcome


def launch(run: Run, plan: Plan, store: Store, connect: Callable[[], Submitter], *, is_new: bool) -> Launched:
    """Launch one job of a run, or find that it is. `is_new`: the id was made just now, so that nobody has used it.

    `connect` is called before anything is reserved. Raises `LaunchError`. What the store raises (`LabelError`) means
    that nothing was sent.
    """
    standing = None if is_new else store.get(run.id, run.project, run.stack)
    if standing is not None:
        refuse_other(standing, run)
        if job := _job_of(standing, plan):
            return Launched(standing, job, Outcome.KNOWN)
    submitter = connect()
    standing, is_reserved = _reserved(store, run)
    made = None if is_new else _found(store, submitter, plan, standing, is_reserved=is_reserved)
    outcome = Outcome.SUBMITTED if made is None else Outcome.FOUND
    if made is None:
        made, outcome = _sent(store, submitter, plan, standing)
    job = Job(plan.name, made.id, made.kind)
    try:
        return Launched(store.submitted(standing, (job,)), job, outcome)
    except LabelError as error:
        raise UnrecordedError(f"{job.name} ({job.id}) is submitted, and could not be recorded: {error}") from error


def refuse_other(standing: Run, run: Run) -> None:
    """Raise OtherRunError where the run that stands under this id was launched otherwise than `run` would be."""
    words = ("environment", "platform", "pipeline", "action")
    found = [
        f"{word} was {_shown(before)}, now {_shown(after)}"
        for word in words
        if (before := str(getattr(standing, word))) != (after := str(getattr(run, word)))
    ]
    # What was changed on the record afterwards stands there without a phase: it was never sent.
    changed = {label.key for label in standing.labels if not label.phases}
    before, after = standing.values, run.values
    found += [
        f"label {key} was {_shown(before.get(key))}, now {_shown(after.get(key))}"
        for key in sorted((before.keys() | after.keys()) - changed)
        if before.get(key) != after.get(key)
    ]
    if found:
        raise _other(f"run {run.id}", found)


def _other(where: str, found: Sequence[str]) -> OtherRunError:
    """What was launched before, and how it differs."""
    remedy = "Launch it as it was, or write another --run; without one, an id is made."
    return OtherRunError(str(problem(where, rules.ONE_RUN, "another launch: " + "; ".join(found), remedy)))


def _shown(value: str | None) -> str:
    return repr(value) if value else "none"


def _job_of(run: Run, plan: Plan) -> Job | None:
    """The job of this plan, where it is recorded."""
    return next((job for job in run.jobs if job.name == plan.name), None)


def _reserved(store: Store, run: Run) -> tuple[Run, bool]:
    """The run as the store has it, and whether it is there only now. Raises OtherRunError."""
    try:
        return store.reserve(run), True
    except RunExistsError as error:
        refuse_other(error.run, run)
        return error.run, False


def _found(store: Store, submitter: Submitter, plan: Plan, standing: Run, *, is_reserved: bool) -> Made | None:
    """What an earlier launch made of the plan. Labels are compared where the store knew nothing of the run."""
    try:
        made = submitter.find(plan)
        if made is None and not submitter.is_repeatable and not is_reserved and standing.status is Status.SUBMITTING:
            made = _found_late(submitter, plan)
        if made is not None and is_reserved:
            _refuse_other_labels(made, plan)
    except LaunchError as error:
        # Of a run that somebody left half-launched, nothing is known that was not known before.
        if not is_reserved:
            raise
        refused = error if isinstance(error, RefusedError) else RefusedError(str(error))
        raise _recorded(store, standing, refused) from error
    return made


def _found_late(submitter: Submitter, plan: Plan) -> Made | None:
    """What shows until a submission of a moment ago would have shown."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < deadline:
        time.sleep(_PAUSE)
        if (made := submitter.find(plan)) is not None:
            return made
    return None


def _refuse_other_labels(made: Made, plan: Plan) -> None:
    """Raise OtherRunError where what was found does not carry the labels of the plan."""
    found = [
        f"label {key} was {_shown(made.labels.get(key))}, now {_shown(value)}"
        for key, value in plan.labels.items()
        if made.labels.get(key) != value
    ]
    if found:
        raise _other(f"job {plan.name}, which is there", found)


def _sent(store: Store, submitter: Submitter, plan: Plan, standing: Run) -> tuple[Made, Outcome]:
    """Send the plan. The record of a run without jobs says how that went; with some, it is a run all the same."""
    if not standing.jobs and standing.status is not Status.SUBMITTING:
        store.set_status(standing, Status.SUBMITTING)
    try:
        return _submitted(submitter, plan)
    except RefusedError as error:
        if not standing.jobs:
            raise _recorded(store, standing, error) from error
        raise


def _recorded(store: Store, standing: Run, error: LaunchError) -> LaunchError:
    """The error, noted on its run: nothing runs of it."""
    try:
        store.failed(standing, str(error))
    except LabelError as unrecorded:
        return type(error)(f"{error}\nThat could not be recorded: {unrecorded}")
    return error


def _submitted(submitter: Submitter, plan: Plan) -> tuple[Made, Outcome]:
    """Send the plan; where the answer is lost, or says that it is there already, look for it."""
    try:
        return submitter.submit(plan), Outcome.SUBMITTED
    except (ThereError, UnsureError) as error:
        made = submitter.find(plan) or _found_late(submitter, plan)
        if made is None:
            raise
        if isinstance(error, ThereError):
            _refuse_other_labels(made, plan)
        return made, Outcome.FOUND
