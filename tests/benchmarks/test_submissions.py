"""The benchmark of submissions measures every platform and every target. Nothing is timed here."""

from benchmarks import submissions
from labelwright.emit.target import TARGETS
from labelwright.vocabulary import Platform


def test_every_platform_and_every_target_is_measured() -> None:
    """A new target is, too, without another word: what it needs is given."""
    names = [figure.name for figure in submissions.figures(10)]
    assert [name for name in (*Platform, *TARGETS) if not any(f"{name}," in one for one in names)] == []
    assert submissions.LIMIT == {Platform.AWS_BATCH: 1_000_000 / 20_000}
    assert "memory" in names[-1]


def test_no_two_submissions_are_alike() -> None:
    """Otherwise something could be known before."""
    make = submissions.launches(submissions.environments()[Platform.AWS_BATCH])
    assert len({str(make()) for _ in range(200)}) == 200
