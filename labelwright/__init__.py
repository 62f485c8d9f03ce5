"""One label model for cloud workloads: declared once, carried by every resource, every job and every bill."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labelwright.launcher import read_environment, submission

__all__ = ["inject", "read_environment", "submission"]

_LAUNCHER = frozenset({"read_environment", "submission"})


def __getattr__(name: str) -> object:
    """What launchers call, from `labelwright.launcher`: who only labels a stack does without that module."""
    if name not in _LAUNCHER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("labelwright.launcher"), name)


def inject(
    labels: Mapping[str, str] | None = None,
    volatile: Mapping[str, str] | None = None,
    *,
    placement: Sequence[Mapping[str, object]] = (),
    exempt: Sequence[Mapping[str, object]] = (),
) -> None:
    """Label every resource that a Pulumi program registers from here on; see `labelwright.program.inject`."""
    from labelwright import program  # noqa: PLC0415 - the library and its command line start without Pulumi

    program.inject(labels, volatile, placement=placement, exempt=exempt)
