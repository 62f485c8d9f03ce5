"""What every cloud's reader is: something that is given resources and tells what they carry."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from labelwright.drift.compare import Carried
from labelwright.drift.declared import Declared


class UnreachableError(ValueError):
    """A cloud that cannot be asked at all: no SDK, no credentials, no way to it. The text says what would help."""


class Reader(Protocol):
    """Asks one cloud. Made once for a run, so that it may keep its connections.

    `at_once` is how many resources it likes to be given.
    """

    at_once: int

    def read(self, batch: Sequence[Declared]) -> Iterator[Carried]:
        """What each of them carries, in their order. Raises UnreachableError; anything less is said of a resource."""
        ...
