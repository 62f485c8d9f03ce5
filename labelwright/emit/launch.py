"""What a submission adds to an environment: the one form in which every platform's emitter is told of a run."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Launch:
    """One run as it is submitted: all of its labels, resolved and checked.

    `run` is the platform's id of the run, "" where it is not known. `name`, `array_size` and `nodes` are for platforms
    whose jobs have them; the others refuse them. `annotations` are whole values that were too much for a label
    (Kubernetes).
    """

    labels: Mapping[str, str]
    run: str = ""
    name: str | None = None
    array_size: int | None = None
    nodes: int | None = None
    annotations: Mapping[str, str] = field(default_factory=dict[str, str])
