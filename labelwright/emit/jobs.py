"""What the jobs of environments are called, and what nobody asks of a run that is one machine."""

from labelwright import rules
from labelwright.emit.launch import Launch
from labelwright.problem import Problem, problem

HEAD, WORK = "head", "work"
"""A run's head process, and the work that it submits, where each is a job of its own."""

MACHINE = "machine"
"""The one job of an environment of single machines, on which a run's head process and its work both execute."""


def problems_of_a_machine(launch: Launch, environment: str) -> list[Problem]:
    """A name, and a number of children, for what is neither a named job nor an array of them."""
    return [
        problem(f"{environment}, {option}", rules.NO_JOB, repr(value), f"Leave {option} out.")
        for option, value in (("--job-name", launch.name), ("--array-size", launch.array_size))
        if value is not None
    ]
