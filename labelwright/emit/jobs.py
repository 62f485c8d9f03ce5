"""What the jobs of environments are called, and what nobody asks of a run that is one machine."""

from labelwright import rules
from labelwright.emit.launch import Launch
from labelwright.problem import Problem, problem

HEAD, WORK = "head", "work"
"""A run's head process, and the work that it submits, where each is a job of its own."""

MACHINE = "machine"
"""The one job of an environment of single machines, on which a run's head process and its work both execute."""


def problems_in_nodes(launch: Launch, where: str) -> list[Problem]:
    """Several nodes for one job, where the platform has no such jobs: all of them but AWS Batch."""
    if launch.nodes is None:
        return []
    remedy = "Leave --nodes out, or launch in an environment of platform aws-batch."
    return [problem(f"{where}, --nodes", rules.NODES_ELSEWHERE, launch.nodes, remedy)]


def problems_of_a_machine(launch: Launch, environment: str) -> list[Problem]:
    """A name, and a number of children or nodes, for what is neither a named job nor several of anything."""
    found = [
        problem(f"{environment}, {option}", rules.NO_JOB, repr(value), f"Leave {option} out.")
        for option, value in (("--job-name", launch.name), ("--array-size", launch.array_size))
        if value is not None
    ]
    return found + problems_in_nodes(launch, environment)
