"""That a launch is under way, for whoever watches: clouds take their time over machines."""

from contextlib import AbstractContextManager

from rich.console import Console


def under_way(what: str) -> AbstractContextManager[object]:
    """A line on standard error that moves, and is gone when the block ends."""
    return Console(stderr=True).status(what)
