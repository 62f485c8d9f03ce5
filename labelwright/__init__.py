"""One label model for cloud workloads: declared once, carried by every resource, every job and every bill."""

from collections.abc import Mapping, Sequence

__all__ = ["inject"]


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
