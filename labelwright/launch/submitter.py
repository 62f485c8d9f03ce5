"""What every platform's submitter is: it is given a plan, looks whether that was sent before, and sends it.

`find` and `submit` are all that a launch asks of a platform. Errors say what is known of the cloud afterwards, because
the record of the run must say the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from labelwright.launch.plan import Plan


class LaunchError(ValueError):
    """A launch that did not come to its end. The text says why, and what would help; it holds no secret."""


class RefusedError(LaunchError):
    """Nothing runs of it: the platform said no, or was never reached."""


class UnsureError(LaunchError):
    """Nobody knows whether it was made: the request went out, and no answer came back."""


class UnrecordedError(LaunchError):
    """It was made, and the record of the run does not say so yet."""


class ThereError(LaunchError):
    """The platform says that there is one of that name already."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a plan became: its id on the platform, what kind of thing that is, and the labels that it carries."""

    id: str
    kind: str
    labels: Mapping[str, str]


class Submitter(Protocol):
    """Sends plans to one platform, with the credentials of the surroundings.

    `is_repeatable`: the platform itself takes a request once, however often it is sent (a name or token that is taken
    stays taken, and shows at once). Where it is False, only `find` keeps a run from being made twice.
    """

    is_repeatable: bool

    def find(self, plan: Plan) -> Made | None:
        """What the plan became when it was sent before; None where nothing did. Raises `LaunchError`."""
        ...

    def submit(self, plan: Plan) -> Made:
        """Send it. Raises RefusedError, UnsureError or ThereError."""
        ...
